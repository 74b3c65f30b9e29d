package io.camelmcp.gateway.jsonl;

import io.camelmcp.gateway.events.Event;
import io.camelmcp.gateway.events.EventBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One open file of JSON lines. It never holds half a line after an append, good or failed, nor an event that came again
 * right after it was written.
 */
final class DayFile {

    private static final Logger LOG = LoggerFactory.getLogger(DayFile.class);
    private static final int BLOCK = 8192;
    // more than a batch, which may come again after a crash
    private static final int TAIL = 8 * 1024 * 1024;

    private final Path path;
    private final @Nullable Object identity;
    private final RecentLines recent = new RecentLines(TAIL);
    private FileChannel channel;
    // where the lines end that are confirmed, and where they ended before the last append
    private long end;
    private long endBefore;
    private boolean appended;
    private boolean dirty;

    DayFile(Path path, FileChannel channel) throws IOException {
        this.path = path;
        this.channel = channel;
        this.identity = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    static DayFile open(Path path) throws IOException {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            DayFile file = new DayFile(path, channel);
            file.repair();
            return file;
        } catch (IOException e) {
            if (channel != null) {
                channel.close();
            }
            throw failure(path, e);
        }
    }

    /** Whether the name still leads to this file: it may have been moved away or deleted by others. */
    boolean isStillThere() throws IOException {
        try {
            return Objects.equals(
                    identity,
                    Files.readAttributes(path, BasicFileAttributes.class).fileKey());
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    void append(List<Event> events) throws IOException {
        appended = false;
        try {
            settle();
            ByteBuffer lines = ByteBuffer.wrap(new EventBatch(recent.without(events)).toJsonLines());
            endBefore = end;
            appended = true;
            dirty = true;
            long at = end;
            while (lines.hasRemaining()) {
                at += channel.write(lines, at);
            }
            channel.force(false);
            end = at;
            dirty = false;
            recent.written();
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    /** Octets of the lines that are there. */
    long wholeLines() throws IOException {
        try {
            settle();
            return end;
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    /** Knows what another file of this day had last: it was closed, and this one goes on. */
    void follow(DayFile before) {
        recent.addAll(before.recent);
    }

    /** Knows what a closed file of this day had last. */
    void remember(@Nullable Path closed) throws IOException {
        if (closed != null) {
            try (FileChannel file = FileChannel.open(closed, StandardOpenOption.READ)) {
                readTail(file, file.size());
            }
        }
    }

    /** Takes back what the last append wrote: whole lines that a retry would write a second time, or a part of one. */
    void undo() {
        if (!appended) {
            return; // it failed before it wrote; what is there belongs to the appends before it
        }
        appended = false;
        recent.clear(); // also if the file cannot be cut now
        end = endBefore;
        try {
            cut();
        } catch (IOException e) {
            dirty = true;
            LOG.warn("file={} state=cannot-cut reason={}", path, e.toString());
        }
    }

    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.warn("file={} state=close-failed reason={}", path, e.getMessage());
        }
    }

    // the channel stands where we left it, unless an undo failed or somebody else has cut or written the file
    private void settle() throws IOException {
        if (!channel.isOpen()) { // an interrupt of the thread that writes closes it for good
            channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        }
        if (dirty) {
            cut();
        }
        if (channel.size() != end) {
            repair();
        }
    }

    // what is behind the last line feed was never confirmed to anybody, and will come again
    private void repair() throws IOException {
        long size = channel.size();
        long whole = endOfLastLine(size);
        if (whole < size) {
            LOG.warn("file={} state=repaired cutOctets={}", path, size - whole);
            channel.truncate(whole);
            channel.force(false);
        }
        end = whole;
        endBefore = whole;
        readRecent();
    }

    private void cut() throws IOException {
        channel.truncate(end);
        channel.force(false);
        readRecent(); // a message that comes again may have begun before the last append
        dirty = false;
    }

    private void readRecent() throws IOException {
        recent.clear();
        readTail(channel, end);
    }

    private void readTail(FileChannel file, long size) throws IOException {
        long from = Math.max(0, size - TAIL);
        ByteBuffer tail = ByteBuffer.allocate((int) (size - from));
        while (tail.hasRemaining() && file.read(tail, from + tail.position()) >= 0) {
            // until all of it is there
        }
        recent.addTail(tail.array(), tail.position(), from == 0);
    }

    private long endOfLastLine(long size) throws IOException {
        byte[] block = new byte[BLOCK];
        long to = size;
        while (to > 0) {
            long from = Math.max(0, to - BLOCK);
            ByteBuffer buffer = ByteBuffer.wrap(block, 0, (int) (to - from));
            while (buffer.hasRemaining() && channel.read(buffer, from + buffer.position()) >= 0) {
                // until the block is full
            }
            for (int i = buffer.position() - 1; i >= 0; i--) {
                if (block[i] == '\n') {
                    return from + i + 1;
                }
            }
            to = from;
        }
        return 0;
    }

    private static IOException failure(Path path, IOException e) {
        String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new IOException("jsonl: cannot write " + path + ": " + reason, e);
    }
}
