package io.camelmcp.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.digitalpetri.modbus.client.ModbusTcpClient;
import com.digitalpetri.modbus.pdu.ReadCoilsRequest;
import com.digitalpetri.modbus.pdu.ReadHoldingRegistersRequest;
import com.digitalpetri.modbus.pdu.WriteMultipleCoilsRequest;
import com.digitalpetri.modbus.pdu.WriteMultipleRegistersRequest;
import com.digitalpetri.modbus.tcp.client.NettyTcpClientTransport;
import com.ghgande.j2mod.modbus.ModbusSlaveException;
import com.ghgande.j2mod.modbus.facade.ModbusTCPMaster;
import com.ghgande.j2mod.modbus.procimg.Register;
import com.ghgande.j2mod.modbus.procimg.SimpleRegister;
import com.ghgande.j2mod.modbus.util.BitVector;
import io.camelmcp.codec.modbus.ModbusException;
import io.camelmcp.codec.modbus.ModbusExceptionCode;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/protocol.md, section 9: any Modbus master works as it is; a write is answered when its route has finished well. */
@Timeout(60)
class ModbusServerTest {

    private final List<String> events = new CopyOnWriteArrayList<>();

    private TestContext start(String options) throws Exception {
        return TestContext.start(new RouteBuilder() {
            @Override
            public void configure() {
                from("mcp:127.0.0.1:0" + options)
                        .process(exchange -> events.add(exchange.getMessage().getBody(String.class)));
            }
        });
    }

    @Test
    void j2modReadsBackWhatItWroteAndTheRouteSawEachWrite() throws Exception {
        try (TestContext test = start("")) {
            ModbusTCPMaster master = new ModbusTCPMaster("127.0.0.1", test.port());
            master.connect();
            try {
                master.writeMultipleRegisters(1, 10, new Register[] {new SimpleRegister(7), new SimpleRegister(65535)});
                master.writeSingleRegister(1, 12, new SimpleRegister(3));
                BitVector bits = new BitVector(3);
                bits.setBit(0, true);
                bits.setBit(2, true);
                master.writeMultipleCoils(1, 4, bits);
                master.writeCoil(1, 7, true);

                Register[] registers = master.readMultipleRegisters(1, 10, 3);
                assertThat(registers).extracting(Register::getValue).containsExactly(7, 65535, 3);
                BitVector coils = master.readCoils(1, 4, 4);
                assertThat(coils.getBit(0)).isTrue();
                assertThat(coils.getBit(1)).isFalse();
                assertThat(coils.getBit(2)).isTrue();
                assertThat(coils.getBit(3)).isTrue();
                assertThat(master.readInputDiscretes(1, 0, 8).getBit(3)).isFalse();
            } finally {
                master.disconnect();
            }
            assertThat(events)
                    .containsExactly(
                            "{\"unitId\":1,\"function\":16,\"address\":10,\"quantity\":2,\"values\":[7,65535]}",
                            "{\"unitId\":1,\"function\":6,\"address\":12,\"quantity\":1,\"values\":[3]}",
                            "{\"unitId\":1,\"function\":15,\"address\":4,\"quantity\":3,\"values\":[1,0,1]}",
                            "{\"unitId\":1,\"function\":5,\"address\":7,\"quantity\":1,\"values\":[1]}");
        }
    }

    @Test
    void j2modWorksWithRtuOverTcpOnTheSamePort() throws Exception {
        try (TestContext test = start("")) {
            ModbusTCPMaster master = new ModbusTCPMaster("127.0.0.1", test.port(), 3_000, false, true);
            master.connect();
            try {
                master.writeMultipleRegisters(1, 0, new Register[] {new SimpleRegister(11)});
                assertThat(master.readMultipleRegisters(1, 0, 2))
                        .extracting(Register::getValue)
                        .containsExactly(11, 0);
            } finally {
                master.disconnect();
            }
        }
    }

