package io.camelmcp.gateway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.camelmcp.gateway.GatewayServer;
import io.camelmcp.gateway.config.GatewaySettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(120)
class DlqCommandTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path home;

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void twoOutputsOfWhichOneFails() throws IOException {
        Path routes = Files.createDirectories(home.resolve("conf/routes"));
        environment.putAll(Map.of(
                "MCP_PORT", "0",
                "GATEWAY_HTTP_PORT", "0",
                "GATEWAY_DATA", home.resolve("data").toString(),
                "GATEWAY_QUEUE_JOURNAL_FILES", "2",
                "GATEWAY_QUEUE_MIN_FREE_MB", "1"));
        Files.writeString(
                routes.resolve("a.yaml"),
                """
                - route:
                    from:
                      uri: events:mcp.events
                      parameters: {queue: good}
                      steps:
                        - to: jsonl:{{gateway.data}}/good
                - route:
                    from:
                      uri: events:mcp.events
                      parameters: {queue: bad, deadLetterAfter: 1, redeliveryDelay: 1}
                      steps:
                        - throwException:
                            exceptionType: java.lang.IllegalStateException
                            message: "the table is away"
                - route:
                    from:
                      uri: timer:once?repeatCount=1&delay=0
                      steps:
                        - setHeader: {name: CamelMcpMessageId, constant: "it's/1"}
                        - setBody: {constant: '{"a":1}'}
                        - to: events:mcp.events
                """);
    }

    @Test
    void deadLetterOfARunningGatewayIsShownAndComesAgainToItsOutputAlone() throws Exception {
        try (GatewayServer running = GatewayServer.start(GatewaySettings.load(home, environment))) {
            await().atMost(SOON).untilAsserted(() -> assertThat(run("list")).contains("messageId=it's/1"));
            assertThat(run("list")).contains("mcp.events.bad", "reason=the table is away", "1 dead letters");
            assertThat(run("list", "--json")).contains("\"body\":\"{\\\"a\\\":1}\"");
            assertThat(run("list", "--output", "good")).doesNotContain("it's/1");

            mend();
            // until the gateway has seen the file the output fails again
            await().atMost(SOON).untilAsserted(() -> {
                run("replay", "--message-id", "it's/1");
                assertThat(events("mended")).isEqualTo("{\"a\":1}\n");
            });
            assertThat(run("list")).isEqualTo("0 dead letters\n");
            assertThat(events("good")).as("the other output had it already").isEqualTo("{\"a\":1}\n");
            assertThat(running.httpPort()).isPositive();
        }
    }

    @Test
    void deadLettersOfAStoppedGatewayAreKeptUntilTheyAreDropped() throws Exception {
        try (GatewayServer running = GatewayServer.start(GatewaySettings.load(home, environment))) {
            await().atMost(SOON).untilAsserted(() -> assertThat(run("list")).contains("messageId=it's/1"));
        }
        assertThat(run("list")).contains("1 dead letters");
        assertThat(run("drop", "--output", "good")).isEqualTo("dropped 0\n");
        assertThat(run("drop", "--all")).isEqualTo("dropped 1\n");
        assertThat(run("list")).isEqualTo("0 dead letters\n");
    }

    @Test
    void nothingIsDroppedOrReplayedThatWasNotNamed() throws Exception {
        try (GatewayServer running = GatewayServer.start(GatewaySettings.load(home, environment))) {
            await().atMost(SOON).untilAsserted(() -> assertThat(run("list")).contains("1 dead letters"));
            assertThat(exitCode("drop")).isNotZero();
            assertThat(exitCode("replay")).isNotZero();
            assertThat(exitCode("drop", "--all", "--output", "bad")).isNotZero();
            assertThat(run("list")).contains("1 dead letters");
        }
    }

    private void mend() throws IOException {
        Path file = home.resolve("conf/routes/a.yaml");
        String broken = Files.readString(file);
        Files.writeString(
                file,
                broken.substring(0, broken.indexOf("        - throwException"))
                        + "        - to: jsonl:{{gateway.data}}/mended\n");
    }

    private String events(String folder) throws IOException {
        Path directory = home.resolve("data").resolve(folder);
        if (!Files.isDirectory(directory)) {
            return "";
        }
        StringBuilder all = new StringBuilder();
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }

    private String run(String... arguments) {
        output.reset();
        assertThat(exitCode(arguments)).isZero();
        return output.toString(UTF_8);
    }

    private int exitCode(String... arguments) {
        return new CommandLine(new DlqCommand(home, environment, new PrintStream(output, true, UTF_8)))
                .execute(arguments);
    }
}
