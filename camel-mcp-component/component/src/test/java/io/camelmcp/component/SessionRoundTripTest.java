package io.camelmcp.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.component.server.Push;
import io.camelmcp.component.server.PushFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.builder.LambdaRouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our client and our server in a session, with a line between them that breaks. */
@Timeout(120)
class SessionRoundTripTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<String> bodies = Collections.synchronizedList(new ArrayList<>());
    private final List<String> ids = Collections.synchronizedList(new ArrayList<>());

    private TestContext server() throws Exception {
        return TestContext.start(routes -> routes.from("mcp:127.0.0.1:0?exchangePattern=InOut")
                .process(exchange -> {
                    bodies.add(exchange.getMessage().getBody(String.class));
                    ids.add(exchange.getMessage().getHeader(McpConstants.MESSAGE_ID, String.class));
                })
                .setBody(routes.simple("ok ${bodyAs(String)}")));
    }

    /** A server that passes on what devices answer to requests that had to wait for them. */
    private TestContext patientServer(Map<String, Answer> late) throws Exception {
        return TestContext.start(routes -> {
            routes.from("mcp:127.0.0.1:0").to("log:in?level=DEBUG");
            routes.from("direct:late").process(exchange -> {
                Answer answer = late.get(exchange.getMessage().getHeader("push", String.class));
                assertThat(exchange.getMessage().getHeader(McpConstants.PUSH_STATUS))
                        .isEqualTo("ok");
                answer.answered(exchange.getMessage().getBody(byte[].class));
            });
        });
    }

    private static String uri(FaultProxy proxy, String options) {
        return "mcp:127.0.0.1:" + proxy.port() + "?clientId=C1&reconnectDelay=5&reconnectMaxDelay=20" + options;
    }

    private static TestContext client(LambdaRouteBuilder routes) throws Exception {
        return TestContext.start(routes);
    }

    private void sendAll(TestContext client, int count) throws Exception {
        var template = client.context.createProducerTemplate();
        List<CompletableFuture<Object>> answers = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            answers.add(template.asyncRequestBody("seda:out?waitForTaskToComplete=Always&timeout=60000", "m" + i));
        }
        for (int i = 1; i <= count; i++) {
            byte[] answer = (byte[]) answers.get(i - 1).get(60, TimeUnit.SECONDS);
            assertThat(new String(answer, StandardCharsets.UTF_8)).isEqualTo("ok m" + i);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void requestsOutliveCutsAndNoneIsCompletedTwice(long seed) throws Exception {
        try (TestContext server = server();
                FaultProxy proxy = new FaultProxy(server.port(), seed).cutWithin(2_000);
                TestContext client = client(
                        routes -> routes.from("seda:out?concurrentConsumers=20").to(uri(proxy, "")))) {
            // begin with a session: what waits before the first fails when the peer is not there
            proxy.cutWithin(0);
            sendAll(client, 1);
            proxy.cutWithin(2_000);
            proxy.cutAll();
            sendAll(client, 200);
            assertThat(proxy.cuts()).as("control: it was cut").isGreaterThan(2);
            assertThat(ids).as("no id twice").doesNotHaveDuplicates();
            // m1 was sent in both rounds
            assertThat(bodies).hasSize(201);
            assertThat(ids).allMatch(id -> id.startsWith("C1/"));
        }
    }

    @Test
    void lineThatPassesOneOctetAtATimeChangesNothing() throws Exception {
        try (TestContext server = server();
                FaultProxy proxy = new FaultProxy(server.port(), 1).dribble();
                TestContext client = client(
                        routes -> routes.from("seda:out?concurrentConsumers=4").to(uri(proxy, "")))) {
            sendAll(client, 50);
            assertThat(bodies).hasSize(50);
        }
    }

    private static final class Answer extends CompletableFuture<String> implements Push.Handler {
        @Override
        public void answered(byte[] body) {
            complete(new String(body, StandardCharsets.UTF_8));
        }

        @Override
        public void failed(PushFailure failure) {
            completeExceptionally(new AssertionError(failure.toString()));
        }
    }

    private static Answer push(TestContext server, Map<String, Answer> late, String body) {
        Answer answer = new Answer();
        late.put(body, answer);
        server.server()
                .sessions()
                .push(
                        "C1",
                        new Push(
                                McpCommand.COMMAND,
                                0,
                                body.getBytes(StandardCharsets.UTF_8),
                                Duration.ofSeconds(60),
                                new Push.Patience("direct:late", Map.of("push", body)),
                                answer));
        return answer;
    }

    @Test
    void pushesReachTheConsumerOverCutsInTheirOrderAndOnce() throws Exception {
        List<String> pushed = Collections.synchronizedList(new ArrayList<>());
        Map<String, Answer> late = new ConcurrentHashMap<>();
        try (TestContext server = patientServer(late);
                FaultProxy proxy = new FaultProxy(server.port(), 4);
                TestContext client = client(routes -> routes.from(uri(proxy, "&mode=client&exchangePattern=InOut"))
                        .process(exchange -> pushed.add(exchange.getMessage().getBody(String.class)))
                        .setBody(routes.simple("done ${bodyAs(String)}")))) {
            McpClientConsumer consumer =
                    (McpClientConsumer) client.context.getRoutes().get(0).getConsumer();
            await().atMost(PATIENCE).until(consumer::isConnected);
            assertThat(push(server, late, "p0").get(10, TimeUnit.SECONDS)).isEqualTo("done p0");
            proxy.cutWithin(1_000);
            proxy.cutAll();
            List<Answer> answers = new ArrayList<>();
            for (int i = 1; i <= 60; i++) {
                answers.add(push(server, late, "p" + i));
            }
            for (int i = 1; i <= 60; i++) {
                assertThat(answers.get(i - 1).get(60, TimeUnit.SECONDS)).isEqualTo("done p" + i);
            }
            assertThat(pushed).doesNotHaveDuplicates().hasSize(61);
            assertThat(pushed.get(60)).isEqualTo("p60");
            assertThat(consumer.getResumes()).isPositive();
        }
    }

    @Test
    void secondLoginOfTheSameNameTakesOverAndTheFirstStaysAway() throws Exception {
        try (TestContext server = server();
                FaultProxy proxy = new FaultProxy(server.port(), 5);
                TestContext first =
                        client(routes -> routes.from(uri(proxy, "&mode=client")).to("log:first?level=DEBUG"))) {
            McpClientConsumer consumer =
                    (McpClientConsumer) first.context.getRoutes().get(0).getConsumer();
            await().atMost(PATIENCE).until(consumer::isConnected);
            try (TestContext second = client(routes -> routes.from("seda:out").to(uri(proxy, "")))) {
                sendAll(second, 1);
                await().atMost(PATIENCE).until(() -> !consumer.isConnected());
                assertThat(consumer.getLastError()).contains("TAKEN_OVER");
                assertThat(consumer.getConnectAttempts()).isEqualTo(1);
            }
        }
    }

    @Test
    void clientThatStopsEndsItsSession() throws Exception {
        try (TestContext server = server();
                FaultProxy proxy = new FaultProxy(server.port(), 6)) {
            try (TestContext client = client(routes -> routes.from("seda:out").to(uri(proxy, "")))) {
                sendAll(client, 1);
                assertThat(server.server().sessions().device("C1")).isPresent();
            }
            await().atMost(PATIENCE)
                    .until(() -> server.server().sessions().device("C1").isEmpty());
        }
    }

    @Test
    void failedRouteIsTheCallersBusinessAndMayBeSentAgain() throws Exception {
        try (TestContext server = TestContext.start(routes ->
                        routes.from("mcp:127.0.0.1:0").throwException(new IllegalStateException("on purpose")));
                FaultProxy proxy = new FaultProxy(server.port(), 7);
                TestContext client = client(routes -> routes.from("direct:out").to(uri(proxy, "")))) {
            Exchange failed = client.context.createProducerTemplate().send("direct:out", exchange -> {});
            assertThat(failed.getException())
                    .isInstanceOfSatisfying(McpErrorException.class, e -> assertThat(e.getCode())
                            .isEqualTo(9));
        }
    }
}
