package io.camelmcp.gateway.output.jms;

import static io.camelmcp.gateway.output.TestEvents.RECEIVED;
import static io.camelmcp.gateway.output.TestEvents.event;
import static io.camelmcp.gateway.output.TestEvents.events;
import static io.camelmcp.gateway.output.TestEvents.ids;
import static io.camelmcp.gateway.output.TestEvents.traced;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelmcp.gateway.engines.ArtemisEngine;
import io.camelmcp.gateway.engines.Engine;
import io.camelmcp.gateway.events.Event;
import io.camelmcp.gateway.output.Output;
import io.camelmcp.gateway.output.SettingsOf;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JmsOutputTest {

    private final ArtemisEngine artemis = ArtemisEngine.running();
    private final String queue = Engine.unique("jms");

    @Test
    void messageIsTheEventWithWhatIsKnownOfItInProperties() throws Exception {
        try (Output output = open("groupByClient", "true")) {
            assertThat(output.write(List.of(event("a")))).isEmpty();
        }

        TextMessage message = (TextMessage) read().get(0);
        assertThat(message.getText()).isEqualTo(new String(event("a").json(), UTF_8));
        assertThat(message.getStringProperty("messageId")).isEqualTo("a");
        assertThat(message.getStringProperty("clientId")).isEqualTo("7");
        assertThat(message.getStringProperty("command")).isEqualTo("REPORT");
        assertThat(message.getLongProperty("receivedAt")).isEqualTo(RECEIVED.toEpochMilli());
        assertThat(message.getStringProperty("JMSXGroupID")).isEqualTo("7");
    }

    @Test
    void messageOfOctetsIsTheEventInUtf8() throws Exception {
        try (Output output = open("message", "bytes")) {
            output.write(List.of(event("a", "\"\u00e4\"")));
        }

        BytesMessage message = (BytesMessage) read().get(0);
        byte[] octets = new byte[(int) message.getBodyLength()];
        message.readBytes(octets);
        assertThat(octets).isEqualTo(event("a", "\"\u00e4\"").json());
        assertThat(message.propertyExists("JMSXGroupID")).isFalse();
    }

    @Test
    void traceIdGoesAlongAsAProperty() throws Exception {
        try (Output output = open()) {
            output.write(List.of(traced("a", "4bf92f3577b34da6a3ce929d0e0e4736"), event("b")));
        }

        List<Message> messages = read();
        assertThat(messages.get(0).getStringProperty("traceId")).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(messages.get(1).propertyExists("traceId")).isFalse();
    }

    @Test
    void eventThatCameBeforeIsDroppedByArtemisAndTheOthersAreDone() throws Exception {
        try (Output output = open()) {
            output.write(events("e", 0, 10));
            assertThat(output.write(events("e", 5, 15))).isEmpty();
            assertThat(output.write(events("e", 15, 20))).isEmpty();
        }

        assertThat(readIds()).isEqualTo(ids(events("e", 0, 20)));
    }

    @Test
    void eventsWithoutIdAreAllKept() throws Exception {
        Event event = new Event("", "", "", 0, "{}".getBytes(UTF_8));
        try (Output output = open()) {
            output.write(List.of(event, event));
        }

        assertThat(read()).hasSize(2);
    }

    @Test
    void nothingIsMissingAndNothingDoubleWhenTheBrokerWasAwayInBetween() throws Exception {
        try (Output output = open()) {
            output.write(events("e", 0, 10));
            artemis.stop();

            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> output.write(events("e", 5, 20)))
                        .isInstanceOf(IOException.class)
                        .hasMessageStartingWith("jms: queue " + queue + " at " + artemis.url() + ": ");
            }

            artemis.start();
            assertThat(output.write(events("e", 5, 20))).isEmpty();
        } finally {
            artemis.start();
        }

        assertThat(readIds()).isEqualTo(ids(events("e", 0, 20)));
    }

    @Test
    void topicGoesToAllWhoAreSubscribed() throws Exception {
        try (var factory = artemis.connectionFactory();
                JMSContext context = factory.createContext();
                JMSConsumer one = context.createConsumer(context.createTopic(queue));
                JMSConsumer two = context.createConsumer(context.createTopic(queue));
                Output output = open("destinationType", "topic")) {
            output.write(List.of(event("a")));

            assertThat(one.receive(10_000).getStringProperty("messageId")).isEqualTo("a");
            assertThat(two.receive(10_000).getStringProperty("messageId")).isEqualTo("a");
        }
    }

    @Test
    void passwordThatIsWrongIsToldAndDoesNotShow() {
        try (Output output = open("password", "wrong-open-sesame")) {
            assertThatThrownBy(() -> output.write(events("e", 0, 1)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Unable to validate user")
                    .hasMessageNotContaining("open-sesame");
        }
    }

    @Test
    void brokerThatKnowsNoDuplicatesIsWrittenToByItsConnectionFactory() throws Exception {
        try (Output output = open("connectionFactory", OtherFactory.class.getName())) {
            assertThat(output.write(events("e", 0, 3))).isEmpty();
        }

        assertThat(readIds()).isEqualTo(ids(events("e", 0, 3)));
    }

    @Test
    void settingsThatCannotWorkAreToldWithoutSecrets() {
        assertThatThrownBy(() -> SettingsOf.open(new JmsOutputType(), "url", "foo bar?keyStorePassword=open-sesame"))
                .hasMessageStartingWith("test.properties: output.jms.url: is none that org.apache.activemq.artemis")
                .hasMessageNotContaining("open-sesame");
        assertThatThrownBy(() -> SettingsOf.open(new JmsOutputType(), "url", artemis.url(), "user", "u"))
                .hasMessageStartingWith("OUTPUT_JMS_PASSWORD: is missing; user and password go together");
        assertThatThrownBy(() -> open("connectionFactory", "no.such.Factory"))
                .hasMessageStartingWith(
                        "test.properties: output.jms.connectionFactory=no.such.Factory: there is no such class");
        assertThatThrownBy(() -> open("connectionFactory", "java.lang.String"))
                .hasMessageContaining("is no jakarta.jms.ConnectionFactory");
        assertThatThrownBy(() -> open("connectionFactory", NoUrl.class.getName()))
                .hasMessageContaining("has no constructor that takes a URL");
    }

    private Output open(String... more) {
        return SettingsOf.open(
                new JmsOutputType(),
                Stream.concat(
                                Stream.of(
                                        "url",
                                        artemis.url(),
                                        "user",
                                        artemis.user(),
                                        "password",
                                        artemis.password(),
                                        "destination",
                                        queue),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    private List<Message> read() throws JMSException {
        List<Message> messages = new ArrayList<>();
        try (var factory = artemis.connectionFactory();
                JMSContext context = factory.createContext();
                JMSConsumer consumer = context.createConsumer(context.createQueue(queue))) {
            for (Message next = consumer.receive(10_000); next != null; next = consumer.receiveNoWait()) {
                messages.add(next);
            }
        }
        return messages;
    }

    private List<String> readIds() throws JMSException {
        List<String> ids = new ArrayList<>();
        for (Message message : read()) {
            ids.add(message.getStringProperty("messageId"));
        }
        return ids;
    }

    /** What the client of another broker would bring. */
    public static class OtherFactory extends NoUrl {

        public OtherFactory(String url) {
            super(new ActiveMQConnectionFactory(url));
        }
    }

    /** Another broker's factory that is made in another way. */
    public abstract static class NoUrl implements jakarta.jms.ConnectionFactory {

        private final ActiveMQConnectionFactory inner;

        NoUrl(ActiveMQConnectionFactory inner) {
            this.inner = inner;
        }

        @Override
        public Connection createConnection() throws JMSException {
            return inner.createConnection();
        }

        @Override
        public Connection createConnection(String user, String password) throws JMSException {
            return inner.createConnection(user, password);
        }

        @Override
        public JMSContext createContext() {
            return inner.createContext();
        }

        @Override
        public JMSContext createContext(String user, String password) {
            return inner.createContext(user, password);
        }

        @Override
        public JMSContext createContext(String user, String password, int mode) {
            return inner.createContext(user, password, mode);
        }

        @Override
        public JMSContext createContext(int mode) {
            return inner.createContext(mode);
        }
    }
}
