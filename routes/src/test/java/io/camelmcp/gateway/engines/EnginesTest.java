package io.camelmcp.gateway.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import jakarta.jms.JMSContext;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each engine answers, refuses connections while it is stopped, and has its data on the same port afterwards. */
@Timeout(120)
class EnginesTest {

    @Test
    void redisKeepsWhatItConfirmed() throws Exception {
        RedisEngine engine = RedisEngine.running();
        try (RedisClient client = RedisClient.create(engine.url());
                StatefulRedisConnection<String, String> connection = client.connect()) {
            connection.sync().set("engines", "kept");
        }
        outage(engine, engine.port());
        try (RedisClient client = RedisClient.create(engine.url());
                StatefulRedisConnection<String, String> connection = client.connect()) {
            assertThat(connection.sync().get("engines")).isEqualTo("kept");
        }
    }

    @Test
    void postgresKeepsWhatItConfirmed() throws Exception {
        PostgresEngine engine = PostgresEngine.running();
        String table = Engine.unique("engines");
        try (Connection connection = engine.connect()) {
            connection.createStatement().execute("create table " + table + " as select 'kept' as word");
        }
        outage(engine, engine.port());
        try (Connection connection = engine.connect();
                ResultSet rows = connection.createStatement().executeQuery("select word from " + table)) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("kept");
        }
    }

    @Test
    void artemisKeepsWhatItConfirmed() throws Exception {
        ArtemisEngine engine = ArtemisEngine.running();
        String queue = Engine.unique("engines");
        try (var factory = engine.connectionFactory();
                JMSContext context = factory.createContext()) {
            context.createProducer().send(context.createQueue(queue), "kept");
        }
        outage(engine, engine.port());
        try (var factory = engine.connectionFactory();
                JMSContext context = factory.createContext()) {
            assertThat(context.createConsumer(context.createQueue(queue)).receiveBody(String.class, 10_000))
                    .isEqualTo("kept");
        }
    }

    @Test
    void kafkaKeepsWhatItConfirmedAndAsksForAPasswordAtItsSecondDoor() throws Exception {
        KafkaEngine engine = KafkaEngine.running();
        String topic = Engine.unique("engines");
        try (Admin admin = engine.admin()) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get(30, TimeUnit.SECONDS);
        }
        assertThat(send(engine.brokers(), topic, Map.of())).isZero();
        outage(engine, Integer.parseInt(engine.brokers().replaceAll(".*:", "")));
        assertThat(send(engine.saslBrokers(), topic, sasl(engine.user(), engine.password())))
                .isEqualTo(1);
        assertThatThrownBy(() -> send(engine.saslBrokers(), topic, sasl(engine.user(), "wrong")))
                .hasStackTraceContaining("SaslAuthenticationException");
    }

    @Test
    void openSearchKeepsWhatItConfirmed() throws Exception {
        OpenSearchEngine engine = OpenSearchEngine.running();
        String index = Engine.unique("engines");
        HttpClient http = HttpClient.newHttpClient();
        URI document = URI.create(engine.url() + "/" + index + "/_doc/1");
        HttpResponse<String> created = http.send(
                HttpRequest.newBuilder(document)
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString("{\"word\":\"kept\"}"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        outage(engine, engine.port());
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                        http.send(HttpRequest.newBuilder(document).build(), BodyHandlers.ofString())
                                .body())
                .contains("kept"));
    }

    private static long send(String brokers, String topic, Map<String, Object> more) throws Exception {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("bootstrap.servers", brokers);
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            return producer.send(new ProducerRecord<>(topic, "kept"))
                    .get(30, TimeUnit.SECONDS)
                    .offset();
        }
    }

    private static Map<String, Object> sasl(String user, String password) {
        return Map.of(
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + user + "\" password=\""
                        + password + "\";");
    }

    private static void outage(Engine engine, int port) throws Exception {
        engine.stop();
        assertThatThrownBy(() -> new Socket("127.0.0.1", port).close()).isInstanceOf(IOException.class);
        engine.start();
    }
}
