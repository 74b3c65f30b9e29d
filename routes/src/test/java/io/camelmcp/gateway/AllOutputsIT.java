package io.camelmcp.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelmcp.gateway.engines.ArtemisEngine;
import io.camelmcp.gateway.engines.Engine;
import io.camelmcp.gateway.engines.KafkaEngine;
import io.camelmcp.gateway.engines.OpenSearchEngine;
import io.camelmcp.gateway.engines.PostgresEngine;
import io.camelmcp.gateway.engines.RedisEngine;
import io.camelmcp.gateway.simulate.DeviceFleet;
import io.camelmcp.gateway.simulate.DeviceProtocol;
import io.camelmcp.gateway.simulate.FleetOptions;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.StatefulRedisConnection;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One gateway with all outputs on: each has every event, also when their targets were away in turns and the gateway was killed in the
 * middle, twice. {@code -Doutputs.events=100000} for a longer run.
 */
@Timeout(900)
class AllOutputsIT {

    private static final int EVENTS = Integer.getInteger("outputs.events", 12_000);
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path home;

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Map<String, String> environment = new HashMap<>();
    private final String name = Engine.unique("all").replaceAll("[^a-z0-9]", "");

    @BeforeEach
    void useTheConfigurationThatIsShipped() throws Exception {
        TestHome.copyConfiguration(home);
    }

    @Test
    void eachOutputHasEachEventAfterOutagesAndTwoKills() throws Exception {
        PostgresEngine postgres = PostgresEngine.running();
        RedisEngine redis = RedisEngine.running();
        KafkaEngine kafka = KafkaEngine.running();
        ArtemisEngine artemis = ArtemisEngine.running();
        OpenSearchEngine search = OpenSearchEngine.running();
        kafka.admin()
                .createTopics(List.of(new NewTopic(name, 2, (short) 1)))
                .all()
                .get();
        try (Collector splunk = new Collector()) {
            environment.putAll(Map.ofEntries(
                    Map.entry("OUTPUT_SPLUNK_ENDPOINT", splunk.url()),
                    Map.entry("OUTPUT_SPLUNK_TOKEN", "t"),
                    Map.entry("OUTPUT_OPENSEARCH_ENDPOINT", search.url()),
                    Map.entry("OUTPUT_OPENSEARCH_INDEX", name),
                    Map.entry("OUTPUT_SQL_URL", postgres.url()),
                    Map.entry("OUTPUT_SQL_USER", postgres.user()),
                    Map.entry("OUTPUT_SQL_PASSWORD", postgres.password()),
                    Map.entry("OUTPUT_SQL_TABLE", name),
                    Map.entry("OUTPUT_SQL_CREATETABLE", "true"),
                    Map.entry("OUTPUT_KAFKA_BROKERS", kafka.brokers()),
                    Map.entry("OUTPUT_KAFKA_TOPIC", name),
                    Map.entry("OUTPUT_REDIS_URL", redis.url()),
                    Map.entry("OUTPUT_REDIS_KEY", name),
                    Map.entry("OUTPUT_JMS_URL", artemis.url()),
                    Map.entry("OUTPUT_JMS_USER", artemis.user()),
                    Map.entry("OUTPUT_JMS_PASSWORD", artemis.password()),
                    Map.entry("OUTPUT_JMS_DESTINATION", name),
                    Map.entry("GATEWAY_LOG_FORMAT", "text"),
                    Map.entry("GATEWAY_QUEUE_MIN_FREE_MB", "1")));

            splunk.failing(true);
            redis.stop();
            reportUntil(EVENTS / 3, "a", true);
            splunk.failing(false);
            redis.start();
            postgres.stop();
            artemis.stop();
            reportUntil(2 * EVENTS / 3, "b", true);
            postgres.start();
            artemis.start();
            try (ChildGateway gateway = reportUntil(EVENTS, "c", false)) {
                Set<String> expected = new HashSet<>();
                await().atMost(LONG).untilAsserted(() -> {
                    expected.clear();
                    Set<String> reports = new HashSet<>();
                    for (JsonNode event : TestHome.events(home)) {
                        expected.add(event.get("messageId").asText());
                        reports.add(event.at("/body/device").asText() + " "
                                + event.at("/body/n").asLong());
                    }
                    assertThat(reports).containsAll(acknowledged);
                });
                await().atMost(LONG)
                        .untilAsserted(() -> assertThat(splunk.ids()).containsAll(expected));
                await().atMost(LONG)
                        .untilAsserted(() -> assertThat(rows(postgres)).isEqualTo(expected));
                await().atMost(LONG)
                        .untilAsserted(() -> assertThat(stream(redis)).isEqualTo(expected));
                await().atMost(LONG)
                        .untilAsserted(() -> assertThat(documents(search)).isEqualTo(expected.size()));
                await().atMost(LONG).untilAsserted(() -> assertThat(new HashSet<>(records(kafka)))
                        .isEqualTo(expected));
                List<String> messages = new ArrayList<>();
                await().atMost(LONG).untilAsserted(() -> {
                    messages.addAll(messages(artemis));
                    assertThat(new HashSet<>(messages)).isEqualTo(expected);
                });
                assertThat(gateway.terminate()).isZero();
                System.out.println("events=" + expected.size() + " repeats: splunk="
                        + (splunk.count() - expected.size()) + " kafka="
                        + (records(kafka).size() - expected.size())
                        + " jms=" + (messages.size() - expected.size()) + " files="
                        + (TestHome.events(home).size() - expected.size()));
                assertThat(messages).as("Artemis drops repeats").hasSameSizeAs(expected);
            }
        } finally {
            postgres.start();
            redis.start();
            artemis.start();
        }
    }

