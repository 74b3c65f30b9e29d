package io.camelmcp.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.gateway.config.GatewaySettings;
import io.camelmcp.gateway.engines.PostgresEngine;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** examples/saga, as its README has it. */
@Timeout(300)
class SagaExampleTest {

    private static final Path EXAMPLE = Path.of("../examples/saga");
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path home;

    private final Map<String, String> environment = new TreeMap<>();

    @BeforeEach
    void home() throws IOException {
        Path routes = Files.createDirectories(home.resolve("conf/routes"));
        Files.copy(EXAMPLE.resolve("saga.yaml"), routes.resolve("saga.yaml"));
        environment.putAll(TestHome.environment(home));
        environment.put("GATEWAY_QUEUE_MIN_FREE_MB", "1");
    }

    /** Lines of application.properties. */
    private void settings(String... lines) throws IOException {
        Files.write(home.resolve("conf/application.properties"), List.of(lines));
    }

    /** The devices of the example, in the gateway that they connect to. */
    private void valves() throws IOException {
        String valves = Files.readString(EXAMPLE.resolve("devices/valves.yaml"));
        assertThat(valves).contains("{{valves.gateway:127.0.0.1:5020}}");
        Files.writeString(
                home.resolve("conf/routes/valves.yaml"),
                valves.replace("{{valves.gateway:127.0.0.1:5020}}", "{{mcp.host}}:{{mcp.port}}"));
    }

    private GatewayServer start() throws Exception {
        return GatewayServer.start(GatewaySettings.load(home, environment));
    }

    /** As {@code mv} does it: the route never sees half a file. */
    private Path order(String name, String json) throws IOException {
        Path file = Files.writeString(home.resolve(name), json);
        return Files.move(
                file, Files.createDirectories(home.resolve("data/orders")).resolve(name));
    }

    private Path order(String id, String device, String more) throws IOException {
        return order(id + ".json", "{\"id\":\"" + id + "\",\"device\":\"" + device + "\"" + more + "}");
    }

    private static void awaitDevice(int httpPort, String clientId) {
        await().atMost(SOON).until(() -> {
            try (var stream = URI.create("http://127.0.0.1:" + httpPort + "/api/devices")
                    .toURL()
                    .openStream()) {
                return new String(stream.readAllBytes(), UTF_8).contains("\"clientId\":\"" + clientId + "\"");
            }
        });
    }

    private Connection h2() throws SQLException {
        return DriverManager.getConnection("jdbc:h2:file:" + home.resolve("data/sql/orders"));
    }

    /** {@code state} or {@code state: reason}; empty without a row. */
    private static String row(Callable<Connection> database, String id) throws Exception {
        try (Connection connection = database.call();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select state, reason from orders where id = '" + id + "'")) {
            if (!rows.next()) {
                return "";
            }
            return rows.getString(2) == null ? rows.getString(1) : rows.getString(1) + ": " + rows.getString(2);
        }
    }

    private String row(String id) throws Exception {
        return row(this::h2, id);
    }

    private void awaitRow(String id, String state) {
        await().atMost(SOON).ignoreExceptions().until(() -> row(id).startsWith(state));
    }

    @Test
    void orderIsDoneOrTakenBackOrUnknownAsTheDeviceHasIt() throws Exception {
        settings("orders.timeout=5000");
        valves();
        try (GatewayServer gateway = start()) {
            for (int valve = 1; valve <= 3; valve++) {
                awaitDevice(gateway.httpPort(), "valve-" + valve);
            }
            String open = ",\"valve\":\"open\"";
            Path silent = order("4713", "valve-3", open);
            Path accepted = order("4711", "valve-1", open);
            Path refused = order("4712", "valve-2", open);
            Path away = order("4714", "valve-4", open);

            awaitRow("4711", "done");
            awaitRow("4712", "taken back");
            awaitRow("4714", "taken back");
            awaitRow("4713", "unknown");
            String port = "mcp:127.0.0.1:" + gateway.mcpPort() + ": device ";
            assertThat(row("4711")).isEqualTo("done");
            assertThat(row("4712")).startsWith("taken back: " + port + "valve-2: it answered ERROR 9 ");
            assertThat(row("4714")).isEqualTo("taken back: " + port + "valve-4: it has no session here");
            assertThat(row("4713"))
                    .isEqualTo("unknown: " + port + "valve-3: no answer in time: whether it was done is unknown");
            await().atMost(SOON).untilAsserted(() -> assertThat(new Path[] {silent, accepted, refused, away})
                    .allMatch(Files::notExists));
        }
    }

