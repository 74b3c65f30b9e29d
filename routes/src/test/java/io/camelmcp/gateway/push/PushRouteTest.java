package io.camelmcp.gateway.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.camelmcp.gateway.GatewayServer;
import io.camelmcp.gateway.config.GatewaySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The push route as it is shipped, with a route in the place of the devices. */
@Timeout(120)
class PushRouteTest {

    private static final String DEVICES =
            """
            - route:
                id: commands
                from:
                  uri: file:{{gateway.data}}/in
                  parameters: {charset: utf-8}
                  steps:
                    - setHeader: {name: JMSCorrelationID, simple: "${file:name}"}
                    - convertBodyTo: {type: String}
                    - to: {uri: "jms:queue:mcp.commands"}
            - route:
                id: answers
                from:
                  uri: jms:queue:mcp.answers
                  steps:
                    - to: {uri: "file:{{gateway.data}}/out?fileName=${header.JMSCorrelationID}"}
            - route:
                id: devices
                from:
                  uri: direct:devices
                  steps:
                    - choice:
                        when:
                          - simple: "${header.CamelMcpTarget} == 'device:off'"
                            steps:
                              - throwException:
                                  exceptionType: io.camelmcp.component.McpOfflineException
                                  message: not connected
                          - simple: "${header.CamelMcpTarget} == 'device:bug'"
                            steps:
                              - throwException:
                                  exceptionType: java.lang.IllegalStateException
                                  message: secret
            """;

    @TempDir
    private Path home;

    @Test
    void eachCommandGetsItsAnswerAndABadOneHoldsUpNobody() throws Exception {
        Path routes = Files.createDirectories(home.resolve("conf/routes"));
        String shipped = Files.readString(Path.of("conf/routes/push.yaml"));
        assertThat(shipped)
                .contains("uri: mcp:{{mcp.host}}:{{mcp.port}}", "mode: server", "answerTo: direct:push-answers");
        Files.writeString(
                routes.resolve("push.yaml"),
                shipped.replace("mcp:{{mcp.host}}:{{mcp.port}}", "direct:devices")
                        .replace("mode: server", "timeout: 1000")
                        .replace("offline: queue", "exchangePattern: InOut")
                        .replace("answerTo: direct:push-answers", "synchronous: false"));
        Files.writeString(routes.resolve("devices.yaml"), DEVICES);
        Map<String, String> environment = Map.of(
                "MCP_PORT", "0",
                "GATEWAY_HTTP_PORT", "0",
                "GATEWAY_DATA", home.resolve("data").toString(),
                "GATEWAY_QUEUE_JOURNAL_FILES", "2");

        GatewaySettings settings = GatewaySettings.load(home, environment);
        try (GatewayServer gateway = GatewayServer.start(settings)) {
            command("bad", "open the valve");
            command("off", "{\"target\":\"device:off\",\"command\":\"COMMAND\",\"id\":\"o\"}");
            command("bug", "{\"target\":\"device:bug\",\"command\":\"COMMAND\"}");
            command(
                    "good",
                    "{\"target\":\"device:C1\",\"command\":\"COMMAND\",\"body\":{\"valve\": \"open\"},\"id\":\"g\"}");

            assertThat(answer("good"))
                    .isEqualTo("{\"status\":\"ok\",\"id\":\"g\",\"clientId\":\"C1\",\"body\":{\"valve\":\"open\"}}");
            assertThat(answer("off"))
                    .isEqualTo("{\"status\":\"offline\",\"id\":\"o\",\"clientId\":\"off\",\"text\":\"not connected\"}");
            assertThat(answer("bad")).startsWith("{\"status\":\"bad request\",\"text\":\"not JSON: ");
            assertThat(answer("bug"))
                    .startsWith("{\"status\":\"failed\",\"clientId\":\"bug\",")
                    .doesNotContain("secret");
        }
    }

    private void command(String correlation, String json) throws IOException {
        Path in = Files.createDirectories(home.resolve("data/in"));
        Path unfinished = Files.writeString(in.resolve("." + correlation), json);
        Files.move(unfinished, in.resolve(correlation));
    }

    private String answer(String correlation) throws IOException {
        Path file = home.resolve("data/out").resolve(correlation);
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(file) && Files.size(file) > 0);
        return Files.readString(file);
    }
}
