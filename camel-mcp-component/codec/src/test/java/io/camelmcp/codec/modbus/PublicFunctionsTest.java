package io.camelmcp.codec.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.camelmcp.codec.McpProtocolException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Functions 07, 08, 0B, 0C, 11, 14, 15, 18 and 2B/0E: the examples of the standard, and the order of their checks. */
class PublicFunctionsTest {

    private static final String VENDOR = "Company identification";
    private static final String PRODUCT = "Product code XX";

    static Stream<Arguments> examples() {
        var write = new WriteFileRecord(List.of(new FileRecord(4, 7, new int[] {0x06AF, 0x04BE, 0x100D})));
        return Stream.of(
                arguments("07", new ReadExceptionStatus(), "07 6d", new ExceptionStatusResponse(0x6D)),
                arguments(
                        "08 0000 a537",
                        new Diagnostics(0, Octets.hex("a537")),
                        "08 0000 a537",
                        new DiagnosticsResponse(0, Octets.hex("a537"))),
                arguments("08 000b 0000", new Diagnostics(0x0B), "08 000b 0102", DiagnosticsResponse.of(0x0B, 0x10102)),
                arguments("0b", new GetCommEventCounter(), "0b ffff 0108", new CommEventCounterResponse(0xFFFF, 0x108)),
                arguments(
                        "0c",
                        new GetCommEventLog(),
                        "0c 08 0000 0108 0121 20 00",
                        new CommEventLogResponse(0, 0x108, 0x121, new byte[] {0x20, 0})),
                arguments("11", new ReportServerId(), "11 05 07 ff 616263", new ServerIdResponse(7, 0xFF, "abc")),
                arguments(
                        "14 0e 06 0004 0001 0002 06 0003 0009 0002",
                        new ReadFileRecord(List.of(new FileRange(4, 1, 2), new FileRange(3, 9, 2))),
                        "14 0c 05 06 0dfe 0020 05 06 33cd 0040",
                        new ReadFileRecordResponse(List.of(
                                new FileRecord(4, 1, new int[] {0x0DFE, 0x20}),
                                new FileRecord(3, 9, new int[] {0x33CD, 0x40})))),
                arguments(
                        "15 0d 06 0004 0007 0003 06af 04be 100d",
                        write,
                        "15 0d 06 0004 0007 0003 06af 04be 100d",
                        new WriteFileRecordResponse(write)),
                arguments(
                        "18 04de",
                        new ReadFifoQueue(0x4DE),
                        "18 0006 0002 01b8 1284",
                        new ReadFifoQueueResponse(new int[] {0x1B8, 0x1284})),
                arguments(
                        "2b 0e 01 00",
                        new ReadDeviceIdentification(1, 0),
                        "2b 0e 01 81 ff 02 02 00 16 " + octets(VENDOR) + " 01 0f " + octets(PRODUCT),
                        new DeviceIdentificationResponse(
                                1,
                                0x81,
                                true,
                                2,
                                List.of(new IdentificationObject(0, VENDOR), new IdentificationObject(1, PRODUCT)))));
    }

