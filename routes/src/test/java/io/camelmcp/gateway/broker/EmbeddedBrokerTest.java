package io.camelmcp.gateway.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.camelmcp.gateway.config.ConfigurationException;
import io.camelmcp.gateway.config.DataDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.core.settings.impl.PageFullMessagePolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {

    @TempDir
    private Path dir;

    @Test
    void runningBrokerHasTheSettingsThatKeepMessages() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.defaults(dir))) {
            Configuration c = broker.effectiveConfiguration();
            assertThat(c.isPersistenceEnabled()).isTrue();
            assertThat(c.getJournalType()).isEqualTo(JournalType.NIO);
            assertThat(c.isJournalDatasync()).isTrue();
            assertThat(c.isJournalSyncNonTransactional()).isTrue();
            assertThat(c.isJournalSyncTransactional()).isTrue();
            assertThat(c.getJournalBufferTimeout_NIO()).isEqualTo(200_000);
            assertThat(c.getJournalMinFiles()).isEqualTo(20);
            assertThat(c.isPersistIDCache()).isTrue();
            assertThat(c.getAcceptorConfigurations()).singleElement().satisfies(acceptor -> assertThat(
                            acceptor.getFactoryClassName())
                    .contains("InVM"));

            AddressSettings events = broker.effectiveAddressSettings("mcp.events");
            assertThat(events.getAddressFullMessagePolicy()).isEqualTo(AddressFullMessagePolicy.PAGE);
            assertThat(events.getPageFullMessagePolicy()).isEqualTo(PageFullMessagePolicy.FAIL);
            assertThat(events.getPageLimitBytes()).isPositive();
            assertThat(events.getMaxDeliveryAttempts()).isEqualTo(-1);
            assertThat(events.getRedeliveryDelay()).isZero();
            assertThat(events.getIDCacheSize()).isEqualTo(100_000);
            assertThat(broker.effectiveAddressSettings("orders").getMaxDeliveryAttempts())
                    .isEqualTo(10);

            assertThat(dir).isDirectoryContaining(path -> path.endsWith("journal"));
            assertThat(dir).isDirectoryContaining(path -> path.endsWith("bindings"));
            assertThat(broker.queue(EmbeddedBroker.DEAD_LETTERS)).isNotNull();
        }
    }

    @Test
    void addressHasAQueueFromItsDeclarationOnAndAfterARestart() throws Exception {
        BrokerSettings settings = BrokerSettings.defaults(dir).withJournalFiles(2);
        try (EmbeddedBroker broker = EmbeddedBroker.start(settings)) {
            assertThat(broker.hasDurableQueue("mcp.events")).isFalse();
            String name = broker.declareQueue("mcp.events", "file");
            assertThat(broker.declareQueue("mcp.events", "file")).isEqualTo(name);
            assertThat(broker.hasDurableQueue("mcp.events")).isTrue();
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(settings)) {
            assertThat(broker.hasDurableQueue("mcp.events")).isTrue();
            assertThat(broker.queues()).extracting(QueueDepth::queue).contains("mcp.events.file");
        }
    }

    @Test
    void nothingIsTakenWhenTheDiskIsNearlyFullOrTheBrokerStopped() throws Exception {
        BrokerSettings settings = BrokerSettings.defaults(dir).withJournalFiles(2);
        try (EmbeddedBroker broker = EmbeddedBroker.start(settings)) {
            assertThat(broker.refusal()).isNull();
            broker.close();
            assertThat(broker.refusal()).contains("stopped");
            assertThat(broker.queues()).isEmpty();
            assertThat(broker.queue("x")).isNull();
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(settings.withMinDiskFree(Long.MAX_VALUE / 2))) {
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(broker.refusal()).contains("free on the disk"));
        }
    }

    @Test
    void secondGatewayOnTheSameDataIsRefusedUntilTheFirstIsGone() throws Exception {
        DataDirectory first = DataDirectory.lock(dir.resolve("data"));
        assertThat(first.path()).isEqualTo(dir.resolve("data"));
        assertThatThrownBy(() -> DataDirectory.lock(dir.resolve("data")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("GATEWAY_DATA=" + dir.resolve("data"))
                .hasMessageContaining("(process " + ProcessHandle.current().pid() + ")");

        first.close();
        DataDirectory.lock(dir.resolve("data")).close();
    }

    @Test
    void dataDirectoryThatCannotBeMadeIsNamed() throws Exception {
        Path file = Files.writeString(dir.resolve("file"), "");

        assertThatThrownBy(() -> DataDirectory.lock(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("GATEWAY_DATA=" + file)
                .hasMessageContaining("make it writable");
    }
}
