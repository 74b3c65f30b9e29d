package io.camelmcp.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.camelmcp.codec.modbus.ReadHoldingRegisters;
import io.camelmcp.codec.modbus.ReadRegistersResponse;
import io.camelmcp.component.session.SessionChange;
import io.camelmcp.component.session.SessionListener;
import io.camelmcp.component.session.directory.DeviceDirectory;
import io.camelmcp.component.session.directory.DeviceInfo;
import io.github.nettyplus.leakdetector.junit.NettyLeakDetectorExtension;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.apache.camel.health.HealthCheck.Result;
import org.apache.camel.health.HealthCheck.State;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Modbus devices that dial in, from registration to the values in a route. */
@ExtendWith(NettyLeakDetectorExtension.class)
@Timeout(120)
class DialInTest {

    private static final String PORT = "mcp:127.0.0.1:0?mode=server&role=master";
    private static final String FROM = "mcp:127.0.0.1:0?role=master&protocol=modbusRtu";
    private static final String TAGS = "&tags=classpath:dial-in-tags.yaml&period=50";

    private final BlockingQueue<Exchange> polled = new LinkedBlockingQueue<>();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private DefaultCamelContext start(String options) throws Exception {
        TestContext test =
                TestContext.start(routes -> routes.from(FROM + options).process(polled::add));
        opened.add(test);
        return test.context;
    }

    private static McpDialInConsumer consumer(CamelContext context) {
        return (McpDialInConsumer) context.getRoutes().stream()
                .map(Route::getConsumer)
                .filter(McpDialInConsumer.class::isInstance)
                .findFirst()
                .orElseThrow();
    }

    private Dtu dial(CamelContext context) throws IOException {
        Dtu dtu = new Dtu(consumer(context).getBoundPort());
        opened.add(dtu);
        return dtu;
    }

    private Exchange poll() throws InterruptedException {
        Exchange exchange = polled.poll(20, TimeUnit.SECONDS);
        assertThat(exchange).as("a poll").isNotNull();
        return exchange;
    }

    private static Object value(Exchange exchange, String tag) {
        Map<?, ?> values = exchange.getIn().getBody(Map.class);
        return ((Map<?, ?>) values.get(tag)).get("value");
    }

    private static String clientId(Exchange exchange) {
        return exchange.getIn().getHeader(McpConstants.CLIENT_ID, String.class);
    }

    private void awaitDevices(CamelContext context, int count) {
        await().atMost(Duration.ofSeconds(20)).until(() -> consumer(context).getDevices() == count);
    }

    @Test
    void deviceIsKnownByItsTextAndItsTagsReachTheRoute() throws Exception {
        CamelContext context = start("&registration=text:GW-7" + TAGS);
        Dtu dtu = dial(context);
        dtu.registers.set(0, 42);
        dtu.serve().register("GW-7");
        Exchange exchange = poll();
        assertThat(clientId(exchange)).isEqualTo("GW-7");
        assertThat(String.valueOf(value(exchange, "level"))).isEqualTo("42");
        assertThat(exchange.getIn().getHeader(McpConstants.REMOTE_ADDRESS))
                .isEqualTo("127.0.0.1:" + dtu.socket.getLocalPort());
        dtu.registers.set(0, 43);
        await().atMost(Duration.ofSeconds(20)).until(() -> "43".equals(String.valueOf(value(poll(), "level"))));
    }

    @Test
    void deviceWithModbusTcpWhoseLineEndComesLaterIsPolled() throws Exception {
        TestContext test = TestContext.start(
                routes -> routes.from("mcp:127.0.0.1:0?role=master&protocol=modbusTcp&registration=text:GW-7" + TAGS)
                        .process(polled::add));
        opened.add(test);
        Dtu dtu = dial(test.context).tcp().register("GW-7\r");
        dtu.registers.set(0, 42);
        awaitDevices(test.context, 1);
        dtu.register("\n").serve();
        Exchange exchange = poll();
        assertThat(clientId(exchange)).isEqualTo("GW-7");
        assertThat(String.valueOf(value(exchange, "level"))).isEqualTo("42");
        try (ProducerTemplate template = test.context.createProducerTemplate()) {
            Object read = template.requestBody(PORT + "&target=device:GW-7", new ReadHoldingRegisters(0, 1));
            assertThat(read).isEqualTo(new ReadRegistersResponse(3, new int[] {42}));
        }
        assertThat(consumer(test.context).getDevices()).isEqualTo(1);
    }

