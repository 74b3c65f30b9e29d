package io.camelmcp.codec.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.McpProtocolException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ModbusResponseTest {

    private static final ReadHoldingRegisters READ = new ReadHoldingRegisters(0x6B, 3);

    /** The examples of the standard, sections 6.1 to 6.17, and an exception of each kind. */
    static Stream<Arguments> examples() {
        var coil = new WriteSingleCoil(0xAC, true);
        var register = new WriteSingleRegister(1, 3);
        var mask = new MaskWriteRegister(4, 0xF2, 0x25);
        var both = new ReadWriteMultipleRegisters(3, 2, 14, new int[] {1});
        return Stream.of(
                arguments(
                        new ReadCoils(0x13, 19),
                        "01 03 cd 6b 05",
                        new ReadBitsResponse(1, ModbusRequestTest.bits("1011001111010110101"))),
                arguments(
                        new ReadDiscreteInputs(0xC4, 8),
                        "02 01 ac",
                        new ReadBitsResponse(2, ModbusRequestTest.bits("00110101"))),
                arguments(READ, "03 06 022b 0000 0064", new ReadRegistersResponse(3, new int[] {0x22B, 0, 0x64})),
                arguments(new ReadInputRegisters(8, 1), "04 02 000a", new ReadRegistersResponse(4, new int[] {10})),
                arguments(both, "17 04 00fe ffff", new ReadRegistersResponse(0x17, new int[] {0xFE, 0xFFFF})),
                arguments(coil, "05 00ac ff00", new EchoResponse(coil)),
                arguments(register, "06 0001 0003", new EchoResponse(register)),
                arguments(mask, "16 0004 00f2 0025", new EchoResponse(mask)),
                arguments(
                        new WriteMultipleCoils(0x13, new boolean[10]),
                        "0f 0013 000a",
                        new WriteMultipleResponse(0x0F, 0x13, 10)),
                arguments(
                        new WriteMultipleRegisters(1, new int[2]),
                        "10 0001 0002",
                        new WriteMultipleResponse(0x10, 1, 2)),
                arguments(new RawRequest(0x42, new byte[0]), "42 01 02", new RawResponse(0x42, new byte[] {1, 2})),
                arguments(READ, "83 02", new ModbusExceptionResponse(3, ModbusExceptionCode.ILLEGAL_DATA_ADDRESS)),
                arguments(new RawRequest(0x42, new byte[0]), "c2 60", new ModbusExceptionResponse(0x42, 0x60)));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void exampleOfTheStandardIsReadAndWritten(ModbusRequest request, String pdu, ModbusResponse response) {
        ModbusResponse decoded = ModbusResponse.decode(Octets.hex(pdu), request);

        assertThat(decoded).isEqualTo(response).hasSameHashCodeAs(response).hasToString(response.toString());
        assertThat(Octets.hex(response.encode())).isEqualTo(pdu.replace(" ", ""));
        assertThat(response.function()).isEqualTo(request.function());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void answerOfAnotherLengthIsRefused(ModbusRequest request, String hex, ModbusResponse response) {
        byte[] pdu = Octets.hex(hex);
        for (int length = 0; length <= pdu.length + 2; length++) {
            byte[] other = Arrays.copyOf(pdu, length);
            if (length == 0 || length != pdu.length && !(response instanceof RawResponse)) {
                assertRefused(other, request);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void answerToAnotherFunctionIsRefused(ModbusRequest request, String hex, ModbusResponse response) {
        assertThat(response.encode()).as("control").isEqualTo(Octets.hex(hex));
        byte[] pdu = Octets.hex(hex);
        pdu[0] ^= 0x20;
        assertRefused(pdu, request);
    }

    @Test
    void refusalSaysWhatWasExpectedAndWhatWasFound() {
        assertThatThrownBy(() -> decode("03 04 022b 0000 0064"))
                .hasMessage("answer to READ_HOLDING_REGISTERS: expected byte count 6, found 4");
        assertThatThrownBy(() -> decode("03 04 022b 0000"))
                .hasMessage("answer to READ_HOLDING_REGISTERS: expected 8 octets, found 6");
        assertThatThrownBy(() -> decode("04 06 022b 0000 0064"))
                .hasMessage("answer to READ_HOLDING_REGISTERS: expected its function, found READ_INPUT_REGISTERS");
        assertThatThrownBy(() -> decode(""))
                .hasMessage("answer to READ_HOLDING_REGISTERS: expected 1..253 octets, found 0");
    }

    @Test
    void writeThatIsNotRepeatedExactlyIsRefused() {
        assertThatThrownBy(() -> ModbusResponse.decode(Octets.hex("06 0001 0004"), new WriteSingleRegister(1, 3)))
                .isInstanceOf(McpProtocolException.class)
                .hasMessage("answer to WRITE_SINGLE_REGISTER: expected 0600010003, found 0600010004");
        assertRefused(Octets.hex("10 0001 0001"), new WriteMultipleRegisters(1, new int[2]));
        assertRefused(Octets.hex("10 0002 0002"), new WriteMultipleRegisters(1, new int[2]));
        assertRefused(Octets.hex("16 0004 00f2 0026"), new MaskWriteRegister(4, 0xF2, 0x25));
    }

    @Test
    void unusedBitsAreWrittenAsZeroAndNotLookedAt() {
        var three = new ReadBitsResponse(1, ModbusRequestTest.bits("101"));

        assertThat(Octets.hex(three.encode())).isEqualTo("010105");
        assertThat(ModbusResponse.decode(Octets.hex("01 01 fd"), new ReadCoils(0, 3)))
                .isEqualTo(three);
    }

    @Test
    void largestAnswersFitAFrame() {
        assertThat(new ReadBitsResponse(1, new boolean[2000]).encode()).hasSize(252);
        assertThat(new ReadRegistersResponse(3, new int[125]).encode())
                .hasSize(252)
                .startsWith(3, 250);
    }

    @Test
    void responseThatTheStandardForbidsCannotBeMade() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ReadBitsResponse(3, new boolean[1]))
                .withMessage("function 3 is not in 1..2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ReadRegistersResponse(1, new int[1]))
                .withMessage("function READ_COILS does not read registers");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ReadRegistersResponse(3, new int[126]))
                .withMessage("quantity 126 is not in 1..125");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WriteMultipleResponse(0x10, 0, 124))
                .withMessage("quantity 124 is not in 1..123");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ModbusExceptionResponse(0x83, 1))
                .withMessage("function 131 is not in 0..127");
    }

    @Test
    void equalityLooksAtTheValues() {
        assertThat(new ReadBitsResponse(1, new boolean[2])).isNotEqualTo(new ReadBitsResponse(1, new boolean[3]));
        assertThat(new ReadRegistersResponse(3, new int[] {1}))
                .isNotEqualTo(new ReadRegistersResponse(3, new int[] {2}));
        assertThat(new RawResponse(65, new byte[] {1})).isNotEqualTo(new RawResponse(65, new byte[] {2}));
    }

    private static ModbusResponse decode(String pdu) {
        return ModbusResponse.decode(Octets.hex(pdu), READ);
    }

    private static void assertRefused(byte[] pdu, ModbusRequest request) {
        assertThatThrownBy(() -> ModbusResponse.decode(pdu, request))
                .as(Octets.hex(pdu))
                .isInstanceOfSatisfying(
                        McpProtocolException.class, e -> assertThat(e.code()).isEqualTo(McpErrorCode.BAD_FRAME));
    }
}
