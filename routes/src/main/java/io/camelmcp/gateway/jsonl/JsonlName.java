package io.camelmcp.gateway.jsonl;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Name of a file of JSON lines: {@code 2026-03-01.jsonl} is being written, {@code 2026-03-01.2.jsonl} is closed, and
 * {@code 2026-03-01.2.jsonl.gz} is packed.
 *
 * @param day  number of the day since the epoch
 * @param part number of a closed file of its day, from 1; {@link #OPEN} for the one that is written
 */
record JsonlName(long day, int part, boolean packed) {

    static final int OPEN = Integer.MAX_VALUE;

    /** The oldest first. */
    static final Comparator<JsonlName> BY_AGE =
            Comparator.comparingLong(JsonlName::day).thenComparingInt(JsonlName::part);

    private static final Pattern NAME = Pattern.compile("(\\d{4}-\\d{2}-\\d{2})(?:\\.(\\d{1,9}))?\\.jsonl(\\.gz)?");

    static JsonlName open(long day) {
        return new JsonlName(day, OPEN, false);
    }

    /** The name of a file; null if it is none of ours. */
    static @Nullable JsonlName parse(String file) {
        Matcher matcher = NAME.matcher(file);
        if (!matcher.matches() || (matcher.group(2) == null && matcher.group(3) != null)) {
            return null;
        }
        try {
            int part = matcher.group(2) == null ? OPEN : Integer.parseInt(matcher.group(2));
            return new JsonlName(LocalDate.parse(matcher.group(1)).toEpochDay(), part, matcher.group(3) != null);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** All files of ours in a directory, the oldest first. */
    static List<JsonlName> list(Path directory) throws IOException {
        List<JsonlName> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.jsonl*")) {
            for (Path file : files) {
                JsonlName name = parse(file.getFileName().toString());
                if (name != null) {
                    names.add(name);
                }
            }
        }
        names.sort(BY_AGE);
        return names;
    }

    boolean isClosed() {
        return part != OPEN;
    }

    JsonlName pack() {
        return new JsonlName(day, part, true);
    }

    @Override
    public String toString() {
        return LocalDate.ofEpochDay(day) + (isClosed() ? "." + part : "") + ".jsonl" + (packed ? ".gz" : "");
    }
}
