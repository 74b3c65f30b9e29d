package io.camelmcp.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelmcp.gateway.config.GatewaySettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** examples/log-analytics, step by step as its README has them. */
@Timeout(120)
class LogAnalyticsTest {

    private static final Path EXAMPLE = Path.of("../examples/log-analytics");
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path home;

    private GatewayServer server;

    @Test
    void readmeHoldsWhatItSays() throws Exception {
        // a copy, since one of the steps puts a file there
        Path rules = Files.createDirectories(home.resolve("rules"));
        Files.copy(EXAMPLE.resolve("rules/plant.yaml"), rules.resolve("plant.yaml"));
        Map<String, String> environment = Map.of(
                "MCP_PORT",
                "0",
                "GATEWAY_HTTP_PORT",
                "0",
                "GATEWAY_DATA",
                home.resolve("data").toString(),
                "GATEWAY_QUEUE_MIN_FREE_MB",
                "1",
                "GATEWAY_ROUTES",
                EXAMPLE.resolve("routes").toString(),
                "LOGS_RULES",
                rules.toString());
        try (GatewayServer started = GatewayServer.start(GatewaySettings.load(home, environment))) {
            server = started;
            assertThat(types(ask("POST", "/api/logs/parse", BodyPublishers.ofFile(EXAMPLE.resolve("plant.log")))))
                    .containsExactly(
                            "pump.pressure", "pump.pressure", "java.log", "ssh.login-failed", "http.access", "unknown");

            Files.createDirectories(home.resolve("data/inbox"));
            Files.copy(EXAMPLE.resolve("plant.log"), home.resolve("data/inbox/plant.log"));
            await().atMost(SOON).until(() -> get("/api/events").size() == 6);
            await().atMost(SOON).until(() -> Files.exists(home.resolve("data/inbox/done/plant.log")));
            await().atMost(SOON).until(() -> linesOfEvents() == 6);
            assertThat(get("/api/events?type=pump.pressure")).hasSize(2).allSatisfy(event -> {
                assertThat(event.path("clientId").asText()).isEqualTo("plant.log");
                assertThat(event.path("body").path("fields").path("pump").intValue())
                        .isEqualTo(7);
            });
            assertThat(get("/api/events?severity=warning&limit=10")).hasSize(2);
            assertThat(get("/api/events?type=java.log")
                            .get(0)
                            .path("body")
                            .path("fields")
                            .path("stackTrace")
                            .asText())
                    .contains("Poller.java:42");
            assertThat(get("/api/events?type=unknown")).hasSize(1);

            Path valves = EXAMPLE.resolve("valves.yaml");
            assertThat(ask("POST", "/api/rules/test", BodyPublishers.ofFile(valves))
                            .path("ok")
                            .asBoolean())
                    .isTrue();
            assertThat(ask("PUT", "/api/rules?file=valves.yaml", BodyPublishers.ofFile(valves))
                            .path("rules")
                            .intValue())
                    .isEqualTo(1);
            assertThat(types(ask(
                            "POST",
                            "/api/logs/parse",
                            BodyPublishers.ofString("valve 3 says nothing that a rule knows"))))
                    .containsExactly("valve.silent");
            assertThat(get("/api/rules").path("problems")).isEmpty();
            assertThat(rules.resolve("valves.yaml")).exists();
        }
    }

    private long linesOfEvents() throws Exception {
        long lines = 0;
        try (Stream<Path> files = Files.list(home.resolve("data/events"))) {
            for (Path file : files.toList()) {
                lines += Files.readAllLines(file).size();
            }
        }
        return lines;
    }

    private static List<String> types(JsonNode events) {
        List<String> types = new ArrayList<>();
        events.forEach(event -> types.add(event.path("event_type").asText()));
        return types;
    }

    private JsonNode get(String path) throws Exception {
        return ask("GET", path, BodyPublishers.noBody());
    }

    private JsonNode ask(String method, String path, BodyPublisher body) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.httpPort() + path))
                                .method(method, body)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }
}