    @Test
    void deviceThatIsSilentForLongerThanTheIdleTimeoutIsClosed() throws Exception {
        CamelContext context = start("&registration=text:GW-7&idleTimeout=200");
        assertThat(dial(context).register("GW-7").isClosedByPeer()).isTrue();
        awaitDevices(context, 0);
    }

    @Test
    void bitsAreWrittenWithoutFunction16ToADeviceThatHasSaidItLacksIt() throws Exception {
        CamelContext context = start("&registration=text:GW-7,text:GX-8");
        Dtu dtu = dial(context).serve().register("GW-7");
        awaitDevices(context, 1);
        ProducerTemplate template = context.createProducerTemplate();
        opened.add(template);
        String bits = PORT + "&protocol=modbusRtu&tags=classpath:dial-in-bits.yaml&target=device:GW-7";
        template.sendBody(bits, Map.of("auto", true));
        template.sendBody(bits, Map.of("pump", true));
        assertThat(dtu.registers.get(4)).isEqualTo(3);
        assertThat(dtu.functions).containsExactly(0x16, 3, 6, 3, 6);
        Dtu again = dial(context).serve().register("GW-7");
        await().atMost(Duration.ofSeconds(20)).until(dtu.socket::isClosed);
        template.sendBody(bits, Map.of("auto", true));
        assertThat(again.functions).as("another device, perhaps").containsExactly(0x16, 3, 6);
    }

    @Test
    void listenersAreToldOfTheOldConnectionBeforeTheNewOne() throws Exception {
        Queue<SessionChange> changes = new ConcurrentLinkedQueue<>();
        TestContext test = TestContext.start(routes -> {
            routes.getContext().getRegistry().bind("listener", (SessionListener) changes::add);
            routes.from(FROM + "&registration=text:GW-7").process(polled::add);
        });
        opened.add(test);
        dial(test.context).register("GW-7");
        awaitDevices(test.context, 1);
        Dtu second = dial(test.context).register("GW-7");
        await().atMost(Duration.ofSeconds(20)).until(() -> changes.size() == 3);
        assertThat(changes)
                .extracting(SessionChange::kind)
                .containsExactly(SessionChange.Kind.LOGIN, SessionChange.Kind.TAKEN_OVER, SessionChange.Kind.LOGIN);
        assertThat(consumer(test.context).getDevices()).isEqualTo(1);
        second.close();
        await().atMost(Duration.ofSeconds(20)).until(() -> changes.size() == 4);
        assertThat(changes).last().extracting(SessionChange::kind).isEqualTo(SessionChange.Kind.ENDED);
    }

    @Test
    void healthAndCountersTellOfThePortAndItsDevices() throws Exception {
        CamelContext context = start("&registration=text:GW-7&requestTimeout=1000&quarantine=20" + TAGS);
        McpDialInConsumer consumer = consumer(context);
        Dtu dtu = dial(context).serve().register("GW-7");
        poll();
        Result healthy = new McpDialInConsumerHealthCheck(consumer, "dtu").call();
        assertThat(healthy.getState()).isEqualTo(State.UP);
        assertThat(healthy.getDetails())
                .containsEntry("devices", 1)
                .containsEntry("tags", 2L)
                .containsKey("pollsSkipped");
        assertThat(consumer.getPolls()).isPositive();
        await().atMost(Duration.ofSeconds(20)).until(() -> consumer.getBadTags() == 0);
        dtu.close();
        awaitDevices(context, 0);
        assertThat(consumer.getTags()).isZero();
        context.getRouteController().stopAllRoutes();
        assertThat(new McpDialInConsumerHealthCheck(consumer, "dtu").call().getState())
                .isEqualTo(State.DOWN);
    }

