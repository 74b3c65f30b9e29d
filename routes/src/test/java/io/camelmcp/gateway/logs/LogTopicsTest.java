package io.camelmcp.gateway.logs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelmcp.gateway.GatewayServer;
import io.camelmcp.gateway.TestHome;
import io.camelmcp.gateway.config.GatewaySettings;
import io.camelmcp.gateway.engines.ArtemisEngine;
import io.camelmcp.gateway.engines.Engine;
import io.camelmcp.gateway.engines.KafkaEngine;
import jakarta.jms.JMSContext;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Lines from a topic and from a queue, by the routes of docs/log-rules.md as they stand there. */
@Timeout(300)
class LogTopicsTest {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String LOGIN_FAILED =
            "Nov 23 04:02:52 gate sshd[4711]: Failed password for jürgen from 10.1.2.3 port 50022 ssh2";
    private static final String EXCEPTION =
            """
            2026-11-23 04:02:53.120 ERROR [main] c.e.Poller - no answer
            java.net.SocketTimeoutException: 3 s
            \tat c.e.Poller.poll(Poller.java:42)
            nobody knows this line
            """;

    @TempDir
    Path home;

    private final Map<String, String> environment = new TreeMap<>();

    @BeforeEach
    void home() throws IOException {
        Files.createDirectories(home.resolve("conf/routes"));
        environment.putAll(TestHome.environment(home));
        environment.put("GATEWAY_QUEUE_MIN_FREE_MB", "1");
    }

    private void keepEvents() throws IOException {
        Files.copy(Path.of("conf/routes/to-file.yaml"), home.resolve("conf/routes/to-file.yaml"));
    }

    /** The route of the docs, which reads from a place that only this test knows. */
    private void route(String id, String from, String to) throws IOException {
        String docs = Files.readString(Path.of("../docs/log-rules.md"));
        int begin = docs.indexOf("- route:\n    id: " + id + "\n");
        String route = docs.substring(begin, docs.indexOf("```", begin));
        assertThat(route).contains("uri: " + from + "\n");
        Files.writeString(home.resolve("conf/routes/" + id + ".yaml"), route.replace("uri: " + from, "uri: " + to));
    }

    private GatewayServer start() throws Exception {
        return GatewayServer.start(GatewaySettings.load(home, environment));
    }

    private List<JsonNode> events() throws IOException {
        List<JsonNode> events = new ArrayList<>();
        for (String line : TestHome.lines(home)) {
            events.add(JSON.readTree(line));
        }
        return events;
    }

    private void assertParsed(List<JsonNode> events, String first, String second) {
        assertThat(events)
                .extracting(event -> event.path("body").path("event_type").asText())
                .containsExactly("ssh.login-failed", "java.log", "unknown");
        assertThat(events)
                .extracting(event -> event.path("messageId").asText())
                .containsExactly(first, second + "#0", second + "#1");
        assertThat(events).allMatch(event -> event.path("command").asText().equals("LOG"));
        JsonNode login = events.get(0);
        assertThat(login.path("body").path("fields").path("user").asText()).isEqualTo("jürgen");
        assertThat(login.path("traceId").asText()).isEqualTo(TRACE);
        assertThat(events.get(1).at("/body/fields/stackTrace").asText()).contains("Poller.java:42");
    }