    @Test
    void deviceThatIsStillAtItHasNotRefused() throws Exception {
        settings();
        try (GatewayServer gateway = start();
                Valve valve = new Valve(gateway.mcpPort(), "valve-1")) {
            order("1", "valve-1", "");
            valve.send(valve.receive().error(McpErrorCode.TIMEOUT, "later"));
            awaitRow(
                    "1", "unknown: mcp:127.0.0.1:" + gateway.mcpPort() + ": device valve-1: it answered ERROR 8 later");

            order("2", "valve-1", "");
            valve.send(valve.receive().error(McpErrorCode.FORBIDDEN, "locked"));
            awaitRow(
                    "2",
                    "taken back: mcp:127.0.0.1:" + gateway.mcpPort() + ": device valve-1: it answered ERROR 6 locked");
        }
    }

    @Test
    void orderThatIsKnownIsNotSentAgainAndWhatIsNoOrderIsPutAside() throws Exception {
        settings();
        try (GatewayServer gateway = start();
                Valve valve = new Valve(gateway.mcpPort(), "valve-1")) {
            order("1", "valve-1", ",\"valve\":\"open\"");
            McpFrame first = valve.receive();
            valve.send(first.answer(McpFrame.EMPTY));
            awaitRow("1", "done");
            Path again = order("1", "valve-1", ",\"valve\":\"closed\"");
            await().atMost(SOON).until(() -> Files.notExists(again));
            for (String none : new String[] {"", "[]", "{\"id\":1,\"device\":\"valve-1\"}", "{\"id\":\"3\"}"}) {
                Path file = order("none.json", none);
                await().atMost(SOON).until(() -> Files.notExists(file));
                assertThat(home.resolve("data/orders/bad/none.json")).hasContent(none);
            }
            order("2", "valve-1", "");
            McpFrame second = valve.receive();

            assertThat(first.command()).isEqualTo(McpCommand.COMMAND);
            assertThat(new String(first.body(), UTF_8))
                    .isEqualTo("{\"id\":\"1\",\"device\":\"valve-1\",\"valve\":\"open\"}");
            assertThat(new String(second.body(), UTF_8)).startsWith("{\"id\":\"2\"");
            assertThat(row("1")).isEqualTo("done");
        }
    }

    @Test
    void orderThatWasUnderWayWhenTheGatewayWasKilledIsUnknownAndNotSentAgain() throws Exception {
        settings();
        Path first;
        try (ChildGateway gateway = ChildGateway.start(home, environment)) {
            try (Valve valve = new Valve(gateway.mcpPort(), "valve-1")) {
                first = order("1", "valve-1", "");
                assertThat(new String(valve.receive().body(), UTF_8)).startsWith("{\"id\":\"1\"");
                gateway.kill();
            }
        }
        assertThat(first).exists();
        assertThat(row("1")).isEqualTo("sent");

        settings("orders.settle-after-seconds=1");
        try (GatewayServer gateway = start();
                Valve valve = new Valve(gateway.mcpPort(), "valve-1")) {
            awaitRow("1", "unknown: the gateway was killed");
            await().atMost(SOON).until(() -> Files.notExists(first));
            order("2", "valve-1", "");
            McpFrame next = valve.receive();
            assertThat(new String(next.body(), UTF_8)).startsWith("{\"id\":\"2\"");
            valve.send(next.answer(McpFrame.EMPTY));
            awaitRow("2", "done");
        }
        assertThat(row("1")).startsWith("unknown");
    }

    @Test
    void orderWaitsForItsDatabase() throws Exception {
        PostgresEngine engine = PostgresEngine.running();
        settings(
                "orders.db.url=" + engine.url(),
                "orders.db.user=" + engine.user(),
                "orders.db.password=" + engine.password());
        engine.stop();
        try (GatewayServer gateway = start();
                Valve valve = new Valve(gateway.mcpPort(), "valve-1")) {
            order("1", "valve-1", "");
            engine.start();

            valve.send(valve.receive().answer(McpFrame.EMPTY));
            await().atMost(SOON).until(() -> row(engine::connect, "1").equals("done"));
        } finally {
            engine.start();
        }
    }
}