    @Test
    void packetMayComeInPiecesAndInHexadecimal() throws Exception {
        CamelContext context = start("&registration=hex:01A300" + TAGS);
        Dtu dtu = dial(context).serve();
        dtu.send((byte) 1);
        dtu.send((byte) 0xA3);
        dtu.send((byte) 0);
        assertThat(clientId(poll())).isEqualTo("01A300");
    }

    @Test
    void patternWithHeartbeatBehindItAndInFrontOfAnswers() throws Exception {
        CamelContext context = start("&registration=RAW(pattern:ID=([A-Z0-9]+))&heartbeatPacket=hex:FEFE" + TAGS);
        Dtu dtu = dial(context).inFrontOfAnswers((byte) 0xFE, (byte) 0xFE, (byte) 0xFE, (byte) 0xFE);
        dtu.registers.set(0, 7);
        dtu.serve().register("ID=A1\u00FE\u00FE");
        for (int i = 0; i < 3; i++) {
            dtu.send((byte) 0xFE, (byte) 0xFE);
            Exchange exchange = poll();
            assertThat(clientId(exchange)).isEqualTo("A1");
            assertThat(String.valueOf(value(exchange, "level"))).isEqualTo("7");
        }
    }

    @Test
    void deviceIsClosedWhosePacketIsTooLongOrUnknownOrLateOrNotAllowed() throws Exception {
        CamelContext context = start("&registration=RAW(pattern:GW-\\d+)&registrationLength=8&registrationTimeout=300"
                + "&registrationAllow=GW-1,GW-2");
        assertThat(dial(context).register("GW-123456789").isClosedByPeer())
                .as("too long")
                .isTrue();
        assertThat(dial(context).register("HELLO\r\n").isClosedByPeer())
                .as("unknown")
                .isTrue();
        assertThat(dial(context).isClosedByPeer()).as("too late").isTrue();
        assertThat(dial(context).register("GW-3\n").isClosedByPeer())
                .as("not allowed")
                .isTrue();
        assertThat(consumer(context).getDevices()).isZero();
        dial(context).register("GW-2\n");
        awaitDevices(context, 1);
    }

    @Test
    void writesAndReadsArePushedToTheDeviceOfTheTarget() throws Exception {
        CamelContext context = start("&registration=text:GW-7,text:GX-8" + TAGS);
        Dtu seven = dial(context).serve().register("GW-7");
        Dtu eight = dial(context).serve().register("GX-8");
        awaitDevices(context, 2);
        ProducerTemplate template = context.createProducerTemplate();
        opened.add(template);

        template.sendBodyAndHeader(
                PORT, "{\"function\":6,\"address\":5,\"values\":[99]}", McpConstants.TARGET, "device:GX-8");
        assertThat(eight.registers.get(5)).isEqualTo(99);
        assertThat(seven.registers.get(5)).isZero();

        Object read = template.requestBody(PORT + "&target=device:GX-8", new ReadHoldingRegisters(5, 1));
        assertThat(read).isEqualTo(new ReadRegistersResponse(3, new int[] {99}));

        template.sendBody(
                PORT + "&protocol=modbusRtu&tags=classpath:dial-in-tags.yaml&target=device:GW-7",
                Map.of("setpoint", 21.5));
        assertThat(seven.registers.get(1)).isEqualTo(215);

        assertThatThrownBy(() -> template.requestBody(PORT + "&target=device:GW-7", new ReadHoldingRegisters(100, 1)))
                .isInstanceOf(CamelExecutionException.class)
                .hasCauseInstanceOf(McpModbusException.class)
                .hasStackTraceContaining("exception 02");
        assertThatThrownBy(() -> template.requestBody(PORT + "&target=device:NONE", new ReadHoldingRegisters(0, 1)))
                .hasCauseInstanceOf(McpOfflineException.class)
                .hasStackTraceContaining("device NONE is not connected");
        assertThatThrownBy(() -> template.requestBody(PORT + "&target=all", new ReadHoldingRegisters(0, 1)))
                .hasStackTraceContaining("use device:ID");
        assertThatThrownBy(() -> template.requestBody("mcp:127.0.0.1:0?mode=server&target=device:GW-7", "x"))
                .hasStackTraceContaining("add role=master");
    }

