package io.camelmcp.gateway.logs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.McpFrameEncoder;
import io.camelmcp.gateway.GatewayServer;
import io.camelmcp.gateway.TestHome;
import io.camelmcp.gateway.config.ConfigurationException;
import io.camelmcp.gateway.config.GatewaySettings;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** LOG frames through the gateway with the route files that it is delivered with. */
@Timeout(120)
class LogFramesTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path home;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void home() throws IOException {
        TestHome.copy(home, "application.properties", "routes/ingest.yaml", "routes/logs.yaml", "routes/to-file.yaml");
        environment.putAll(TestHome.environment(home));
        environment.put("GATEWAY_QUEUE_MIN_FREE_MB", "1");
    }

    private GatewayServer start() throws Exception {
        return GatewayServer.start(GatewaySettings.load(home, environment));
    }

    /** Sends frames on one connection and answers with the command of what comes back for the last. */
    private static int send(int port, int command, byte[] body) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(McpFrameEncoder.encode(McpFrame.plain(command, body)));
            byte[] head = new byte[4];
            new DataInputStream(socket.getInputStream()).readFully(head);
            return head[3] & 0xFF;
        }
    }

    private static String http(GatewayServer server, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.httpPort() + path))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void frameOfManyLinesIsAcknowledgedOnceAllAreDurableAndOtherFramesAreAsBefore() throws Exception {
        StringBuilder frame = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            frame.append("Nov 23 04:02:52 gate sshd[7]: Invalid user u")
                    .append(i)
                    .append(" from 203.0.113.9 port 4242\n");
        }
        try (GatewayServer server = start()) {
            assertThat(send(server.mcpPort(), McpCommand.LOG, frame.toString().getBytes(UTF_8)))
                    .isEqualTo(McpCommand.LOG | 0x80);
            assertThat(send(server.mcpPort(), McpCommand.REPORT, "{\"n\":1}".getBytes(UTF_8)))
                    .isEqualTo(McpCommand.REPORT | 0x80);
            await().atMost(SOON).until(() -> TestHome.lines(home).size() == 501);

            assertThat(TestHome.lines(home).stream()
                            .map(line -> line.replaceAll(".*\"messageId\":\"([^\"]*)\".*", "$1")))
                    .doesNotHaveDuplicates();
            assertThat(TestHome.lines(home))
                    .filteredOn(line -> line.contains("\"event_type\":\"ssh.invalid-user\""))
                    .hasSize(500);
            assertThat(TestHome.lines(home))
                    .filteredOn(line -> line.endsWith("\"body\":{\"n\":1}}"))
                    .hasSize(1);
            assertThat(http(server, "/api/events?type=ssh.invalid-user&limit=2"))
                    .contains("\"user\":\"u499\"", "\"user\":\"u498\"")
                    .doesNotContain("\"user\":\"u497\"");
            assertThat(http(server, "/api/events?command=REPORT"))
                    .contains("\"body\":{\"n\":1}")
                    .doesNotContain("ssh.");
        }
    }

    @Test
    void frameIsNotAcknowledgedIfNothingKeepsItsLines() throws Exception {
        Files.delete(home.resolve("conf/routes/to-file.yaml"));
        try (GatewayServer server = start()) {
            assertThat(send(server.mcpPort(), McpCommand.LOG, "a\nb".getBytes(UTF_8)))
                    .isEqualTo(McpCommand.ERROR);
        }
    }

    @Test
    void rulesOfTheFolderAreReadAgainAndABadFileShowsInHealth() throws Exception {
        Path rules = home.resolve("conf/rules");
        Files.createDirectories(rules);
        try (GatewayServer server = start()) {
            Files.writeString(rules.resolve("plant.yaml"), "rules: [{name: pump, pattern: '^pump'}]");
            await().atMost(SOON).until(() -> http(server, "/api/rules").contains("\"name\":\"pump\""));
            send(server.mcpPort(), McpCommand.LOG, "pump 7".getBytes(UTF_8));
            await().atMost(SOON).until(() -> TestHome.lines(home).size() == 1);
            assertThat(TestHome.lines(home).get(0)).contains("\"event_type\":\"pump\"");

            Files.writeString(rules.resolve("plant.yaml"), "rules: [{name: pump, pattern: '('}]");
            await().atMost(SOON).until(() -> http(server, "/observe/health").contains("plant.yaml:1: pattern"));
            assertThat(http(server, "/api/rules")).contains("\"name\":\"pump\"", "\"problems\":[\"plant.yaml:1: ");
            assertThat(http(server, "/observe/health/ready")).startsWith("{\"status\":\"UP\"");
        }
    }

    @Test
    void settingThatCannotWorkEndsTheStartWithOneLine() throws Exception {
        environment.put("LOGS_RULES", home.resolve("nowhere").toString());
        assertThatThrownBy(this::start)
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("LOGS_RULES=" + home.resolve("nowhere") + ": is no folder; create it, or set another one");

        Files.createDirectories(home.resolve("nowhere"));
        Files.writeString(home.resolve("nowhere/a.yaml"), "rules: 7");
        assertThatThrownBy(this::start)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(home.resolve("nowhere") + "/a.yaml:1: rules must be a list")
                .hasMessageEndingWith("correct the file, or take it out of the folder");

        environment.remove("LOGS_RULES");
        environment.put("LOGS_RAW", "yes");
        assertThatThrownBy(this::start).hasMessage("LOGS_RAW=yes: is neither true nor false");
    }
}
