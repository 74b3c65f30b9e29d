package io.camelmcp.component.session.store.file;

import io.camelmcp.component.session.store.PushQueue;
import io.camelmcp.component.session.store.SessionRecord;
import io.camelmcp.component.session.store.SessionStore;
import io.camelmcp.component.session.store.SessionStoreException;
import io.camelmcp.component.session.store.SessionWrites;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps sessions in the file {@value #FILE} of a directory, so that they survive the process.
 *
 * <p>One thread owns the file. What comes while it writes is applied together and put on the disk with one fsync; then the stages
 * complete, on that thread: whatever depends on them must not wait. Refreshed expiries and removals go to the disk with the next
 * such write, or within a second. Sessions that have expired are removed in passing. If the file cannot be written, e.g. because
 * the disk is full, stages fail, and it is tried again each second.
 */
public final class MvSessionStore implements SessionStore {

    /** Name of the file. */
    public static final String FILE = "sessions.mv.db";

    private final LongSupplier clock;
    private final SessionWriter writer;
    private final MvPushQueue pushes;

    private MvSessionStore(String fileName, LongSupplier clock) {
        this.clock = clock;
        this.writer = new SessionWriter(fileName, SessionFile.open(fileName, clock.getAsLong()), clock);
        this.pushes = new MvPushQueue(writer, clock);
    }

    /**
     * Opens the store of a directory, which is created if needed.
     *
     * @throws SessionStoreException if the directory cannot be written, another process has the file open, or it is damaged
     */
    public static MvSessionStore open(Path directory) {
        return open(directory, System::currentTimeMillis);
    }

    /**
     * Opens the store of a directory with a clock of its own.
     *
     * @param clock milliseconds since 1970
     */
    public static MvSessionStore open(Path directory, LongSupplier clock) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new SessionStoreException(
                    directory + ": cannot be created (" + e + "); make it writable, or choose another directory", e);
        }
        return open(directory.resolve(FILE).toString(), clock);
    }

    static MvSessionStore open(String fileName, LongSupplier clock) {
        MvSessionStore store = new MvSessionStore(fileName, clock);
        store.writer.start();
        return store;
    }

    @Override
    public CompletionStage<@Nullable SessionRecord> find(String clientId) {
        CompletableFuture<@Nullable SessionRecord> result = new CompletableFuture<>();
        writer.submit(new SessionWriter.Task(
                file -> result.complete(SessionWrites.find(file.get(clientId), clock.getAsLong())),
                () -> {},
                result::completeExceptionally));
        return result;
    }

    @Override
    public CompletionStage<Boolean> replace(@Nullable SessionRecord expected, SessionRecord next) {
        return writer.ask(file -> {
            SessionRecord held = SessionWrites.replace(file.get(next.clientId()), expected, next, clock.getAsLong());
            if (held != null) {
                file.put(held);
                file.pushes().replaced(expected, next);
            }
            return held != null;
        });
    }

    @Override
    public CompletionStage<Boolean> reserve(SessionRecord marks) {
        return writer.ask(file -> {
            SessionRecord held = SessionWrites.reserve(file.get(marks.clientId()), marks);
            if (held != null) {
                file.put(held);
            }
            return held != null;
        });
    }

    @Override
    public void refresh(Collection<SessionRecord> sessions) {
        List<SessionRecord> copy = List.copyOf(sessions);
        writer.submitLater(file -> {
            for (SessionRecord session : copy) {
                SessionRecord next = SessionWrites.refresh(file.get(session.clientId()), session);
                if (next != null) {
                    file.put(next);
                }
            }
        });
    }

    @Override
    public void remove(SessionRecord session) {
        writer.submitLater(file -> {
            SessionRecord held = file.get(session.clientId());
            if (held != null && held.isSameEpoch(session)) {
                file.remove(session.clientId());
            }
        });
    }

    @Override
    public PushQueue pushes() {
        return pushes;
    }

    /** Finishes what has been asked for, and closes the file. */
    @Override
    public void close() {
        writer.close();
    }

    /** Records in the file, expired ones that are still there included. */
    public CompletionStage<Integer> size() {
        CompletableFuture<Integer> result = new CompletableFuture<>();
        writer.submit(
                new SessionWriter.Task(file -> result.complete(file.size()), () -> {}, result::completeExceptionally));
        return result;
    }
}
