package io.camelmcp.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayProcessTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String INGEST =
            """
            - route:
                id: ingest
                from:
                  uri: timer:device?period=100
                  steps:
                    - setHeader:
                        name: CamelMcpClientId
                        constant: pump-1
                    - setBody:
                        constant: '{"t": 21.50}'
                    - process:
                        ref: eventFormat
                    - to: events:mcp.events
                    - to: jms:queue:beside
            """;
    private static final String TO_FILE =
            """
            - route:
                id: to-file
                from:
                  uri: events:mcp.events?queue=file
                  steps:
                    - to: jsonl:{{gateway.data}}/events
            - route:
                from:
                  uri: jms:queue:beside
                  steps:
                    - to: file:{{gateway.data}}/beside?fileName=out&fileExist=Append
            """;

    @TempDir
    private Path home;

    private Path routes;

    @BeforeEach
    void home() throws IOException {
        routes = Files.createDirectories(home.resolve("conf/routes"));
    }

    @Test
    void gatewayServesUntilItIsToldToStop() throws Exception {
        Files.writeString(routes.resolve("ingest.yaml"), INGEST);
        Files.writeString(routes.resolve("to-file.yaml"), TO_FILE);
        try (ChildGateway gateway = ChildGateway.start(home, Map.of())) {
            assertThat(gateway.awaitReady().group(5))
                    .isEqualTo(home.resolve("data").toString());
            await().atMost(SOON)
                    .until(() -> TestHome.lines(home).size() >= 3 && Files.exists(home.resolve("data/beside/out")));
            assertThat(TestHome.lines(home).get(0))
                    .startsWith("{\"clientId\":\"pump-1\",\"receivedAt\":\"")
                    .endsWith("\"body\":{\"t\":21.50}}");
            HttpResponse<String> health = get(gateway, "/observe/health");
            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(health.body()).contains("\"status\":\"UP\"", "queue", "routes", "events-to-file");

            Files.writeString(routes.resolve("bad.yaml"), "- route:\n    from:\n      uri: nope:x\n");
            await().atMost(SOON).untilAsserted(() -> assertThat(
                            get(gateway, "/observe/health").body())
                    .contains("\"status\":\"DOWN\"", "bad.yaml:3"));
            assertThat(get(gateway, "/observe/health/live").statusCode()).isEqualTo(200);
            assertThat(get(gateway, "/observe/health/ready").statusCode()).isEqualTo(200);

            assertThat(gateway.terminate()).isZero();
            assertThat(gateway.output()).hasSize(1);
            assertThat(gateway.errors()).contains("state=broken").doesNotContain("\tat ");
        }
    }

    @Test
    void whatARouteLogsIsInTheLogAndWhatLibrariesTellIsNot() throws Exception {
        Files.writeString(routes.resolve("to-file.yaml"), TO_FILE);
        Files.writeString(
                routes.resolve("say.yaml"),
                """
                - route:
                    id: say
                    from:
                      uri: timer:once?repeatCount=1
                      steps:
                        - log: "one step"
                        - to: log:another?showAll=false
                """);
        try (ChildGateway gateway = ChildGateway.start(home, Map.of())) {
            gateway.awaitReady();
            await().atMost(SOON).until(() -> lines(gateway).stream()
                    .anyMatch(line -> line.path("log.logger").asText().equals("another")));
            assertThat(gateway.terminate()).isZero();
            assertThat(gateway.output()).hasSize(1);
            assertThat(lines(gateway))
                    .filteredOn(line -> line.path("log.logger").asText().equals("say"))
                    .singleElement()
                    .satisfies(line -> {
                        assertThat(line.path("message").asText()).isEqualTo("one step");
                        assertThat(line.path("log.level").asText()).isEqualTo("INFO");
                        assertThat(line.path("trace.id").asText()).matches("[0-9a-f]{32}");
                        assertThat(line.path("@timestamp").asText()).endsWith("Z");
                    });
            assertThat(lines(gateway))
                    .filteredOn(line -> line.path("log.level").asText().equals("INFO"))
                    .allMatch(line -> line.path("log.logger").asText().matches("say|another")
                            || line.path("message").asText().contains("event=")
                            || line.path("message").asText().contains("state="));
        }
    }

    private static List<JsonNode> lines(ChildGateway gateway) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : gateway.errors().lines().toList()) {
            lines.add(new ObjectMapper().readTree(line));
        }
        return lines;
    }

    @Test
    void logIsTextIfThatIsAskedForAndABadFormatEndsTheStart() throws Exception {
        Files.writeString(
                routes.resolve("say.yaml"),
                """
                - route:
                    id: say
                    from:
                      uri: timer:once?repeatCount=1
                      steps:
                        - log: "one step"
                """);
        try (ChildGateway gateway = ChildGateway.start(home, Map.of("GATEWAY_LOG_FORMAT", "text"))) {
            gateway.awaitReady();
            await().atMost(SOON).until(() -> gateway.errors()
                    .lines()
                    .anyMatch(line -> line.matches("time=\\S+ level=INFO logger=say traceId=[0-9a-f]{32} one step")));
            assertThat(gateway.terminate()).isZero();
        }
        try (ChildGateway gateway = ChildGateway.start(home, Map.of("GATEWAY_LOG_FORMAT", "xml"))) {
            assertThat(gateway.exitCode()).isEqualTo(2);
            assertThat(gateway.errors().trim()).isEqualTo("gateway: GATEWAY_LOG_FORMAT=xml: is neither json nor text");
        }
    }

    @Test
    void eventsTakenBeforeAKillAreDeliveredAfterTheRestart() throws Exception {
        Files.writeString(routes.resolve("ingest.yaml"), INGEST.replace("period=100", "period=10&repeatCount=50"));
        Files.writeString(
                routes.resolve("to-file.yaml"),
                TO_FILE.replace(
                        "    - to: jsonl:{{gateway.data}}/events",
                        "    - throwException:\n"
                                + "                exceptionType: java.lang.IllegalStateException\n"
                                + "                message: down"));
        try (ChildGateway gateway = ChildGateway.start(home, Map.of())) {
            gateway.awaitReady();
            // each event goes there after the queue has taken it
            Path beside = home.resolve("data/beside/out");
            await().atMost(SOON)
                    .until(() ->
                            Files.exists(beside) && Files.readString(beside).split("clientId", -1).length == 51);
            gateway.kill();
        }
        Files.delete(routes.resolve("ingest.yaml"));
        Files.writeString(routes.resolve("to-file.yaml"), TO_FILE);
        try (ChildGateway gateway = ChildGateway.start(home, Map.of())) {
            gateway.awaitReady();
            await().atMost(SOON).until(() -> TestHome.lines(home).size() == 50);
            assertThat(gateway.terminate()).isZero();
        }
    }

    @Test
    void secondGatewayOnTheSameDataIsRefused() throws Exception {
        try (ChildGateway first = ChildGateway.start(home, Map.of())) {
            first.awaitReady();
            assertRefused(Map.of(), "GATEWAY_DATA=" + home.resolve("data") + ": in use by another gateway");
        }
    }

    @Test
    void wrongConfigurationIsOneLineThatNamesItAndExitCode2() throws Exception {
        Path file = Files.writeString(home.resolve("file"), "");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            assertRefused(Map.of("MCP_PORT", port), "MCP_PORT=" + port + ": cannot listen on 127.0.0.1:" + port);
            assertRefused(Map.of("GATEWAY_HTTP_PORT", port), "GATEWAY_HTTP_PORT=" + port + ": cannot listen");
        }
        assertRefused(Map.of("MCP_PORT", "modbus"), "MCP_PORT=modbus: is not a number in 0..65535; e.g. 5020");
        assertRefused(Map.of("MCP_PORT", "65536"), "MCP_PORT=65536: is not a number in 0..65535");
        assertRefused(Map.of("MCP_HOST", "no.such.host.invalid"), "MCP_HOST=no.such.host.invalid: unknown host");
        assertRefused(Map.of("GATEWAY_DATA", file.toString()), "GATEWAY_DATA=" + file + ": cannot be written");
        assertRefused(Map.of("GATEWAY_ROUTES", home + "/none"), "GATEWAY_ROUTES=" + home + "/none: no such folder");
    }

    @Test
    void brokenRouteFileIsOneLineWithFileAndLineAndExitCode2() throws Exception {
        Path broken = routes.resolve("to-file.yaml");
        Files.writeString(broken, TO_FILE.replace("queue=file", "queue=file&nope=1"));
        assertRefused(Map.of(), broken + ":4: ", "nope");

        Files.writeString(broken, "- route:\n    from:\n      uri: \"timer:x\n");
        assertRefused(Map.of(), broken + ":4: ");

        Files.writeString(broken, "- route:\n    frm:\n      uri: timer:x\n");
        assertRefused(Map.of(), broken + ":2: ", "frm");
    }

    @Test
    void portThatWasChosenForPort0StaysWhenItsRouteChanges() throws Exception {
        Path ingest = routes.resolve("ingest.yaml");
        String delivered = Files.readString(Path.of("conf/routes/ingest.yaml"));
        Files.writeString(ingest, delivered);
        try (ChildGateway gateway = ChildGateway.start(home, Map.of("MCP_PORT", "0", "MCP_HOST", ""))) {
            int port = gateway.mcpPort();
            Files.writeString(ingest, delivered.replace("id: ingest", "id: ingest-2"));
            await().atMost(SOON)
                    .until(() -> get(gateway, "/observe/health").body().contains("route:ingest-2"));
            await().atMost(SOON).untilAsserted(() -> new Socket("127.0.0.1", port).close());
        }
    }

    @Test
    void settingsAreCheckedBeforeRoutesSeeThemAndOtherVariablesReachThem() throws Exception {
        Files.writeString(routes.resolve("ingest.yaml"), INGEST);
        Files.writeString(
                routes.resolve("to-file.yaml"), TO_FILE.replace("beside?fileName=out", "beside?fileName={{out.name}}"));
        Files.writeString(home.resolve("conf/application.properties"), "out.name=below\n");
        String data = " " + home.resolve("da ta") + " ";
        try (ChildGateway gateway = ChildGateway.start(home, Map.of("GATEWAY_DATA", data, "OUT_NAME", "above"))) {
            gateway.awaitReady();
            await().atMost(SOON)
                    .until(() -> Files.exists(home.resolve("da ta/beside/above"))
                            && Files.isDirectory(home.resolve("da ta/events")));
        }
    }

    @Test
    void directoryThatRoutesWouldMisreadIsRefused() throws Exception {
        for (String name : List.of("a%20b", "a?b", "a#b", "a+b", "a&b")) {
            Path data = home.resolve(name);
            assertRefused(
                    Map.of("GATEWAY_DATA", data.toString()),
                    "GATEWAY_DATA=" + data + ": has one of % ? # + & { }",
                    "choose another directory");
        }
    }

    @Test
    void hostIsNamedWhenItIsNotOfThisMachine() throws Exception {
        assertRefused(Map.of("MCP_HOST", "192.0.2.1"), "MCP_HOST=192.0.2.1: not an address of this machine");
        assertRefused(
                Map.of("MCP_PORT", "15020", "GATEWAY_HTTP_PORT", "15020"),
                "GATEWAY_HTTP_PORT=15020: MCP_PORT is the same");
    }

    @Test
    void ipv6HostServes() throws Exception {
        assumeTrue(NetworkInterface.getByInetAddress(InetAddress.getByName("::1")) != null);
        Files.writeString(routes.resolve("ingest.yaml"), Files.readString(Path.of("conf/routes/ingest.yaml")));
        try (ChildGateway gateway = ChildGateway.start(home, Map.of("MCP_HOST", "::1"))) {
            assertThat(gateway.awaitReady().group(1)).isEqualTo("[::1]");
            new Socket("::1", gateway.mcpPort()).close();
        }
    }

    @Test
    void routeThatDoesNotStartIsOneLineWithItsFileAndExitCode2() throws Exception {
        Path file = routes.resolve("a.yaml");
        String route = "- route:\n    id: a\n    from:\n      uri: %s\n      steps:\n        - to: log:a\n";
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Files.writeString(file, String.format(route, "mcp:127.0.0.1:" + taken.getLocalPort()));
            assertRefused(Map.of(), file.toString(), Integer.toString(taken.getLocalPort()));
        }
        Files.writeString(file, String.format(route, "mcp:127.0.0.1:{{mcp.port}}?ordering=sideways"));
        assertRefused(Map.of(), file + ":4: ", "sideways");
        Files.writeString(file, String.format(route, "events:mcp.events"));
        assertRefused(Map.of(), file + ":4: ", "queue is required");
        Files.writeString(file, String.format(route, "mcp:127.0.0.1:{{mcp.port}}"));
        Path other = routes.resolve("b.yaml");
        Files.writeString(
                other,
                String.format(route, "mcp:127.0.0.1:{{mcp.port}}?maxConnections=5")
                        .replace("id: a", "id: b"));
        assertRefused(Map.of(), other + ":4: ");
    }

    @Test
    void terminationDuringTheStartIsExitCode0() throws Exception {
        try (ChildGateway gateway = ChildGateway.start(home, Map.of())) {
            await().atMost(SOON).until(() -> Files.exists(home.resolve("data/gateway.lock")));
            assertThat(gateway.terminate()).isZero();
        }
    }

    private void assertRefused(Map<String, String> environment, String... said) throws Exception {
        try (ChildGateway gateway = ChildGateway.start(home, new HashMap<>(environment))) {
            assertThat(gateway.exitCode()).as(gateway.errors()).isEqualTo(2);
            assertThat(gateway.output()).isEmpty();
            assertThat(gateway.errors().lines())
                    .singleElement()
                    .asString()
                    .startsWith("gateway: ")
                    .contains(said);
        }
    }

    private static HttpResponse<String> get(ChildGateway gateway, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + gateway.httpPort() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
}