    /** A topic with one partition, and a route that reads it. */
    private String topic(KafkaEngine engine) throws Exception {
        String topic = Engine.unique("logs");
        try (Admin admin = engine.admin()) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get(60, TimeUnit.SECONDS);
        }
        Files.writeString(home.resolve("conf/application.properties"), "logs.brokers=" + engine.brokers() + "\n");
        route("logs-from-kafka", "kafka:logs", "kafka:" + topic);
        Path route = home.resolve("conf/routes/logs-from-kafka.yaml");
        Files.writeString(route, Files.readString(route).replace("groupId: gateway", "groupId: " + topic));
        return topic;
    }

    private static void produce(KafkaEngine engine, String topic, String... values) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", engine.brokers()), new StringSerializer(), new StringSerializer())) {
            for (String value : values) {
                ProducerRecord<String, String> record = new ProducerRecord<>(topic, value);
                record.headers().add("traceparent", ("00-" + TRACE + "-b7ad6b7169203331-01").getBytes(UTF_8));
                producer.send(record).get(60, TimeUnit.SECONDS);
            }
        }
    }

    /** What the route has committed; 0 for nothing yet. */
    private static long committed(KafkaEngine engine, String topic) throws Exception {
        try (Admin admin = engine.admin()) {
            OffsetAndMetadata offset = admin.listConsumerGroupOffsets(topic)
                    .partitionsToOffsetAndMetadata()
                    .get(60, TimeUnit.SECONDS)
                    .get(new TopicPartition(topic, 0));
            return offset == null ? 0 : offset.offset();
        }
    }

    private static boolean isUnderWay(String route) throws Exception {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        for (ObjectName name :
                beans.queryNames(new ObjectName("org.apache.camel:type=routes,name=\"" + route + "\",*"), null)) {
            if ((long) beans.getAttribute(name, "ExchangesInflight") > 0) {
                return true;
            }
        }
        return false;
    }

    @Test
    void linesOfATopicBecomeEventsAndAreCommitted() throws Exception {
        KafkaEngine engine = KafkaEngine.running();
        String topic = topic(engine);
        keepEvents();
        try (GatewayServer gateway = start()) {
            produce(engine, topic, LOGIN_FAILED, EXCEPTION);

            await().atMost(SOON).until(() -> events().size() == 3);
            assertParsed(events(), topic + "/0/0", topic + "/0/1");
            await().atMost(SOON).until(() -> committed(engine, topic) == 2);
        }
    }

    @Test
    void recordWaitsInItsTopicUntilItsLinesCanBeKept() throws Exception {
        KafkaEngine engine = KafkaEngine.running();
        String topic = topic(engine);
        produce(engine, topic, LOGIN_FAILED, EXCEPTION);
        try (GatewayServer gateway = start()) {
            await().atMost(SOON).until(() -> isUnderWay("logs-from-kafka"));
        }
        assertThat(committed(engine, topic)).as("the gateway had no output").isZero();

        try (GatewayServer gateway = start()) {
            await().atMost(SOON).until(() -> isUnderWay("logs-from-kafka"));
            keepEvents();
            await().atMost(SOON).until(() -> events().size() == 3);
            assertParsed(events(), topic + "/0/0", topic + "/0/1");
            await().atMost(SOON).until(() -> committed(engine, topic) == 2);
        }
    }

    @Test
    void linesOfAQueueBecomeEventsAndWaitThereUntilTheyCanBeKept() throws Exception {
        ArtemisEngine engine = ArtemisEngine.running();
        String queue = Engine.unique("logs");
        route("logs-from-jms", "jms:queue:logs", "jms:queue:" + queue);
        Files.writeString(
                home.resolve("conf/application.properties"),
                "camel.component.jms.connection-factory=#class:org.apache.activemq.artemis.jms.client."
                        + "ActiveMQConnectionFactory(\"" + engine.url() + "\", \"" + engine.user() + "\", \""
                        + engine.password() + "\")\n");
        List<String> ids = new ArrayList<>();
        try (var factory = engine.connectionFactory();
                JMSContext context = factory.createContext()) {
            for (String text : new String[] {LOGIN_FAILED, EXCEPTION}) {
                var message = context.createTextMessage(text);
                message.setStringProperty("traceparent", "00-" + TRACE + "-b7ad6b7169203331-01");
                context.createProducer().send(context.createQueue(queue), message);
                ids.add(message.getJMSMessageID());
            }
        }
        try (GatewayServer gateway = start()) {
            await().atMost(SOON).until(() -> isUnderWay("logs-from-jms"));
        }

        try (GatewayServer gateway = start()) {
            await().atMost(SOON).until(() -> isUnderWay("logs-from-jms"));
            keepEvents();
            await().atMost(SOON).until(() -> events().size() == 3);
            assertParsed(events(), ids.get(0), ids.get(1));
        }
        try (var factory = engine.connectionFactory();
                JMSContext context = factory.createContext()) {
            assertThat(context.createConsumer(context.createQueue(queue)).receiveNoWait())
                    .isNull();
        }
    }
}
