package io.camelmcp.component.session.store.file;

import io.camelmcp.component.session.store.PushShelf;
import io.camelmcp.component.session.store.QueuedPush;
import io.camelmcp.component.session.store.SessionRecord;
import io.camelmcp.component.session.store.SessionStoreException;
import io.camelmcp.component.session.store.SessionWrites;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.StringDataType;
import org.h2.store.fs.FilePath;
import org.jspecify.annotations.Nullable;

/** The open file: a map from client id to record, and one of the requests that wait. For one thread; every method may fail with {@link MVStoreException}. */
final class SessionFile {

    /** What the octets of the file mean; raised when they change. */
    static final int FORMAT = 1;

    // a record is 80 octets and its neighbours do not change with it: small pages are less to write again
    private static final int PAGE_BYTES = 4 * 1024;
    private static final int CACHE_MIB = 16;

    // what a commit makes useless may still be needed if the power fails before the next one is on the disk
    private static final int KEEP_OLD_MILLIS = 500;

    private static final int COMMITS_BETWEEN_CLEARING = 16;
    private static final int FILL_PERCENT = 50;
    private static final int COMPACT_AT_ONCE_BYTES = 1024 * 1024;

    private final MVStore store;
    private final VersionFile committed;
    private final MVMap<String, SessionRecord> records;
    private final PushShelf pushes;
    private int commitsToClearUp;
    private @Nullable String purgedTo;

    private SessionFile(
            MVStore store,
            VersionFile committed,
            MVMap<String, SessionRecord> records,
            MVMap<String, QueuedPush> pushes,
            long nowMillis) {
        this.store = store;
        this.committed = committed;
        this.records = records;
        this.pushes = new PushShelf(pushes, pushes::higherKey, records::get, nowMillis);
    }

    /**
     * Opens the file, and creates it if it is not there.
     *
     * @throws SessionStoreException if another process has it open, it is damaged, or cannot be read or written
     */
    static SessionFile open(String fileName, long nowMillis) {
        FilePath path = FilePath.get(fileName);
        boolean isNew = !path.exists() || path.size() == 0;
        MVStore store = null;
        VersionFile committed = null;
        try {
            store = new MVStore.Builder()
                    .fileName(fileName)
                    .autoCommitDisabled()
                    .pageSplitSize(PAGE_BYTES)
                    .cacheSize(CACHE_MIB)
                    .open();
            store.setRetentionTime(KEEP_OLD_MILLIS);
            store.setVersionsToKeep(0);
            committed = new VersionFile(fileName);
            check(fileName, store, isNew ? 0 : committed.read());
            store.setStoreVersion(FORMAT);
            MVMap<String, SessionRecord> records = store.openMap(
                    "sessions",
                    new MVMap.Builder<String, SessionRecord>()
                            .keyType(StringDataType.INSTANCE)
                            .valueType(new SessionRecordType()));
            MVMap<String, QueuedPush> pushes = store.openMap(
                    "pushes",
                    new MVMap.Builder<String, QueuedPush>()
                            .keyType(StringDataType.INSTANCE)
                            .valueType(new QueuedPushType()));
            SessionFile file = new SessionFile(store, committed, records, pushes, nowMillis);
            // reads all of it: damage is found now, not when a device logs in
            file.purge(nowMillis, Integer.MAX_VALUE);
            committed.write(store.getCurrentVersion());
            return file;
        } catch (RuntimeException e) {
            if (committed != null) {
                committed.close();
            }
            if (store != null) {
                store.closeImmediately();
            }
            throw e instanceof SessionStoreException known ? known : cannotOpen(fileName, e);
        }
    }

    private static void check(String fileName, MVStore store, long committed) {
        if (store.getStoreVersion() > FORMAT) {
            throw new SessionStoreException(fileName + ": written by a later version (format " + store.getStoreVersion()
                    + ", this one knows " + FORMAT + "); run that version");
        }
        if (store.getCurrentVersion() < committed) {
            throw damaged(fileName, "it ends with write " + store.getCurrentVersion() + " of " + committed, null);
        }
    }

    private static SessionStoreException cannotOpen(String fileName, RuntimeException e) {
        int code = e instanceof MVStoreException known ? known.getErrorCode() : DataUtils.ERROR_FILE_CORRUPT;
        return switch (code) {
            case DataUtils.ERROR_FILE_LOCKED ->
                new SessionStoreException(
                        fileName + ": in use by another process or store; stop it, or choose another directory", e);
            case DataUtils.ERROR_READING_FAILED, DataUtils.ERROR_WRITING_FAILED ->
                new SessionStoreException(
                        fileName + ": cannot be opened (" + reason(e)
                                + "); make it readable and writable, and the disk not full",
                        e);
            default -> damaged(fileName, reason(e), e);
        };
    }

    private static SessionStoreException damaged(String fileName, String reason, @Nullable Throwable cause) {
        return new SessionStoreException(
                fileName + ": damaged (" + reason
                        + "); restore it, or move it away to start without sessions: all devices log in anew",
                cause);
    }

    /** Without the version and error number that MVStore puts behind each message. */
    static String reason(Exception e) {
        return String.valueOf(e.getMessage()).replaceAll("\\s*\\[[\\d./]+\\]", "");
    }

    @Nullable
    SessionRecord get(String clientId) {
        return records.get(clientId);
    }

    void put(SessionRecord record) {
        records.put(record.clientId(), record);
    }

    void remove(String clientId) {
        records.remove(clientId);
    }

    /** The requests that wait for devices. */
    PushShelf pushes() {
        return pushes;
    }

    int size() {
        return records.size();
    }

    /** Puts all changes on the disk. */
    void commit() {
        if (!store.hasUnsavedChanges()) {
            return;
        }
        store.commit();
        store.sync();
        committed.write(store.getCurrentVersion());
        if (++commitsToClearUp >= COMMITS_BETWEEN_CLEARING) {
            clearUp();
        }
    }

    /** Moves what is left of parts of the file that are mostly useless, so that their room can be used again. */
    void clearUp() {
        if (commitsToClearUp > 0) {
            commitsToClearUp = 0;
            store.compact(FILL_PERCENT, COMPACT_AT_ONCE_BYTES);
        }
    }

    /** Removes expired records among the next so many, one round after the other. */
    void purge(long nowMillis, int looks) {
        List<String> expired = new ArrayList<>();
        Iterator<String> keys = records.keyIterator(purgedTo);
        String last = null;
        for (int i = 0; i < looks && keys.hasNext(); i++) {
            last = keys.next();
            SessionRecord record = records.get(last);
            if (record != null && SessionWrites.isExpired(record, nowMillis)) {
                expired.add(last);
            }
        }
        expired.forEach(records::remove);
        purgedTo = keys.hasNext() ? last : null;
    }

    /** Commits and closes. */
    void close() {
        commit();
        committed.close();
        store.close(); // as it is: compacting at the close (MVStore 2.4.240) trips over assertions of its own
    }

    /** Lets go of the file as it is. */
    void abandon() {
        committed.close();
        store.closeImmediately();
    }
}
