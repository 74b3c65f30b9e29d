package io.camelmcp.gateway.fraud;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether an audit log is as it was written.
 *
 * @param files   files that were read
 * @param first   number of the first line; above 1 if older files have been moved away
 * @param last    number of the last line; 0 if there is none
 * @param head    hash of the last line: compare it with one that was noted elsewhere, since lines that are missing at the end cannot be seen
 * @param problem file and line that are not as they were written, and why; null if there is none
 * @param torn    file and line that a crash, or a gateway that is just writing it, has left without an end, at the end of the newest file;
 *                null if there is none. It is not counted: a gateway that starts cuts it, and what it was for comes again
 */
public record AuditCheck(
        int files, long first, long last, String head, @Nullable String problem, @Nullable String torn) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Reads all files of a directory.
     *
     * @param secret what {@code fraud.audit.secret} was; null for none
     * @throws IOException if they cannot be read
     */
    public static AuditCheck of(Path directory, @Nullable String secret) throws IOException {
        AuditHash hash = new AuditHash(secret);
        long first = 0;
        long last = 0;
        String before = "";
        int files = 0;
        List<Path> all = AuditLog.files(directory);
        for (Path file : all) {
            files++;
            int number = 0;
            try (Lines lines = new Lines(file)) {
                for (String line = lines.next(); line != null; line = lines.next()) {
                    number++;
                    String wrong = null;
                    if (!lines.isWhole() && files == all.size()) {
                        return new AuditCheck(files, first, last, before, null, file + ":" + number);
                    } else if (!lines.isWhole() || !hash.fits(line)) {
                        wrong =
                                "it does not have the hash of its content: it was changed, or the secret is another one";
                    } else {
                        JsonNode read = JSON.readTree(line);
                        long sequence = read.path("seq").asLong();
                        String prev = read.path("prev").asText();
                        if (last > 0 && (sequence != last + 1 || !prev.equals(before))
                                || last == 0 && sequence == 1 && !prev.equals(AuditHash.FIRST)) {
                            wrong = "it does not follow line seq=" + last + ": lines are missing, or were put in";
                        }
                        first = first == 0 ? sequence : first;
                        last = sequence;
                        before = AuditHash.of(line);
                    }
                    if (wrong != null) {
                        return new AuditCheck(files, first, last, before, file + ":" + number + ": " + wrong, null);
                    }
                }
            }
        }
        return new AuditCheck(files, first, last, before, null, null);
    }

    /** Lines of a file, and whether the last one has an end. Octets that are no UTF-8 are other characters, and so have another hash. */
    private static final class Lines implements AutoCloseable {

        private final Reader reader;
        private final StringBuilder line = new StringBuilder();
        private boolean whole;

        Lines(Path file) throws IOException {
            reader = new BufferedReader(new InputStreamReader(Files.newInputStream(file), UTF_8));
        }

        /** The next one; null at the end of the file. */
        @Nullable
        String next() throws IOException {
            line.setLength(0);
            int c = reader.read();
            while (c >= 0 && c != '\n') {
                line.append((char) c);
                c = reader.read();
            }
            whole = c == '\n';
            return whole || !line.isEmpty() ? line.toString() : null;
        }

        boolean isWhole() {
            return whole;
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }
}
