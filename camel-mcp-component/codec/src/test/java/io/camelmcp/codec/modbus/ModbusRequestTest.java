package io.camelmcp.codec.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModbusRequestTest {

    /** The examples of the standard, sections 6.1 to 6.17. */
    static Stream<Arguments> examples() {
        return Stream.of(
                arguments("01 0013 0013", new ReadCoils(0x13, 0x13)),
                arguments("02 00c4 0016", new ReadDiscreteInputs(0xC4, 0x16)),
                arguments("03 006b 0003", new ReadHoldingRegisters(0x6B, 3)),
                arguments("04 0008 0001", new ReadInputRegisters(8, 1)),
                arguments("05 00ac ff00", new WriteSingleCoil(0xAC, true)),
                arguments("05 00ac 0000", new WriteSingleCoil(0xAC, false)),
                arguments("06 0001 0003", new WriteSingleRegister(1, 3)),
                arguments("0f 0013 000a 02 cd01", new WriteMultipleCoils(0x13, bits("1011001110"))),
                arguments("10 0001 0002 04 000a 0102", new WriteMultipleRegisters(1, new int[] {10, 0x102})),
                arguments("16 0004 00f2 0025", new MaskWriteRegister(4, 0xF2, 0x25)),
                arguments(
                        "17 0003 0006 000e 0003 06 00ff 00ff ffff",
                        new ReadWriteMultipleRegisters(3, 6, 14, new int[] {0xFF, 0xFF, 0xFFFF})));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void exampleOfTheStandardIsReadAndWritten(String pdu, ModbusRequest request) throws ModbusException {
        ModbusRequest decoded = ModbusRequest.decode(Octets.hex(pdu));

        assertThat(decoded).isEqualTo(request).hasSameHashCodeAs(request).hasToString(request.toString());
        assertThat(Octets.hex(request.encode())).isEqualTo(pdu.replace(" ", ""));
        assertThat(decoded.isWrite()).isEqualTo(!(decoded instanceof ReadRequest));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void octetsTooManyOrTooFewAre03(String hex, ModbusRequest request) {
        byte[] pdu = Octets.hex(hex);
        assertThat(request.function()).isEqualTo(pdu[0]);
        for (int length = 1; length <= pdu.length + 3; length++) {
            if (length != pdu.length) {
                assertRefused(Arrays.copyOf(pdu, length), ModbusExceptionCode.ILLEGAL_DATA_VALUE);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "01 0000 07d0, 01 0000 07d1",
        "02 0000 07d0, 02 0000 07d1",
        "03 0000 007d, 03 0000 007e",
        "04 0000 007d, 04 0000 007e",
        "01 0000 0001, 01 0000 0000",
        "03 0000 0001, 03 0000 0000"
    })
    void quantityOutOfItsLimitIs03(String last, String beyond) throws ModbusException {
        assertThat(Octets.hex(ModbusRequest.decode(Octets.hex(last)).encode())).isEqualTo(last.replace(" ", ""));
        assertRefused(Octets.hex(beyond), ModbusExceptionCode.ILLEGAL_DATA_VALUE);
    }

    @Test
    void longestWritesAreReadAndOneMoreIs03() throws ModbusException {
        var coils = new WriteMultipleCoils(0, new boolean[1968]);
        var registers = new WriteMultipleRegisters(0, IntStream.range(0, 123).toArray());
        var both = new ReadWriteMultipleRegisters(0, 125, 0, new int[121]);
        for (ModbusRequest longest : new ModbusRequest[] {coils, registers, both}) {
            assertThat(ModbusRequest.decode(longest.encode())).isEqualTo(longest);
        }

        // 124 registers need a byte count of 248, which fits an octet: only the limit refuses it
        assertRefused(counted("10 0000 007c f8", 248), ModbusExceptionCode.ILLEGAL_DATA_VALUE);
        assertRefused(counted("0f 0000 07b1 f7", 247), ModbusExceptionCode.ILLEGAL_DATA_VALUE);
        assertRefused(counted("17 0000 007e 0000 0001 02", 2), ModbusExceptionCode.ILLEGAL_DATA_VALUE);
        assertRefused(counted("17 0000 0001 0000 007a f4", 244), ModbusExceptionCode.ILLEGAL_DATA_VALUE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0f 0000 0010 01 ff", // 16 coils need two octets
                "10 0000 0002 02 0001",
                "10 0000 0001 04 0001 0002",
                "17 0000 0001 0000 0002 02 0001"
            })
    void byteCountThatDoesNotFitTheQuantityIs03(String pdu) {
        assertRefused(Octets.hex(pdu), ModbusExceptionCode.ILLEGAL_DATA_VALUE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "03 ffff 0002",
                "01 ffff 0002",
                "0f ffff 0002 01 03",
                "10 ffff 0002 04 0001 0002",
                "17 ffff 0002 0000 0001 02 0001",
                "17 0000 0002 ffff 0002 04 0001 0002"
            })
    void rangeThatLeavesTheAddressSpaceIs02(String pdu) {
        assertRefused(Octets.hex(pdu), ModbusExceptionCode.ILLEGAL_DATA_ADDRESS);
    }

    @Test
    void lastAddressIsLegal() throws ModbusException {
        assertThat(ModbusRequest.decode(Octets.hex("03 ffff 0001"))).isEqualTo(new ReadHoldingRegisters(0xFFFF, 1));
        assertThat(ModbusRequest.decode(Octets.hex("03 fffe 0002"))).isEqualTo(new ReadHoldingRegisters(0xFFFE, 2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"03 ffff 0000", "03 ffff 007e", "10 ffff 0002 02 0001", "17 ffff 0002 0000 0000 00", "03 ffff"})
    void whatIs03And02IsToldAs03(String pdu) {
        assertRefused(Octets.hex(pdu), ModbusExceptionCode.ILLEGAL_DATA_VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"05 ffff 1234", "05 0000 0001", "05 0000 ff01"})
    void coilValueOtherThanOnAndOffIs03(String pdu) {
        assertRefused(Octets.hex(pdu), ModbusExceptionCode.ILLEGAL_DATA_VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "09", "0d", "13 00", "2b 0d 00", "41", "42 00", "83 02", "ff"})
    void functionWithoutARecordIs01WhateverFollows(String pdu) {
        ModbusException refused = assertRefused(Octets.hex(pdu), ModbusExceptionCode.ILLEGAL_FUNCTION);
        int function = Octets.hex(pdu)[0] & 0xFF;

        assertThat(refused.function()).isEqualTo(function);
        assertThat(refused.response().encode()).containsExactly(function | 0x80, 1);
    }

    @Test
    void emptyPduIs01() {
        assertRefused(new byte[0], ModbusExceptionCode.ILLEGAL_FUNCTION);
    }

    @Test
    void refusalNamesFunctionValueAndLimit() {
        assertThat(assertRefused(Octets.hex("03 0000 007e"), ModbusExceptionCode.ILLEGAL_DATA_VALUE))
                .hasMessage("READ_HOLDING_REGISTERS: quantity 126 is not in 1..125");
        assertThat(assertRefused(Octets.hex("10 ffff 0002 04 0001 0002"), ModbusExceptionCode.ILLEGAL_DATA_ADDRESS))
                .hasMessage("WRITE_MULTIPLE_REGISTERS: address 65535 + quantity 2 exceeds the 65536 addresses");
        assertThat(assertRefused(Octets.hex("42"), ModbusExceptionCode.ILLEGAL_FUNCTION))
                .hasMessage("function 0x42 is not served");
    }

    static Stream<Arguments> impossible() {
        return Stream.of(
                arguments("address -1 is not in 0..65535", call(() -> new ReadCoils(-1, 1))),
                arguments("address 65536 is not in 0..65535", call(() -> new WriteSingleCoil(65_536, true))),
                arguments("quantity 2001 is not in 1..2000", call(() -> new ReadDiscreteInputs(0, 2001))),
                arguments("quantity 0 is not in 1..125", call(() -> new ReadInputRegisters(0, 0))),
                arguments(
                        "address 65535 + quantity 2 exceeds the 65536 addresses",
                        call(() -> new ReadHoldingRegisters(65_535, 2))),
                arguments("quantity 1969 is not in 1..1968", call(() -> new WriteMultipleCoils(0, new boolean[1969]))),
                arguments("quantity 0 is not in 1..123", call(() -> new WriteMultipleRegisters(0, new int[0]))),
                arguments(
                        "value 65536 is not in 0..65535",
                        call(() -> new WriteMultipleRegisters(0, new int[] {1, 65_536}))),
                arguments("value -1 is not in 0..65535", call(() -> new WriteSingleRegister(0, -1))),
                arguments("andMask 65536 is not in 0..65535", call(() -> new MaskWriteRegister(0, 65_536, 0))),
                arguments("orMask -1 is not in 0..65535", call(() -> new MaskWriteRegister(0, 0, -1))),
                arguments(
                        "read quantity 126 is not in 1..125",
                        call(() -> new ReadWriteMultipleRegisters(0, 126, 0, new int[1]))),
                arguments(
                        "write quantity 122 is not in 1..121",
                        call(() -> new ReadWriteMultipleRegisters(0, 1, 0, new int[122]))),
                arguments("function 128 is not in 1..127", call(() -> new RawRequest(128, new byte[0]))),
                arguments("length of data 253 is not in 0..252", call(() -> new RawRequest(65, new byte[253]))),
                arguments("length of the PDU 0 is not in 1..253", call(() -> RawRequest.of(new byte[0]))));
    }

    @ParameterizedTest
    @MethodSource("impossible")
    void requestThatTheStandardForbidsCannotBeMade(String message, ThrowingCallable constructor) {
        assertThatIllegalArgumentException().isThrownBy(constructor).withMessage(message);
    }

    @Test
    void equalityLooksAtTheValues() {
        assertThat(new WriteMultipleRegisters(1, new int[] {1, 2}))
                .isNotEqualTo(new WriteMultipleRegisters(1, new int[] {1, 3}))
                .isNotEqualTo(new WriteMultipleRegisters(2, new int[] {1, 2}));
        assertThat(new WriteMultipleCoils(1, bits("10"))).isNotEqualTo(new WriteMultipleCoils(1, bits("11")));
        assertThat(new ReadWriteMultipleRegisters(1, 1, 1, new int[] {1}))
                .isNotEqualTo(new ReadWriteMultipleRegisters(1, 1, 1, new int[] {2}));
        assertThat(new ReadCoils(1, 1)).isNotEqualTo(new ReadDiscreteInputs(1, 1));
    }

    @Test
    void rawRequestCarriesAnyFunctionAsItIs() {
        RawRequest raw = RawRequest.of(Octets.hex("42 01 ff"));

        assertThat(raw)
                .isEqualTo(new RawRequest(0x42, Octets.hex("01ff")))
                .hasSameHashCodeAs(RawRequest.of(raw.encode()));
        assertThat(raw.encode()).isEqualTo(Octets.hex("4201ff"));
        assertThat(raw.isWrite()).isTrue();
        assertThat(raw).hasToString("RawRequest[0x42, data=2]").isNotEqualTo(new RawRequest(0x42, Octets.hex("01fe")));
    }

    @Test
    void maskWriteAppliesTheFormulaOfTheStandard() {
        assertThat(new MaskWriteRegister(4, 0xF2, 0x25).apply(0x12)).isEqualTo(0x17);
    }

    @Test
    void quantityOfASingleWriteIsOne() {
        assertThat(new WriteSingleRegister(7, 1).quantity()).isEqualTo(1);
        assertThat(new ReadWriteMultipleRegisters(0, 1, 0, new int[3]).writeQuantity())
                .isEqualTo(3);
    }

    static boolean[] bits(String text) {
        boolean[] values = new boolean[text.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = text.charAt(i) == '1';
        }
        return values;
    }

    private static byte[] counted(String head, int byteCount) {
        return Octets.joined(Octets.hex(head), new byte[byteCount]);
    }

    private static ThrowingCallable call(ThrowingCallable constructor) {
        return constructor;
    }

    private static ModbusException assertRefused(byte[] pdu, ModbusExceptionCode code) {
        ModbusException refused = catchThrowableOfType(ModbusException.class, () -> ModbusRequest.decode(pdu));
        assertThat(refused).as(Octets.hex(pdu)).isNotNull();
        assertThat(refused.code()).as(Octets.hex(pdu)).isEqualTo(code);
        return refused;
    }
}