    /** Devices report until so many reports have been acknowledged in all; then the gateway is killed, or given back. */
    private ChildGateway reportUntil(int target, String prefix, boolean kill) throws Exception {
        ChildGateway gateway = ChildGateway.start(home, environment);
        FleetOptions options = FleetOptions.to("127.0.0.1", gateway.mcpPort())
                .devices(16)
                .protocols(DeviceProtocol.MCP2, DeviceProtocol.MCP1)
                .namePrefix(prefix)
                .payload(120)
                .rate(0)
                .retransmit(false)
                .build();
        try (DeviceFleet fleet = new DeviceFleet(options, (device, n) -> acknowledged.add(device + " " + n))) {
            fleet.start();
            await().atMost(LONG).until(() -> acknowledged.size() >= target);
            if (kill) {
                gateway.kill();
            }
        }
        return gateway;
    }

    private Set<String> rows(PostgresEngine postgres) throws Exception {
        Set<String> ids = new HashSet<>();
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select message_id from " + name)) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        }
        return ids;
    }

    private Set<String> stream(RedisEngine redis) throws Exception {
        Set<String> ids = new HashSet<>();
        try (RedisClient client = RedisClient.create(redis.url());
                StatefulRedisConnection<String, String> connection = client.connect()) {
            List<StreamMessage<String, String>> entries = connection.sync().xrange(name, Range.unbounded());
            for (StreamMessage<String, String> entry : entries) {
                assertThat(ids.add(entry.getBody().get("messageId"))).as("once").isTrue();
            }
        }
        return ids;
    }

    private int documents(OpenSearchEngine search) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        client.send(
                HttpRequest.newBuilder(URI.create(search.url() + "/" + name + "/_refresh"))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.discarding());
        String answer = client.send(
                        HttpRequest.newBuilder(URI.create(search.url() + "/" + name + "/_count"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        return JSON.readTree(answer).path("count").asInt();
    }

    private List<String> records(KafkaEngine kafka) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", kafka.brokers());
        List<String> ids = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(name).stream()
                    .map(each -> new TopicPartition(name, each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> ids.add(messageId(record.value())));
            }
        }
        return ids;
    }

    private List<String> messages(ArtemisEngine artemis) {
        List<String> ids = new ArrayList<>();
        try (JMSContext context = artemis.connectionFactory().createContext(artemis.user(), artemis.password());
                JMSConsumer consumer = context.createConsumer(context.createQueue(name))) {
            for (String text = consumer.receiveBody(String.class, 1_000);
                    text != null;
                    text = consumer.receiveBody(String.class, 1_000)) {
                ids.add(messageId(text));
            }
        }
        return ids;
    }

    private static String messageId(String event) {
        try {
            return JSON.readTree(event).get("messageId").asText();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
