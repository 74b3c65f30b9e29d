package io.camelmcp.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.Protocol;
import io.camelmcp.codec.modbus.ModbusException;
import io.camelmcp.codec.modbus.ModbusExceptionResponse;
import io.camelmcp.codec.modbus.ModbusFrame;
import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.RawRequest;
import io.camelmcp.codec.modbus.ReadCoils;
import io.camelmcp.codec.modbus.ReadHoldingRegisters;
import io.camelmcp.codec.modbus.ReadRegistersResponse;
import io.camelmcp.component.client.TestPeer;
import io.github.nettyplus.leakdetector.junit.NettyLeakDetectorExtension;
import io.netty.channel.Channel;
import io.netty.channel.nio.NioEventLoopGroup;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRepository;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.LifecycleStrategySupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a route sees of {@code to("mcp:…")}. */
@ExtendWith(NettyLeakDetectorExtension.class)
@Timeout(60)
class McpProducerTest {

    private static NioEventLoopGroup group;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private DefaultCamelContext context;
    private ProducerTemplate template;

    @BeforeAll
    static void startLoops() {
        group = new NioEventLoopGroup(1);
    }

    @AfterAll
    static void endLoops() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @BeforeEach
    void start() {
        context = new DefaultCamelContext();
        context.start();
        template = context.createProducerTemplate();
    }

    @AfterEach
    void stop() throws Exception {
        context.close();
        for (AutoCloseable resource : opened) {
            resource.close();
        }
    }

    private TestPeer mcp(BiConsumer<Channel, McpFrame> behaviour) {
        TestPeer peer = TestPeer.mcp(group, behaviour);
        opened.add(peer);
        return peer;
    }

    private TestPeer echo() {
        return mcp((channel, frame) -> channel.writeAndFlush(frame.answer(frame.body())));
    }

    private TestPeer modbus(Protocol protocol, BiConsumer<Channel, ModbusFrame> behaviour) {
        TestPeer peer = TestPeer.modbus(group, protocol, behaviour);
        opened.add(peer);
        return peer;
    }

