package io.camelmcp.gateway.output.kafka;

import static io.camelmcp.gateway.output.TestEvents.event;
import static io.camelmcp.gateway.output.TestEvents.events;
import static io.camelmcp.gateway.output.TestEvents.ids;
import static io.camelmcp.gateway.output.TestEvents.traced;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelmcp.gateway.config.ConfigurationException;
import io.camelmcp.gateway.engines.Engine;
import io.camelmcp.gateway.engines.KafkaEngine;
import io.camelmcp.gateway.events.Event;
import io.camelmcp.gateway.output.Output;
import io.camelmcp.gateway.output.RefusedEvent;
import io.camelmcp.gateway.output.SettingsOf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class KafkaOutputTest {

    private final KafkaEngine kafka = KafkaEngine.running();
    private final String topic = Engine.unique("kafka");

    @TempDir
    Path temp;

    @BeforeEach
    void makeTopic() throws Exception {
        makeTopic(topic);
    }

    private void makeTopic(String name) throws Exception {
        try (Admin admin = kafka.admin()) {
            admin.createTopics(List.of(new NewTopic(name, 2, (short) 1).configs(Map.of("max.message.bytes", "200000"))))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void recordIsTheEventWithItsClientAsKeyAndItsIdInAHeader() throws Exception {
        try (Output output = open()) {
            assertThat(output.write(events("e", 0, 100))).isEmpty();
        }

        List<ConsumerRecord<byte[], byte[]>> records = read(topic);
        assertThat(idsOf(records)).isEqualTo(ids(events("e", 0, 100)));
        assertThat(records.get(3).key()).asString(UTF_8).isEqualTo("7");
        assertThat(records.get(3).value()).isEqualTo(event("e-3").json());
        assertThat(records.get(3).headers().lastHeader("command").value())
                .asString(UTF_8)
                .isEqualTo("REPORT");
    }

    @Test
    void traceIdGoesAlongInAHeader() throws Exception {
        try (Output output = open()) {
            output.write(List.of(traced("a", "4bf92f3577b34da6a3ce929d0e0e4736")));
        }

        assertThat(read(topic).get(0).headers().lastHeader("traceId").value())
                .asString(UTF_8)
                .isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    }

    @Test
    void recordThatIsTooLargeForItsTopicOrForARequestIsRefusedAndTheOthersAreDone() throws Exception {
        List<Event> events = new ArrayList<>(events("e", 0, 10));
        events.add(5, event("topic", "\"" + random(300_000) + "\""));
        events.add(2, event("request", "\"" + random(1_100_000) + "\""));
        try (Output output = open("compression", "none")) {
            List<RefusedEvent> refused = output.write(events);

            assertThat(refused).extracting(each -> each.event().messageId()).containsExactly("request", "topic");
            assertThat(refused.get(0).reason())
                    .contains("larger than 1048576")
                    .endsWith("; raise the limit of the topic and maxRequestBytes");
            assertThat(output.write(events("f", 0, 5))).isEmpty();
        }

        assertThat(idsOf(read(topic)))
                .containsExactlyInAnyOrderElementsOf(
                        ids(Stream.concat(events("e", 0, 10).stream(), events("f", 0, 5).stream())
                                .toList()));
    }

    @Test
    void nothingIsMissingWhenTheBrokerWasAwayInBetween() throws Exception {
        try (Output output = open("timeout", "2s")) {
            output.write(events("e", 0, 10));
            kafka.stop();

            assertThatThrownBy(() -> output.write(events("e", 10, 20)))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("kafka: topic " + topic + " at " + kafka.brokers() + ": ");

            kafka.start();
            writeUntilTaken(output, events("e", 10, 20));
        } finally {
            kafka.start();
        }

        assertThat(idsOf(read(topic))).containsAll(ids(events("e", 0, 20)));
    }

    @Test
    void topicThatIsNotThereIsTold() {
        try (Output output = SettingsOf.open(
                new KafkaOutputType(), "brokers", kafka.brokers(), "topic", "nowhere", "timeout", "2s")) {
            assertThatThrownBy(() -> output.write(events("e", 0, 10)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("kafka: topic nowhere at " + kafka.brokers())
                    .hasMessageEndingWith("does not host this topic-partition. Create the topic, or correct its name");
        }
    }

    @Test
    void passwordThatIsWrongIsToldAndDoesNotShow() throws Exception {
        try (Output output = sasl("wrong-open-sesame")) {
            assertThatThrownBy(() -> output.write(events("e", 0, 10)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Invalid username or password")
                    .hasMessageNotContaining("open-sesame");
        }
        try (Output output = sasl(kafka.password())) {
            assertThat(output.write(events("e", 0, 10))).isEmpty();
        }

        assertThat(read(topic)).hasSize(10);
    }

    @Test
    void logServiceIsWrittenToAsItsKafkaDoorAsks() throws Exception {
        // project and access key are user and password at the second door of the engine
        String[] idAndSecret = kafka.password().split("#");
        String[] settings = {
            "endpoint",
            kafka.saslBrokers(),
            "project",
            kafka.user(),
            "logstore",
            "sls-store",
            "accessKeyId",
            idAndSecret[0],
            "accessKeySecret",
            idAndSecret[1],
            "securityProtocol",
            "SASL_PLAINTEXT"
        };
        makeTopic("sls-store");
        makeTopic("sls-store.json");
        try (Output output = SettingsOf.open(new SlsOutputType(), settings)) {
            assertThat(output.write(events("e", 0, 10))).isEmpty();
        }
        String[] json =
                Stream.concat(Stream.of(settings), Stream.of("json", "true")).toArray(String[]::new);
        try (Output output = SettingsOf.open(new SlsOutputType(), json)) {
            assertThat(output.write(events("j", 0, 10))).isEmpty();
        }

        assertThat(idsOf(read("sls-store"))).isEqualTo(ids(events("e", 0, 10)));
        assertThat(idsOf(read("sls-store.json"))).isEqualTo(ids(events("j", 0, 10)));
    }

    @Test
    void hostThatIsUnknownDoesNotKeepTheGatewayFromStarting() {
        try (Output output = SettingsOf.open(new KafkaOutputType(), "brokers", "nowhere.invalid:9092")) {
            assertThatThrownBy(() -> output.write(events("e", 0, 1)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(
                            "kafka: topic mcp.events at nowhere.invalid:9092: No resolvable bootstrap urls");
        }
    }

    @Test
    void propertiesOfAFileAreGivenToTheProducer() throws Exception {
        try (Output output = open("config", file("max.request.size=2000\n"), "compression", "none")) {
            assertThat(output.write(List.of(event("large", "\"" + "x".repeat(3_000) + "\""))))
                    .hasSize(1);
        }
    }

    @Test
    void settingsThatCannotWorkAreToldWithoutSecrets() throws Exception {
        fails("brokers", "kafka1")
                .hasMessage(
                        "test.properties: output.kafka.brokers=kafka1: \"kafka1\" is not HOST:PORT; write e.g. kafka1:9092,kafka2:9092");
        fails("brokers", "a:9092,b:99999").hasMessageContaining("\"b:99999\" is not HOST:PORT");
        fails("topic", "a b").hasMessageStartingWith("test.properties: output.kafka.topic=a b: is no name of a topic");
        fails("securityProtocol", "SASL_SSL", "user", "u").hasMessageStartingWith("OUTPUT_KAFKA_PASSWORD: is missing");
        fails("user", "u")
                .hasMessageContaining(
                        "test.properties: output.kafka.user=u: is not used by securityProtocol=PLAINTEXT");
        fails("ca", file("x")).hasMessageContaining("is not used by securityProtocol=PLAINTEXT; set that to SSL");
        fails("password", "p").hasMessageContaining("is not used by securityProtocol=PLAINTEXT; set that to SASL_SSL");
        fails("securityProtocol", "SSL", "cert", file("x")).hasMessageStartingWith("OUTPUT_KAFKA_KEY: is missing");
        fails("config", file("acks=0\n"))
                .hasMessageEndingWith("has acks, which the gateway sets itself; take the line out");
        fails("config", file("asks=0\n")).hasMessageContaining("has asks, which a producer of Kafka does not know");
        fails("config", file("linger.ms=x\n")).hasMessageContaining("Invalid value x for configuration linger.ms");
        fails("securityProtocol", "SSL", "ca", file("no certificate"))
                .hasMessageStartingWith("test.properties: output.kafka.securityProtocol=SSL: ");
        assertThatThrownBy(() -> SettingsOf.open(new SlsOutputType(), "endpoint", "h:1", "project", "p"))
                .hasMessageStartingWith("OUTPUT_SLS_LOGSTORE: is missing");
    }

    @Test
    void namesThatTheLogServiceDoesNotHaveAreTold() {
        String[] settings = {
            "endpoint", "h:1", "project", "a b", "logstore", "l", "accessKeyId", "i", "accessKeySecret", "s"
        };
        assertThatThrownBy(() -> SettingsOf.open(new SlsOutputType(), settings))
                .hasMessageStartingWith("test.properties: output.sls.project=a b: is no name of a project");
    }

    private org.assertj.core.api.AbstractThrowableAssert<?, ?> fails(String... settings) {
        return assertThatThrownBy(() -> open(settings)).isInstanceOf(ConfigurationException.class);
    }

    private String file(String text) throws IOException {
        return Files.writeString(temp.resolve(Engine.unique("file")), text).toString();
    }

    private Output open(String... more) {
        return SettingsOf.open(
                new KafkaOutputType(),
                Stream.concat(Stream.of("brokers", kafka.brokers(), "topic", topic), Stream.of(more))
                        .toArray(String[]::new));
    }

    private Output sasl(String password) {
        return open(
                "brokers",
                kafka.saslBrokers(),
                "securityProtocol",
                "SASL_PLAINTEXT",
                "user",
                kafka.user(),
                "password",
                password);
    }

    private static String random(int length) {
        return new java.util.Random(1)
                .ints(length, 'a', 'z')
                .collect(StringBuilder::new, (text, c) -> text.append((char) c), StringBuilder::append)
                .toString();
    }

    private static void writeUntilTaken(Output output, List<Event> events) throws Exception {
        for (int attempt = 0; ; attempt++) {
            try {
                assertThat(output.write(events)).isEmpty();
                return;
            } catch (IOException e) {
                if (attempt == 20) {
                    throw e;
                }
            }
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> read(String name) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.brokers(), "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = List.of(new TopicPartition(name, 0), new TopicPartition(name, 1));
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    private static List<String> idsOf(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream()
                .map(each -> new String(each.headers().lastHeader("messageId").value(), UTF_8))
                .toList();
    }
}
