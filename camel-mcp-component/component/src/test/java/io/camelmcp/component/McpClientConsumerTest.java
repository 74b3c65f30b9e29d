package io.camelmcp.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpError;
import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.component.client.SessionPeer;
import io.github.nettyplus.leakdetector.junit.NettyLeakDetectorExtension;
import io.netty.channel.nio.NioEventLoopGroup;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Exchange;
import org.apache.camel.builder.LambdaRouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a route sees of {@code from("mcp:…?mode=client")}, and of one clientId used by several endpoints. */
@ExtendWith(NettyLeakDetectorExtension.class)
@Timeout(60)
class McpClientConsumerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static NioEventLoopGroup group;
    private SessionPeer gateway;

    @BeforeAll
    static void startLoops() {
        group = new NioEventLoopGroup(1);
    }

    @AfterAll
    static void endLoops() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @BeforeEach
    void open() {
        gateway = new SessionPeer(group);
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    private String uri(String options) {
        return "mcp:127.0.0.1:" + gateway.port() + "?clientId=C1&reconnectDelay=20&reconnectMaxDelay=40" + options;
    }

    private String from(String options) {
        return uri("&mode=client" + options);
    }

    private TestContext connected(LambdaRouteBuilder routes) throws Exception {
        TestContext test = TestContext.start(routes);
        await().atMost(PATIENCE).until(() -> consumer(test).isConnected());
        return test;
    }

    private static McpClientConsumer consumer(TestContext test) {
        return (McpClientConsumer) test.context.getRoutes().get(0).getConsumer();
    }

    private void push(int command, int seq, String body) {
        gateway.channel().writeAndFlush(McpFrame.sequenced(command, 3, seq, body.getBytes(StandardCharsets.UTF_8)));
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.UTF_8);
    }

    private static int codeOf(McpFrame frame) {
        assertThat(frame.command()).isEqualTo(McpCommand.ERROR);
        return McpError.decode(frame.body()).code();
    }

    @Test
    void resultOfAnInOutRouteIsTheAnswer() throws Exception {
        AtomicReference<Map<String, Object>> headers = new AtomicReference<>();
        try (TestContext test = connected(routes -> routes.from(from("&exchangePattern=InOut"))
                .process(exchange -> headers.set(exchange.getMessage().getHeaders()))
                .setBody(routes.simple("${header.CamelMcpCommandName}:${bodyAs(String)}")))) {
            push(McpCommand.READ_STATUS, 7, "all");
            McpFrame answer = gateway.next();
            assertThat(answer.command()).isEqualTo(0x8A);
            assertThat(answer.seq()).isEqualTo(7);
            assertThat(answer.id()).isEqualTo(3);
            assertThat(text(answer.body())).isEqualTo("READ_STATUS:all");
            assertThat(headers.get())
                    .containsEntry(McpConstants.CLIENT_ID, "C1")
                    .containsEntry(McpConstants.SESSION_ID, gateway.sessionId)
                    .containsEntry(McpConstants.DEVICE_ID, 3L)
                    .containsEntry(McpConstants.SEQUENCE, 7)
                    .containsEntry(McpConstants.COMMAND, McpCommand.READ_STATUS)
                    .containsEntry(McpConstants.VERSION, 2)
                    .containsEntry(McpConstants.PROTOCOL, "mcp")
                    .containsEntry(McpConstants.DUPLICATE, false)
                    .containsEntry(McpConstants.REMOTE_ADDRESS, "127.0.0.1:" + gateway.port())
                    .containsKeys(McpConstants.MESSAGE_ID, McpConstants.RECEIVED_AT);
            assertThat(consumer(test).getRequests()).isEqualTo(1);
        }
    }

    @Test
    void inOnlyRouteIsAnsweredEmptyAndAFailedOneByAnError() throws Exception {
        try (TestContext test = connected(routes -> routes.from(from(""))
                .choice()
                .when(routes.body().isEqualTo("bad"))
                .throwException(new IllegalStateException("on purpose"))
                .when(routes.body().isEqualTo("busy"))
                .throwException(new McpBusyException("on purpose"))
                .otherwise()
                .setBody(routes.constant("not told")))) {
            push(McpCommand.COMMAND, 1, "good");
            assertThat(gateway.next().body()).isEmpty();
            push(McpCommand.COMMAND, 2, "bad");
            assertThat(codeOf(gateway.next())).isEqualTo(McpErrorCode.FAILED.code());
            push(McpCommand.COMMAND, 3, "busy");
            assertThat(codeOf(gateway.next())).isEqualTo(McpErrorCode.BUSY.code());
            await().untilAsserted(() -> assertThat(consumer(test).getInFlight()).isZero());
        }
    }

    @Test
    void consumersOfOneClientIdShareTheConnectionAndDivideTheCommands() throws Exception {
        try (TestContext test = connected(routes -> {
            routes.from(from("&commands=READ_STATUS&exchangePattern=InOut")).setBody(routes.constant("status"));
            routes.from(from("&commands=0x42&exchangePattern=InOut")).setBody(routes.constant("mine"));
            routes.from("direct:report").to(uri(""));
        })) {
            push(McpCommand.READ_STATUS, 1, "");
            assertThat(text(gateway.next().body())).isEqualTo("status");
            push(0x42, 2, "");
            assertThat(text(gateway.next().body())).isEqualTo("mine");
            push(McpCommand.COMMAND, 3, "");
            assertThat(codeOf(gateway.next())).isEqualTo(McpErrorCode.UNKNOWN_COMMAND.code());
            String answer = test.context.createProducerTemplate().requestBody("direct:report", "up", String.class);
            assertThat(answer).isEqualTo("up");
            assertThat(gateway.peer.channels).hasSize(1);
            assertThat(gateway.logins).hasSize(1);
        }
    }

    @Test
    void stopOfTheContextFinishesWhatRunsAndLogsOut() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        TestContext test = connected(routes -> routes.from(from("&exchangePattern=InOut"))
                .process(exchange -> {
                    entered.countDown();
                    assertThat(go.await(20, TimeUnit.SECONDS)).isTrue();
                })
                .setBody(routes.constant("finished")));
        McpClientConsumer consumer = consumer(test);
        push(McpCommand.COMMAND, 1, "");
        assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
        Thread stopping = new Thread(() -> {
            try {
                test.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        stopping.start();
        await().atMost(PATIENCE).until(consumer::isSuspendingOrSuspended);
        push(McpCommand.COMMAND, 2, "");
        assertThat(codeOf(gateway.next())).isEqualTo(McpErrorCode.BUSY.code());
        go.countDown();
        assertThat(text(gateway.next().body())).isEqualTo("finished");
        assertThat(gateway.next().command()).isEqualTo(McpCommand.LOGOUT);
        stopping.join(20_000);
    }

    @Test
    void suspendedConsumerIsBusyUntilItIsResumed() throws Exception {
        try (TestContext test =
                connected(routes -> routes.from(from("")).routeId("pushes").to("log:pushes?level=DEBUG"))) {
            test.context.getRouteController().suspendRoute("pushes");
            push(McpCommand.COMMAND, 1, "");
            assertThat(codeOf(gateway.next())).isEqualTo(McpErrorCode.BUSY.code());
            test.context.getRouteController().resumeRoute("pushes");
            push(McpCommand.COMMAND, 1, "");
            assertThat(gateway.next().command()).isEqualTo(McpCommand.COMMAND | McpCommand.ANSWER_BIT);
        }
    }

    @Test
    void takenOverConsumerStaysAwayAndSaysSoUntilItIsResumed() throws Exception {
        try (TestContext test =
                connected(routes -> routes.from(from("")).routeId("pushes").to("log:pushes?level=DEBUG"))) {
            McpClientConsumer consumer = consumer(test);
            McpClientConsumerHealthCheck check = new McpClientConsumerHealthCheck(consumer, "pushes");
            assertThat(check.call().getState()).isEqualTo(HealthCheck.State.UP);
            gateway.channel().writeAndFlush(McpFrame.unsolicitedError(2, McpErrorCode.TAKEN_OVER, ""));
            gateway.channel().close();
            await().atMost(PATIENCE).until(() -> !consumer.isConnected());
            HealthCheck.Result result = check.call();
            assertThat(result.getState()).isEqualTo(HealthCheck.State.DOWN);
            assertThat(result.getMessage())
                    .hasValueSatisfying(text -> assertThat(text).contains("elsewhere"));
            assertThat(consumer.getLastError()).contains("TAKEN_OVER");
            assertThat(consumer.getConnectAttempts()).isEqualTo(1);

            test.context.getRouteController().suspendRoute("pushes");
            test.context.getRouteController().resumeRoute("pushes");
            await().atMost(PATIENCE).until(consumer::isConnected);
            assertThat(consumer.getConnectAttempts()).isEqualTo(2);
            assertThat(consumer.getLastError()).isEmpty();
        }
    }

    @Test
    void consumerStartsWithoutItsPeerAndResumesWhenItComesBack() throws Exception {
        try (TestContext test = connected(routes -> routes.from(from("")).to("log:pushes?level=DEBUG"))) {
            McpClientConsumer consumer = consumer(test);
            gateway.channel().close();
            await().atMost(PATIENCE).until(() -> consumer.getResumes() == 1);
            assertThat(consumer.isConnected()).isTrue();
            assertThat(consumer.getRttMillis()).isNaN();
        }
        int port = gateway.port();
        gateway.close();
        try (TestContext test =
                TestContext.start(routes -> routes.from(from("")).to("log:pushes?level=DEBUG"))) {
            McpClientConsumer consumer = consumer(test);
            await().atMost(PATIENCE).until(() -> !consumer.getLastError().isEmpty());
            assertThat(new McpClientConsumerHealthCheck(consumer, "r").call().getState())
                    .isEqualTo(HealthCheck.State.DOWN);
            gateway = new SessionPeer(group, port);
            await().atMost(PATIENCE).until(consumer::isConnected);
        }
    }

    @Test
    void refusedLoginFailsTheExchangeWithCodeAndText() throws Exception {
        gateway.onLogin = (channel, login) -> gateway.refuse(channel, login, McpErrorCode.NOT_LOGGED_IN);
        try (TestContext test = TestContext.start(routes -> routes.from("direct:report")
                .to(uri("&token=secret-one&reconnectDelay=5000&reconnectMaxDelay=5000")
                        .replace("reconnectDelay=20&reconnectMaxDelay=40&", "")))) {
            Exchange exchange = test.context.createProducerTemplate().send("direct:report", e -> {});
            assertThat(exchange.getException()).isInstanceOfSatisfying(McpErrorException.class, e -> {
                assertThat(e.getCode()).isEqualTo(5);
                assertThat(e).hasMessageContaining("clientId=C1");
                assertThat(e.getMessage()).doesNotContain("secret-one");
            });
            assertThat(gateway.nextLogin().token()).isEqualTo("secret-one");
        }
    }

    @Test
    void optionsThatCannotBeHonouredFailAtStartAndAreNamed() {
        assertFails(from("&connections=2"), "connections=2");
        assertFails(from("&version=1"), "version=1");
        assertFails(from("&protocol=modbusTcp"), "protocol=modbusTcp");
        assertFails(from("&maxConnections=5"), "maxConnections");
        assertFails(from("&ackMode=received"), "ackMode");
        assertFails(from("&ordering=arrival"), "ordering");
        assertFails(from("&commands=MODBUS"), "MODBUS");
        assertFails(from("&requestTimeout=0"), "requestTimeout=0");
        assertFails(from("&heartbeatInterval=10"), "heartbeatInterval=10");
        assertFails(from("&groups=a,not%20a%20name"), "groups");
        assertFails("mcp:127.0.0.1:1?mode=client&clientId=no/name", "clientId");
        assertFails("mcp:127.0.0.1:1?mode=client&connections=2", "connections=2");
        assertFails("mcp:127.0.0.1:1?mode=client&lazyConnect=false", "lazyConnect is for a producer");
        assertFails("mcp:127.0.0.1:1?mode=client&target=all", "target is for requests that a route sends");
        assertFails("mcp:127.0.0.1:1?mode=client&auth=token", "auth is for mode=server");
        assertFails("mcp:127.0.0.1:1?mode=client&sessionStore=memory", "sessionStore is for mode=server");
        assertFails("mcp:127.0.0.1:1?mode=client&retransmitTimeout=9000", "retransmitTimeout needs a login");
        assertFails("mcp:127.0.0.1:1?mode=client&heartbeatInterval=10", "heartbeatInterval=10 is not in");
        assertFails("mcp:127.0.0.1:1?mode=client&version=1&heartbeatInterval=9000", "is for MCP of version 2");
        assertFails("mcp:127.0.0.1:0?clientId=C1", "clientId is for a client");
        assertFails("mcp:127.0.0.1:1?mode=client&protocol=modbusRtu", "modbusRtu");
    }

    @Test
    void everyOptionThatOnlyAPortHonoursIsRefused() throws Exception {
        Set<String> ofRoutes = Set.of(
                "commands",
                "ackMode",
                "ordering",
                "bridgeErrorHandler",
                "exceptionHandler",
                "exchangePattern",
                // of consumers with tags, which connect
                "period",
                "reportMode");
        JsonNode metadata;
        try (InputStream json = McpEndpoint.class.getResourceAsStream("/META-INF/io/camelmcp/component/mcp.json")) {
            metadata = new ObjectMapper().readTree(json);
        }
        for (Map.Entry<String, JsonNode> option : metadata.get("properties").properties()) {
            List<String> labels =
                    List.of(option.getValue().path("label").asText().split(",", -1));
            if (labels.contains("consumer") && !ofRoutes.contains(option.getKey())) {
                assertThat(PortOptions.isForPortsOnly(option.getKey()))
                        .as(option.getKey())
                        .isTrue();
            }
        }
    }

    private static void assertFails(String uri, String culprit) {
        assertThatThrownBy(() -> TestContext.start(routes -> routes.from(uri).to("log:never")))
                .hasStackTraceContaining(culprit);
    }

    @Test
    void endpointsOfOneClientIdMustNotContradictEachOther() {
        assertThatThrownBy(() -> TestContext.start(routes -> {
                    routes.from(from("&token=one")).to("log:never");
                    routes.from("direct:report").to(uri("&token=two"));
                }))
                .hasStackTraceContaining("token contradicts")
                .hasStackTraceContaining("clientId=C1");
    }

    @Test
    void consumerWithoutLoginTakesWhatTheDeviceSends() throws Exception {
        String plain = "mcp:127.0.0.1:" + gateway.port() + "?mode=client&exchangePattern=InOut";
        try (TestContext test = connected(
                routes -> routes.from(plain).setBody(routes.simple("${header.CamelMcpSessionId}|${bodyAs(String)}")))) {
            gateway.channel().writeAndFlush(McpFrame.plain(McpCommand.REPORT, "t=1".getBytes(StandardCharsets.UTF_8)));
            assertThat(text(gateway.next().body())).isEqualTo("|t=1");
            assertThat(gateway.logins).isEmpty();
        }
        assertThat(gateway.frames).as("no LOGOUT without LOGIN").isEmpty();
    }
}
