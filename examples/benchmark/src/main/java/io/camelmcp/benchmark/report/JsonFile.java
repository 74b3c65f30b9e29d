package io.camelmcp.benchmark.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A run as JSON: {@code time}, {@code environment}, {@code summary}, {@code rounds}. */
public final class JsonFile {

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private JsonFile() {}

    /** @throws IOException if the file cannot be written */
    public static void write(Path file, Map<String, Object> environment, List<?> summary, List<?> rounds)
            throws IOException {
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("time", Instant.now().toString());
        run.put("environment", environment);
        run.put("summary", summary);
        run.put("rounds", rounds);
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        JSON.writeValue(file.toFile(), run);
    }
}