    private static String octets(String text) {
        return Octets.hex(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void exampleOfTheStandardIsReadAndWritten(
            String pdu, ModbusRequest request, String answerPdu, ModbusResponse answer) throws ModbusException {
        ModbusRequest decoded = ModbusRequest.decode(Octets.hex(pdu));
        ModbusResponse decodedAnswer = ModbusResponse.decode(Octets.hex(answerPdu), request);

        assertThat(decoded).isEqualTo(request).hasSameHashCodeAs(request).hasToString(request.toString());
        assertThat(Octets.hex(request.encode())).isEqualTo(pdu.replace(" ", ""));
        assertThat(decodedAnswer).isEqualTo(answer).hasSameHashCodeAs(answer).hasToString(answer.toString());
        assertThat(Octets.hex(answer.encode())).isEqualTo(answerPdu.replace(" ", ""));
        assertThat(answer.function()).isEqualTo(request.function());
        assertThat(request.isWrite()).isEqualTo(request instanceof WriteFileRecord);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void requestOfAnotherLengthIs03(String pdu, ModbusRequest request, String answerPdu, ModbusResponse answer) {
        byte[] octets = Octets.hex(pdu);
        for (int length = 1; length <= octets.length + 2; length++) {
            // the interface of 2B is looked at first, and sub-function 00 may be longer
            boolean other = request instanceof Diagnostics d && d.subFunction() == 0 && length == octets.length + 2;
            if (length != octets.length && !other) {
                assertThat(code(Arrays.copyOf(octets, length)))
                        .as("%d octets of %s", length, pdu)
                        .isEqualTo(3);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void answerOfAnotherLengthIsRefused(String pdu, ModbusRequest request, String answerPdu, ModbusResponse answer) {
        byte[] octets = Octets.hex(answerPdu);
        for (int length = 0; length <= octets.length + 2; length++) {
            if (length != octets.length) {
                byte[] other = Arrays.copyOf(octets, length);
                assertThatThrownBy(() -> ModbusResponse.decode(other, request))
                        .isInstanceOf(McpProtocolException.class)
                        .hasMessageStartingWith("answer to ");
            }
        }
    }

    @ParameterizedTest(name = "{0} is {1}: {2}")
    @CsvSource({
        "08 0005 0000,                1, unknown sub-function before its data",
        "08 0013 00,                  1, unknown sub-function before the length",
        "08 0001 1234,                3, neither 0000 nor FF00",
        "08 000b 0001,                3, a counter has no argument",
        "08 0003 0a01,                3, only one delimiter",
        "2b 0d 01 00 00,              1, another encapsulated interface",
        "2b 0e 05 00,                 3, code 5",
        "2b 0e 00 00,                 3, code 0",
        "14 06 06 0004 0001 00,       3, byte count below 7",
        "14 07 05 0004 0001 0002,     2, reference type 5",
        "14 07 06 0000 0001 0002,     2, file 0",
        "14 07 06 0004 2710 0001,     2, record 10000",
        "14 07 06 0004 270f 0002,     2, the end is outside",
        "14 07 06 0000 0001 0000,     3, no record, before the address",
        "14 07 06 0000 0001 007d,     3, answer of 254 octets, before the address",
        "14 0e 06 0004 0001 0040 06 0004 0001 0040, 3, two answers together longer than a PDU",
        "15 09 06 0000 0001 0001 0000, 2, file 0",
        "15 09 07 0001 0001 0001 0000, 2, reference type 7",
        "15 09 06 0000 0001 0002 0000, 3, two records announced and one there, before the address",
        "15 0b 06 0001 0001 0001 0000 0000, 3, octets left over"
    })
    void checksComeInTheOrderOfTheStandard(String pdu, int code, String why) {
        assertThat(code(Octets.hex(pdu))).as(why).isEqualTo(code);
    }

    @Test
    void longestPdusAreAccepted() throws ModbusException {
        var read = new ReadFileRecord(List.of(new FileRange(1, 0, 124)));
        assertThat(ModbusRequest.decode(read.encode())).isEqualTo(read);
        var write = new WriteFileRecord(List.of(new FileRecord(1, 0, new int[122])));
        assertThat(write.encode()).hasSize(253);
        assertThat(ModbusRequest.decode(write.encode())).isEqualTo(write);
        byte[] echo = new byte[253];
        echo[0] = 8;
        assertThat(ModbusRequest.decode(echo).encode()).isEqualTo(echo);
    }

    @Test
    void moreRegistersInAQueueThan31AreNoAnswer() {
        byte[] pdu = new byte[5 + 64];
        pdu[0] = 0x18;
        pdu[2] = 66;
        pdu[4] = 32;
        assertThatThrownBy(() -> ModbusResponse.decode(pdu, new ReadFifoQueue(0)))
                .hasMessage(
                        "answer to READ_FIFO_QUEUE: expected a count of 0..31 and 2 octets each, found 32 in 66 octets");
    }

    @Test
    void impossibleValuesAreRefusedByName() {
        assertThatThrownBy(() -> new Diagnostics(5)).hasMessage("sub-function 5 is not 0..4, 10..18 or 20");
        assertThatThrownBy(() -> new Diagnostics(1, new byte[] {1, 2}))
                .hasMessage("data 258 is not a value of sub-function 1");
        assertThatThrownBy(() -> new Diagnostics(0, new byte[3]))
                .hasMessage("data of 3 octets is not an even number of 2..250");
        assertThatThrownBy(() -> new FileRange(1, 9999, 2))
                .hasMessage("record 9999 + quantity 2 exceeds the 10000 records of a file");
        assertThatThrownBy(() -> new ServerIdResponse(1, 255, "€"))
                .hasMessage("text: character 0 is not one of ISO 8859-1, which has one octet each");
        assertThatThrownBy(() -> new IdentificationObject(0, "x".repeat(245)))
                .hasMessage("length of value of object 0 245 is not in 0..244");
        assertThatThrownBy(() -> new ReadDeviceIdentification(5, 0)).hasMessage("code 5 is not in 1..4");
    }

    private static int code(byte[] pdu) {
        ModbusException refused = catchThrowableOfType(ModbusException.class, () -> ModbusRequest.decode(pdu));
        assertThat(refused).as(Octets.hex(pdu)).isNotNull();
        return refused.code().code();
    }
}