    @Test
    void digitalpetriReadsBackWhatItWrote() throws Exception {
        try (TestContext test = start("")) {
            ModbusTcpClient client = ModbusTcpClient.create(NettyTcpClientTransport.create(config -> {
                config.setHostname("127.0.0.1");
                config.setPort(test.port());
            }));
            client.connect();
            try {
                client.writeMultipleRegisters(
                        1, new WriteMultipleRegistersRequest(5, 2, new byte[] {0, 1, 0x12, 0x34}));
                client.writeMultipleCoils(1, new WriteMultipleCoilsRequest(0, 3, new byte[] {5}));
                assertThat(client.readHoldingRegisters(1, new ReadHoldingRegistersRequest(5, 2))
                                .registers())
                        .containsExactly(0, 1, 0x12, 0x34);
                assertThat(client.readCoils(1, new ReadCoilsRequest(0, 3)).coils())
                        .containsExactly(5);
            } finally {
                client.disconnect();
            }
            assertThat(events).hasSize(2);
        }
    }

    @Test
    void failedRouteIsException04AndLeavesTheBankAsItWas() throws Exception {
        try (TestContext test = TestContext.start(new RouteBuilder() {
            @Override
            public void configure() {
                from("mcp:127.0.0.1:0").process(exchange -> {
                    throw new IllegalStateException("no");
                });
            }
        })) {
            ModbusTCPMaster master = new ModbusTCPMaster("127.0.0.1", test.port());
            master.connect();
            try {
                assertThatThrownBy(() -> master.writeSingleRegister(1, 0, new SimpleRegister(5)))
                        .isInstanceOfSatisfying(ModbusSlaveException.class, e -> assertThat(e.getType())
                                .isEqualTo(4));
                assertThat(master.readMultipleRegisters(1, 0, 1)[0].getValue()).isZero();
            } finally {
                master.disconnect();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?ackMode=received"})
    void exceptionThatTheRouteChoosesIsAnsweredAndLeavesTheBankAsItWas(String options) throws Exception {
        try (TestContext test = TestContext.start(
                routes -> routes.from("mcp:127.0.0.1:0" + options).process(exchange -> {
                    throw new ModbusException(6, ModbusExceptionCode.ILLEGAL_DATA_ADDRESS, "not here");
                }))) {
            ModbusTCPMaster master = new ModbusTCPMaster("127.0.0.1", test.port());
            master.connect();
            try {
                assertThatThrownBy(() -> master.writeSingleRegister(1, 0, new SimpleRegister(5)))
                        .isInstanceOfSatisfying(ModbusSlaveException.class, e -> assertThat(e.getType())
                                .isEqualTo(2));
                assertThat(master.readMultipleRegisters(1, 0, 1)[0].getValue()).isZero();
            } finally {
                master.disconnect();
            }
        }
    }

    @Test
    void routeAnswersAMasterAlsoWhenOthersAreAnsweredOnReceipt() throws Exception {
        try (TestContext test = TestContext.start(routes -> routes.from("mcp:127.0.0.1:0?bank=none&ackMode=received")
                .process(exchange -> {
                    if (exchange.getMessage().getHeader(McpConstants.FUNCTION, Integer.class) == 3) {
                        exchange.getMessage().setBody(List.of(7, 8));
                    }
                }))) {
            ModbusTCPMaster master = new ModbusTCPMaster("127.0.0.1", test.port());
            master.connect();
            try {
                master.writeSingleRegister(1, 0, new SimpleRegister(5));
                assertThat(master.readMultipleRegisters(1, 40, 2))
                        .extracting(Register::getValue)
                        .containsExactly(7, 8);
            } finally {
                master.disconnect();
            }
        }
    }

    @Test
    void requestBeforeAHalfCloseIsAnsweredThoughItMightHaveBegunALongerRtuFrame() throws Exception {
        HexFormat hex = HexFormat.of();
        try (TestContext test = start("");
                PlainDevice master = test.device()) {
            master.send(hex.parseHex("001700000006010300050001"));
            master.finishSending();

            assertThat(hex.formatHex(master.receiveOctets(11))).isEqualTo("0017000000050103020000");
            assertThat(master.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void functions16And17ChangeTheBankAndReachTheRoute() throws Exception {
        HexFormat hex = HexFormat.of();
        try (TestContext test = start("");
                PlainDevice master = test.device()) {
            master.send(hex.parseHex("000100000006010600040012"));
            master.receiveOctets(12);
            master.send(hex.parseHex("000200000008011600040" + "0f20025"));
            assertThat(hex.formatHex(master.receiveOctets(14))).isEqualTo("0002000000080116000400f20025");
            master.send(hex.parseHex("00030000000d01170004000200050001020009"));
            // 12 and F2 is 12, or what of 25 is not in F2: 05
            assertThat(hex.formatHex(master.receiveOctets(13))).isEqualTo("00030000000701170400170009");
            assertThat(events).hasSize(3);
        }
    }

    @Test
    void routeMayAnswerInsteadOfTheBank() throws Exception {
        try (TestContext test = TestContext.start(new RouteBuilder() {
            @Override
            public void configure() {
                from("mcp:127.0.0.1:0?bank=none").process(exchange -> {
                    int address = exchange.getMessage().getHeader(McpConstants.ADDRESS, Integer.class);
                    if (address == 99) {
                        throw new ModbusException(3, ModbusExceptionCode.ILLEGAL_DATA_ADDRESS, "not here");
                    }
                    exchange.getMessage().setBody(List.of(address, address + 1));
                });
            }
        })) {
            ModbusTCPMaster master = new ModbusTCPMaster("127.0.0.1", test.port());
            master.connect();
            try {
                assertThat(master.readMultipleRegisters(1, 40, 2))
                        .extracting(Register::getValue)
                        .containsExactly(40, 41);
                assertThatThrownBy(() -> master.readMultipleRegisters(1, 99, 2))
                        .isInstanceOfSatisfying(ModbusSlaveException.class, e -> assertThat(e.getType())
                                .isEqualTo(2));
            } finally {
                master.disconnect();
            }
        }
    }

    @Test
    void readsReachTheRouteWithBankEventsAll() throws Exception {
        try (TestContext test = start("?bankEvents=all")) {
            ModbusTCPMaster master = new ModbusTCPMaster("127.0.0.1", test.port());
            master.connect();
            try {
                assertThat(master.readMultipleRegisters(1, 3, 2)).hasSize(2);
            } finally {
                master.disconnect();
            }
            assertThat(events).containsExactly("{\"unitId\":1,\"function\":3,\"address\":3,\"quantity\":2}");
        }
    }

    @Test
    void pipelinedWriteAndReadAreAnsweredInOrderAndTheReadSeesTheWrite() throws Exception {
        HexFormat hex = HexFormat.of();
        try (TestContext test = start("");
                PlainDevice master = test.device()) {
            master.send(hex.parseHex(
                    "000100000006010600050007" + "000200000006010300050001" + "000300000002014200".substring(0, 16)));
            assertThat(hex.formatHex(master.receiveOctets(12))).isEqualTo("000100000006010600050007");
            assertThat(hex.formatHex(master.receiveOctets(11))).isEqualTo("0002000000050103020007");
            assertThat(hex.formatHex(master.receiveOctets(9))).isEqualTo("000300000003" + "01c201");
        }
    }

    @Test
    void broadcastOfRtuIsDoneAndNotAnswered() throws Exception {
        HexFormat hex = HexFormat.of();
        try (TestContext test = start("?protocol=modbusRtu");
                PlainDevice master = test.device()) {
            byte[] write = withCrc(hex.parseHex("000600010009"));
            byte[] read = withCrc(hex.parseHex("ff0300010001"));
            master.send(write).send(read);
            assertThat(master.receiveOctets(7)).isEqualTo(withCrc(hex.parseHex("ff03020009")));
        }
    }

    private static byte[] withCrc(byte[] octets) {
        int crc = 0xFFFF;
        for (byte octet : octets) {
            crc ^= octet & 0xFF;
            for (int i = 0; i < 8; i++) {
                crc = (crc & 1) == 0 ? crc >> 1 : crc >> 1 ^ 0xA001;
            }
        }
        byte[] all = java.util.Arrays.copyOf(octets, octets.length + 2);
        all[octets.length] = (byte) crc;
        all[octets.length + 1] = (byte) (crc >> 8);
        return all;
    }
}
