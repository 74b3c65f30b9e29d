package io.camelmcp.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The home of a gateway in a test: configuration that goes in, and events that come out. */
public final class TestHome {

    private static final Path CONFIGURATION = Path.of("conf");
    private static final ObjectMapper JSON = new ObjectMapper();

    private TestHome() {}

    /** Copies all of the configuration that is shipped. */
    static void copyConfiguration(Path home) throws IOException {
        try (Stream<Path> files = Files.walk(CONFIGURATION)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = home.resolve("conf").resolve(CONFIGURATION.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    /** Copies the routes that are shipped, but those for requests to devices. */
    public static void copyRoutes(Path home) throws IOException {
        Path routes = Files.createDirectories(home.resolve("conf/routes"));
        try (Stream<Path> files = Files.list(CONFIGURATION.resolve("routes"))) {
            for (Path file : files.filter(f -> !f.endsWith("push.yaml")).toList()) {
                Files.copy(file, routes.resolve(file.getFileName().toString()));
            }
        }
    }

    /** Copies some of the configuration that is shipped, e.g. {@code routes/ingest.yaml}. */
    public static void copy(Path home, String... files) throws IOException {
        for (String file : files) {
            Path copy = home.resolve("conf").resolve(file);
            Files.createDirectories(copy.getParent());
            Files.copy(CONFIGURATION.resolve(file), copy);
        }
    }

    /** Ports 0, data below the home, a small journal. */
    public static Map<String, String> environment(Path home) {
        return Map.of(
                "MCP_PORT", "0",
                "GATEWAY_HTTP_PORT", "0",
                "GATEWAY_DATA", home.resolve("data").toString(),
                "GATEWAY_QUEUE_JOURNAL_FILES", "2");
    }

    /** The lines of the first file of events; none if there is no file yet. */
    public static List<String> lines(Path home) throws IOException {
        List<Path> files = files(home);
        return files.isEmpty() ? List.of() : Files.readAllLines(files.get(0));
    }

    /** Every whole line of every file of events, each of which must be a JSON object. */
    static List<JsonNode> events(Path home) throws IOException {
        List<JsonNode> events = new ArrayList<>();
        forEachEvent(home, events::add);
        return events;
    }

    /** The same, one after the other. */
    static void forEachEvent(Path home, Consumer<JsonNode> action) throws IOException {
        for (Path file : files(home)) {
            String text = Files.readString(file);
            int from = 0;
            for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
                if (end > from) {
                    action.accept(JSON.readTree(text.substring(from, end)));
                }
                from = end + 1;
            }
        }
    }

    private static List<Path> files(Path home) throws IOException {
        Path folder = home.resolve("data/events");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
