package io.camelmcp.gateway.events;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ids of the last events that an address has taken, so that an event which is sent again enters once. An id here is that
 * of the message with a hash of its content, see {@link PendingSend#key}. They are written
 * to two files in turn, before the sender is answered, and read at the start: so they survive the end of the process. The
 * files are not forced to the disk. After a power cut an event may therefore enter twice, but it is never lost.
 */
final class KnownIds {

    private static final Logger LOG = LoggerFactory.getLogger(KnownIds.class);

    /** What is longer is not remembered. */
    private static final int MAX_LENGTH = 1_000;

    private static final Object TAKEN = new Object();

    private final int capacity;
    private final Path file;
    private final Path older;
    // the send of an id that is under way; ids that are done are all in `order`
    private final ConcurrentMap<String, Object> known = new ConcurrentHashMap<>();
    private final ArrayDeque<String> order = new ArrayDeque<>();
    private @Nullable FileChannel channel;
    // octets and ids of the file that are whole records
    private long end;
    private int written;
    private boolean failing;
    private boolean closed;

    private KnownIds(Path file, int capacity) {
        this.file = file;
        this.older = file.resolveSibling(file.getFileName() + ".old");
        this.capacity = capacity;
    }

    /**
     * Reads what was known before.
     *
     * @param capacity ids to remember, 0 or more
     * @throws IOException if the files cannot be read or written
     */
    static KnownIds open(Path file, int capacity) throws IOException {
        KnownIds ids = new KnownIds(file, capacity);
        Files.createDirectories(file.toAbsolutePath().getParent());
        ids.load(ids.older);
        ids.written = 0;
        ids.end = ids.load(file);
        ids.openChannel();
        return ids;
    }

    /** What is to be done with an event. */
    enum Verdict {
        /** Send it. */
        NEW,
        /** Nothing: it has been taken before. */
        TAKEN,
        /** Nothing: the same is under way, and ends this one too. */
        FOLLOWS
    }

    /** Begins to send an event. */
    Verdict begin(PendingSend send) {
        String id = send.key;
        if (isForgettable(id)) {
            return Verdict.NEW;
        }
        while (true) {
            Object before = known.putIfAbsent(id, send);
            if (before == null) {
                return Verdict.NEW;
            }
            if (before == TAKEN) {
                return Verdict.TAKEN;
            }
            if (((PendingSend) before).follow(send)) {
                return Verdict.FOLLOWS;
            }
            // it has just ended, and the map knows how
        }
    }

    /** These events have been taken. */
    synchronized void taken(List<PendingSend> sends) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        int count = 0;
        for (PendingSend send : sends) {
            String id = send.key;
            if (!isForgettable(id)) {
                remember(id);
                byte[] utf8 = id.getBytes(StandardCharsets.UTF_8);
                octets.write(utf8.length >>> 8);
                octets.write(utf8.length);
                octets.writeBytes(utf8);
                count++;
            }
        }
        if (count > 0 && !closed) {
            write(octets.toByteArray(), count);
        }
    }

    /** This event has not been taken. */
    void refused(PendingSend send) {
        known.remove(send.key, send);
    }

    synchronized void close() {
        closed = true;
        closeChannel();
    }

    private void closeChannel() {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.warn("file={} state=close-failed reason={}", file, e.toString());
            }
        }
    }

    private boolean isForgettable(String id) {
        return capacity == 0 || id.isEmpty() || id.length() > MAX_LENGTH;
    }

    private void remember(String id) {
        if (known.put(id, TAKEN) != TAKEN) {
            order.add(id);
            if (order.size() > capacity) {
                known.remove(order.remove());
            }
        }
    }

    private void write(byte[] octets, int count) {
        try {
            if (written > capacity) {
                closeChannel();
                Files.move(file, older, StandardCopyOption.REPLACE_EXISTING);
                end = 0;
                written = 0;
            }
            FileChannel open = channel == null ? openChannel() : channel;
            ByteBuffer buffer = ByteBuffer.wrap(octets);
            while (buffer.hasRemaining()) {
                open.write(buffer, end + buffer.position());
            }
            end += octets.length;
            written += count;
            if (failing) {
                LOG.info("file={} state=writes-again", file);
            }
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                LOG.warn("file={} state=cannot-write reason={}", file, e.toString());
            }
            failing = true;
            closeChannel(); // so that the next write cuts what this one has left
        }
    }

    private FileChannel openChannel() throws IOException {
        FileChannel open = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel = open;
        if (open.size() < end) { // somebody else has cut or removed it
            end = 0;
            written = 0;
        }
        open.truncate(end); // the last id may have been written in part
        return open;
    }

    /** Octets of the file that hold whole ids. */
    private long load(Path from) throws IOException {
        if (!Files.exists(from)) {
            return 0;
        }
        long end = 0;
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(from)))) {
            long size = Files.size(from);
            while (end < size) {
                int length = in.readUnsignedShort();
                byte[] id = in.readNBytes(length);
                if (id.length < length) {
                    break;
                }
                remember(new String(id, StandardCharsets.UTF_8));
                written++;
                end += Short.BYTES + length;
            }
        } catch (EOFException e) {
            // the length itself was cut off
        }
        return end;
    }
}
