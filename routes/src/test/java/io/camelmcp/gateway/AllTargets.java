package io.camelmcp.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelmcp.gateway.engines.ArtemisEngine;
import io.camelmcp.gateway.engines.Engine;
import io.camelmcp.gateway.engines.KafkaEngine;
import io.camelmcp.gateway.engines.OpenSearchEngine;
import io.camelmcp.gateway.engines.PostgresEngine;
import io.camelmcp.gateway.engines.RedisEngine;
import io.lettuce.core.Limit;
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
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The targets of all outputs but files, how a gateway is told of them, and the message ids that each has. */
final class AllTargets implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PAGE = 10_000;

    private final PostgresEngine postgres = PostgresEngine.running();
    private final RedisEngine redis = RedisEngine.running();
    private final KafkaEngine kafka = KafkaEngine.running();
    private final ArtemisEngine artemis = ArtemisEngine.running();
    private final OpenSearchEngine engine = OpenSearchEngine.running();
    private final SearchProxy search = new SearchProxy(engine.url());
    private final Collector splunk = new Collector();
    private final HttpClient http = HttpClient.newHttpClient();
    private final String name = Engine.unique("all").replaceAll("[^a-z0-9]", "");
    private final List<String> messages = new ArrayList<>();

    AllTargets() throws Exception {
        try (Admin admin = kafka.admin()) {
            admin.createTopics(List.of(new NewTopic(name, 2, (short) 1))).all().get();
        }
    }

    Collector splunk() {
        return splunk;
    }

    SearchProxy search() {
        return search;
    }

    PostgresEngine postgres() {
        return postgres;
    }

    RedisEngine redis() {
        return redis;
    }

    KafkaEngine kafka() {
        return kafka;
    }

    ArtemisEngine artemis() {
        return artemis;
    }

    /** All outputs on; they notice soon that a target is away or back. */
    Map<String, String> environment() {
        Map<String, String> variables = new HashMap<>();
        for (String output : List.of("SPLUNK", "OPENSEARCH", "SQL", "KAFKA", "REDIS", "JMS")) {
            variables.put("OUTPUT_" + output + "_RETRYDELAY", "100ms");
            variables.put("OUTPUT_" + output + "_RETRYMAXDELAY", "500ms");
            variables.put("OUTPUT_" + output + "_BREAKERSECONDS", "1");
        }
        variables.putAll(Map.ofEntries(
                Map.entry("OUTPUT_SPLUNK_ENDPOINT", splunk.url()),
                Map.entry("OUTPUT_SPLUNK_TOKEN", "t"),
                Map.entry("OUTPUT_SPLUNK_TIMEOUT", "2s"),
                Map.entry("OUTPUT_OPENSEARCH_ENDPOINT", search.url()),
                Map.entry("OUTPUT_OPENSEARCH_INDEX", name),
                Map.entry("OUTPUT_OPENSEARCH_TIMEOUT", "3s"),
                Map.entry("OUTPUT_SQL_URL", postgres.url()),
                Map.entry("OUTPUT_SQL_USER", postgres.user()),
                Map.entry("OUTPUT_SQL_PASSWORD", postgres.password()),
                Map.entry("OUTPUT_SQL_TABLE", name),
                Map.entry("OUTPUT_SQL_CREATETABLE", "true"),
                Map.entry("OUTPUT_SQL_CONNECTTIMEOUT", "1s"),
                Map.entry("OUTPUT_KAFKA_BROKERS", kafka.brokers()),
                Map.entry("OUTPUT_KAFKA_TOPIC", name),
                Map.entry("OUTPUT_KAFKA_TIMEOUT", "4s"),
                Map.entry("OUTPUT_REDIS_URL", redis.url()),
                Map.entry("OUTPUT_REDIS_KEY", name),
                Map.entry("OUTPUT_JMS_URL", artemis.url()),
                Map.entry("OUTPUT_JMS_USER", artemis.user()),
                Map.entry("OUTPUT_JMS_PASSWORD", artemis.password()),
                Map.entry("OUTPUT_JMS_DESTINATION", name)));
        return variables;
    }

    /** The message ids that each output has, repeats included, by the name of the output. */
    Map<String, List<String>> ids() throws Exception {
        Map<String, List<String>> ids = new TreeMap<>();
        ids.put("splunk", splunk.ids());
        ids.put("opensearch", documents());
        ids.put("sql", rows());
        ids.put("kafka", records());
        ids.put("redis", entries());
        ids.put("jms", messages());
        return ids;
    }

    private List<String> documents() throws Exception {
        ask("/" + name + "/_refresh", "");
        JsonNode page = ask(
                "/" + name + "/_search?scroll=1m",
                "{\"size\":" + PAGE + ",\"sort\":[\"_doc\"],\"_source\":false,"
                        + "\"docvalue_fields\":[\"event.id.keyword\"]}");
        List<String> ids = new ArrayList<>();
        while (!page.path("hits").path("hits").isEmpty()) {
            for (JsonNode hit : page.path("hits").path("hits")) {
                ids.add(hit.path("fields").path("event.id.keyword").path(0).asText());
            }
            page = ask(
                    "/_search/scroll",
                    JSON.createObjectNode()
                            .put("scroll", "1m")
                            .put("scroll_id", page.path("_scroll_id").asText())
                            .toString());
        }
        return ids;
    }

    private JsonNode ask(String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(engine.url() + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        JsonNode said = JSON.readTree(answer.body());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(path + ": " + answer.statusCode() + " " + said);
        }
        return said;
    }

    private List<String> rows() throws Exception {
        List<String> ids = new ArrayList<>();
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select message_id from " + name)) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        }
        return ids;
    }

    private List<String> entries() {
        List<String> ids = new ArrayList<>();
        try (RedisClient client = RedisClient.create(redis.url());
                StatefulRedisConnection<String, String> connection = client.connect()) {
            Range.Boundary<String> after = Range.Boundary.unbounded();
            while (true) {
                List<StreamMessage<String, String>> page =
                        connection.sync().xrange(name, Range.from(after, Range.Boundary.unbounded()), Limit.from(PAGE));
                if (page.isEmpty()) {
                    return ids;
                }
                page.forEach(entry -> ids.add(entry.getBody().get("messageId")));
                after = Range.Boundary.excluding(page.get(page.size() - 1).getId());
            }
        }
    }

    private List<String> records() {
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

    /** Takes what is there out of the queue: the answer is all that has ever been there. */
    private List<String> messages() {
        try (JMSContext context = artemis.connectionFactory()
                        .createContext(artemis.user(), artemis.password(), JMSContext.SESSION_TRANSACTED);
                JMSConsumer consumer = context.createConsumer(context.createQueue(name))) {
            for (String text = consumer.receiveBody(String.class, 1_000);
                    text != null;
                    text = consumer.receiveBody(String.class, 1_000)) {
                messages.add(messageId(text));
            }
            context.commit();
        }
        return List.copyOf(messages);
    }

    private static String messageId(String event) {
        try {
            return JSON.readTree(event).get("messageId").asText();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Other tests find the engines running. */
    @Override
    public void close() throws Exception {
        splunk.close();
        search.close();
        postgres.start();
        redis.start();
        kafka.start();
        artemis.start();
    }
}
