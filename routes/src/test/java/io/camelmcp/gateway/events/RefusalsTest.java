package io.camelmcp.gateway.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.camelmcp.gateway.broker.BrokerSettings;
import io.camelmcp.gateway.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefusalsTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private Path dir;

    private EmbeddedBroker broker;
    private DefaultCamelContext context;

    @BeforeEach
    void start() throws Exception {
        broker = EmbeddedBroker.start(BrokerSettings.defaults(dir).withJournalFiles(2));
        context = new DefaultCamelContext();
        context.getRegistry().bind("broker", broker);
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
        broker.close();
    }

    @Test
    void deadLetterMovesInTheTransactionInWhichItsMessageLeavesTheQueue() throws Exception {
        AtomicBoolean failing = new AtomicBoolean(true);
        AtomicInteger failures = new AtomicInteger();
        broker.declareQueue("mcp.events", "x");
        sendOneMessageOf(10);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("events:mcp.events?queue=x&batchSize=5&redeliveryDelay=1&maxRedeliveryDelay=20")
                        .errorHandler(noErrorHandler())
                        .process(exchange -> {
                            EventBatch batch = exchange.getMessage().getBody(EventBatch.class);
                            if (batch.get(0).messageId().equals("5") && failing.get()) {
                                failures.incrementAndGet();
                                throw new IllegalStateException("away");
                            }
                            Refusals.of(exchange).add(batch.get(1), "one");
                            Refusals.of(exchange).add(batch.get(1), "two");
                            Refusals.of(exchange).add(batch.get(1), "two");
                        });
            }
        });

        await().atMost(SOON).until(() -> failures.get() > 2);
        assertThat(messages(EmbeddedBroker.DEAD_LETTERS)).isZero();
        assertThat(messages("mcp.events.x")).isEqualTo(1);

        failing.set(false);
        await().atMost(SOON).until(() -> messages("mcp.events.x") == 0);
        assertThat(messages(EmbeddedBroker.DEAD_LETTERS)).isEqualTo(2);
    }

    private long messages(String queue) {
        return broker.queue(queue).messages();
    }

    private void sendOneMessageOf(int events) throws Exception {
        List<Event> all = IntStream.range(0, events)
                .mapToObj(n -> new Event(Integer.toString(n), "c", "LOG", n, "{}".getBytes(UTF_8)))
                .toList();
        try (ServerLocator locator = broker.newLocator();
                ClientSessionFactory factory = locator.createSessionFactory();
                ClientSession session = factory.createSession(true, true)) {
            session.createProducer("mcp.events").send(Packet.pack(session, all));
        }
    }
}
