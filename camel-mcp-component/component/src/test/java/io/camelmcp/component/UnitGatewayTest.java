package io.camelmcp.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.digitalpetri.modbus.server.ModbusTcpServer;
import com.digitalpetri.modbus.server.ProcessImage;
import com.digitalpetri.modbus.server.ReadWriteModbusServices;
import com.digitalpetri.modbus.tcp.server.NettyTcpServerTransport;
import com.ghgande.j2mod.modbus.facade.ModbusTCPMaster;
import com.ghgande.j2mod.modbus.procimg.Register;
import com.ghgande.j2mod.modbus.procimg.SimpleProcessImage;
import com.ghgande.j2mod.modbus.procimg.SimpleRegister;
import com.ghgande.j2mod.modbus.slave.ModbusSlave;
import com.ghgande.j2mod.modbus.slave.ModbusSlaveFactory;
import io.camelmcp.codec.modbus.ModbusFrame;
import io.camelmcp.codec.modbus.ModbusRtuEncoder;
import io.camelmcp.component.modbus.RegisterBank;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** docs/protocol.md, section 9, gateway of units: requests are forwarded by their unit id. */
@Timeout(60)
class UnitGatewayTest {

    private static final int UNIT = 7;

    @TempDir
    Path directory;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    @AfterEach
    void closeAll() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    private <T extends AutoCloseable> T closing(T what) {
        open.push(what);
        return what;
    }

    private String file(String yaml) throws IOException {
        Path file = directory.resolve("units.yaml");
        Files.writeString(file, yaml);
        return "file:" + file;
    }

