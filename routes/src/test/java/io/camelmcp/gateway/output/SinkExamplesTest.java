package io.camelmcp.gateway.output;

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
import io.camelmcp.gateway.engines.ArtemisEngine;
import io.camelmcp.gateway.engines.Engine;
import io.camelmcp.gateway.engines.KafkaEngine;
import io.camelmcp.gateway.engines.PostgresEngine;
import io.camelmcp.gateway.engines.RedisEngine;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** examples/postgresql and examples/kafka, and the other outputs, with the route files that the gateway comes with. */
@Timeout(300)
class SinkExamplesTest {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final Path EXAMPLES = Path.of("../examples");

    @TempDir
    private Path home;

    private final Map<String, String> environment = new TreeMap<>();

    @BeforeEach
    void home() throws IOException {
        TestHome.copyRoutes(home);
        environment.putAll(TestHome.environment(home));
    }

    @Test
    void eventsReachTheTableOfTheExampleAndItsQueriesRun() throws Exception {
        PostgresEngine engine = PostgresEngine.running();
        example("postgresql");
        environment.put("OUTPUT_SQL_URL", engine.url());
        environment.put("OUTPUT_SQL_USER", engine.user());
        environment.put("OUTPUT_SQL_PASSWORD", engine.password());
        try (Connection connection = engine.connect()) {
            execute(connection, Files.readString(EXAMPLES.resolve("postgresql/table.sql")));
        }
        try (GatewayServer gateway = start()) {
            report(gateway, 0, 20);
            await().atMost(SOON).until(() -> count(engine) == 20);

            engine.stop();
            report(gateway, 20, 40);
            engine.start();
            await().atMost(SOON).until(() -> count(engine) == 40);
        } finally {
            engine.start();
        }
        try (Connection connection = engine.connect();
                Statement statement = connection.createStatement()) {
            for (String query :
                    Files.readString(EXAMPLES.resolve("postgresql/queries.sql")).split(";\n")) {
                try (ResultSet rows = statement.executeQuery(query)) {
                    assertThat(rows.next()).as(query).isTrue();
                }
            }
        }
    }

    private static long count(PostgresEngine engine) throws Exception {
        try (Connection connection = engine.connect();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("select count(distinct event->'body'->>'n') from plant.events")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static void execute(Connection connection, String sql) throws Exception {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void eventsReachTheTopicOfTheExample() throws Exception {
        KafkaEngine engine = KafkaEngine.running();
        example("kafka");
        String topic = environment.get("OUTPUT_KAFKA_TOPIC");
        environment.put("OUTPUT_KAFKA_BROKERS", engine.brokers());
        try (Admin admin = engine.admin()) {
            admin.createTopics(List.of(new NewTopic(topic, 3, (short) 1))).all().get(60, TimeUnit.SECONDS);
        }
        try (GatewayServer gateway = start()) {
            report(gateway, 0, 20);
            await().atMost(SOON).until(() -> records(engine, topic).size() == 20);
        }
        assertThat(records(engine, topic)).allMatch(value -> value.contains("\"command\":\"REPORT\""));
    }

    private static List<String> records(KafkaEngine engine, String topic) {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", engine.brokers(), "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
            List<TopicPartition> partitions =
                    Stream.of(0, 1, 2).map(i -> new TopicPartition(topic, i)).toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(200)).forEach(each -> values.add(each.value()));
            }
        }
        return values;
    }

    @Test
    void eventsReachRedisAnotherBrokerAndTheDatabaseOfTheGatewayAtOnce() throws Exception {
        RedisEngine redis = RedisEngine.running();
        ArtemisEngine artemis = ArtemisEngine.running();
        String name = Engine.unique("all");
        environment.put("OUTPUT_REDIS_URL", redis.url());
        environment.put("OUTPUT_REDIS_KEY", name);
        environment.put("OUTPUT_JMS_URL", artemis.url());
        environment.put("OUTPUT_JMS_USER", artemis.user());
        environment.put("OUTPUT_JMS_PASSWORD", artemis.password());
        environment.put("OUTPUT_JMS_DESTINATION", name);
        environment.put("OUTPUT_SQL_ENABLED", "true");
        try (GatewayServer gateway = start();
                RedisClient client = RedisClient.create(redis.url());
                StatefulRedisConnection<String, String> connection = client.connect();
                var factory = artemis.connectionFactory();
                JMSContext context = factory.createContext();
                JMSConsumer consumer = context.createConsumer(context.createQueue(name))) {
            report(gateway, 0, 20);

            await().atMost(SOON).until(() -> connection.sync().xlen(name) == 20);
            for (int i = 0; i < 20; i++) {
                assertThat(consumer.receiveBody(String.class, SOON.toMillis())).contains("\"n\":");
            }
        }
        String url = "jdbc:h2:file:" + home.resolve("data/sql/events");
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from events")) {
            rows.next();
            assertThat(rows.getLong(1)).isEqualTo(20);
        }
    }

    @Test
    void settingThatCannotWorkKeepsTheGatewayFromStarting() {
        Map.of(
                        "OUTPUT_SQL_TABLE", "a b",
                        "OUTPUT_KAFKA_BROKERS", "nowhere",
                        "OUTPUT_REDIS_URL", "nowhere",
                        "OUTPUT_JMS_URL", "no where",
                        "OUTPUT_FILE_FILEBYTES", "1",
                        "OUTPUT_SLS_PROJECT", "p")
                .forEach((variable, value) -> {
                    Map<String, String> wrong = new TreeMap<>(environment);
                    wrong.put(variable, value);
                    assertThatThrownBy(() -> GatewayServer.start(GatewaySettings.load(home, wrong)))
                            .as(variable)
                            .isInstanceOf(ConfigurationException.class)
                            .hasMessageStartingWith(
                                    variable.equals("OUTPUT_SLS_PROJECT") ? "OUTPUT_SLS_ENDPOINT" : variable);
                });
    }

    private void example(String name) throws IOException {
        for (String line : Files.readAllLines(EXAMPLES.resolve(name).resolve("gateway.env"))) {
            if (!line.startsWith("#")) {
                environment.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
            }
        }
    }

    private GatewayServer start() throws Exception {
        return GatewayServer.start(GatewaySettings.load(home, environment));
    }

    private static void report(GatewayServer gateway, int from, int to) throws IOException {
        for (int n = from; n < to; n++) {
            try (Socket socket = new Socket("127.0.0.1", gateway.mcpPort())) {
                socket.setSoTimeout(20_000);
                byte[] body = ("{\"n\":" + n + "}").getBytes(UTF_8);
                socket.getOutputStream().write(McpFrameEncoder.encode(McpFrame.plain(McpCommand.REPORT, body)));
                assertThat(socket.getInputStream().read()).isNotNegative();
            }
        }
    }
}
