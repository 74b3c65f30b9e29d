package io.camelmcp.gateway.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.McpFrameEncoder;
import io.camelmcp.gateway.GatewayServer;
import io.camelmcp.gateway.TestHome;
import io.camelmcp.gateway.config.GatewaySettings;
import io.camelmcp.gateway.engines.OpenSearchEngine;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** examples/splunk and examples/opensearch, with the route files that the gateway comes with. */
class OutputExamplesTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Path EXAMPLES = Path.of("../examples");

    @TempDir
    private Path home;

    private final Map<String, String> environment = new TreeMap<>();
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void home() throws IOException {
        TestHome.copyRoutes(home);
        environment.putAll(TestHome.environment(home));
    }

    @Test
    void eventsReachTheCollectorAndWaitWhileItIsAway() throws Exception {
        int port = freePort();
        example("splunk");
        environment.put("OUTPUT_SPLUNK_ENDPOINT", "http://127.0.0.1:" + port);
        environment.put("OUTPUT_SPLUNK_BATCHWAIT", "50ms");
        environment.put("OUTPUT_SPLUNK_RETRYMAXDELAY", "500ms");
        environment.put("OUTPUT_SPLUNK_BREAKERSECONDS", "1");
        try (GatewayServer gateway = GatewayServer.start(GatewaySettings.load(home, environment))) {
            report(gateway, 0, 20);
            await().atMost(SOON).untilAsserted(() -> {
                JsonNode output = check(gateway, "/observe/health", "events-to-splunk");
                assertThat(output.path("status").asText()).isEqualTo("DOWN");
                assertThat(output.path("data").path("error.message").asText() + output)
                        .contains("splunk: http:", "refused");
            });
            assertThat(get("http://127.0.0.1:" + gateway.httpPort() + "/observe/health/ready")
                            .statusCode())
                    .isEqualTo(200);

            List<String> printed = new CopyOnWriteArrayList<>();
            Process collector = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            EXAMPLES.resolve("splunk/Collector.java").toString(),
                            Integer.toString(port),
                            environment.get("OUTPUT_SPLUNK_TOKEN"))
                    .redirectErrorStream(true)
                    .start();
            Thread reader =
                    new Thread(() -> collector.inputReader(UTF_8).lines().forEach(printed::add));
            reader.start();
            try {
                await().atMost(SOON).until(() -> numbers(printed).size() == 20);
                report(gateway, 20, 25);
                await().atMost(SOON).until(() -> numbers(printed).size() == 25);
            } finally {
                collector.destroy();
                reader.join();
            }
            assertThat(numbers(printed)).doesNotHaveDuplicates();
            await().atMost(SOON).untilAsserted(() -> assertThat(check(gateway, "/observe/health", "events-to-splunk")
                            .path("status")
                            .asText())
                    .isEqualTo("UP"));
        }
    }

    @Test
    void eventsReachTheIndexOfTheDayWithTheTemplate() throws Exception {
        OpenSearchEngine engine = OpenSearchEngine.running();
        example("opensearch");
        environment.put("OUTPUT_OPENSEARCH_ENDPOINT", engine.url());
        environment.put("OUTPUT_OPENSEARCH_BATCHWAIT", "50ms");
        HttpResponse<String> template = http.send(
                HttpRequest.newBuilder(URI.create(engine.url() + "/_index_template/mcp-events"))
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofFile(EXAMPLES.resolve("opensearch/template.json")))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(template.statusCode()).as(template.body()).isEqualTo(200);
        try (GatewayServer gateway = GatewayServer.start(GatewaySettings.load(home, environment))) {
            report(gateway, 0, 20);
            send(gateway, "{\"n\":\"a text now\"}");
            send(gateway, "21.5");

            await().atMost(SOON)
                    .ignoreExceptions()
                    .until(() -> hits(engine, "event.action:REPORT")
                                    .path("total")
                                    .path("value")
                                    .asInt()
                            == 22);
            JsonNode one = hits(engine, "mcp.body.n:7").path("hits").get(0).path("_source");
            assertThat(one.path("mcp.body").path("n").asInt()).isEqualTo(7);
            assertThat(one.path("source.ip").asText()).isEqualTo("127.0.0.1");
            assertThat(one.path("event.id").asText()).isNotEmpty();
        }
    }

    private void example(String name) throws IOException {
        for (String line : Files.readAllLines(EXAMPLES.resolve(name).resolve("gateway.env"))) {
            if (!line.startsWith("#")) {
                environment.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
            }
        }
    }

    private static List<Integer> numbers(List<String> printed) throws IOException {
        List<Integer> numbers = new ArrayList<>();
        for (String line : printed) {
            if (line.startsWith("{")) {
                JsonNode event = new ObjectMapper().readTree(line);
                assertThat(event.path("index").asText()).isEqualTo("main");
                numbers.add(event.at("/event/body/n").asInt());
            }
        }
        return numbers;
    }

    private JsonNode hits(OpenSearchEngine engine, String query) throws Exception {
        get(engine.url() + "/mcp-events-*/_refresh");
        return new ObjectMapper()
                .readTree(get(engine.url() + "/mcp-events-*/_search?track_total_hits=true&q=" + query)
                        .body())
                .path("hits");
    }

    private JsonNode check(GatewayServer gateway, String path, String name) throws Exception {
        JsonNode health = new ObjectMapper()
                .readTree(get("http://127.0.0.1:" + gateway.httpPort() + path + "?data=true")
                        .body());
        for (JsonNode check : health.path("checks")) {
            if (check.path("name").asText().contains(name)) {
                return check;
            }
        }
        throw new AssertionError(name + " is not in " + health);
    }

    private HttpResponse<String> get(String uri) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static void report(GatewayServer gateway, int from, int to) throws IOException {
        for (int n = from; n < to; n++) {
            send(gateway, "{\"n\":" + n + "}");
        }
    }

    private static void send(GatewayServer gateway, String body) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", gateway.mcpPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(McpFrameEncoder.encode(McpFrame.plain(McpCommand.REPORT, body.getBytes(UTF_8))));
            assertThat(socket.getInputStream().read()).isNotNegative();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
