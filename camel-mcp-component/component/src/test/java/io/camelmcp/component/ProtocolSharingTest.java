package io.camelmcp.component;

import static io.camelmcp.component.PlainDevice.plain;
import static io.camelmcp.component.PlainDevice.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.camelmcp.component.server.CloseReason;
import io.github.nettyplus.leakdetector.junit.NettyLeakDetectorExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/protocol.md, section 4: one port for MCP, Modbus TCP and Modbus RTU over TCP. */
@Timeout(60)
@ExtendWith(NettyLeakDetectorExtension.class)
class ProtocolSharingTest {

    private static final HexFormat HEX = HexFormat.of();
    private static final String READ_TCP = "000100000006010300000002";
    private static final String READ_TCP_ANSWER = "00010000000701030400000000";
    private static final String READ_RTU = "010300000002c40b";
    private static final String READ_RTU_ANSWER = "01030400000000fa33";

    private final List<String> protocols = new CopyOnWriteArrayList<>();

    private TestContext start(String options) throws Exception {
        return TestContext.start(routes -> routes.from("mcp:127.0.0.1:0?bankEvents=all" + options)
                .process(exchange ->
                        protocols.add(exchange.getMessage().getHeader(McpConstants.PROTOCOL, String.class))));
    }

    private static void assertAnswer(PlainDevice device, String request, String answer) throws Exception {
        byte[] expected = HEX.parseHex(answer);
        assertThat(device.send(HEX.parseHex(request)).receiveOctets(expected.length))
                .isEqualTo(expected);
    }

    @Test
    void devicesOfAllProtocolsAreServedAtTheSameTime() throws Exception {
        List<PlainDevice> devices = new ArrayList<>();
        try (TestContext test = start("")) {
            for (int i = 0; i < 9; i++) {
                devices.add(test.device());
            }
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 9; i += 3) {
                    devices.get(i).send(plain(0x0C, utf8("x")));
                    devices.get(i + 1).send(HEX.parseHex(READ_TCP));
                    devices.get(i + 2).send(HEX.parseHex(READ_RTU));
                }
                for (int i = 0; i < 9; i += 3) {
                    assertThat(devices.get(i).receive().command()).isEqualTo(0x8C);
                    assertThat(devices.get(i + 1).receiveOctets(13)).isEqualTo(HEX.parseHex(READ_TCP_ANSWER));
                    assertThat(devices.get(i + 2).receiveOctets(9)).isEqualTo(HEX.parseHex(READ_RTU_ANSWER));
                }
            }
            assertThat(protocols).hasSize(27);
            for (String protocol : List.of("mcp", "modbusTcp", "modbusRtu")) {
                assertThat(protocols).filteredOn(protocol::equals).hasSize(9);
            }
        } finally {
            for (PlainDevice device : devices) {
                device.close();
            }
        }
    }

    @Test
    void modbusTransactionThatLooksLikeTheMagicIsModbus() throws Exception {
        try (TestContext test = start("");
                PlainDevice master = test.device()) {
            assertAnswer(master, "4d4300000006010300000002", "4d430000000701030400000000");
            assertThat(protocols).containsExactly("modbusTcp");
        }
    }

    @Test
    void rtuRequestThatLooksLikeAHeaderOfModbusTcpIsRtu() throws Exception {
        // function 3, address 0, quantity 10: octets 2..3 are 0 and octets 4..5 a length
        try (TestContext test = start("");
                PlainDevice master = test.device()) {
            master.sendOctetByOctet(HEX.parseHex("01030000000ac5cd"));
            byte[] answer = master.receiveOctets(25);
            assertThat(answer).startsWith(1, 3, 20);
            assertThat(protocols).containsExactly("modbusRtu");
        }
    }

    @Test
    void modbusTcpRequestThatCouldBecomeRtuIsServedAfterAPause() throws Exception {
        // as RTU this would be a write of 123 registers of which most octets are missing
        try (TestContext test = start("");
                PlainDevice master = test.device()) {
            assertAnswer(master, "0110000000060103000000020000", "01100000000701030400000000");
            assertThat(protocols).containsExactly("modbusTcp");
        }
    }

    @Test
    void protocolIsDecidedOnceForAConnection() throws Exception {
        try (TestContext test = start("");
                PlainDevice device = test.device()) {
            assertAnswer(device, READ_TCP, READ_TCP_ANSWER);
            device.send(plain(0x0C, utf8("x")));
            assertThat(device.isClosedByPeer()).isTrue();
            assertThat(test.statistics().closed(CloseReason.BAD_FRAME)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "mcp, 000100000006010300000002, BAD_FRAME",
        "mcp, 010300000002c40b, BAD_FRAME",
        "modbusTcp, 4d43010300000000, BAD_FRAME",
        "modbusTcp, 0103000100024401, BAD_FRAME",
        "modbusRtu, 4d430103000000002ea5cec4, BAD_FRAME"
    })
    void pinnedProtocolRefusesTheOthers(String pinned, String hex, CloseReason reason) throws Exception {
        try (TestContext test = start("&protocol=" + pinned);
                PlainDevice device = test.device()) {
            device.send(HEX.parseHex(hex));
            if (pinned.equals("mcp")) {
                assertThat(device.receive().errorCode()).isEqualTo(1);
            }
            assertThat(device.isClosedByPeer()).isTrue();
            assertThat(test.statistics().closed(reason)).isEqualTo(1);
            assertThat(protocols).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&protocol=modbusRtu"})
    void requestsOfOneSegmentAreAnsweredInOrder(String options) throws Exception {
        try (TestContext test = start(options);
                PlainDevice master = test.device()) {
            assertAnswer(master, READ_RTU + READ_RTU + READ_RTU, READ_RTU_ANSWER + READ_RTU_ANSWER + READ_RTU_ANSWER);
        }
    }

    @Test
    void corruptRtuFrameIsNeverAnsweredAndClosesWhenAskedTo() throws Exception {
        try (TestContext test = start("&protocol=modbusRtu&onCorruptFrame=close");
                PlainDevice master = test.device()) {
            assertAnswer(master, READ_RTU, READ_RTU_ANSWER);
            master.send(HEX.parseHex("010300000002c400"));
            assertThat(master.isClosedByPeer()).isTrue();
            assertThat(protocols).hasSize(1);
        }
    }

    @Test
    void thirdCorruptRtuFrameOfAMinuteClosesAndEachIsCounted() throws Exception {
        try (TestContext test = start("&protocol=modbusRtu");
                PlainDevice master = test.device()) {
            assertAnswer(master, READ_RTU, READ_RTU_ANSWER);
            for (int frame = 1; frame <= 3; frame++) {
                int wanted = frame;
                // what comes within 50 ms of a corrupt frame is dropped with it
                await().atMost(Duration.ofSeconds(20)).until(() -> {
                    if (test.statistics().droppedFrames() < wanted) {
                        master.send(HEX.parseHex("010300000002c400"));
                    }
                    return test.statistics().droppedFrames() >= wanted;
                });
            }
            assertThat(master.isClosedByPeer()).isTrue();
            assertThat(test.statistics().closed(CloseReason.BAD_FRAME)).isEqualTo(1);
            assertThat(test.statistics().droppedFrames()).isEqualTo(3);
        }
    }
}
