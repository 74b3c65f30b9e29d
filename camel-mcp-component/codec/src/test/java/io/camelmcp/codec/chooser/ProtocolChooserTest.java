package io.camelmcp.codec.chooser;

import static io.camelmcp.codec.chooser.ProtocolChoice.MCP;
import static io.camelmcp.codec.chooser.ProtocolChoice.MODBUS_RTU;
import static io.camelmcp.codec.chooser.ProtocolChoice.MODBUS_TCP;
import static io.camelmcp.codec.chooser.ProtocolChoice.NEED_MORE;
import static io.camelmcp.codec.chooser.ProtocolChoice.NEED_MORE_OR_MODBUS_TCP;
import static io.camelmcp.codec.chooser.ProtocolChoice.REJECT;
import static org.assertj.core.api.Assertions.assertThat;

import io.camelmcp.codec.GoldenVectors;
import io.camelmcp.codec.GoldenVectors.Vector;
import io.camelmcp.codec.Protocol;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProtocolChooserTest {

    static Stream<Vector> vectors() {
        // a request whose CRC does not hold has no way to be told from Modbus TCP: has its own test
        return GoldenVectors.all().stream().filter(vector -> !vector.name().equals("rtu-bad-crc"));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void everyVectorIsChosenForAndNoPrefixOfItForAnother(Vector vector) {
        assertThat(choose(vector.frame(), vector.frame().length).protocol()).isEqualTo(vector.protocol());
        for (int length = 0; length < vector.frame().length; length++) {
            ProtocolChoice choice = choose(vector.frame(), length);
            assertThat(choice).as("%d octets", length).isNotEqualTo(REJECT);
            assertThat(choice.protocol()).as("%d octets", length).isIn(null, vector.protocol());
            assertThat(choice.isOpen()).isEqualTo(choice.protocol() == null);
        }
    }

    @Test
    void mcpIsChosenByItsMagicAndAnyVersionButZero() {
        for (int version = 1; version < 256; version++) {
            assertThat(choose(new byte[] {0x4D, 0x43, (byte) version}, 3)).isEqualTo(MCP);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "4d", "4d43", "4d4300", "4d430000", "4d43000000"})
    void beginOfMcpOrOfTheCollidingTransactionIdWaits(String octets) {
        assertThat(choose(octets)).isEqualTo(NEED_MORE);
    }

    @Test
    void transactionIdThatReadsAsMagicIsModbusTcp() {
        assertThat(choose("4d43 0000 0006")).isEqualTo(MODBUS_TCP);
        assertThat(choose("4d43 0000 0006 01 03 0000 0002")).isEqualTo(MODBUS_TCP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4d43 0001", "4d43 0000 00ff", "4d43 0000 0001", "4d43 0000 01"})
    void versionZeroThatIsNotModbusTcpIsRejected(String octets) {
        assertThat(choose(octets)).isEqualTo(REJECT);
    }

    @Test
    void rtuRequestForAddressZeroThatLooksLikeModbusTcpIsToldByItsCrc() {
        assertThat(choose("0103 0000 000a")).isEqualTo(NEED_MORE_OR_MODBUS_TCP);
        assertThat(choose("0103 0000 000a c5")).isEqualTo(NEED_MORE_OR_MODBUS_TCP);
        assertThat(choose("0103 0000 000a c5cd")).isEqualTo(MODBUS_RTU);
        assertThat(choose("0103 0000 000a c5cc")).isEqualTo(MODBUS_TCP);
    }

    @Test
    void rtuRequestWithABadCrcThatLooksLikeModbusTcpIsTakenForIt() {
        Vector vector = GoldenVectors.named("rtu-bad-crc");

        assertThat(choose(vector.frame(), vector.frame().length)).isEqualTo(MODBUS_TCP);
    }

    @Test
    void transactionIdThatReadsAsAWriteIsModbusTcpAtOnceUnlessByteCountAndQuantityAgree() {
        assertThat(choose("0110 0000 0006")).isEqualTo(NEED_MORE_OR_MODBUS_TCP);
        assertThat(choose("0110 0000 0006 01 03 0000 0002")).isEqualTo(MODBUS_TCP);
        // unit 12 is where the byte count of 6 registers would be: only time can tell
        assertThat(choose("0110 0000 0006 0c 03 0000 0002")).isEqualTo(NEED_MORE_OR_MODBUS_TCP);
        assertThat(choose("010f 0000 0006 01 03 0000 0002")).isEqualTo(MODBUS_TCP);
        assertThat(choose("010f 0000 0006 02 03 0000 0002")).isEqualTo(MODBUS_TCP);
    }

    @Test
    void transactionIdWhoseFunctionHasNoRowIsModbusTcpAtOnce() {
        assertThat(choose("0000 0000 0006")).isEqualTo(MODBUS_TCP);
        assertThat(choose("1234 0000 00fe")).isEqualTo(MODBUS_TCP);
        assertThat(choose("0183 0000 0002")).isEqualTo(MODBUS_TCP);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0103 0000 0001 840a", // quantity 1 is no length of Modbus TCP
                "0103 006b 0003 7417",
                "0111 c02c"
            })
    void rtuRequestIsChosenByItsCrc(String octets) {
        assertThat(choose(octets)).isEqualTo(MODBUS_RTU);
        byte[] bytes = HexFormat.of().parseHex(octets.replace(" ", ""));
        for (int length = 0; length < bytes.length; length++) {
            assertThat(choose(bytes, length)).as("%d octets", length).isEqualTo(NEED_MORE);
        }
        bytes[bytes.length - 1] ^= 1;
        assertThat(choose(bytes, bytes.length)).isEqualTo(REJECT);
    }

    @Test
    void framesAfterTheFirstChangeNothing() {
        assertThat(choose("0103 0000 000a c5cd 0103 0000 000a c5cd")).isEqualTo(MODBUS_RTU);
        assertThat(choose("0001 0000 0006 01 03 0000 0002 0002 0000 0006")).isEqualTo(MODBUS_TCP);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "474554202f", // GET /
                "16030102000100 01fc", // a TLS hello
                "5353482d", // SSH-
                "0000 01", // neither protocol id 0 nor a function
                "0110 0001 0002 ff" // longer than a frame of RTU can be
            })
    void anythingElseIsRejected(String octets) {
        assertThat(choose(octets)).isEqualTo(REJECT);
    }

    @Test
    void nothingIsConsumedAndTheReaderIndexIsRespected() {
        ByteBuf octets = Unpooled.wrappedBuffer(HexFormat.of().parseHex("ffff4d4301"));
        octets.skipBytes(2);

        assertThat(ProtocolChooser.choose(octets)).isEqualTo(MCP);
        assertThat(octets.readerIndex()).isEqualTo(2);
    }

    @Test
    void everyProtocolHasAChoice() {
        assertThat(List.of(MCP.protocol(), MODBUS_TCP.protocol(), MODBUS_RTU.protocol()))
                .containsExactlyInAnyOrder(Protocol.values());
        assertThat(REJECT.protocol()).isNull();
    }

    private static ProtocolChoice choose(String hex) {
        byte[] octets = HexFormat.of().parseHex(hex.replace(" ", ""));
        return choose(octets, octets.length);
    }

    private static ProtocolChoice choose(byte[] octets, int length) {
        return ProtocolChooser.choose(Unpooled.wrappedBuffer(octets, 0, length));
    }
}
