package io.camelmcp.gateway.cli;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The whole lines that are added to the files of a folder, from when it is made on. */
final class FileTail {

    private static final int MAX_READ = 1 << 20;
    // those that are written; a closed one has been read under this name
    private static final String NAME = "\\d{4}-\\d{2}-\\d{2}\\.jsonl";

    private final Path folder;
    private final Map<Path, Long> read = new HashMap<>();

    FileTail(Path folder) throws IOException {
        this.folder = folder;
        for (Path file : files()) {
            read.put(file, Files.size(file));
        }
    }

    /** The lines that have been added since the last call; of very many at once the rest comes with the next call. */
    List<String> next() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path file : files()) {
            read.put(file, follow(file, read.getOrDefault(file, 0L), lines));
        }
        return lines;
    }

    private static long follow(Path file, long readTo, List<String> lines) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            long from = readTo > in.length() ? 0 : readTo; // closed, and begun anew
            int length = (int) Math.min(MAX_READ, in.length() - from);
            if (length <= 0) {
                return from;
            }
            byte[] octets = new byte[length];
            in.seek(from);
            in.readFully(octets);
            int start = 0;
            for (int i = 0; i < length; i++) {
                if (octets[i] == '\n') {
                    lines.add(new String(octets, start, i - start, StandardCharsets.UTF_8));
                    start = i + 1;
                }
            }
            return from + start;
        }
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(NAME))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
