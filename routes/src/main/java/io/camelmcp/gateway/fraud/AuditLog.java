package io.camelmcp.gateway.fraud;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was decided, one JSON object on a line, in a file for each day (UTC); while the clock is behind the newest file, in that. Each line has the hash of the line before it and its own, so
 * that a line that is changed, put in or taken out is found ({@link AuditCheck}). Lines are on the disk when {@link #append} returns.
 */
public final class AuditLog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LAST_OCTETS = 256 * 1024;

    private final Path directory;
    private final AuditHash hash;
    private final LongSupplier clock;
    private @Nullable FileChannel channel;
    // the newest file, and how many octets of it are whole lines
    private @Nullable Path path;
    private long end;
    private long sequence;
    private String last = AuditHash.FIRST;

    private AuditLog(Path directory, AuditHash hash, LongSupplier clock) {
        this.directory = directory;
        this.hash = hash;
        this.clock = clock;
    }

    /**
     * Goes on behind the last line. Half a line, left by a crash, is cut.
     *
     * @param clock milliseconds since 1970
     * @throws IOException if it cannot be read or written, or its last line is not one of this log
     */
    static AuditLog open(Path directory, AuditHash hash, LongSupplier clock) throws IOException {
        Files.createDirectories(directory);
        AuditLog log = new AuditLog(directory, hash, clock);
        List<Path> files = files(directory);
        for (int i = files.size() - 1; i >= 0 && log.sequence == 0; i--) {
            log.goOn(files.get(i));
        }
        if (!files.isEmpty()) {
            log.path = files.get(files.size() - 1);
            log.end = Files.size(log.path);
        }
        return log;
    }

    /** The files, the oldest first. */
    static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> file.getFileName().toString().matches("\\d{4}-\\d\\d-\\d\\d\\.jsonl"))
                    .sorted()
                    .toList();
        }
    }

    private void goOn(Path file) throws IOException {
        try (FileChannel open = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long size = open.size();
            long from = Math.max(0, size - LAST_OCTETS);
            ByteBuffer block = ByteBuffer.allocate((int) (size - from));
            while (block.hasRemaining() && open.read(block, from + block.position()) >= 0) {
                // until it is full
            }
            // one character for each octet
            String text = new String(block.array(), ISO_8859_1);
            int end = text.lastIndexOf('\n');
            long whole = end < 0 ? from : from + end + 1;
            if (end < 0 && from > 0) {
                throw new IOException(file + ": its last line has no end; it is not one of this log");
            }
            if (whole < size) {
                LOG.warn("file={} state=repaired cutOctets={}", file, size - whole);
                open.truncate(whole);
                open.force(false);
            }
            if (end < 0) {
                return;
            }
            String line = new String(
                    text.substring(text.lastIndexOf('\n', end - 1) + 1, end).getBytes(ISO_8859_1), UTF_8);
            if (!hash.fits(line)) {
                throw new IOException(file
                        + ": its last line is not one of this log, or was written with another fraud.audit.secret");
            }
            sequence = JSON.readTree(line).path("seq").asLong();
            last = AuditHash.of(line);
        }
    }

    /**
     * Appends records, all or none.
     *
     * @throws IOException if that failed; the same may be appended again
     */
    synchronized void append(List<ObjectNode> records) throws IOException {
        if (records.isEmpty()) {
            return;
        }
        long now = clock.getAsLong();
        StringBuilder lines = new StringBuilder();
        String before = last;
        long number = sequence;
        for (ObjectNode record : records) {
            ObjectNode whole = JSON.createObjectNode();
            whole.put("seq", ++number).put("at", Instant.ofEpochMilli(now).toString());
            whole.setAll(record);
            String line = hash.close(whole.put("prev", before).toString());
            before = AuditHash.of(line);
            lines.append(line).append('\n');
        }
        FileChannel file = file(now);
        ByteBuffer octets = ByteBuffer.wrap(lines.toString().getBytes(UTF_8));
        try {
            while (octets.hasRemaining()) {
                file.write(octets, end + octets.position());
            }
            file.force(false);
        } catch (IOException e) {
            file.close(); // an interrupt has done so already; the next append cuts what this one has left
            throw new IOException("the audit log cannot be written: " + path + ": " + e.getMessage(), e);
        }
        end += octets.limit();
        sequence = number;
        last = before;
    }

    private FileChannel file(long now) throws IOException {
        Path wanted = directory.resolve(
                Instant.ofEpochMilli(now).atZone(ZoneOffset.UTC).toLocalDate() + ".jsonl");
        Path newest = path;
        FileChannel open = channel;
        if (newest != null && wanted.compareTo(newest) <= 0) { // a clock that was set back must not part the chain
            if (open != null && open.isOpen()) {
                return open;
            }
            wanted = newest;
        } else if (open != null) {
            open.close();
            LOG.info("event=audit-file-closed file={} seq={} hash={}", path, sequence, last);
        }
        open = FileChannel.open(wanted, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel = open;
        end = wanted.equals(newest) ? Math.min(end, open.size()) : open.size();
        path = wanted;
        open.truncate(end);
        try (FileChannel parent = FileChannel.open(directory, StandardOpenOption.READ)) {
            parent.force(true); // a new file is only safe when its name is on the disk too
        }
        return open;
    }

    @Override
    public synchronized void close() throws IOException {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
            LOG.info("event=audit-file-closed file={} seq={} hash={}", path, sequence, last);
        }
    }
}
