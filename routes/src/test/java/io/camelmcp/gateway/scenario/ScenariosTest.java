package io.camelmcp.gateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelmcp.gateway.GatewayServer;
import io.camelmcp.gateway.config.GatewaySettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ScenariosTest {

    private static final String SECRET = "a secret of more than thirty-two octets";
    private static final int DEVICES = 50;

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();

    @Test
    void idleDevicesAreAllThereAndTheirMemoryIsMeasured() throws Exception {
        Path json = directory.resolve("idle.json");

        boolean clean = run(options(Scenario.IDLE, 0, null, 0, "memory"), json);

        assertThat(clean).as(out.toString()).isTrue();
        assertThat(out.toString())
                .contains("sessions                   50 of 50")
                .contains("after 3 reports: octets/session")
                .contains("after a push too: octets/session")
                .contains("still there                50, connections lost: 0")
                .contains("failed                     0");
        JsonNode result = new ObjectMapper().readTree(json.toFile());
        assertThat(result.at("/options/ownServer").asBoolean()).isTrue();
        assertThat(result.at("/result/sessions").asInt()).isEqualTo(DEVICES);
        assertThat(result.at("/result/clean").asBoolean()).isTrue();
        assertThat(result.at("/result/idleOctetsSession").isNumber()).isTrue();
    }

    @Test
    void eachRoundOfALoginStormHasAllDevicesAndLeavesNone() throws Exception {
        boolean clean = run(options(Scenario.LOGIN_STORM, 0, null, 0, "file"), null);

        assertThat(clean).as(out.toString()).isTrue();
        assertThat(out.toString())
                .containsPattern("round 1 +50 logged in, .* us CPU/login")
                .containsPattern("round 2 +50 logged in")
                .contains("left behind                0");
    }

    @Test
    void everyDeviceAnswersEachRoundOfABroadcastOnce() throws Exception {
        boolean clean = run(options(Scenario.BROADCAST, 0, null, 0, "memory"), null);

        assertThat(clean).as(out.toString()).isTrue();
        assertThat(out.toString())
                .contains("round 2: 50 answered")
                .contains("{ok=50}")
                .contains("answers                    100")
                .contains("device p99 ");
    }

    @Test
    void runningGatewayIsAskedThroughItsHttpDoorAndOnlyForTheDevicesOfTheScenario() throws Exception {
        try (GatewayServer gateway = gateway()) {
            boolean clean =
                    run(options(Scenario.BROADCAST, gateway.mcpPort(), SECRET, gateway.httpPort(), "memory"), null);

            assertThat(clean).as(out.toString()).isTrue();
            assertThat(out.toString()).contains("round 2: 50 answered").contains("{ok=50}");
        }
    }

    @Test
    void memoryOfARunningGatewayIsNotGuessed() throws Exception {
        try (GatewayServer gateway = gateway()) {
            assertThat(run(options(Scenario.IDLE, gateway.mcpPort(), SECRET, 0, "memory"), null))
                    .as(out.toString())
                    .isTrue();
        }
        assertThat(out.toString()).contains("memory                     not measured: only a server of its own");
    }

    @Test
    void refusedTokensAreCountedWithWhatTheGatewaySays() throws Exception {
        try (GatewayServer gateway = gateway()) {
            String another = "another secret, of forty octets or so...";
            ScenarioOptions options = options(Scenario.IDLE, gateway.mcpPort(), another, 0, "memory");

            assertThat(run(few(options), null)).isFalse();
        }
        assertThat(out.toString())
                .contains("sessions                   0 of 5")
                .contains("5: LOGIN refused: NOT_LOGGED_IN");
    }

    @Test
    void devicesThatGetNoAnswerAreCounted() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            ScenarioOptions options = options(Scenario.LOGIN_STORM, silent.getLocalPort(), null, 0, "memory");

            assertThat(run(few(options), null)).isFalse();
        }
        assertThat(out.toString()).contains("failed                     5: no answer");
    }

    @Test
    void gatewayThatIsNotThereIsNamed() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        assertThatThrownBy(() -> run(options(Scenario.IDLE, port, null, 0, "memory"), null))
                .isInstanceOf(ScenarioException.class)
                .hasMessageContaining("no gateway at 127.0.0.1:" + port)
                .hasMessageContaining("leave --port away");
    }

    @Test
    void httpDoorThatRefusesIsNamed() throws Exception {
        try (GatewayServer gateway = gateway()) {
            // the port for devices does not speak HTTP
            ScenarioOptions options =
                    options(Scenario.BROADCAST, gateway.mcpPort(), SECRET, gateway.mcpPort(), "memory");

            assertThatThrownBy(() -> run(few(options), null))
                    .isInstanceOf(ScenarioException.class)
                    .hasMessageContaining("http://127.0.0.1:" + gateway.mcpPort() + "/api/push does not answer");
        }
    }

    @Test
    void tooFewOpenFilesNameTheLimitAndTheWayOut() {
        assertThatThrownBy(() -> OpenFiles.require(10_000, 4_096))
                .isInstanceOf(ScenarioException.class)
                .hasMessageContaining("10300 open files")
                .hasMessageContaining("limit is 4096 (ulimit -Hn)")
                .hasMessageContaining("fewer --devices");
    }

    private boolean run(ScenarioOptions options, @Nullable Path json) throws Exception {
        return Scenarios.run(options, new PrintWriter(out, true), json);
    }

    private GatewayServer gateway() throws Exception {
        Path conf = Files.createDirectories(directory.resolve("conf").resolve("routes"));
        Files.writeString(
                conf.resolve("ingest.yaml"),
                """
                - route:
                    from:
                      uri: mcp:{{mcp.host}}:{{mcp.port}}
                      steps:
                        - log: "${body}"
                """);
        return GatewayServer.start(GatewaySettings.load(
                directory,
                Map.of(
                        "MCP_PORT", "0",
                        "GATEWAY_HTTP_PORT", "0",
                        "MCP_AUTH", "token",
                        "MCP_JWT_SECRET", SECRET,
                        "GATEWAY_DATA", directory.resolve("data").toString())));
    }

    private static ScenarioOptions options(
            Scenario scenario, int port, @Nullable String secret, int httpPort, String store) {
        return new ScenarioOptions(
                scenario,
                "127.0.0.1",
                port,
                DEVICES,
                1,
                20,
                2,
                Duration.ZERO,
                Duration.ofSeconds(20),
                "test-",
                secret,
                null,
                httpPort,
                null,
                store,
                Path.of("."));
    }

    /** Below the number of failures that keeps an address out; what fails does so soon. */
    private static ScenarioOptions few(ScenarioOptions options) {
        return new ScenarioOptions(
                options.scenario(),
                options.host(),
                options.port(),
                5,
                1,
                5,
                1,
                Duration.ZERO,
                Duration.ofSeconds(2),
                options.prefix(),
                options.jwtSecret(),
                null,
                options.httpPort(),
                null,
                options.store(),
                options.home());
    }
}