    @Test
    void pushThatIsNotAnsweredFailsAndOneWhoseLineIsLostToo() throws Exception {
        CamelContext context = start("&registration=text:GW-7");
        Dtu dtu = dial(context).serve().silent(true).register("GW-7");
        awaitDevices(context, 1);
        ProducerTemplate template = context.createProducerTemplate();
        opened.add(template);
        assertThatThrownBy(() -> template.requestBody(
                        PORT + "&target=device:GW-7&requestTimeout=100", new ReadHoldingRegisters(0, 1)))
                .hasCauseInstanceOf(McpTimeoutException.class)
                .hasStackTraceContaining("device GW-7 did not answer READ_HOLDING_REGISTERS");
        var lost = template.asyncRequestBody(PORT + "&target=device:GW-7", new ReadHoldingRegisters(0, 1));
        await().atMost(Duration.ofSeconds(20)).until(() -> dtu.asked.get() == 2);
        dtu.close();
        assertThatThrownBy(() -> lost.get(20, TimeUnit.SECONDS))
                .hasStackTraceContaining("connection to device GW-7 lost before the answer");
        awaitDevices(context, 0);
    }

    @Test
    void secondConnectionOfAnIdTakesThePlaceOfTheFirst() throws Exception {
        CamelContext context = start("&registration=text:GW-7" + TAGS);
        Dtu first = dial(context).register("GW-7");
        awaitDevices(context, 1);
        Dtu second = dial(context).serve().register("GW-7");
        assertThat(first.isClosedByPeer()).isTrue();
        second.registers.set(0, 5);
        await().atMost(Duration.ofSeconds(20)).until(() -> "5".equals(String.valueOf(value(poll(), "level"))));
        assertThat(consumer(context).getDevices()).isEqualTo(1);
    }

    @Test
    void twoDevicesWithOneIdDoNotTakeEachOthersPlaceForEver() throws Exception {
        CamelContext context = start("&registration=text:GW-7");
        Dtu last = dial(context).register("GW-7");
        awaitDevices(context, 1);
        for (int i = 0; i < 6; i++) {
            Dtu next = dial(context).register("GW-7");
            assertThat(last.isClosedByPeer()).isTrue();
            last = next;
        }
        Dtu refused = dial(context).register("GW-7");
        assertThat(refused.isClosedByPeer()).isTrue();
        assertThat(consumer(context).getDevices()).as("the last one stays").isEqualTo(1);
    }

    @Test
    void silentDeviceIsClosedAfterThreePolls() throws Exception {
        CamelContext context = start("&registration=text:GW-7&requestTimeout=100&quarantine=10" + TAGS);
        Dtu dtu = dial(context).serve().silent(true).register("GW-7");
        assertThat(dtu.asked).hasValueLessThanOrEqualTo(3);
        awaitDevices(context, 1);
        awaitDevices(context, 0);
        assertThat(dtu.asked).hasValueBetween(3, 4);
    }

