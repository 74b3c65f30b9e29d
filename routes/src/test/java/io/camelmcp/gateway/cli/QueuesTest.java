package io.camelmcp.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelmcp.gateway.broker.BrokerSettings;
import io.camelmcp.gateway.broker.EmbeddedBroker;
import io.camelmcp.gateway.broker.QueueDepth;
import io.camelmcp.gateway.config.ConfigurationException;
import io.camelmcp.gateway.config.DataDirectory;
import java.nio.file.Path;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueuesTest {

    @TempDir
    private Path data;

    private BrokerSettings settings;

    @BeforeEach
    void fill() throws Exception {
        settings = BrokerSettings.defaults(data.resolve("broker")).withJournalFiles(2);
        try (EmbeddedBroker broker = EmbeddedBroker.start(settings)) {
            broker.declareQueue("mcp.events", "file");
            broker.declareQueue("mcp.events", "old");
            try (ServerLocator locator = broker.newLocator();
                    ClientSessionFactory factory = locator.createSessionFactory();
                    ClientSession session = factory.createSession()) {
                session.createProducer("mcp.events").send(session.createMessage(Message.BYTES_TYPE, true));
            }
        }
    }

    @Test
    void droppedQueueIsGoneAndTheOthersKeepWhatWaitsInThem() throws Exception {
        assertThat(Queues.drop(data, settings, "mcp.events.old").messages()).isEqualTo(1);

        assertThat(Queues.list(data, settings))
                .extracting(QueueDepth::queue, QueueDepth::messages)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("mcp.dead", 0L),
                        org.assertj.core.groups.Tuple.tuple("mcp.events.file", 1L));
    }

    @Test
    void queueThatIsNotThereIsNamedWithThoseThatAre() {
        assertThatThrownBy(() -> Queues.drop(data, settings, "old"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("old: no such queue")
                .hasMessageContaining("[mcp.dead, mcp.events.file, mcp.events.old]");
    }

    @Test
    void deadLettersAreNotDroppedWithTheirQueue() {
        assertThatThrownBy(() -> Queues.drop(data, settings, "mcp.dead"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("mcp.dead: holds the dead letters; look at them with dlq list");
    }

    @Test
    void queueThatIsReadIsNotDropped() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(settings);
                ServerLocator locator = broker.newLocator();
                ClientSessionFactory factory = locator.createSessionFactory();
                ClientSession session = factory.createSession()) {
            session.createConsumer("mcp.events.old");

            assertThatThrownBy(() -> broker.dropQueue("mcp.events.old"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("mcp.events.old: 1 read it");
            assertThat(broker.queue("mcp.events.old").isUnread()).isFalse();
            assertThat(broker.queue("mcp.events.file").describe())
                    .startsWith("mcp.events.file: nobody reads it: 1 messages, ");
        }
    }

    @Test
    void directoryOfARunningGatewayAndOneOfNoneAreRefused() throws Exception {
        try (DataDirectory running = DataDirectory.lock(data)) {
            assertThatThrownBy(() -> Queues.list(data, settings))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("in use by another gateway");
        }
        Path empty = data.resolve("nothing");
        assertThatThrownBy(() -> Queues.list(empty, BrokerSettings.defaults(empty.resolve("broker"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("GATEWAY_DATA=" + empty);
        assertThat(empty).doesNotExist();
    }
}
