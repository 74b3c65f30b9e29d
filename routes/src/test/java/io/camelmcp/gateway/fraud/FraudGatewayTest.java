package io.camelmcp.gateway.fraud;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelmcp.codec.McpCommand;
import io.camelmcp.gateway.GatewayServer;
import io.camelmcp.gateway.TestHome;
import io.camelmcp.gateway.config.ConfigurationException;
import io.camelmcp.gateway.config.GatewaySettings;
import io.camelmcp.gateway.engines.Engine;
import io.camelmcp.gateway.engines.KafkaEngine;
import io.camelmcp.gateway.engines.RedisEngine;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The rule as it is shipped, in a gateway with its own route files, Redis and Kafka. */
@Timeout(180)
class FraudGatewayTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    Path home;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void settings() throws IOException {
        TestHome.copy(home, "application.properties", "routes/ingest.yaml", "routes/to-file.yaml", "routes/fraud.yaml");
        environment.putAll(TestHome.environment(home));
        environment.put("GATEWAY_QUEUE_MIN_FREE_MB", "1");
    }

    private GatewayServer start() throws Exception {
        return GatewayServer.start(GatewaySettings.load(home, environment));
    }

    private void useRedis() throws IOException {
        environment.put("FRAUD_REDIS", RedisEngine.running().url());
        environment.put("FRAUD_REDIS_PREFIX", Engine.unique("gateway"));
    }

    private List<JsonNode> lines(String below) throws IOException {
        List<JsonNode> all = new ArrayList<>();
        Path directory = home.resolve("data").resolve(below);
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.sorted().toList()) {
                    for (String line : Files.readAllLines(file)) {
                        all.add(JSON.readTree(line));
                    }
                }
            }
        }
        return all;
    }

    private List<JsonNode> alerts() throws IOException {
        return lines("events").stream()
                .filter(event -> event.path("command").asText().equals("FRAUD_ALERT"))
                .toList();
    }

    private List<String> decisions() throws IOException {
        return lines("fraud/audit").stream()
                .filter(line -> line.has("decision"))
                .map(line -> line.path("transactionId").asText() + " "
                        + line.path("decision").asText() + (line.path("repeat").asBoolean() ? " again" : ""))
                .toList();
    }

    private static String get(GatewayServer server, String path) throws Exception {
        return HTTP.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.httpPort() + path))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    private static String post(GatewayServer server, String body) throws Exception {
        var answer = HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.httpPort() + "/api/fraud/unfreeze"))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }

    @Test
    void accountInTwoRegionsIsAlertedAndFrozenWithItsDeviceUntilSomebodyFreesThem() throws Exception {
        useRedis();
        try (GatewayServer server = start();
                Terminal berlin = new Terminal(server.mcpPort(), "berlin");
                Terminal paris = new Terminal(server.mcpPort(), "paris")) {
            assertThat(berlin.report("A", "de", "1")).isZero();
            await().atMost(SOON).until(() -> decisions().size() == 1);
            assertThat(paris.report("A", "FR", "2")).isZero();
            await().atMost(SOON).until(() -> alerts().size() == 1);

            JsonNode alert = alerts().get(0);
            assertThat(alert.path("messageId").asText()).isEqualTo("fraud/A/2");
            assertThat(alert.path("clientId").asText()).isEqualTo("paris");
            assertThat(alert.path("body").path("fromRegion").asText()).isEqualTo("DE");
            assertThat(paris.report("B", "FR", "3")).isEqualTo(6);
            assertThat(berlin.report("A", "DE", "4"))
                    .as("the other device may go on")
                    .isZero();
            await().atMost(SOON).until(() -> decisions().size() == 3);
            assertThat(decisions()).containsExactly("1 first", "2 alert", "4 frozen");

            JsonNode devices = JSON.readTree(get(server, "/api/devices"));
            assertThat(devices.get(0).path("frozen").isNull()).isTrue();
            assertThat(devices.get(1).path("frozen").path("reason").asText()).isEqualTo("fraud rule: transaction 2");
            JsonNode frozen = JSON.readTree(get(server, "/api/fraud/frozen"));
            assertThat(frozen.path("accounts").get(0).path("account").asText()).isEqualTo("A");
            assertThat(frozen.path("devices").get(0).path("clientId").asText()).isEqualTo("paris");

            assertThat(post(server, "{\"account\":\"A\",\"clientId\":\"paris\",\"by\":\"amira\"}"))
                    .startsWith("400 ")
                    .contains("reason is missing");
            assertThat(post(server, "x")).startsWith("400 ");
            assertThat(post(server, "{\"by\":\"amira\",\"reason\":\"y\"}")).contains("account or clientId is missing");
            String request = "{\"account\":\"A\",\"clientId\":\"paris\",\"by\":\"amira\",\"reason\":\"she travels\"}";
            assertThat(post(server, request)).isEqualTo("200 {\"unfrozen\":true}");
            assertThat(post(server, request)).isEqualTo("200 {\"unfrozen\":false}");
            assertThat(paris.report("A", "FR", "5")).isZero();
            await().atMost(SOON).until(() -> decisions().contains("5 same"));
            assertThat(lines("fraud/audit"))
                    .anySatisfy(line -> assertThat(line.path("by").asText()).isEqualTo("amira"));
        }
        assertThat(AuditCheck.of(home.resolve("data/fraud/audit"), null).problem())
                .isNull();
    }

    @Test
    void transactionsAreFoundInListsAndLogLinesAndAllElseIsPassedOver() throws Exception {
        environment.put("FRAUD_REDIS", "none");
        try (GatewayServer server = start();
                Terminal terminal = new Terminal(server.mcpPort(), "t")) {
            terminal.send(McpCommand.REPORT, "{\"temperature\":21}");
            terminal.send(McpCommand.REPORT, "no json");
            terminal.send(
                    McpCommand.REPORT,
                    "[{\"account\":1,\"region\":\"DE\",\"transactionId\":\"a\"},7,{\"account\":1,\"transactionId\":\"b\"}]");
            terminal.send(
                    McpCommand.LOG,
                    "started\n{\"account\":\"1\",\"region\":\"DE\",\"transactionId\":\"c\"}\n{\"account\":\"1\",\"timestamp\":\"soon\"}");
            await().atMost(SOON).until(() -> decisions().size() == 4);
            assertThat(decisions()).containsExactly("a first", "b unknown", "c same", " invalid");
        }
    }

    @Test
    void deviceStaysFrozenOverARestart() throws Exception {
        useRedis();
        try (GatewayServer server = start();
                Terminal paris = new Terminal(server.mcpPort(), "paris")) {
            paris.report("A", "DE", "1");
            paris.report("A", "FR", "2");
            await().atMost(SOON).until(() -> alerts().size() == 1);
        }
        try (GatewayServer server = start();
                Terminal paris = new Terminal(server.mcpPort(), "paris")) {
            assertThat(paris.report("B", "FR", "3")).isEqualTo(6);
            assertThat(get(server, "/api/fraud/frozen")).contains("\"account\":\"A\"");
        }
    }

    @Test
    void transactionsOfATopicAreCommittedWhenTheyAreDoneAndThoseThatComeAgainAlertOnce() throws Exception {
        useRedis();
        KafkaEngine kafka = KafkaEngine.running();
        String topic = Engine.unique("transactions");
        try (Admin admin = kafka.admin()) {
            admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1))).all().get();
        }
        environment.put("FRAUD_KAFKA_TOPIC", topic);
        environment.put("FRAUD_KAFKA_BROKERS", kafka.brokers());
        long now = System.currentTimeMillis();
        try (GatewayServer server = start();
                KafkaProducer<String, String> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", kafka.brokers()), new StringSerializer(), new StringSerializer())) {
            String first = "{\"account\":\"A\",\"region\":\"DE\",\"transactionId\":\"1\",\"timestamp\":" + (now - 2_000)
                    + ",\"clientId\":\"berlin\"}";
            String second = "{\"account\":\"A\",\"region\":\"FR\",\"transactionId\":\"2\",\"timestamp\":"
                    + (now - 1_000) + ",\"clientId\":\"paris\"}";
            for (String each : List.of(first, second, first, second, "rubbish")) {
                producer.send(new ProducerRecord<>(topic, "A", each)).get();
            }
            await().atMost(SOON).until(() -> decisions().size() == 5);
            assertThat(decisions()).containsExactly("1 first", "2 alert", "1 first again", "2 alert again", " invalid");
            await().atMost(SOON).until(() -> alerts().size() == 1);
            assertThat(JSON.readTree(get(server, "/api/fraud/frozen")).path("devices"))
                    .extracting(device -> device.path("clientId").asText())
                    .containsExactly("paris");
            try (Admin admin = kafka.admin()) {
                await().atMost(SOON)
                        .until(
                                () -> admin
                                                .listConsumerGroupOffsets("mcp-fraud")
                                                .partitionsToOffsetAndMetadata()
                                                .get()
                                                .entrySet()
                                                .stream()
                                                .filter(each ->
                                                        each.getKey().topic().equals(topic))
                                                .mapToLong(
                                                        each -> each.getValue().offset())
                                                .sum()
                                        == 5);
            }
        }
        // a gateway that has forgotten what it had read; the group is new, so all comes again
        environment.put("FRAUD_KAFKA_GROUP", "another");
        try (GatewayServer server = start()) {
            await().atMost(SOON).until(() -> decisions().size() == 10);
            assertThat(decisions().subList(5, 7)).containsExactly("1 first again", "2 alert again");
        }
        assertThat(alerts()).hasSize(1);
    }

    @Test
    void redisThatIsAwayIsToldByHealthAndDoesNotStopAnything() throws Exception {
        environment.put("FRAUD_REDIS", "redis://:geheim@127.0.0.1:1");
        environment.put("FRAUD_REDIS_TIMEOUT", "500ms");
        try (GatewayServer server = start();
                Terminal terminal = new Terminal(server.mcpPort(), "t")) {
            terminal.report("A", "DE", "1");
            terminal.report("A", "FR", "2");
            await().atMost(SOON).until(() -> alerts().size() == 1);
            assertThat(lines("fraud/audit"))
                    .allSatisfy(
                            line -> assertThat(line.path("alone").asBoolean()).isTrue());
            assertThat(get(server, "/observe/health"))
                    .contains("Redis is away, decisions go by what this gateway has seen itself")
                    .doesNotContain("geheim");
            assertThat(get(server, "/observe/health/ready")).contains("{\"status\":\"UP\"");
        }
    }

    @Test
    void routesOfTheRuleAreOffUntilItIsSetAndBadSettingsEndTheStart() throws Exception {
        try (GatewayServer server = start()) {
            assertThat(get(server, "/api/fraud/frozen")).contains("set FRAUD_REDIS");
            assertThat(get(server, "/observe/health?data=true")).doesNotContain("fraud-frames");
        }
        environment.put("FRAUD_REDIS", "localhost");
        assertThatThrownBy(this::start)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("FRAUD_REDIS: is neither redis://");
        environment.put("FRAUD_REDIS", "none");
        Path audit = Files.createDirectories(home.resolve("data/fraud/audit"));
        Files.writeString(audit.resolve("2026-01-01.jsonl"), "{\"seq\":1}\n", UTF_8);
        assertThatThrownBy(this::start)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("its last line is not one of this log")
                .hasMessageContaining("then a new chain begins");
    }
}