    @Test
    void devicesAreInTheDirectoryAndListenersAreTold() throws Exception {
        Queue<SessionChange> changes = new ConcurrentLinkedQueue<>();
        TestContext test = TestContext.start(routes -> {
            routes.getContext().getRegistry().bind("listener", (SessionListener) changes::add);
            routes.from(FROM + "&registration=text:GW-7").process(polled::add);
        });
        opened.add(test);
        Dtu dtu = dial(test.context).register("GW-7");
        awaitDevices(test.context, 1);
        DeviceDirectory directory =
                test.context.getRegistry().lookupByNameAndType("mcpDirectory", DeviceDirectory.class);
        DeviceInfo info = directory.device("GW-7").orElseThrow();
        assertThat(info.protocol()).isEqualTo("modbusRtu");
        assertThat(info.isConnected()).isTrue();
        assertThat(directory.devices()).hasSize(1);
        assertThat(directory.disconnect("GW-7")).isTrue();
        assertThat(dtu.isClosedByPeer()).isTrue();
        awaitDevices(test.context, 0);
        assertThat(directory.device("GW-7")).isEmpty();
        await().atMost(Duration.ofSeconds(20)).until(() -> changes.size() == 2);
        assertThat(changes)
                .extracting(SessionChange::kind)
                .containsExactly(SessionChange.Kind.LOGIN, SessionChange.Kind.ENDED);
    }

    @Test
    void routeInYaml() throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        opened.add(context);
        context.disableJMX();
        context.getRegistry().bind("polled", (org.apache.camel.Processor) polled::add);
        Resource route = ResourceHelper.fromString(
                "dial-in.yaml",
                """
                - route:
                    from:
                      uri: mcp:127.0.0.1:0
                      parameters:
                        role: master
                        protocol: modbusRtu
                        registration: "pattern:[A-Z]{3}[0-9]{3}"
                        registrationAllow: DTU001,DTU002
                        heartbeatPacket: "text:HB"
                        tags: classpath:dial-in-tags.yaml
                        period: 50
                      steps:
                        - process: {ref: polled}
                """);
        PluginHelper.getRoutesLoader(context).loadRoutes(route);
        context.start();
        Dtu dtu = dial(context);
        dtu.registers.set(0, 11);
        dtu.serve().register("DTU002");
        Exchange exchange = poll();
        assertThat(clientId(exchange)).isEqualTo("DTU002");
        assertThat(String.valueOf(value(exchange, "level"))).isEqualTo("11");
    }

    @Test
    void optionsThatCannotBeHonouredFailAtStartAndAreNamed() {
        assertFails(FROM, "role=master needs registration=");
        assertFails("mcp:127.0.0.1:0?role=master&registration=text:A", "role=master needs protocol=modbusRtu");
        assertFails(FROM + "&registration=text:A&bank=none", "bank is for a port that is asked");
        assertFails(FROM + "&registration=text:A&registrationTimeout=0", "registrationTimeout=0 is below 1");
        assertFails(FROM + "&registration=text:A&heartbeatPacket=HB", "heartbeatPacket=HB begins neither");
        assertFails(FROM + "&registration=text:A&window=4", "window=4");
        assertFails(FROM + "&registration=text:A&mode=client", "remove mode=client");
        for (String option : List.of(
                "connections=2",
                "lazyConnect=true",
                "connectTimeout=1000",
                "reconnectDelay=100",
                "reconnectMaxDelay=20000",
                "command=3",
                "deviceId=1",
                "target=device:A")) {
            String name = option.substring(0, option.indexOf('='));
            assertFails(
                    FROM + "&registration=text:A&" + option, name + " means nothing to a port that devices dial in");
        }
        assertFails("mcp:127.0.0.1:0?registration=text:A", "registration is for devices that dial in");
        assertThatThrownBy(() -> TestContext.start(routes -> {
                    routes.from(FROM + "&registration=text:A").to("log:never");
                    routes.from("mcp:127.0.0.1:0").to("log:never");
                }))
                .hasStackTraceContaining("role=master takes a port for itself");
    }

    private static void assertFails(String uri, String culprit) {
        assertThatThrownBy(() -> TestContext.start(routes -> routes.from(uri).to("log:never")))
                .hasStackTraceContaining(culprit);
    }
}
