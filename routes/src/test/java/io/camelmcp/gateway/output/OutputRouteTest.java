package io.camelmcp.gateway.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.camelmcp.gateway.broker.BrokerSettings;
import io.camelmcp.gateway.broker.EmbeddedBroker;
import io.camelmcp.gateway.config.SettingsSource;
import io.camelmcp.gateway.events.Event;
import io.camelmcp.gateway.events.EventBatch;
import io.camelmcp.gateway.events.EventsConstants;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputRouteTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String ROUTE =
            """
            - route:
                id: to-fake
                errorHandler:
                  noErrorHandler: {}
                precondition: "{{output.fake.on}}"
                from:
                  uri: events:mcp.events
                  parameters:
                    queue: fake
                    batchSize: "{{output.fake.batchSize}}"
                    batchWait: 20
                    redeliveryDelay: 1
                    maxRedeliveryDelay: 20
                  steps:
                    - circuitBreaker:
                        resilience4jConfiguration:
                          slidingWindowSize: 4
                          minimumNumberOfCalls: 4
                          failureRateThreshold: 50
                          waitDurationInOpenState: 1
                        steps:
                          - to:
                              uri: output:fake
            """;

    @TempDir
    private Path dir;

    private final FakeOutput fake = new FakeOutput();
    private EmbeddedBroker broker;
    private Outputs outputs;
    private DefaultCamelContext context;

    @BeforeEach
    void start() throws Exception {
        broker = EmbeddedBroker.start(BrokerSettings.defaults(dir).withJournalFiles(2));
        start("output.fake.endpoint=http://h\noutput.fake.token=t");
    }

    private void start(String properties) throws Exception {
        Path file = Files.writeString(dir.resolve("p"), properties);
        outputs = Outputs.open(SettingsSource.of(file, Map.of()), dir, new OutputTypes(List.of(fake)));
        context = new DefaultCamelContext();
        context.getRegistry().bind("broker", broker);
        context.getRegistry().bind("outputs", outputs);
        outputs.placeholders().forEach(context.getPropertiesComponent()::addInitialProperty);
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
        outputs.close();
        broker.close();
    }

    @Test
    void refusedEventsMoveToTheDeadLettersWithTheReasonAndTheOthersAreDone() throws Exception {
        fake.refused.addAll(List.of("c/3", "c/4"));
        load(ROUTE);

        send(0, 8);

        await().atMost(SOON).until(() -> fake.written.size() == 6 && waiting() == 0);
        assertThat(fake.written.stream().map(Event::messageId))
                .containsExactly("c/0", "c/1", "c/2", "c/5", "c/6", "c/7");
        await().atMost(SOON)
                .until(() -> broker.queue(EmbeddedBroker.DEAD_LETTERS).messages() == 2);
        ActiveMQConnectionFactory jms = new ActiveMQConnectionFactory(broker.vmUrl());
        try (var session = jms.createContext()) {
            var dead = session.createConsumer(session.createQueue(EmbeddedBroker.DEAD_LETTERS))
                    .receive(5_000);
            assertThat(dead.getStringProperty("messageId")).isEqualTo("c/3");
            assertThat(dead.getStringProperty("queue")).isEqualTo("mcp.events.fake");
            assertThat(dead.getStringProperty("reason")).isEqualTo("400 no such field");
            assertThat(dead.getBody(byte[].class)).asString(UTF_8).isEqualTo("{\"n\":3}");
        } finally {
            jms.close();
        }
        assertThat(health().getState()).isEqualTo(HealthCheck.State.UP);
    }

    @Test
    void refusedEventStaysInTheQueueUntilItsBatchLeaves() throws Exception {
        fake.refused.add("c/0");
        load(
                ROUTE.replace(
                        "- circuitBreaker:",
                        "- to: output:fake\n        - throwException:\n            exceptionType: java.lang.IllegalStateException\n            message: later step\n        - circuitBreaker:"));
        send(0, 2);

        await().atMost(SOON).until(() -> fake.calls.get() >= 3);
        assertThat(broker.queue(EmbeddedBroker.DEAD_LETTERS).messages()).isZero();
        assertThat(waiting()).isPositive();
    }

    @Test
    void openBreakerAsksTheTargetNoMoreAndTheEventsWaitUntilItIsBack() throws Exception {
        fake.failure = "fake: 503 busy";
        load(ROUTE);
        send(0, 5);

        await().atMost(SOON).until(() -> "OPEN".equals(health().getDetails().get("breaker")));
        int asked = fake.calls.get();
        await().during(Duration.ofMillis(300)).atMost(SOON).until(() -> fake.calls.get() == asked);
        assertThat(waiting()).isPositive();
        assertThat(fake.written).isEmpty();
        HealthCheck.Result health = health();
        assertThat(health.getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(health.getMessage()).hasValue("fake: 503 busy");
        assertThat(health.getDetails()).containsKey("waitingMessages");
        assertThat(health.getCheck().isReadiness()).isFalse();

        fake.failure = null;
        await().atMost(SOON).until(() -> fake.written.size() == 5 && waiting() == 0);
        assertThat(broker.queue(EmbeddedBroker.DEAD_LETTERS).messages()).isZero();
        await().atMost(SOON).until(() -> health().getState() == HealthCheck.State.UP);
    }

    @Test
    void openBreakerPutsNothingAsideEvenIfEventsAreTriedOneByOne() throws Exception {
        fake.failure = "fake: 503 busy";
        load(ROUTE.replace("batchWait: 20", "batchWait: 20\n        deadLetterAfter: 5"));
        send(0, 5);

        await().atMost(SOON).until(() -> "OPEN".equals(health().getDetails().get("breaker")));
        fake.failure = null;

        await().atMost(SOON).until(() -> fake.written.size() == 5);
        assertThat(broker.queue(EmbeddedBroker.DEAD_LETTERS).messages()).isZero();
    }

    @Test
    void routeOfAnOutputThatIsOffIsNotThere() throws Exception {
        context.stop();
        outputs.close();
        start("");
        load(ROUTE);

        assertThat(context.getRoutes()).isEmpty();
        assertThat(broker.queue("mcp.events.fake")).isNull();
        assertThatThrownBy(() -> load(ROUTE.replace("    precondition: \"{{output.fake.on}}\"\n", "")))
                .hasStackTraceContaining("the output fake is off; set output.fake.endpoint, or give the route"
                        + " precondition: \"{{output.fake.on}}\"");
        assertThatThrownBy(() -> context.getEndpoint("output:fakes"))
                .hasStackTraceContaining("there is no output fakes; did you mean fake?");
    }

    @Test
    void whatDoesNotComeFromEventsFailsAndRefusalsOfItToo() {
        fake.refused.add("1");
        Event event = new Event("1", "", "", 0, "{}".getBytes(UTF_8));
        assertThatThrownBy(() -> context.createProducerTemplate().sendBody("output:fake", "text"))
                .hasStackTraceContaining("output:fake: takes what comes from events:");
        assertThatThrownBy(
                        () -> context.createProducerTemplate().sendBody("output:fake", new EventBatch(List.of(event))))
                .hasStackTraceContaining("output:fake: 1: 400 no such field");
        assertThatThrownBy(() -> context.getEndpoint("output:fake").createConsumer(x -> {}))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    private void load(String yaml) throws Exception {
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("routes.yaml", yaml));
    }

    private void send(int from, int to) {
        for (int n = from; n < to; n++) {
            context.createProducerTemplate()
                    .sendBodyAndHeaders(
                            "events:mcp.events",
                            "{\"n\":" + n + "}",
                            Map.of(EventsConstants.MESSAGE_ID, "c/" + n, EventsConstants.CLIENT_ID, "c"));
        }
    }

    private long waiting() {
        return broker.queue("mcp.events.fake").messages();
    }

    private HealthCheck.Result health() {
        return HealthCheckHelper.invoke(context).stream()
                .filter(result -> result.getCheck().getId().contains("events-to-fake"))
                .findFirst()
                .orElseThrow();
    }
}