    private TestContext gateway(String yaml, String options) throws Exception {
        String units = file(yaml);
        return closing(TestContext.start(new RouteBuilder() {
            @Override
            public void configure() {
                from("mcp:127.0.0.1:0?units=" + units + options).to("log:local?level=DEBUG");
            }
        }));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    private static byte[] read(int id, int unit, int address) {
        return hex("%04x00000006%02x03%04x0001".formatted(id, unit, address));
    }

    private static String answer(PlainDevice master, int octets) throws IOException {
        return HexFormat.of().formatHex(master.receiveOctets(octets));
    }

    private static String value(int id, int unit, int value) {
        return "%04x00000005%02x0302%04x".formatted(id, unit, value);
    }

    private static String exception(int id, int unit, int function, int code) {
        return "%04x00000003%02x%02x%02x".formatted(id, unit, function | 0x80, code);
    }

    // ------------------------------------------------------------------ devices of others

    private int j2mod(boolean rtu) throws Exception {
        int port = freePort();
        SimpleProcessImage image = new SimpleProcessImage(UNIT);
        for (int i = 0; i < 20; i++) {
            image.addRegister(new SimpleRegister(i * 3000));
        }
        ModbusSlave slave = ModbusSlaveFactory.createTCPSlave(InetAddress.getByName("127.0.0.1"), port, 2, rtu);
        slave.addProcessImage(UNIT, image);
        slave.open();
        open.push(() -> ModbusSlaveFactory.close(slave));
        return port;
    }

    private int digitalpetri() throws Exception {
        int port = freePort();
        ProcessImage image = new ProcessImage();
        var services = new ReadWriteModbusServices() {
            @Override
            protected Optional<ProcessImage> getProcessImage(int unitId) {
                return unitId == UNIT ? Optional.of(image) : Optional.empty();
            }
        };
        ModbusTcpServer server = ModbusTcpServer.create(
                NettyTcpServerTransport.create(config -> {
                    config.bindAddress = "127.0.0.1";
                    config.port = port;
                }),
                services);
        server.start();
        open.push(server::stop);
        return port;
    }

    @Test
    void devicesOfOthersAreReachedOverTcpAndRtu() throws Exception {
        TestContext own = closing(TestContext.start(
                routes -> routes.from("mcp:127.0.0.1:0?protocol=modbusRtu").to("log:own?level=DEBUG")));
        TestContext test = gateway(
                """
                defaults: {host: 127.0.0.1, unitId: 7}
                units:
                  1: {port: %d}
                  2: {port: %d, protocol: modbusRtu}
                  3: {port: %d}
                  10-12: {port: %d, protocol: modbusRtu}
                """
                        .formatted(j2mod(false), j2mod(true), digitalpetri(), own.port()),
                "");
        ModbusTCPMaster master = new ModbusTCPMaster("127.0.0.1", test.port());
        master.connect();
        open.push(master::disconnect);
        for (int unit : new int[] {1, 2, 3, 10, 12}) {
            master.writeMultipleRegisters(
                    unit, 5, new Register[] {new SimpleRegister(unit), new SimpleRegister(40_000)});
            assertThat(master.readMultipleRegisters(unit, 5, 2))
                    .as("unit %d", unit)
                    .extracting(Register::getValue)
                    .containsExactly(unit, 40_000);
        }
        assertThat(((RegisterBank) test.server().bank()).getHoldingRegisters(1, 5, 2))
                .containsOnly(0);
        ModbusTCPMaster rtuMaster = new ModbusTCPMaster("127.0.0.1", test.port(), 3_000, false, true);
        rtuMaster.connect();
        open.push(rtuMaster::disconnect);
        for (int unit : new int[] {1, 2, 3, 10}) {
            assertThat(rtuMaster.readMultipleRegisters(unit, 6, 1))
                    .as("unit %d", unit)
                    .extracting(Register::getValue)
                    .containsExactly(40_000);
        }
    }

    // ------------------------------------------------------------------ what is forwarded, and where to

    @Test
    void requestIsForwardedAsItIsAndAnsweredAsTheDeviceAnswers() throws Exception {
        StubUnits device = closing(new StubUnits((frame, out) -> {
            // half a read is answered like anything else, and the exception code is one of its own
            byte[] said = frame[7] == 0x42 ? hex("42 01 02 03") : hex("83 EE");
            out.write(frame, 0, 5);
            out.write(1 + said.length);
            out.write(frame[6]);
            out.write(said);
        }));
        TestContext test =
                gateway("units: {\"*\": {host: 127.0.0.1, port: %d, unitId: 9}}".formatted(device.port()), "");
        PlainDevice master = closing(test.device());
        master.send(hex("0001 0000 0005 05 42 AA BB CC")).send(hex("0002 0000 0003 06 03 FF"));
        assertThat(answer(master, 11)).isEqualTo("000100000005" + "05" + "42010203");
        assertThat(answer(master, 9)).isEqualTo("000200000003" + "06" + "83ee");
        assertThat(device.requests).containsExactly("0942aabbcc", "0903ff");
    }

    @Test
    void unitWithoutAWayIs0AAndLocalUnitsAreAnsweredByTheBank() throws Exception {
        StubUnits device = closing(new StubUnits(StubUnits::echo));
        TestContext test =
                gateway("local: [0, 1]\nunits: {5: {host: 127.0.0.1, port: %d}}".formatted(device.port()), "");
        PlainDevice master = closing(test.device());
        assertThat(answer(master.send(read(1, 6, 0)), 9)).isEqualTo(exception(1, 6, 3, 0x0A));
        assertThat(answer(master.send(read(2, 255, 0)), 9)).isEqualTo(exception(2, 255, 3, 0x0A));
        assertThat(answer(master.send(read(3, 1, 0)), 11)).isEqualTo(value(3, 1, 0));
        assertThat(answer(master.send(read(4, 0, 0)), 11)).isEqualTo(value(4, 0, 0));
        assertThat(answer(master.send(read(5, 5, 8)), 11)).isEqualTo(value(5, 5, 0x0508));
        assertThat(answer(master.send(hex("0006 0000 0002 05 00")), 9)).isEqualTo(exception(6, 5, 0, 1));
    }

    @Test
    void functionWhoseAnswerHasNoKnownLengthIsNotSentOverRtu() throws Exception {
        TestContext test =
                gateway("units: {5: {host: 127.0.0.1, port: %d, protocol: modbusRtu}}".formatted(j2mod(true)), "");
        PlainDevice master = closing(test.device());
        assertThat(answer(master.send(hex("0001 0000 0003 05 42 AA")), 9)).isEqualTo(exception(1, 5, 0x42, 1));
    }

    // ------------------------------------------------------------------ dead units

    @Test
    void silentUnitIs0BAndThenAtOnceUntilItIsTriedAgain() throws Exception {
        StubUnits device = closing(new StubUnits((frame, out) -> {
            if (frame[6] != 5) {
                StubUnits.echo(frame, out);
            }
        }));
        TestContext test = gateway(
                """
                defaults: {host: 127.0.0.1, port: %d, timeout: 200ms, retryDelay: 1h, retryMaxDelay: 1h}
                units: {5-6: {}}
                """
                        .formatted(device.port()),
                "");
        PlainDevice master = closing(test.device());
        assertThat(answer(master.send(read(1, 5, 0)), 9)).isEqualTo(exception(1, 5, 3, 0x0B));
        for (int id = 2; id < 10; id++) {
            assertThat(answer(master.send(read(id, 5, 0)), 9)).isEqualTo(exception(id, 5, 3, 0x0B));
        }
        assertThat(answer(master.send(read(10, 6, 1)), 11)).isEqualTo(value(10, 6, 0x0601));
        assertThat(device.requests).containsExactly("050300000001", "060300010001");
    }

    @Test
    void deviceThatRefusesConnectionsIs0BAndWorksAsSoonAsItIsThere() throws Exception {
        int port = freePort();
        TestContext test = gateway(
                "units: {5: {host: 127.0.0.1, port: %d, retryDelay: 50ms, retryMaxDelay: 100ms}}".formatted(port), "");
        PlainDevice master = closing(test.device());
        assertThat(answer(master.send(read(1, 5, 0)), 9)).isEqualTo(exception(1, 5, 3, 0x0B));
        TestContext device = closing(
                TestContext.start(routes -> routes.from("mcp:127.0.0.1:" + port).to("log:device?level=DEBUG")));
        assertThat(device.port()).isEqualTo(port);
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            byte[] header = master.send(read(2, 5, 0)).receiveOctets(7);
            byte[] rest = master.receiveOctets(header[5] - 1);
            assertThat(HexFormat.of().formatHex(rest)).isEqualTo("03020000");
        });
    }

    @Test
    void requestsToOtherUnitsOvertakeOneToASilentUnitOnTheSameConnection() throws Exception {
        StubUnits silent = closing(new StubUnits((frame, out) -> {}));
        StubUnits device = closing(new StubUnits(StubUnits::echo));
        TestContext test = gateway(
                """
                local: 1
                defaults: {host: 127.0.0.1, timeout: 1h}
                units: {5: {port: %d}, 6: {port: %d}}
                """
                        .formatted(silent.port(), device.port()),
                "");
        PlainDevice master = closing(test.device());
        master.send(read(1, 5, 0));
        for (int id = 2; id < 300; id++) {
            assertThat(answer(master.send(read(id, 6, id & 0xFF)), 11)).isEqualTo(value(id, 6, 0x0600 | id & 0xFF));
        }
        assertThat(answer(master.send(hex("0300 0000 0006 01 06 0001 0007")), 12))
                .isEqualTo("030000000006010600010007");
        assertThat(answer(master.send(read(0x301, 1, 1)), 11)).isEqualTo(value(0x301, 1, 7));
        assertThat(silent.requests).hasSize(1);
    }

    @Test
    void answersOfOneUnitStayInTheOrderOfTheirRequests() throws Exception {
        List<byte[]> held = new ArrayList<>();
        StubUnits device = closing(new StubUnits((frame, out) -> {
            held.add(0, frame);
            if (held.size() == 4) {
                for (byte[] one : held) {
                    StubUnits.echo(one, out);
                }
            }
        }));
        TestContext test = gateway("units: {5: {host: 127.0.0.1, port: %d, window: 4}}".formatted(device.port()), "");
        PlainDevice master = closing(test.device());
        for (int id = 1; id <= 4; id++) {
            master.send(read(id, 5, id));
        }
        for (int id = 1; id <= 4; id++) {
            assertThat(answer(master, 11)).isEqualTo(value(id, 5, 0x0500 | id));
        }
    }

    @Test
    void rtuMasterIsAnsweredOneRequestAfterAnother() throws Exception {
        StubUnits device = closing(new StubUnits(StubUnits::echo));
        TestContext test = gateway("units: {5: {host: 127.0.0.1, port: %d}}".formatted(device.port()), "");
        PlainDevice master = closing(test.device());
        for (int unit : new int[] {5, 6, 5}) {
            master.send(rtu(unit, "0300010001"));
        }
        assertThat(answer(master, 7)).isEqualTo(hexOf(rtu(5, "03020501")));
        assertThat(answer(master, 5)).isEqualTo(hexOf(rtu(6, "830a")));
        assertThat(answer(master, 7)).isEqualTo(hexOf(rtu(5, "03020501")));
    }

    // ------------------------------------------------------------------ many masters

    @Test
    void twentyMastersShareOneConnectionAndEachGetsItsOwnAnswers() throws Exception {
        StubUnits device = closing(new StubUnits(StubUnits::echo, 1));
        TestContext test = gateway("units: {5-24: {host: 127.0.0.1, port: %d}}".formatted(device.port()), "");
        List<PlainDevice> masters = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            masters.add(closing(test.device()));
        }
        for (int round = 0; round < 10; round++) {
            for (int i = 0; i < 20; i++) {
                // all with the same transaction id
                masters.get(i).send(read(77, 5 + i, round));
            }
            for (int i = 0; i < 20; i++) {
                assertThat(answer(masters.get(i), 11)).isEqualTo(value(77, 5 + i, (5 + i) << 8 | round));
            }
        }
        assertThat(device.connections).hasSize(1);
    }

    @Test
    void lateAnswerNeverGoesToAnotherMaster() throws Exception {
        List<byte[]> late = new ArrayList<>();
        StubUnits device = closing(new StubUnits((frame, out) -> {
            if (late.isEmpty()) {
                late.add(frame);
            } else {
                StubUnits.echo(late.get(0), out);
                StubUnits.echo(frame, out);
            }
        }));
        TestContext test = gateway(
                "units: {5-6: {host: 127.0.0.1, port: %d, unitId: 5, timeout: 200ms, retryDelay: 1ms}}"
                        .formatted(device.port()),
                "");
        PlainDevice first = closing(test.device());
        PlainDevice second = closing(test.device());
        assertThat(answer(first.send(read(1, 5, 1)), 9)).isEqualTo(exception(1, 5, 3, 0x0B));
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            byte[] header = second.send(read(1, 6, 2)).receiveOctets(7);
            assertThat(HexFormat.of().formatHex(second.receiveOctets(header[5] - 1)))
                    .isEqualTo("03020502");
        });
    }

    // ------------------------------------------------------------------ broadcasts

    @Test
    void broadcastOfAnRtuMasterGoesToAllUnitsAndIsNotAnswered() throws Exception {
        StubUnits device = closing(new StubUnits(StubUnits::echo));
        StubUnits other = closing(new StubUnits(StubUnits::echo));
        TestContext test = gateway(
                """
                defaults: {host: 127.0.0.1}
                units: {5-6: {port: %d}, 9: {port: %d, unitId: 1}}
                """
                        .formatted(device.port(), other.port()),
                "");
        PlainDevice master = closing(test.device());
        master.send(rtu(0, "0600010007")).send(rtu(0, "0300010001")).send(rtu(5, "0300010001"));
        assertThat(answer(master, 7)).isEqualTo(hexOf(rtu(5, "03020501")));
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(other.requests).containsExactly("010600010007"));
        assertThat(device.requests).containsExactly("050600010007", "060600010007", "050300010001");
        assertThat(((RegisterBank) test.server().bank()).getHoldingRegisters(0, 1, 1))
                .containsExactly(7);
    }

    @Test
    void unit0OfModbusTcpIsABroadcastOnlyWhenTheFileSaysSo() throws Exception {
        StubUnits device = closing(new StubUnits(StubUnits::echo));
        TestContext test =
                gateway("tcpBroadcast: true\nunits: {5: {host: 127.0.0.1, port: %d}}".formatted(device.port()), "");
        PlainDevice master = closing(test.device());
        master.send(hex("0001 0000 0006 00 06 0001 0007"));
        assertThat(answer(master.send(read(2, 5, 3)), 11)).isEqualTo(value(2, 5, 0x0503));
        assertThat(device.requests).containsExactly("050600010007", "050300030001");
    }

    // ------------------------------------------------------------------ configuration

    @Test
    void yamlRouteForwardsAndRolesAreAskedFirst() throws Exception {
        StubUnits device = closing(new StubUnits(StubUnits::echo));
        Path roles = directory.resolve("roles.yaml");
        Files.writeString(roles, "roles: {none: [{functions: read, units: 5}]}");
        String units = file("units: {5-6: {host: 127.0.0.1, port: %d}}".formatted(device.port()));
        DefaultCamelContext context = closing(new DefaultCamelContext());
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(ResourceHelper.fromString(
                        "routes.yaml",
                        """
                        - route:
                            id: gateway
                            from:
                              uri: mcp
                              parameters:
                                host: 127.0.0.1
                                port: 0
                                units: %s
                                modbusRoles: file:%s
                              steps:
                                - log: "${body}"
                        """
                                .formatted(units, roles)));
        context.start();
        McpConsumer consumer = (McpConsumer) context.getRoute("gateway").getConsumer();
        PlainDevice master = closing(new PlainDevice(consumer.getBoundPort()));
        assertThat(answer(master.send(read(1, 5, 3)), 11)).isEqualTo(value(1, 5, 0x0503));
        assertThat(answer(master.send(read(2, 6, 3)), 9)).isEqualTo(exception(2, 6, 3, 1));
        assertThat(answer(master.send(hex("0003 0000 0006 05 06 0001 0007")), 9))
                .isEqualTo(exception(3, 5, 6, 1));
        assertThat(device.requests).containsExactly("050300030001");
    }

    @Test
    void fileThatIsWrongOrMissingFailsTheStartAndIsNamed() throws Exception {
        assertThatThrownBy(() -> gateway("units: {5: {port: 1}}", ""))
                .hasStackTraceContaining("units.yaml:1: host is missing; add it here or to defaults");
        assertThatThrownBy(() -> TestContext.start(routes ->
                        routes.from("mcp:127.0.0.1:0?units=file:no/such.yaml").to("log:x")))
                .hasStackTraceContaining("units=file:no/such.yaml is not there; use file:PATH or classpath:PATH");
    }

    // ------------------------------------------------------------------ how

    private static byte[] rtu(int unit, String pdu) {
        ByteBuf out = Unpooled.buffer();
        ModbusRtuEncoder.write(new ModbusFrame(0, unit, hex(pdu)), out);
        return ByteBufUtil.getBytes(out);
    }

    private static String hexOf(byte[] octets) {
        return HexFormat.of().formatHex(octets);
    }
}
