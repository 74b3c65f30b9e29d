package io.camelmcp.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Counts the lines of all files of a directory, and the message ids in them, while others append to them; reads each octet once. */
final class OutputLines {

    private final Path directory;
    private final Map<Path, Long> read = new HashMap<>();
    private final byte[] buffer = new byte[1 << 16];
    private final Set<Long> ids = new HashSet<>();
    private long lines;
    private int quotes;
    private long hash;

    OutputLines(Path directory) {
        this.directory = directory;
    }

    /** Lines so far. */
    long count() throws IOException {
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            read(file);
        }
        return lines;
    }

    /** Different message ids so far. */
    long distinct() {
        return ids.size();
    }

    // the id is the first value of a line, so it stands between the third and the fourth quote
    private void octet(byte octet) {
        if (octet == '\n') {
            lines++;
            ids.add(hash);
            quotes = 0;
            hash = 0;
        } else if (octet == '"') {
            quotes++;
        } else if (quotes == 3) {
            hash = hash * 0x100000001B3L + octet;
        }
    }

    private void read(Path file) throws IOException {
        long at = read.getOrDefault(file, 0L);
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(at);
            for (int length = in.read(buffer); length > 0; length = in.read(buffer)) {
                at += length;
                for (int i = 0; i < length; i++) {
                    octet(buffer[i]);
                }
            }
        } catch (NoSuchFileException e) {
            // a temporary file that has gone meanwhile
        }
        read.put(file, at);
    }
}
