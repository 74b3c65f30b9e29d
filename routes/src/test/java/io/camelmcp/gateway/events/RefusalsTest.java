package io.camelmcp.gateway.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.camelmcp.gateway.broker.BrokerSettings;
import io.camelmcp.gateway.broker.DeadLetters;
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
import org.apache.camel.health.HealthCheckHelper;
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
        start(BrokerSettings.defaults(dir).withJournalFiles(2));
    }

    private void start(BrokerSettings settings) throws Exception {
        broker = EmbeddedBroker.start(settings);
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

    @Test
    void reasonIsCutSoThatTheEventCanBePutAside() throws Exception {
        broker.declareQueue("mcp.events", "x");
        sendOneMessageOf(1);
        refuseAll("x".repeat(300_000));

        await().atMost(SOON).until(() -> messages(EmbeddedBroker.DEAD_LETTERS) == 1);
        assertThat(list(100).letters().get(0).reason()).hasSize(1_003).endsWith("x...");
    }

    @Test
    void listingIsBoundedByWhatItHolds() throws Exception {
        broker.declareQueue("mcp.events", "x");
        for (int i = 0; i < 20; i++) {
            sendOneMessageOf(1, "{\"a\":\"" + "x".repeat(1024 * 1024) + "\"}");
        }
        refuseAll("no");

        await().atMost(SOON).until(() -> messages(EmbeddedBroker.DEAD_LETTERS) == 20);
        assertThat(list(100).letters()).hasSize(16);
        assertThat(list(100).more()).isTrue();
        assertThat(list(3).letters()).hasSize(3);
        assertThat(list(3).more()).isTrue();
    }

    @Test
    void eventStaysInItsQueueWhileThereIsNoRoomForDeadLetters() throws Exception {
        stop();
        start(BrokerSettings.defaults(dir).withJournalFiles(2).withLimits(100 * 1024, 300 * 1024));
        broker.declareQueue("mcp.events", "x");
        refuseAll("no");
        for (int i = 0; i < 60; i++) {
            sendOneMessageOf(1, "{\"a\":\"" + "x".repeat(10_000) + "\"}");
        }

        await().atMost(SOON).until(() -> HealthCheckHelper.invoke(context).stream()
                .anyMatch(result -> result.getMessage().orElse("").contains("mcp.dead")));
        assertThat(messages("mcp.events.x")).isPositive();

        AtomicInteger dropped = new AtomicInteger();
        await().atMost(SOON).until(() -> {
            dropped.addAndGet(broker.deadLetters().drop(DeadLetters.Selection.ALL));
            return messages("mcp.events.x") == 0 && messages(EmbeddedBroker.DEAD_LETTERS) == 0;
        });
        assertThat(dropped).hasValue(60);
    }

    private DeadLetters.Listing list(int limit) {
        return broker.deadLetters().list(DeadLetters.Selection.ALL, limit);
    }

    private void refuseAll(String reason) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("events:mcp.events?queue=x&redeliveryDelay=1&maxRedeliveryDelay=20")
                        .errorHandler(noErrorHandler())
                        .process(exchange -> exchange.getMessage()
                                .getBody(EventBatch.class)
                                .forEach(event -> Refusals.of(exchange).add(event, reason)));
            }
        });
    }

    private long messages(String queue) {
        return broker.queue(queue).messages();
    }

    private void sendOneMessageOf(int events) throws Exception {
        sendOneMessageOf(events, "{}");
    }

    private void sendOneMessageOf(int events, String json) throws Exception {
        List<Event> all = IntStream.range(0, events)
                .mapToObj(n -> new Event(Integer.toString(n), "c", "LOG", n, json.getBytes(UTF_8)))
                .toList();
        try (ServerLocator locator = broker.newLocator();
                ClientSessionFactory factory = locator.createSessionFactory();
                ClientSession session = factory.createSession(true, true)) {
            session.createProducer("mcp.events").send(Packet.pack(session, all));
        }
    }
}
