package io.camelmcp.gateway.scenario;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** What has reached the files of a gateway: the reports of each client, by number. */
final class EventFiles {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, BitSet> reports = new HashMap<>();
    private final Set<String> messageIds = new HashSet<>();
    private long lines;

    private EventFiles() {}

    /** @throws IOException if they cannot be read */
    static EventFiles read(Path folder) throws IOException {
        EventFiles events = new EventFiles();
        if (!Files.isDirectory(folder)) {
            return events;
        }
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> file.toString().matches(".*\\.jsonl(\\.gz)?"))
                    .toList();
        }
        for (Path file : files) {
            boolean packedToo = files.contains(file.resolveSibling(file.getFileName() + ".gz"));
            if (!packedToo) {
                events.addAll(file);
            }
        }
        return events;
    }

    private void addAll(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                BufferedReader lines = new BufferedReader(new InputStreamReader(
                        file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                add(line);
            }
        }
    }

    private void add(String line) {
        JsonNode event;
        try {
            event = JSON.readTree(line);
        } catch (JacksonException e) {
            // the last line, which is just being written
            return;
        }
        lines++;
        messageIds.add(event.path("messageId").asText());
        JsonNode body = event.path("body");
        reports.computeIfAbsent(body.path("device").asText(), ignored -> new BitSet())
                .set(body.path("n").asInt());
    }

    /** How many of these reports of a client are not there. */
    int missing(String client, BitSet acknowledged) {
        BitSet missing = (BitSet) acknowledged.clone();
        missing.andNot(reports.getOrDefault(client, new BitSet()));
        return missing.cardinality();
    }

    long lines() {
        return lines;
    }

    /** Lines with a message id that another line has: sinks drop these. */
    long repeats() {
        return lines - messageIds.size();
    }

    /** Different reports. */
    long reports() {
        return reports.values().stream().mapToLong(BitSet::cardinality).sum();
    }

    /** Lines whose report has come under another message id as well. */
    long underAnotherId() {
        return messageIds.size() - reports();
    }
}
