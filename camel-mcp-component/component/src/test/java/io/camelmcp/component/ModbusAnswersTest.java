package io.camelmcp.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelmcp.codec.modbus.FileRange;
import io.camelmcp.codec.modbus.FileRecord;
import io.camelmcp.codec.modbus.MaskWriteRegister;
import io.camelmcp.codec.modbus.ModbusExceptionResponse;
import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.RawRequest;
import io.camelmcp.codec.modbus.ReadCoils;
import io.camelmcp.codec.modbus.ReadDiscreteInputs;
import io.camelmcp.codec.modbus.ReadExceptionStatus;
import io.camelmcp.codec.modbus.ReadFifoQueue;
import io.camelmcp.codec.modbus.ReadFileRecord;
import io.camelmcp.codec.modbus.ReadHoldingRegisters;
import io.camelmcp.codec.modbus.ReadInputRegisters;
import io.camelmcp.codec.modbus.ReadRegistersResponse;
import io.camelmcp.codec.modbus.ReadWriteMultipleRegisters;
import io.camelmcp.codec.modbus.ReportServerId;
import io.camelmcp.codec.modbus.WriteFileRecord;
import io.camelmcp.codec.modbus.WriteMultipleCoils;
import io.camelmcp.codec.modbus.WriteMultipleRegisters;
import io.camelmcp.codec.modbus.WriteSingleCoil;
import io.camelmcp.codec.modbus.WriteSingleRegister;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ModbusAnswersTest {

    private static final DefaultCamelContext CONTEXT = new DefaultCamelContext();
    private static final ReadHoldingRegisters ONE = new ReadHoldingRegisters(0, 1);
    private static final ReadInputRegisters THREE = new ReadInputRegisters(0, 3);
    private static final ReadCoils COIL = new ReadCoils(0, 1);
    private static final ReadDiscreteInputs INPUTS = new ReadDiscreteInputs(0, 3);
    private static final ObjectMapper JSON = new ObjectMapper();

    @AfterAll
    static void stop() {
        CONTEXT.stop();
    }

    private static String answer(ModbusRequest request, Object body) {
        return HexFormat.of().formatHex(ModbusAnswers.toPdu(request, body, CONTEXT.getTypeConverter()));
    }

    static Stream<Arguments> values() throws Exception {
        return Stream.of(
                arguments(ONE, 65_535, "0302ffff"),
                arguments(ONE, -2L, "0302fffe"),
                arguments(ONE, 7.0, "03020007"),
                arguments(ONE, new BigDecimal("1e2"), "03020064"),
                arguments(ONE, "21", "03020015"),
                arguments(ONE, JSON.readTree("5"), "03020005"),
                arguments(THREE, new int[] {1, 2, 3}, "0406000100020003"),
                arguments(THREE, new short[] {-1, 0, 1}, "0406ffff00000001"),
                arguments(THREE, new long[] {1, 2, 3}, "0406000100020003"),
                arguments(THREE, List.of(1, 2L, "3"), "0406000100020003"),
                arguments(THREE, " 1, 2 ,3 ", "0406000100020003"),
                arguments(THREE, "[1,2,3]", "0406000100020003"),
                arguments(THREE, JSON.readTree("[1,2,3]"), "0406000100020003"),
                arguments(THREE, new ByteArrayInputStream("[1,2,3]".getBytes()), "0406000100020003"),
                arguments(ONE, "{\"values\":[1]}", "03020001"),
                arguments(ONE, Map.of("exception", 6), "8306"),
                arguments(ONE, "{\"pdu\":\"030100\"}", "030100"),
                arguments(new WriteSingleRegister(1, 2), "{\"exception\":3}", "8603"),
                arguments(new WriteSingleRegister(1, 2), "{\"function\":6,\"address\":9}", "0600010002"),
                arguments(new ReadExceptionStatus(), 109, "076d"),
                arguments(new ReadFifoQueue(5), "1,2", "180006000200010002"),
                arguments(new ReadFileRecord(List.of(new FileRange(4, 1, 2))), "1,2", "1406050600010002"),
                arguments(
                        new WriteFileRecord(List.of(new FileRecord(4, 1, new int[] {7}))),
                        null,
                        "150906000400010001" + "0007"),
                arguments(new ReportServerId(), "{\"id\":1,\"runIndicator\":255,\"text\":\"A\"}", "110301ff41"),
                arguments(COIL, true, "010101"),
                arguments(COIL, 0, "010100"),
                arguments(COIL, "true", "010101"),
                arguments(INPUTS, new boolean[] {true, false, true}, "020105"),
                arguments(INPUTS, new int[] {1, 0, 1}, "020105"),
                arguments(INPUTS, List.of(true, 0, "1"), "020105"),
                arguments(INPUTS, "1,false,1", "020105"),
                arguments(INPUTS, "[true,false,1]", "020105"),
                arguments(new ReadWriteMultipleRegisters(0, 2, 9, new int[] {1}), "4,5", "170400040005"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void readIsAnsweredByTheValuesOfTheBody(ModbusRequest request, Object body, String pdu) {
        assertThat(answer(request, body)).isEqualTo(pdu);
    }

    static Stream<Arguments> noValues() {
        return Stream.of(
                arguments(ONE, null, "1 values are expected, found nothing"),
                arguments(ONE, "  ", "1 values are expected, found no text"),
                arguments(THREE, 7, "3 values are expected, found 1"),
                arguments(THREE, "1,2", "3 values are expected, found 2"),
                arguments(THREE, new int[4], "3 values are expected, found 4"),
                arguments(THREE, "1,,3", "value 1, , is not a whole number in -32768..65535"),
                arguments(THREE, "[1,2,3", "not a JSON array"),
                arguments(THREE, "[1,2,3] 4", "not a JSON array"),
                arguments(THREE, "[1,null,3]", "value 1, null, is not a whole number"),
                arguments(THREE, Arrays.asList(1, null, 3), "value 1, null, is not a whole number"),
                arguments(ONE, 65_536, "value 0, 65536, is not a whole number in -32768..65535"),
                arguments(ONE, -32_769, "value 0, -32769, is not a whole number in -32768..65535"),
                arguments(ONE, 21.5, "value 0, 21.5, is not a whole number in -32768..65535"),
                arguments(ONE, "1e999999999", "value 0, 1e999999999, is not a whole number"),
                arguments(ONE, Double.NaN, "value 0, NaN, is not a whole number"),
                arguments(ONE, true, "value 0, true, is not a whole number"),
                arguments(ONE, "{\"vals\":[1]}", "field vals is unknown"),
                arguments(ONE, "{\"values\":[1,2]}", "expected 4 octets, found 6"),
                arguments(ONE, "{\"function\":4,\"values\":[1]}", "found an answer to READ_INPUT_REGISTERS"),
                arguments(ONE, "x".repeat(99), "value 0, " + "x".repeat(40) + "…, is not"),
                arguments(COIL, 2, "value 0, 2, is not 0, 1, true or false"),
                arguments(COIL, "yes", "value 0, yes, is not 0, 1, true or false"),
                arguments(INPUTS, Set.of(1), "3 values are expected, found 1"));
    }

    @ParameterizedTest
    @MethodSource("noValues")
    void bodyThatIsNoAnswerIsNamed(ModbusRequest request, Object body, String message) {
        assertThatThrownBy(() -> answer(request, body))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("answer to READ_")
                .hasMessageContaining(message);
    }

    @Test
    void writeIsAnsweredAsDoneWhateverTheBody() {
        assertThat(answer(new WriteSingleCoil(1, true), null)).isEqualTo("050001ff00");
        assertThat(answer(new WriteSingleRegister(1, 2), "stored")).isEqualTo("0600010002");
        assertThat(answer(new MaskWriteRegister(1, 2, 3), 7)).isEqualTo("16000100020003");
        assertThat(answer(new WriteMultipleCoils(1, new boolean[9]), List.of())).isEqualTo("0f00010009");
        assertThat(answer(new WriteMultipleRegisters(1, new int[2]), null)).isEqualTo("1000010002");
    }

    @Test
    void responseIsTheAnswerWhenItIsOfTheFunction() {
        assertThat(answer(ONE, new ReadRegistersResponse(3, new int[] {9}))).isEqualTo("03020009");
        assertThat(answer(ONE, new ModbusExceptionResponse(3, 2))).isEqualTo("8302");
        assertThatThrownBy(() -> answer(ONE, new ReadRegistersResponse(4, new int[] {9})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("answer to READ_HOLDING_REGISTERS: found an answer to READ_INPUT_REGISTERS");
    }

    @Test
    void octetsAreThePduWhenTheyBeginWithTheFunction() {
        assertThat(answer(new RawRequest(0x41, new byte[0]), new byte[] {0x41, 5}))
                .isEqualTo("4105");
        assertThat(answer(ONE, new byte[] {(byte) 0x83, 4})).isEqualTo("8304");
        assertThatThrownBy(() -> answer(ONE, new byte[] {0x31, 4})).hasMessageContaining("found an answer to 0x31");
        assertThatThrownBy(() -> answer(ONE, new byte[0])).hasMessageContaining("1..253 octets, found 0");
        assertThatThrownBy(() -> answer(ONE, new byte[254])).hasMessageContaining("1..253 octets, found 254");
    }

    @Test
    void rawRequestHasNoNormalAnswer() {
        assertThatThrownBy(() -> answer(new RawRequest(0x41, new byte[0]), "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "answer to 0x41: the octets of a PDU, a ModbusResponse or a JSON object are expected, found java.lang.String");
    }
}
