package io.camelmcp.gateway.fraud;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether an audit log is as it was written.
 *
 * @param files   files that were read
 * @param first   number of the first line; above 1 if older files have been moved away
 * @param last    number of the last line; 0 if there is none
 * @param head    hash of the last line: compare it with one that was noted elsewhere, since lines that are missing at the end cannot be seen
 * @param problem file and line that are not as they were written, and why; null if there is none
 */
public record AuditCheck(int files, long first, long last, String head, @Nullable String problem) {

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
        for (Path file : AuditLog.files(directory)) {
            files++;
            int number = 0;
            try (BufferedReader reader = Files.newBufferedReader(file, UTF_8)) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    number++;
                    String wrong = null;
                    if (!hash.fits(line)) {
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
                        return new AuditCheck(files, first, last, before, file + ":" + number + ": " + wrong);
                    }
                }
            }
        }
        return new AuditCheck(files, first, last, before, null);
    }
}