    /** A device whose registers hold their own address. */
    private TestPeer registers(Protocol protocol) {
        return modbus(protocol, (channel, frame) -> {
            try {
                if (ModbusRequest.decode(frame.pdu()) instanceof ReadHoldingRegisters read) {
                    int[] values = new int[read.quantity()];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = read.address() + i;
                    }
                    channel.writeAndFlush(frame.answer(new ReadRegistersResponse(3, values)));
                } else {
                    channel.writeAndFlush(frame.answer(new ModbusExceptionResponse(frame.function(), 0x55)));
                }
            } catch (ModbusException e) {
                channel.writeAndFlush(frame.answer(e.response()));
            }
        });
    }

    private static String uri(int port, String options) {
        return "mcp:127.0.0.1:" + port + options;
    }

    private static String uri(TestPeer peer, String options) {
        return uri(peer.port(), options);
    }

    private Throwable failure(String uri, Object body, Map<String, Object> headers) {
        Exchange exchange = template.request(uri, in -> {
            in.getMessage().setBody(body);
            in.getMessage().setHeaders(new HashMap<>(headers));
        });
        return exchange.getException();
    }

    @Test
    void inOutGetsTheAnswerAsBodyAndKeepsItsHeaders() throws Exception {
        TestPeer peer =
                mcp((channel, frame) -> channel.writeAndFlush(frame.answer("done".getBytes(StandardCharsets.UTF_8))));
        Exchange exchange = template.request(uri(peer, ""), in -> {
            in.getMessage().setBody("hello");
            in.getMessage().setHeader("mine", 1);
        });
        assertThat(exchange.getMessage().getBody()).isEqualTo("done".getBytes(StandardCharsets.UTF_8));
        assertThat(exchange.getMessage().getHeader("mine")).isEqualTo(1);
        assertThat(peer.<McpFrame>next())
                .isEqualTo(McpFrame.sequenced(McpCommand.REPORT, 0, 1, "hello".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void inOnlyKeepsItsBodyAndCompletesWhenAcknowledged() {
        TestPeer peer =
                mcp((channel, frame) -> channel.writeAndFlush(frame.answer("done".getBytes(StandardCharsets.UTF_8))));
        Exchange exchange = template.send(uri(peer, ""), in -> in.getMessage().setBody("hello"));
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo("hello");
        assertThat(peer.received).hasSize(1);
    }

    @Test
    void bodyBecomesOctetsTextOrJson() throws Exception {
        TestPeer peer = echo();
        template.sendBody(uri(peer, ""), null);
        template.sendBody(uri(peer, ""), new byte[] {1, 2});
        template.sendBody(uri(peer, ""), "käse");
        template.sendBody(uri(peer, ""), Map.of("t", 21));
        assertThat(peer.<McpFrame>next().body()).isEmpty();
        assertThat(peer.<McpFrame>next().body()).containsExactly(1, 2);
        assertThat(peer.<McpFrame>next().body()).isEqualTo("käse".getBytes(StandardCharsets.UTF_8));
        assertThat(new String(peer.<McpFrame>next().body(), StandardCharsets.UTF_8))
                .isEqualTo("{\"t\":21}");
    }

    @Test
    void commandAndDeviceComeFromHeadersElseFromOptions() throws Exception {
        TestPeer peer = echo();
        String uri = uri(peer, "?command=0x42&deviceId=7");
        template.sendBody(uri, "");
        template.sendBodyAndHeader(uri, "", McpConstants.COMMAND_NAME, "LOG");
        template.sendBodyAndHeader(uri, "", McpConstants.COMMAND, 11);
        template.sendBodyAndHeader(uri, "", McpConstants.COMMAND_NAME, McpConstants.MODBUS);
        template.sendBodyAndHeader(uri, "", McpConstants.DEVICE_ID, 4_294_967_295L);
        assertThat(peer.<McpFrame>next().command()).isEqualTo(0x42);
        assertThat(peer.<McpFrame>next().command()).isEqualTo(McpCommand.LOG);
        assertThat(peer.<McpFrame>next().command()).isEqualTo(McpCommand.COMMAND);
        assertThat(peer.<McpFrame>next().id()).isEqualTo(7);
        assertThat(peer.<McpFrame>next().id()).isEqualTo(4_294_967_295L);
        assertThat(failure(uri, "", Map.of(McpConstants.COMMAND_NAME, "NONSENSE")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("CamelMcpCommandName");
    }

    @Test
    void version1IsSpokenWhenAsked() throws Exception {
        TestPeer peer = echo();
        assertThat(template.requestBody(uri(peer, "?version=1"), "a", String.class))
                .isEqualTo("a");
        assertThat(peer.<McpFrame>next().version()).isEqualTo(1);
        assertThat(failure(uri(peer, "?version=1"), "a", Map.of(McpConstants.DEVICE_ID, 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("version=2");
    }

    @Test
    void oneThreadHasManyExchangesInFlight() throws Exception {
        int count = 50;
        List<McpFrame> held = new ArrayList<>();
        TestPeer peer = mcp((channel, frame) -> {
            held.add(frame);
            // nobody is answered before all have asked
            if (held.size() == count) {
                held.forEach(request -> channel.write(request.answer(request.body())));
                channel.flush();
            }
        });
        McpProducer producer = producer(uri(peer, "?window=64"));
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Exchange exchange = producer.getEndpoint().createExchange(ExchangePattern.InOut);
            exchange.getMessage().setBody("m" + i);
            CompletableFuture<String> answer = new CompletableFuture<>();
            answers.add(answer);
            boolean done = producer.process(
                    exchange, sync -> answer.complete(exchange.getMessage().getBody(String.class)));
            assertThat(done).isFalse();
        }
        for (int i = 0; i < count; i++) {
            assertThat(answers.get(i).get(20, TimeUnit.SECONDS)).isEqualTo("m" + i);
        }
        producer.stop();
    }

    @Test
    void errorsOfThePeerAreTyped() {
        TestPeer peer = mcp((channel, frame) -> channel.writeAndFlush(frame.error(
                frame.command() == McpCommand.LOG ? McpErrorCode.BUSY : McpErrorCode.FORBIDDEN, "because")));
        assertThat(failure(uri(peer, ""), "a", Map.of()))
                .isInstanceOfSatisfying(McpErrorException.class, e -> {
                    assertThat(e.getCode()).isEqualTo(6);
                    assertThat(e.getName()).isEqualTo("FORBIDDEN");
                    assertThat(e.getText()).isEqualTo("because");
                })
                .hasMessage("mcp:127.0.0.1:" + peer.port() + ": ERROR 6 FORBIDDEN: because");
        assertThat(failure(uri(peer, "?command=LOG"), "a", Map.of())).isInstanceOf(McpBusyException.class);
    }

    @Test
    void silenceIsATimeout() {
        TestPeer peer = mcp((channel, frame) -> {});
        assertThat(failure(uri(peer, "?requestTimeout=50"), "a", Map.of()))
                .isInstanceOf(McpTimeoutException.class)
                .hasMessageContaining("within 50 ms");
    }

    @Test
    void lostConnectionLeavesTheOutcomeUnknown() {
        TestPeer peer = mcp((channel, frame) -> channel.close());
        assertThat(failure(uri(peer, ""), "a", Map.of()))
                .isInstanceOfSatisfying(McpConnectionException.class, e -> assertThat(e.isOutcomeUnknown())
                        .isTrue());
    }

    @Test
    void fullQueueIsBusyAtOnce() throws Exception {
        TestPeer peer = mcp((channel, frame) -> {});
        String uri = uri(peer, "?window=1&maxPending=1&requestTimeout=600000");
        template.asyncSendBody(uri, "in flight");
        peer.next();
        template.asyncSendBody(uri, "waiting");
        await().atMost(Duration.ofSeconds(10)).until(() -> isOutstanding(uri, 2));
        assertThat(failure(uri, "a", Map.of())).isInstanceOf(McpBusyException.class);
    }

    private boolean isOutstanding(String uri, int outstanding) throws Exception {
        McpProducer probe = producer(uri);
        try {
            return probe.getOutstanding() == outstanding;
        } finally {
            probe.stop();
        }
    }

    @Test
    void answerThatIsNoneFailsTheExchange() {
        TestPeer peer = mcp(
                (channel, frame) -> channel.writeAndFlush(McpFrame.sequenced(0x8D, 0, frame.seq(), McpFrame.EMPTY)));
        assertThat(failure(uri(peer, ""), "a", Map.of()))
                .isInstanceOf(McpException.class)
                .hasMessageContaining("not an answer");
    }

    @Test
    void producersWithTheSameConnectionOptionsShareOneConnection() {
        TestPeer peer = echo();
        template.sendBody(uri(peer, "?command=LOG"), "");
        template.sendBody(uri(peer, "?requestTimeout=5000"), "");
        assertThat(peer.channels).hasSize(1);
        template.sendBody(uri(peer, "?window=5"), "");
        assertThat(peer.channels).hasSize(2);
    }

    @Test
    void lastProducerToStopClosesTheConnection() throws Exception {
        TestPeer peer = echo();
        McpProducer first = producer(uri(peer, ""));
        McpProducer second = producer(uri(peer, "?command=LOG"));
        first.process(first.createExchange());
        first.stop();
        first.stop();
        second.process(second.createExchange());
        assertThat(second.getConnected()).isEqualTo(1);
        assertThat(second.getConnectAttempts()).isEqualTo(1);
        assertThat(second.getLastError()).isEmpty();
        assertThat(second.getLateAnswers()).isZero();
        second.stop();
        await().atMost(Duration.ofSeconds(20)).until(() -> !peer.channels.get(0).isOpen());
        assertThat(peer.channels).hasSize(1);
    }

    private McpProducer producer(String uri) throws Exception {
        McpProducer producer = (McpProducer) context.getEndpoint(uri).createProducer();
        producer.start();
        return producer;
    }

    @Test
    void eagerProducerFailsToStartWhenItCannotConnect() throws Exception {
        try (Socket deadEnd = new Socket()) {
            deadEnd.bind(new InetSocketAddress("127.0.0.1", 0));
            McpProducer producer = (McpProducer) context.getEndpoint(uri(deadEnd.getLocalPort(), "?lazyConnect=false"))
                    .createProducer();
            assertThatThrownBy(producer::start)
                    .hasRootCauseInstanceOf(ConnectException.class)
                    .hasStackTraceContaining("McpConnectionException")
                    .hasStackTraceContaining("127.0.0.1:" + deadEnd.getLocalPort());
        }
        TestPeer peer = echo();
        McpProducer producer = producer(uri(peer, "?lazyConnect=false"));
        assertThat(producer.getConnected()).isEqualTo(1);
        producer.stop();
    }

    @Test
    void producerThatFailsToStartLeavesNoConnection() {
        TestPeer peer = echo();

        assertThatThrownBy(() -> context.getEndpoint(uri(peer, "?lazyConnect=false&maxThreads=0"))
                        .createProducer()
                        .start())
                .hasStackTraceContaining("maxThreads=0");

        await().atMost(Duration.ofSeconds(10))
                .until(() -> peer.channels.stream().noneMatch(Channel::isOpen));
        assertThat(healthChecks()).isZero();
    }

    @Test
    void producerThatFailsToStartLeavesNoThreadPool() throws Exception {
        List<ThreadPoolExecutor> pools = new CopyOnWriteArrayList<>();
        context.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onThreadPoolAdd(
                    CamelContext camel,
                    ThreadPoolExecutor pool,
                    String id,
                    String sourceId,
                    String routeId,
                    String profile) {
                pools.add(pool);
            }
        });
        try (Socket deadEnd = new Socket()) {
            deadEnd.bind(new InetSocketAddress("127.0.0.1", 0));
            assertThatThrownBy(() -> context.getEndpoint(uri(deadEnd.getLocalPort(), "?lazyConnect=false"))
                            .createProducer()
                            .start())
                    .hasRootCauseInstanceOf(ConnectException.class);
        }

        assertThat(pools).allMatch(ThreadPoolExecutor::isShutdown);
        assertThat(healthChecks()).isZero();
    }

    private long healthChecks() {
        HealthCheckRepository producers =
                HealthCheckHelper.getHealthCheckRepository(context, "producers", HealthCheckRepository.class);
        return producers == null ? 0 : producers.stream().count();
    }

    @Test
    void impossibleOptionsFailAtStartAndAreNamed() {
        assertStartFails("?protocol=auto", "protocol=auto");
        assertStartFails("?command=NONSENSE", "option command");
        for (String option :
                List.of("target=device:C1", "offline=queue", "answerTo=direct:late", "pushParallelism=2")) {
            assertStartFails("?" + option, "needs mode=server");
        }
        assertStartFails("?requestTimeout=0", "requestTimeout=0");
        assertStartFails("?window=2000", "window=2000");
        assertStartFails("?protocol=modbusRtu&window=2", "modbusRtu");
    }

    private void assertStartFails(String options, String named) {
        assertThatThrownBy(() ->
                        context.getEndpoint(uri(1, options)).createProducer().start())
                .hasStackTraceContaining("mcp:127.0.0.1:1: ")
                .hasStackTraceContaining(named);
    }

    @Test
    void stoppedProducerRefuses() throws Exception {
        McpProducer producer = (McpProducer) context.getEndpoint(uri(1, "")).createProducer();
        Exchange exchange = producer.createExchange();
        assertThat(producer.process(exchange, done -> {})).isTrue();
        assertThat(exchange.getException()).isInstanceOf(McpConnectionException.class);
    }

    @Test
    void modbusReadsIntoTheBodyInBothPatterns() {
        for (Protocol protocol : List.of(Protocol.MODBUS_TCP, Protocol.MODBUS_RTU)) {
            String uri = uri(registers(protocol), "?protocol=" + protocol.label());
            Map<String, Object> headers =
                    Map.of(McpConstants.FUNCTION, 3, McpConstants.ADDRESS, 100, McpConstants.QUANTITY, 3);
            assertThat(template.requestBodyAndHeaders(uri, null, headers)).isEqualTo(List.of(100, 101, 102));
            Exchange inOnly = template.send(uri, in -> in.getMessage().setHeaders(new HashMap<>(headers)));
            assertThat(inOnly.getMessage().getBody()).isEqualTo(List.of(100, 101, 102));
            assertThat(template.requestBody(uri, "{\"function\":3,\"address\":8,\"quantity\":1}"))
                    .isEqualTo(List.of(8));
            assertThat(template.requestBody(uri, new ReadHoldingRegisters(4, 1)))
                    .isEqualTo(new ReadRegistersResponse(3, new int[] {4}));
        }
    }

    @Test
    void modbusUnitIsThatOfTheOptionOrTheHeader() throws Exception {
        TestPeer peer = registers(Protocol.MODBUS_TCP);
        String uri = uri(peer, "?protocol=modbusTcp&unitId=17");
        template.requestBody(uri, new ReadHoldingRegisters(4, 1));
        template.requestBodyAndHeader(uri, new ReadHoldingRegisters(4, 1), McpConstants.UNIT_ID, 0);
        assertThat(peer.<ModbusFrame>next().unitId()).isEqualTo(17);
        assertThat(peer.<ModbusFrame>next().unitId()).isZero();
    }

    @Test
    void modbusExceptionIsTypedAndCarriesTheCode() {
        String uri = uri(registers(Protocol.MODBUS_TCP), "?protocol=modbusTcp");
        // the device answers a quantity that is not legal only when asked raw
        Throwable illegal = failure(uri, new RawRequest(3, new byte[] {0, 0, 0, 0}), Map.of());
        assertThat(illegal)
                .isInstanceOfSatisfying(McpModbusException.class, e -> {
                    assertThat(e.getCode()).isEqualTo(3);
                    assertThat(e.getFunction()).isEqualTo(3);
                    assertThat(e.getName()).isEqualTo("ILLEGAL_DATA_VALUE");
                })
                .hasMessageContaining("unit 1 answered READ_HOLDING_REGISTERS with exception 03 ILLEGAL_DATA_VALUE")
                .hasCauseInstanceOf(ModbusException.class);

        Throwable own = failure(uri, new ReadCoils(0, 1), Map.of());
        assertThat(own)
                .isInstanceOfSatisfying(McpModbusException.class, e -> {
                    assertThat(e.getCode()).isEqualTo(0x55);
                    assertThat(e.getName()).isNull();
                })
                .hasNoCause();
    }

    @Test
    void messageThatIsNoRequestFailsItsExchange() {
        String uri = uri(registers(Protocol.MODBUS_TCP), "?protocol=modbusTcp");
        assertThatThrownBy(() -> template.requestBody(uri, "nothing"))
                .isInstanceOf(CamelExecutionException.class)
                .hasRootCauseInstanceOf(IllegalArgumentException.class)
                .hasStackTraceContaining("CamelMcpFunction is missing");
    }

    @Test
    void healthIsDownWhileThePeerIsGone() throws Exception {
        HealthCheckRepository repository =
                HealthCheckHelper.getHealthCheckRepository(context, "producers", HealthCheckRepository.class);
        repository.setEnabled(true);
        TestPeer peer = echo();
        String uri = uri(peer, "?reconnectDelay=10&reconnectMaxDelay=20");
        McpProducer producer = producer(uri);
        HealthCheck check = repository.stream().findFirst().orElseThrow();
        assertThat(check.getId()).isEqualTo("producer:mcp:127.0.0.1:" + peer.port() + "/mcp");
        assertThat(check.call().getState()).isEqualTo(HealthCheck.State.UP);
        template.sendBody(uri, "");
        assertThat(check.call().getState()).isEqualTo(HealthCheck.State.UP);
        assertThat(check.call().getDetails()).containsEntry("connected", 1);

        peer.close();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> check.call().getState() == HealthCheck.State.DOWN
                        && !producer.getLastError().isEmpty());
        assertThat(check.call().getMessage().orElseThrow()).contains("is not connected");
        assertThat(check.call().getDetails()).containsKey("lastError");
        producer.stop();
    }

    @Test
    void failureOfOneExchangeIsNotThatOfAnother() throws Exception {
        TestPeer peer = mcp((channel, frame) -> {
            if (frame.body().length == 0) {
                channel.writeAndFlush(frame.error(McpErrorCode.FAILED, ""));
            } else {
                channel.writeAndFlush(frame.answer(frame.body()));
            }
        });
        CompletableFuture<Object> bad = template.asyncRequestBody(uri(peer, ""), (Object) "");
        CompletableFuture<Object> good = template.asyncRequestBody(uri(peer, ""), (Object) "x");
        assertThat((byte[]) good.get(10, TimeUnit.SECONDS)).containsExactly('x');
        assertThatThrownBy(() -> bad.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(McpErrorException.class);
    }
}
