package io.camelmcp.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.McpFrameEncoder;
import io.camelmcp.gateway.config.ConfigurationException;
import io.camelmcp.gateway.config.GatewaySettings;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.activemq.artemis.core.server.JournalType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayServerTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path home;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void home() throws IOException {
        TestHome.copy(home, "application.properties", "routes/ingest.yaml", "routes/to-file.yaml");
        environment.putAll(TestHome.environment(home));
    }

    @Test
    void reportIsAcknowledgedAndStandsInTheFileOfTheDayAndTheNextStartGoesOn() throws Exception {
        for (int n = 1; n <= 2; n++) {
            try (GatewayServer server = GatewayServer.start(settings())) {
                assertThat(server.readyLine())
                        .isEqualTo("ready mcp=127.0.0.1:" + server.mcpPort() + " http=127.0.0.1:" + server.httpPort()
                                + " data=" + home.resolve("data"));
                assertThat(report(server.mcpPort(), "{ \"n\": " + n + " }")).isEqualTo(McpCommand.REPORT | 0x80);
                int lines = n;
                await().atMost(SOON).until(() -> TestHome.lines(home).size() == lines);
                assertThat(TestHome.lines(home).get(n - 1))
                        .contains("\"command\":\"REPORT\"")
                        .endsWith("\"body\":{\"n\":" + n + "}}");
            }
        }
    }

    @Test
    void changedIngestFileIsServedOnTheSamePort() throws Exception {
        try (GatewayServer server = GatewayServer.start(settings())) {
            Path ingest = home.resolve("conf/routes/ingest.yaml");
            Files.writeString(ingest, Files.readString(ingest).replace("id: ingest", "id: ingest-2"));

            // not ready while one route has gone and the other has not come
            await().atMost(SOON).ignoreExceptions().until(() -> health(server).contains("route:ingest-2"));
            assertThat(report(server.mcpPort(), "2")).isEqualTo(McpCommand.REPORT | 0x80);
            await().atMost(SOON).until(() -> TestHome.lines(home).size() == 1);
        }
    }

    @Test
    void reportThatNoOutputWouldGetIsNotAcknowledged() throws Exception {
        Files.delete(home.resolve("conf/routes/to-file.yaml"));
        try (GatewayServer server = GatewayServer.start(settings())) {
            assertThat(report(server.mcpPort(), "1")).isEqualTo(McpCommand.ERROR);
        }
    }

    @Test
    void gatewayWithEveryOutputOffStartsAndAcknowledgesNothing() throws Exception {
        environment.put("OUTPUT_FILE_ENABLED", "false");
        try (GatewayServer server = GatewayServer.start(settings())) {
            assertThat(report(server.mcpPort(), "1")).isEqualTo(McpCommand.ERROR);
            assertThat(health(server)).contains("\"status\":\"UP\"").doesNotContain("to-file");
        }
        environment.remove("OUTPUT_FILE_ENABLED");
        try (GatewayServer server = GatewayServer.start(settings())) {
            assertThat(report(server.mcpPort(), "2")).isEqualTo(McpCommand.REPORT | 0x80);
            await().atMost(SOON).until(() -> TestHome.lines(home).size() == 1);
        }
    }

    @Test
    void filesOfEventsAreWhereTheSettingSays() throws Exception {
        environment.put("OUTPUT_FILE_DIRECTORY", "{{gateway.data}}/other");
        try (GatewayServer server = GatewayServer.start(settings())) {
            assertThat(report(server.mcpPort(), "1")).isEqualTo(McpCommand.REPORT | 0x80);
            await().atMost(SOON).until(() -> Files.isDirectory(home.resolve("data/other")));
            assertThat(TestHome.lines(home)).isEmpty();
        }
    }

    @Test
    void outputThatIsSetUpWronglyEndsTheStartBeforeAnythingListens() {
        environment.put("OUTPUT_FILE_BATCHSIZE", "none");
        assertThatThrownBy(() -> GatewayServer.start(settings()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("OUTPUT_FILE_BATCHSIZE=none: is not a whole number in 1..10000; e.g. 1000");
        assertThat(home.resolve("data")).doesNotExist();
    }

    @Test
    void environmentIsAboveTheFileAndTheFileAboveTheDefaults() throws Exception {
        Files.writeString(
                home.resolve("conf/application.properties"),
                "mcp.port=7\ngateway.http.port=8\ngateway.queue.journal=asyncio\n");
        environment.remove("GATEWAY_HTTP_PORT");

        GatewaySettings settings = settings();

        assertThat(settings.mcpPort()).isZero();
        assertThat(settings.httpPort()).isEqualTo(8);
        assertThat(settings.mcpHost()).isEqualTo("127.0.0.1");
        assertThat(settings.routes()).isEqualTo(home.resolve("conf/routes"));
        assertThat(settings.broker().journalType()).isEqualTo(JournalType.ASYNCIO);
    }

    @Test
    void noMessageIdsAreRememberedIfNoneAreAskedFor() throws Exception {
        environment.put("GATEWAY_QUEUE_DUPLICATE_IDS", "0");
        try (GatewayServer server = GatewayServer.start(settings())) {
            for (int n = 1; n <= 3; n++) {
                assertThat(report(server.mcpPort(), Integer.toString(n))).isEqualTo(McpCommand.REPORT | 0x80);
            }
            await().atMost(SOON).until(() -> TestHome.lines(home).size() == 3);
        }
    }

    @Test
    void badSettingNamesWhereItStands() throws Exception {
        Path file = home.resolve("conf/application.properties");
        Files.writeString(file, "gateway.queue.journal=mapped\n");
        assertThatThrownBy(this::settings)
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(file + ": gateway.queue.journal=mapped: is neither NIO nor ASYNCIO; NIO works everywhere");

        Files.writeString(file, "mcp.port=x\\uZZ\n");
        assertThatThrownBy(this::settings)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(file + ": cannot be read");

        Files.delete(file);
        environment.put("GATEWAY_ROUTES", "a\u0000b");
        assertThatThrownBy(this::settings)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("GATEWAY_ROUTES=")
                .hasMessageContaining("is not a path");
    }

    @Test
    void sessionsAreKeptInTheDataDirectoryUnlessTheSettingSaysOtherwise() throws Exception {
        assertThat(settings().sessions().value()).isEqualTo("file:" + home.resolve("data/sessions"));
        environment.put("MCP_SESSION_STORE", "memory");
        assertThat(settings().sessions().value()).isEqualTo("memory");
        environment.put("MCP_SESSION_STORE", "#mine");
        assertThat(settings().sessions().value()).isEqualTo("#mine");

        environment.put("MCP_SESSION_STORE", "disk");
        assertThatThrownBy(this::settings)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("MCP_SESSION_STORE=disk: is neither memory, file:DIR, nor #name of a bean");
    }

    @Test
    void tokenIsNeverShown() {
        assertThat(settings().apiToken()).isNull();
        environment.put("GATEWAY_API_TOKEN", "s3cret.~s3cret.~");
        assertThat(settings().apiToken()).isEqualTo("s3cret.~s3cret.~");
        assertThat(settings().toString()).doesNotContain("s3cret");

        environment.put("GATEWAY_API_TOKEN", "s3cret of two and more");
        assertThatThrownBy(this::settings)
                .hasMessageStartingWith("GATEWAY_API_TOKEN=...: has characters that no bearer token can have")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void damagedSessionsAreRefusedInOneLineThatNamesTheFile() throws Exception {
        Path file = home.resolve("data/sessions/sessions.mv.db");
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[100_000]);

        assertThatThrownBy(() -> GatewayServer.start(settings()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(
                        "MCP_SESSION_STORE=file:" + home.resolve("data/sessions") + ": " + file + ": damaged (")
                .hasMessageEndingWith("move it away to start without sessions: all devices log in anew");
    }

    @Test
    void sessionsAreForTheGatewayOnly() throws Exception {
        GatewayServer.start(settings()).close();

        assertThat(Files.getPosixFilePermissions(home.resolve("data/sessions")))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void readyLineNamesThePortOfTheSettingsAndPushesReachDevicesOfOtherPorts() throws Exception {
        int free = freePort();
        Files.writeString(
                home.resolve("conf/routes/a-second-port.yaml"),
                """
                - route:
                    from:
                      uri: mcp:localhost:%1$d
                      steps:
                        - log: "${body}"
                - route:
                    from:
                      uri: mcp:localhost:%1$d?mode=client&clientId=C7&exchangePattern=InOut
                      steps:
                        - setBody:
                            constant: "7"
                """
                        .formatted(freePort()));
        environment.put("MCP_PORT", Integer.toString(free));
        try (GatewayServer server = GatewayServer.start(settings())) {
            assertThat(server.readyLine()).startsWith("ready mcp=127.0.0.1:" + free + " ");
            assertThat(report(free, "1")).isEqualTo(McpCommand.REPORT | 0x80);

            HttpRequest push = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.httpPort() + "/api/push"))
                    .POST(HttpRequest.BodyPublishers.ofString("{\"target\":\"device:C7\",\"command\":\"READ_STATUS\"}"))
                    .build();
            await().atMost(SOON).untilAsserted(() -> assertThat(HttpClient.newHttpClient()
                            .send(push, HttpResponse.BodyHandlers.ofString())
                            .body())
                    .isEqualTo("{\"status\":\"ok\",\"clientId\":\"C7\",\"body\":7}"));
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void startThatFailsLeavesNothingBehind() throws Exception {
        Path broken = home.resolve("conf/routes/broken.yaml");
        Files.writeString(broken, "- route:\n    from:\n      uri: nowhere:x\n");
        assertThatThrownBy(() -> GatewayServer.start(settings()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(broken + ":3: ")
                .hasMessageEndingWith("; correct the file, or take it out of the folder");

        Files.delete(broken);
        GatewayServer.start(settings()).close();
    }

    @Test
    void wrongUsageIsExitCode2() {
        assertThat(Gateway.execute("--help")).isZero();
        assertThat(Gateway.execute("nonsense")).isEqualTo(2);
        PrintStream errors = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, UTF_8));
        try {
            assertThat(Gateway.execute("simulate", "--port", "1", "--protocol", "nope"))
                    .isEqualTo(2);
        } finally {
            System.setErr(errors);
        }
        assertThat(said.toString(UTF_8).lines())
                .singleElement()
                .asString()
                .contains("--protocol", "nope", "'gateway simulate --help' explains");
    }

    private GatewaySettings settings() {
        return GatewaySettings.load(home, environment);
    }

    private static String health(GatewayServer server) throws IOException {
        URI uri = URI.create("http://127.0.0.1:" + server.httpPort() + "/observe/health");
        try (InputStream body = uri.toURL().openStream()) {
            return new String(body.readAllBytes(), UTF_8);
        }
    }

    /** Sends a plain REPORT and returns the command of what comes back. */
    private static int report(int port, String body) throws IOException {
        byte[] octets = McpFrameEncoder.encode(McpFrame.plain(McpCommand.REPORT, body.getBytes(UTF_8)));
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(octets);
            byte[] head = new byte[4];
            new DataInputStream(socket.getInputStream()).readFully(head);
            return head[3] & 0xFF;
        }
    }
}
