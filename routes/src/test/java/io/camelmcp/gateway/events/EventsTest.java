package io.camelmcp.gateway.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.camelmcp.gateway.broker.BrokerHealthCheck;
import io.camelmcp.gateway.broker.BrokerSettings;
import io.camelmcp.gateway.broker.EmbeddedBroker;
import io.camelmcp.gateway.format.EventFormatter;
import jakarta.jms.JMSContext;
import jakarta.jms.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventsTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String FROM = "events:mcp.events?queue=file&redeliveryDelay=1&maxRedeliveryDelay=50";

    @TempDir
    private Path dir;

    private BrokerSettings settings;
    private EmbeddedBroker broker;
    private DefaultCamelContext context;
    private AsyncProducer producer;
    private final List<Event> received = Collections.synchronizedList(new ArrayList<>());
    private final List<Integer> batches = new CopyOnWriteArrayList<>();
    private volatile boolean failing;

    @BeforeEach
    void start() throws Exception {
        settings = BrokerSettings.defaults(dir).withJournalFiles(2);
        broker = EmbeddedBroker.start(settings);
        startContext();
    }

    @AfterEach
    void stop() throws Exception {
        producer.stop();
        context.stop();
        broker.close();
    }

    @Test
    void eventsComeInBatchesWithWhatTheSenderSaid() throws Exception {
        consume(FROM + "&batchWait=300");

        sendAll(IntStream.range(0, 50).mapToObj(n -> send("pump-1", n)).toList());

        await().atMost(SOON).until(() -> received.size() == 50);
        Event event = received.get(7);
        assertThat(event.messageId()).isEqualTo("pump-1/7");
        assertThat(event.clientId()).isEqualTo("pump-1");
        assertThat(event.command()).isEqualTo("REPORT");
        assertThat(event.receivedAt()).isEqualTo(1007L);
        assertThat(event.json()).asString(UTF_8).isEqualTo("{\"n\":7}");
        assertThat(batches.size()).isLessThan(50);
    }

    @Test
    void orderIsKeptForEachClientWhenManyThreadsSend() throws Exception {
        consume(FROM);

        List<CompletableFuture<Void>> senders = IntStream.range(0, 20)
                .mapToObj(c -> CompletableFuture.runAsync(() -> sendAll(
                        IntStream.range(0, 200).mapToObj(n -> send("c" + c, n)).toList())))
                .toList();
        senders.forEach(CompletableFuture::join);

        await().atMost(SOON).until(() -> received.size() == 4000);
        for (int c = 0; c < 20; c++) {
            String client = "c" + c;
            assertThat(received.stream()
                            .filter(e -> e.clientId().equals(client))
                            .map(Event::receivedAt))
                    .hasSize(200)
                    .isSorted();
        }
    }

    @Test
    void eventWithoutAnyQueueFails() {
        assertThatThrownBy(() -> send("pump-1", 1).get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(EventsException.class)
                .hasRootCauseMessage("events:mcp.events: no queue would keep the event; add a route"
                        + " from(\"events:mcp.events?queue=NAME\")");
    }

    @Test
    void duplicateSucceedsAndIsTakenOnceAlsoAfterARestart() throws Exception {
        broker.declareQueue("mcp.events", "file");
        send("pump-1", 1).get(10, TimeUnit.SECONDS);
        send("pump-1", 1).get(10, TimeUnit.SECONDS);

        restart();
        send("pump-1", 1).get(10, TimeUnit.SECONDS);
        send("pump-1", 2).get(10, TimeUnit.SECONDS);
        consume(FROM);
        send("pump-1", 3).get(10, TimeUnit.SECONDS);

        await().atMost(SOON).until(() -> received.size() == 3);
        assertThat(received.stream().map(Event::messageId)).containsExactly("pump-1/1", "pump-1/2", "pump-1/3");
    }

    @Test
    void duplicateOfAnEventUnderWayEndsWithItAndIsTakenOnce() throws Exception {
        broker.declareQueue("mcp.events", "file");
        List<CompletableFuture<Exchange>> sends = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            sends.add(send("pump-1", i / 5));
        }
        sendAll(sends);
        consume(FROM);
        send("pump-1", 100).get(10, TimeUnit.SECONDS);

        await().atMost(SOON).until(() -> received.size() >= 101);
        assertThat(received.stream().map(Event::messageId))
                .containsExactlyElementsOf(IntStream.rangeClosed(0, 100)
                        .mapToObj(n -> "pump-1/" + n)
                        .toList());
    }

    @Test
    void partsOfAFrameAreEventsOfTheirOwnAndEnterOnceWhenItIsSentAgain() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:frame")
                        .split(body().tokenize(","))
                        .process(new EventFormatter())
                        .to("events:mcp.events");
            }
        });
        consume(FROM);
        for (int n = 0; n < 8; n++) {
            // each frame comes twice, at another time; two of its parts are the same
            context.createProducerTemplate()
                    .sendBodyAndHeaders(
                            "direct:frame",
                            "1,2,1",
                            Map.of(EventsConstants.MESSAGE_ID, "pump-1/" + n / 2, EventsConstants.RECEIVED_AT, (long)
                                    n));
        }
        send("pump-1", 99).get(10, TimeUnit.SECONDS);

        await().atMost(SOON)
                .until(() -> received.stream().anyMatch(e -> e.messageId().equals("pump-1/99")));
        assertThat(received).hasSize(13);
        assertThat(received.stream().map(Event::messageId))
                .contains("pump-1/0#0", "pump-1/3#2")
                .doesNotHaveDuplicates();
        assertThat(received.get(2).json()).asString(UTF_8).startsWith("{\"messageId\":\"pump-1/0#2\"");
    }

    @Test
    void otherContentWithTheSameIdIsAnotherEvent() throws Exception {
        consume(FROM);

        for (String body : List.of("1", "2", "1", "2")) {
            sendBody("pump-1", 1, body).get(10, TimeUnit.SECONDS);
        }
        send("pump-1", 99).get(10, TimeUnit.SECONDS);

        await().atMost(SOON)
                .until(() -> received.stream().anyMatch(e -> e.messageId().equals("pump-1/99")));
        assertThat(received.stream().map(e -> new String(e.json(), UTF_8))).containsExactly("1", "2", "{\"n\":99}");
    }

    @Test
    void batchIsNeverLargerThanAskedAlsoWhenAMessageHoldsMore() throws Exception {
        broker.declareQueue("mcp.events", "file");
        sendAll(IntStream.range(0, 100).mapToObj(n -> send("pump-1", n)).toList());
        assertThat(waiting()).isLessThan(100);

        consume(FROM + "&batchSize=7");

        await().atMost(SOON).until(() -> received.size() == 100 && waiting() == 0);
        assertThat(batches).allMatch(size -> size <= 7);
        assertThat(received.stream().map(Event::receivedAt)).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void everyQueueGetsEachEvent() throws Exception {
        broker.declareQueue("mcp.events", "file");
        broker.declareQueue("mcp.events", "siem");

        send("pump-1", 1).get(10, TimeUnit.SECONDS);

        // the broker counts a little after it has answered
        await().atMost(SOON).until(() -> waiting() == 1);
        await().atMost(SOON).until(() -> broker.queue("mcp.events.siem").messages() == 1);
    }

    @Test
    void messageOfAnotherClientIsAnEventWhateverItsPropertiesAre() throws Exception {
        consume(FROM);
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(broker.vmUrl());
                JMSContext jms = factory.createContext()) {
            Topic events = jms.createTopic("mcp.events");
            jms.createProducer().send(events, "{\"n\":1}");
            jms.createProducer()
                    .setProperty("events", 5)
                    .setProperty("receivedAt", "yesterday")
                    .setProperty("clientId", 7)
                    .send(events, "{\"n\":2}");
            jms.createProducer().setProperty("receivedAt", 1_007L).send(events, "{\"n\":3}");
        }
        send("pump-1", 1).get(10, TimeUnit.SECONDS);

        await().atMost(SOON).until(() -> received.size() == 4 && waiting() == 0);
        assertThat(received.subList(0, 3))
                .extracting(event -> new String(event.json(), UTF_8))
                .containsExactly("{\"n\":1}", "{\"n\":2}", "{\"n\":3}");
        assertThat(received.get(0).receivedAt()).isPositive();
        assertThat(received.get(1).clientId()).isEqualTo("7");
        assertThat(received.get(2).receivedAt()).isEqualTo(1_007L);
    }

    @Test
    void targetThatRefusesEveryEventIsDownUntilItTakesOne() throws Exception {
        AtomicBoolean refuses = new AtomicBoolean(true);
        route(FROM + "&batchSize=6", exchange -> {
            EventBatch batch = exchange.getMessage().getBody(EventBatch.class);
            if (refuses.get()) {
                batch.forEach(event -> Refusals.of(exchange).add(event, "400 no such index"));
            }
            received.addAll(batch);
        });
        sendAll(IntStream.range(0, 12).mapToObj(n -> send("pump-1", n)).toList());

        await().atMost(SOON).untilAsserted(() -> assertThat(health().getState()).isEqualTo(HealthCheck.State.DOWN));
        await().atMost(SOON).untilAsserted(() -> assertThat(health().getMessage())
                .get(InstanceOfAssertFactories.STRING)
                .contains("the last 12 are dead letters", "400 no such index", "dlq replay"));

        refuses.set(false);
        send("pump-1", 12).get(10, TimeUnit.SECONDS);

        await().atMost(SOON).untilAsserted(() -> assertThat(health().getState()).isEqualTo(HealthCheck.State.UP));
    }

    @Test
    void errorOfARouteDoesNotEndItsReader() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        route(FROM, exchange -> {
            if (tries.incrementAndGet() < 3) {
                throw new NoClassDefFoundError("org/example/Driver");
            }
            received.addAll(exchange.getMessage().getBody(EventBatch.class));
        });

        send("pump-1", 1).get(10, TimeUnit.SECONDS);

        await().atMost(SOON).until(() -> received.size() == 1 && waiting() == 0);
    }

    @Test
    void batchThatIsUnderWayForLongIsSaid() {
        long now = System.nanoTime();
        assertThat(EventsConsumer.overdue(0, now)).isNull();
        assertThat(EventsConsumer.overdue(now - TimeUnit.SECONDS.toNanos(299), now))
                .isNull();
        assertThat(EventsConsumer.overdue(now - TimeUnit.SECONDS.toNanos(301), now))
                .contains("301 s");
    }

    @Test
    void failedBatchComesAgainInOrderAndNothingOvertakesIt() throws Exception {
        failing = true;
        consume(FROM + "&batchSize=10");
        sendAll(IntStream.range(0, 35).mapToObj(n -> send("pump-1", n)).toList());
        await().atMost(SOON).until(() -> batches.size() >= 3);
        assertThat(received).isEmpty();
        await().atMost(SOON).untilAsserted(() -> assertThat(health().getState()).isEqualTo(HealthCheck.State.DOWN));
        assertThat(health().getMessage()).contains("out of order");
        assertThat(health().getCheck().isReadiness()).isFalse();

        failing = false;

        await().atMost(SOON).until(() -> received.size() == 35);
        assertThat(received.stream().map(Event::receivedAt)).isSorted();
        await().atMost(SOON).until(() -> waiting() == 0);
        await().atMost(SOON).untilAsserted(() -> assertThat(health().getState()).isEqualTo(HealthCheck.State.UP));
    }

    @Test
    void whatWasNotConfirmedComesAgainAfterARestart() throws Exception {
        failing = true;
        consume(FROM);
        sendAll(IntStream.range(0, 20).mapToObj(n -> send("pump-1", n)).toList());
        await().atMost(SOON).until(() -> !batches.isEmpty());

        restart();
        failing = false;
        consume(FROM);

        await().atMost(SOON).until(() -> received.size() == 20);
        assertThat(received.stream().map(Event::receivedAt)).isSorted();
    }

    @Test
    void poisonEventIsPutAsideAloneWhenAsked() throws Exception {
        broker.declareQueue("mcp.events", "file");
        sendAll(IntStream.range(0, 10).mapToObj(n -> send("pump-1", n)).toList());
        route(FROM + "&deadLetterAfter=2", exchange -> {
            EventBatch batch = exchange.getMessage().getBody(EventBatch.class);
            if (batch.stream().anyMatch(e -> e.messageId().equals("pump-1/4"))) {
                throw new IllegalStateException("no such column");
            }
            received.addAll(batch);
        });

        await().atMost(SOON).until(() -> received.size() == 9 && waiting() == 0);
        assertThat(received.stream().map(Event::receivedAt)).isSorted();
        await().atMost(SOON)
                .until(() -> broker.queue(EmbeddedBroker.DEAD_LETTERS).messages() == 1);
    }

    @Test
    void deadLettersCanBeReadWithARouteOfTheOperator() throws Exception {
        poisonEventIsPutAsideAloneWhenAsked();
        context.getRegistry().bind("connectionFactory", new ActiveMQConnectionFactory(broker.vmUrl()));
        context.getPropertiesComponent().addInitialProperty("gateway.data", dir.toString());

        PluginHelper.getRoutesLoader(context)
                .loadRoutes(
                        ResourceHelper.fromString(
                                "dead-letters.yaml",
                                """
                - route:
                    id: dead-letters
                    from:
                      uri: jms:queue:mcp.dead
                      parameters:
                        transacted: true
                        lazyCreateTransactionManager: false
                      steps:
                        - log: "queue=${header.queue} messageId=${header.messageId} reason=${header.reason}"
                        - setHeader:
                            name: CamelMcpReceivedAt
                            simple: ${header.receivedAt}
                        - to: jsonl:{{gateway.data}}/dead
                """));

        await().atMost(SOON)
                .until(() -> broker.queue(EmbeddedBroker.DEAD_LETTERS).messages() == 0);
        assertThat(dir.resolve("dead/1970-01-01.jsonl")).hasContent("{\"n\":4}\n");
    }

    @Test
    void queueThatNobodyReadsIsWarnedOfAtTheStartAndWhenItsOutputGoes() throws Exception {
        List<String> warnings = new CopyOnWriteArrayList<>();
        Appender appender = new AbstractAppender("warnings", null, null, true, Property.EMPTY_ARRAY) {
            @Override
            public void append(LogEvent event) {
                warnings.add(event.getMessage().getFormattedMessage());
            }
        };
        appender.start();
        Logger logger = (Logger) LogManager.getLogger(EventsComponent.class);
        logger.addAppender(appender);
        Level level = logger.getLevel();
        logger.setLevel(Level.WARN);
        try {
            broker.declareQueue("mcp.events", "old");
            consume(FROM);
            await().atMost(SOON)
                    .until(() -> warnings.stream().anyMatch(w -> w.contains("queue=mcp.events.old state=unread")));
            assertThat(warnings).noneMatch(w -> w.contains("mcp.events.file"));

            context.getRouteController().stopRoute("reader");
            context.removeRoute("reader");

            await().atMost(SOON)
                    .until(() -> warnings.stream().anyMatch(w -> w.contains("queue=mcp.events.file state=unread")));
        } finally {
            logger.setLevel(level);
            logger.removeAppender(appender);
        }
    }

    @Test
    void fullQueueIsBusyAndTheSameEventIsTakenWhenThereIsRoom() throws Exception {
        producer.stop();
        context.stop();
        broker.close();
        settings = settings.withLimits(100 * 1024, 300 * 1024);
        broker = EmbeddedBroker.start(settings);
        startContext();
        broker.declareQueue("mcp.events", "file");
        int taken = 0;
        Throwable refusal = null;
        while (refusal == null && taken < 500) {
            try {
                sendBody("pump-1", taken, "\"" + "x".repeat(10_000) + "\"").get(10, TimeUnit.SECONDS);
                taken++;
            } catch (ExecutionException e) {
                refusal = e.getCause();
            }
        }
        assertThat(refusal)
                .hasRootCauseInstanceOf(org.apache.activemq.artemis.api.core.ActiveMQAddressFullException.class);
        assertThat(refusal).isInstanceOf(EventsBusyException.class);
        assertThat(taken).isGreaterThan(20);
        int refused = taken;
        HealthCheck check = new BrokerHealthCheck(broker);
        assertThat(check.isReadiness()).isTrue();
        assertThat(check.call().getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(check.call().getMessage().orElseThrow())
                .contains("mcp.events is full", "mcp.events.file: nobody reads it: ");
        assertThat(check.call().getDetails().get("mcp.events.file.warning").toString())
                .contains("nobody reads it: ");

        consume(FROM);
        await().atMost(SOON).until(() -> received.size() == refused && waiting() == 0);
        await().atMost(SOON).ignoreExceptions().until(() -> {
            sendBody("pump-1", refused, "1").get(10, TimeUnit.SECONDS);
            return true;
        });

        await().atMost(SOON).until(() -> received.size() == refused + 1);
        assertThat(received.get(refused).messageId()).isEqualTo("pump-1/" + refused);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(check.call().getState()).isEqualTo(HealthCheck.State.UP));
    }

    @Test
    void moreThanTheLimitInFlightIsBusy() throws Exception {
        producer.stop();
        context.getComponent("events", EventsComponent.class).setMaxInFlight(1);
        producer.start();
        broker.declareQueue("mcp.events", "file");
        AtomicInteger busy = new AtomicInteger();

        List<CompletableFuture<Exchange>> sends =
                IntStream.range(0, 2_000).mapToObj(n -> send("pump-1", n)).toList();
        for (CompletableFuture<Exchange> send : sends) {
            try {
                send.get(10, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                assertThat(e).hasRootCauseInstanceOf(EventsBusyException.class);
                busy.incrementAndGet();
            }
        }

        assertThat(busy).hasPositiveValue();
        send("pump-1", 9_999).get(10, TimeUnit.SECONDS);
        consume(FROM);
        await().atMost(SOON).until(() -> received.size() == 2_001 - busy.get());
    }

    @Test
    void sendsUnderWayFailWhenTheBrokerGoesAway() throws Exception {
        broker.declareQueue("mcp.events", "file");
        send("pump-1", 0).get(10, TimeUnit.SECONDS);
        List<CompletableFuture<Exchange>> sends = new ArrayList<>();
        for (int n = 1; n < 3_000; n++) {
            sends.add(send("pump-1", n));
        }

        broker.close();

        int good = 0;
        for (CompletableFuture<Exchange> send : sends) {
            try {
                send.get(20, TimeUnit.SECONDS);
                good++;
            } catch (ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(EventsException.class);
            }
        }
        assertThatThrownBy(() -> send("pump-1", 5_000).get(10, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(EventsBusyException.class);
        broker = EmbeddedBroker.start(settings);
        producer.stop();
        context.stop();
        startContext();
        consume(FROM);
        int least = good + 1;
        await().atMost(SOON).until(() -> received.size() >= least);
        assertThat(received.stream().map(Event::messageId)).doesNotHaveDuplicates();
    }

    @Test
    void largeEventComesWhole() throws Exception {
        consume(FROM);
        String body = "\"" + "y".repeat(1_500_000) + "\"";

        sendBody("pump-1", 1, body).get(10, TimeUnit.SECONDS);

        await().atMost(SOON).until(() -> received.size() == 1);
        assertThat(received.get(0).json()).asString(UTF_8).isEqualTo(body);
    }

    @Test
    void runningBatchFinishesBeforeTheRouteStops() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        route(FROM, exchange -> {
            entered.countDown();
            assertThat(leave.await(10, TimeUnit.SECONDS)).isTrue();
            received.addAll(exchange.getMessage().getBody(EventBatch.class));
        });
        send("pump-1", 1).get(10, TimeUnit.SECONDS);
        assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();

        CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> context.stop());
        await().atMost(SOON).until(() -> context.isStopping());
        assertThat(stopped).isNotDone();
        leave.countDown();
        stopped.get(20, TimeUnit.SECONDS);

        assertThat(received).hasSize(1);
        await().atMost(SOON).until(() -> waiting() == 0);
    }

    @Test
    void orderlyStopsWriteNoEventTwiceAlsoWhenAMessageHoldsMoreThanABatch() throws Exception {
        consume(FROM + "&batchSize=7&batchWait=0");
        AtomicBoolean enough = new AtomicBoolean();
        AtomicInteger sent = new AtomicInteger();
        CompletableFuture<Void> load = CompletableFuture.runAsync(() -> {
            while (!enough.get()) {
                int from = sent.getAndAdd(500);
                sendAll(IntStream.range(from, from + 500)
                        .mapToObj(n -> send("pump-1", n))
                        .toList());
            }
        });
        for (int stops = 1; stops <= 5; stops++) {
            int before = received.size();
            await().atMost(SOON).until(() -> received.size() >= before + 300);
            context.getRouteController().stopRoute("reader");
            context.getRouteController().startRoute("reader");
        }
        enough.set(true);
        load.get(20, TimeUnit.SECONDS);

        await().atMost(SOON).until(() -> received.size() >= sent.get() && waiting() == 0);
        assertThat(received.stream().map(Event::receivedAt))
                .doesNotHaveDuplicates()
                .isSorted();
    }

    @Test
    void stopDoesNotWaitForTheRestOfAMessageWhoseRouteFails() throws Exception {
        broker.declareQueue("mcp.events", "file");
        sendAll(IntStream.range(0, 100).mapToObj(n -> send("pump-1", n)).toList());
        AtomicInteger good = new AtomicInteger();
        route("events:mcp.events?queue=file&batchSize=7&redeliveryDelay=60s&maxRedeliveryDelay=60s", exchange -> {
            if (good.incrementAndGet() > 2) {
                throw new IllegalStateException("out of order");
            }
        });
        await().atMost(SOON).until(() -> good.get() > 2);

        CompletableFuture.runAsync(() -> context.stop()).get(20, TimeUnit.SECONDS);

        assertThat(good).hasValue(3);
        assertThat(waiting()).isPositive();
    }

    @Test
    void bodyOfManyLinesIsPutOnOne() throws Exception {
        consume(FROM);
        String sent = "{\r\n\"n\":1\n}\n";
        Exchange done = sendBody("pump-1", 1, sent).get(10, TimeUnit.SECONDS);

        await().atMost(SOON).until(() -> received.size() == 1);
        assertThat(received.get(0).json()).asString(UTF_8).isEqualTo("{  \"n\":1 } ");
        assertThat(done.getMessage().getBody(String.class)).isEqualTo(sent);
    }

    @Test
    void suspendedRouteTakesNothingUntilItIsResumed() throws Exception {
        consume(FROM);
        send("pump-1", 0).get(10, TimeUnit.SECONDS);
        await().atMost(SOON).until(() -> received.size() == 1 && waiting() == 0);

        context.getRouteController().suspendRoute("reader");
        sendAll(IntStream.range(1, 4).mapToObj(n -> send("pump-1", n)).toList());
        await().during(Duration.ofMillis(600)).atMost(SOON).until(() -> received.size() == 1 && waiting() > 0);
        context.getRouteController().resumeRoute("reader");

        await().atMost(SOON).until(() -> received.size() == 4);
    }

    @Test
    void batchBecomesJsonLinesForOtherEndpoints() throws Exception {
        EventBatch batch = new EventBatch(List.of(
                new Event("1", "", "", 0, "{}".getBytes(UTF_8)), new Event("2", "", "", 0, "[]".getBytes(UTF_8))));

        assertThat(context.getTypeConverter().mandatoryConvertTo(String.class, batch))
                .isEqualTo("{}\n[]\n");
        assertThat(context.getTypeConverter().mandatoryConvertTo(byte[].class, batch))
                .asString(UTF_8)
                .isEqualTo("{}\n[]\n");
        assertThat(context.getTypeConverter().mandatoryConvertTo(java.io.InputStream.class, batch))
                .hasContent("{}\n[]\n");
        assertThat(batch).hasToString("EventBatch[2]");
    }

    @Test
    void badOptionsAreNamed() {
        assertThatThrownBy(() -> consume("events:mcp.events")).hasStackTraceContaining("queue is required");
        for (String bad : new String[] {
            "batchSize=0 is not in 1..10000",
            "batchSize=10001 is not in 1..10000",
            "batchBytes=0 is not in 1..2147483647",
            "batchWait=-1 is not in 0..2147483647",
            "redeliveryDelay=0 is not in 1..2147483647",
            "maxRedeliveryDelay=499 is not in 500..2147483647",
            "deadLetterAfter=-1 is not in 0..2147483647",
        }) {
            String option = bad.substring(0, bad.indexOf(' '));
            assertThatThrownBy(() -> consume("events:mcp.events?queue=a&" + option))
                    .hasStackTraceContaining(bad);
        }
        assertThatThrownBy(() -> consume("events:mcp.events?queue=a&nope=1")).hasStackTraceContaining("nope");
    }

    private HealthCheck.Result health() {
        return HealthCheckHelper.invoke(context).stream()
                .filter(result -> result.getCheck().getId().contains("events"))
                .findFirst()
                .orElseThrow();
    }

    private long waiting() {
        return broker.queue("mcp.events.file").messages();
    }

    private void consume(String uri) throws Exception {
        route(uri, exchange -> {
            EventBatch batch = exchange.getMessage().getBody(EventBatch.class);
            batches.add(batch.size());
            if (failing) {
                throw new IllegalStateException("out of order");
            }
            received.addAll(batch);
        });
    }

    private void route(String uri, org.apache.camel.Processor processor) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).routeId("reader").errorHandler(noErrorHandler()).process(processor);
            }
        });
    }

    private CompletableFuture<Exchange> send(String client, int n) {
        return sendBody(client, n, "{\"n\":" + n + "}");
    }

    private CompletableFuture<Exchange> sendBody(String client, int n, String body) {
        Exchange exchange = context.getEndpoint("events:mcp.events").createExchange();
        exchange.getMessage().setHeader(EventsConstants.MESSAGE_ID, client + "/" + n);
        exchange.getMessage().setHeader(EventsConstants.CLIENT_ID, client);
        exchange.getMessage().setHeader(EventsConstants.COMMAND_NAME, "REPORT");
        exchange.getMessage().setHeader(EventsConstants.RECEIVED_AT, 1000L + n);
        exchange.getMessage().setBody(body.getBytes(UTF_8));
        CompletableFuture<Exchange> done = new CompletableFuture<>();
        producer.process(exchange, sync -> {
            if (exchange.getException() == null) {
                done.complete(exchange);
            } else {
                done.completeExceptionally(exchange.getException());
            }
        });
        return done;
    }

    private static void sendAll(List<CompletableFuture<Exchange>> sends) {
        sends.forEach(CompletableFuture::join);
    }

    private void restart() throws Exception {
        producer.stop();
        context.stop();
        broker.close();
        broker = EmbeddedBroker.start(settings);
        startContext();
    }

    private void startContext() throws Exception {
        context = new DefaultCamelContext();
        context.getRegistry().bind("broker", broker);
        context.start();
        producer = context.getEndpoint("events:mcp.events").createAsyncProducer();
        producer.start();
    }
}
