package io.camelmcp.gateway.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.camelmcp.gateway.broker.BrokerSettings;
import io.camelmcp.gateway.broker.EmbeddedBroker;
import io.camelmcp.gateway.format.ContentHash;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A batch that goes to {@code events:}. */
class EventBatchSendTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private Path dir;

    private EmbeddedBroker broker;
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final RecentEvents recent = new RecentEvents();
    private final List<Event> received = Collections.synchronizedList(new ArrayList<>());
    private ProducerTemplate template;

    @BeforeEach
    void start() throws Exception {
        broker = EmbeddedBroker.start(BrokerSettings.defaults(dir).withJournalFiles(2));
        context.getRegistry().bind("broker", broker);
        context.getRegistry().bind(RecentEvents.BEAN, recent);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("events:mcp.events?queue=file")
                        .process(exchange ->
                                received.addAll(exchange.getMessage().getBody(EventBatch.class)));
            }
        });
    }

    @AfterEach
    void stop() {
        context.stop();
        broker.close();
    }

    private static EventBatch batch(int events) {
        return new EventBatch(IntStream.range(0, events)
                .mapToObj(n -> new Event("m#" + n, "c", "LOG", 0, ("{\"n\":" + n + "}").getBytes(UTF_8)))
                .toList());
    }

    private Exchange send(EventBatch batch, String payload) {
        return template.send("events:mcp.events", exchange -> {
            exchange.getMessage().setBody(batch);
            ContentHash.keep(exchange, batch, payload.getBytes(UTF_8));
        });
    }

    private void open(int maxInFlight) {
        context.getComponent("events", EventsComponent.class).setMaxInFlight(maxInFlight);
        context.start();
        template = context.createProducerTemplate();
    }

    @Test
    void allOfABatchAreDurableWhenItsExchangeEndsAndEnterOnce() {
        open(20_000);

        assertThat(send(batch(2_500), "x").getException()).isNull();
        assertThat(recent.newestFirst()).hasSize(RecentEvents.MAX_EVENTS);
        assertThat(send(batch(2_500), "x").getException()).as("again").isNull();
        assertThat(send(batch(1), "another frame").getException()).isNull();

        await().atMost(SOON).until(() -> received.size() >= 2_501);
        assertThat(received)
                .extracting(Event::messageId)
                .startsWith("m#0", "m#1")
                .hasSize(2_501);
        assertThat(recent.newestFirst().get(0).messageId()).isEqualTo("m#0");
        assertThat(recent.newestFirst().get(1).messageId()).isEqualTo("m#2499");
    }

    @Test
    void batchThatDoesNotFitFailsAndEndsWhenItIsSentAgain() {
        open(10);
        int tries = 1;
        while (send(batch(500), "x").getException() instanceof EventsBusyException) {
            tries++;
        }

        await().atMost(SOON).until(() -> received.size() >= 500);
        assertThat(tries).isGreaterThan(1);
        assertThat(received)
                .extracting(Event::messageId)
                .doesNotHaveDuplicates()
                .hasSize(500);
    }

    @Test
    void otherEventsWithTheSameIdsEnterTooWhenNobodyHasSaidWhatTheyWereMadeOf() {
        open(10);
        EventBatch halves = new EventBatch(List.of(
                new Event("m", "c", "LOG", 0, "{\"half\":1}".getBytes(UTF_8)),
                new Event("m", "c", "LOG", 0, "{\"half\":2}".getBytes(UTF_8))));

        template.sendBody("events:mcp.events", halves);
        template.sendBody("events:mcp.events", new EventBatch(halves));

        await().atMost(SOON).until(() -> received.size() >= 2);
        assertThat(recent.newestFirst()).as("once each").hasSize(2);
    }

    @Test
    void emptyBatchIsNothing() {
        open(10);

        assertThat(send(batch(0), "x").getException()).isNull();
        assertThat(recent.newestFirst()).isEmpty();
    }

    @Test
    void recentEventsAreBoundedInOctetsToo() {
        for (int n = 0; n < 20; n++) {
            recent.add(new Event("m" + n, "c", "LOG", 0, new byte[RecentEvents.MAX_OCTETS / 4]));
        }

        assertThat(recent.newestFirst()).extracting(Event::messageId).containsExactly("m19", "m18", "m17", "m16");
    }
}
