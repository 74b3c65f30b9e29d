package io.camelmcp.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelmcp.codec.modbus.EchoResponse;
import io.camelmcp.codec.modbus.MaskWriteRegister;
import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.ModbusResponse;
import io.camelmcp.codec.modbus.RawRequest;
import io.camelmcp.codec.modbus.RawResponse;
import io.camelmcp.codec.modbus.ReadBitsResponse;
import io.camelmcp.codec.modbus.ReadCoils;
import io.camelmcp.codec.modbus.ReadDiscreteInputs;
import io.camelmcp.codec.modbus.ReadHoldingRegisters;
import io.camelmcp.codec.modbus.ReadInputRegisters;
import io.camelmcp.codec.modbus.ReadRegistersResponse;
import io.camelmcp.codec.modbus.ReadWriteMultipleRegisters;
import io.camelmcp.codec.modbus.WriteMultipleCoils;
import io.camelmcp.codec.modbus.WriteMultipleRegisters;
import io.camelmcp.codec.modbus.WriteSingleCoil;
import io.camelmcp.codec.modbus.WriteSingleRegister;
import io.camelmcp.component.client.ModbusCall;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a message asks of a Modbus device. */
class ModbusRequestsTest {

    private static CamelContext context;

    @BeforeAll
    static void start() {
        context = new DefaultCamelContext();
        context.start();
    }

    @AfterAll
    static void stop() {
        context.stop();
    }

    private static Exchange exchange(Object body, Object... headers) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(body);
        for (int i = 0; i < headers.length; i += 2) {
            exchange.getMessage().setHeader((String) headers[i], headers[i + 1]);
        }
        return exchange;
    }

    private static Exchange function(Object function, Object body) {
        return exchange(body, McpConstants.FUNCTION, function, McpConstants.ADDRESS, 10);
    }

    private static ModbusRequest request(Exchange exchange) {
        return ModbusRequests.of(exchange, 1).request();
    }

    private static Object answered(Object body, ModbusResponse response) {
        Exchange exchange = exchange(body);
        ModbusRequests.accept(exchange.getMessage(), response);
        return exchange.getMessage().getBody();
    }

    @Test
    void readsAreMadeOfHeaders() {
        Object[] headers = {McpConstants.ADDRESS, "10", McpConstants.QUANTITY, 4L, McpConstants.FUNCTION, 1};
        assertThat(request(exchange(null, headers))).isEqualTo(new ReadCoils(10, 4));
        headers[5] = "0x02";
        assertThat(request(exchange("ignored", headers))).isEqualTo(new ReadDiscreteInputs(10, 4));
        headers[5] = 3;
        assertThat(request(exchange(null, headers))).isEqualTo(new ReadHoldingRegisters(10, 4));
        headers[5] = 4;
        assertThat(request(exchange(null, headers))).isEqualTo(new ReadInputRegisters(10, 4));
    }

    static List<Arguments> bodiesOfThreeValues() {
        return List.of(
                Arguments.of(new int[] {1, 2, 65_535}),
                Arguments.of(new short[] {1, 2, -1}),
                Arguments.of(List.of(1, 2, 65_535)),
                Arguments.of(List.of("1", 2L, -1)),
                Arguments.of("1, 2, 65535"),
                Arguments.of("[1,2,65535]"),
                Arguments.of("1,2,65535".getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @MethodSource("bodiesOfThreeValues")
    void valuesComeInManyForms(Object body) {
        assertThat(request(function(16, body))).isEqualTo(new WriteMultipleRegisters(10, new int[] {1, 2, 65_535}));
    }

    @Test
    void coilsAreBooleansOrZeroAndOne() {
        WriteMultipleCoils expected = new WriteMultipleCoils(10, new boolean[] {true, false});
        assertThat(request(function(15, new boolean[] {true, false}))).isEqualTo(expected);
        assertThat(request(function(15, "1,0"))).isEqualTo(expected);
        assertThat(request(function(15, List.of(true, 0)))).isEqualTo(expected);
        assertThat(request(function(5, true))).isEqualTo(new WriteSingleCoil(10, true));
        assertThat(request(function(5, 0))).isEqualTo(new WriteSingleCoil(10, false));
    }

    @Test
    void singleMaskAndReadWriteTakeTheirValuesFromTheBody() {
        assertThat(request(function(6, 4711))).isEqualTo(new WriteSingleRegister(10, 4711));
        assertThat(request(function(22, new int[] {0xF0, 0x0A}))).isEqualTo(new MaskWriteRegister(10, 0xF0, 0x0A));
        Exchange both = function(23, "7,8");
        both.getMessage().setHeader(McpConstants.READ_ADDRESS, 100);
        both.getMessage().setHeader(McpConstants.READ_QUANTITY, 5);
        assertThat(request(both)).isEqualTo(new ReadWriteMultipleRegisters(100, 5, 10, new int[] {7, 8}));
    }

    @Test
    void functionWithoutARecordTakesOctets() {
        assertThat(request(function(0x41, new byte[] {1, 2}))).isEqualTo(new RawRequest(0x41, new byte[] {1, 2}));
    }

    @Test
    void quantityThatContradictsTheValuesIsRefused() {
        Exchange exchange = function(16, "1,2");
        exchange.getMessage().setHeader(McpConstants.QUANTITY, 3);
        assertThatIllegalArgumentException().isThrownBy(() -> request(exchange)).withMessageContaining("3 values");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request(function(6, "1,2")))
                .withMessageContaining("WRITE_SINGLE_REGISTER");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request(function(16, null)))
                .withMessageContaining("WRITE_MULTIPLE_REGISTERS");
    }

    @Test
    void missingOrBadHeaderIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request(exchange(null)))
                .withMessageContaining("CamelMcpFunction is missing");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request(exchange(null, McpConstants.FUNCTION, 3)))
                .withMessageContaining("CamelMcpAddress is missing");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request(function(3, null)))
                .withMessageContaining("CamelMcpQuantity is missing");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request(function(23, "1")))
                .withMessageContaining("CamelMcpReadAddress is missing");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request(function("three", null)))
                .withMessageContaining("CamelMcpFunction: three is not a whole number");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request(function(1L << 40, null)))
                .withMessageContaining("CamelMcpFunction");
    }

    @Test
    void jsonObjectSaysItAllAsTextOctetsMapOrTree() throws Exception {
        ReadHoldingRegisters expected = new ReadHoldingRegisters(7, 2);
        String text = " {\"function\":3,\"address\":7,\"quantity\":2}";
        assertThat(request(exchange(text))).isEqualTo(expected);
        assertThat(request(exchange(text.getBytes(StandardCharsets.UTF_8)))).isEqualTo(expected);
        assertThat(request(exchange(Map.of("function", 3, "address", 7, "quantity", 2))))
                .isEqualTo(expected);
        assertThat(request(exchange(new ObjectMapper().readTree(text)))).isEqualTo(expected);
    }

    @Test
    void unitIsThatOfTheHeaderElseOfTheTextElseOfTheOption() {
        String text = "{\"unitId\":5,\"function\":3,\"address\":7,\"quantity\":2}";
        ReadCoils request = new ReadCoils(0, 1);
        assertThat(ModbusRequests.of(exchange(text, McpConstants.UNIT_ID, 9), 1).unitId())
                .isEqualTo(9);
        assertThat(ModbusRequests.of(exchange(text), 1).unitId()).isEqualTo(5);
        assertThat(ModbusRequests.of(exchange(request), 1)).isEqualTo(new ModbusCall(1, request));
        assertThat(ModbusRequests.of(exchange(request, McpConstants.UNIT_ID, "9"), 1)
                        .unitId())
                .isEqualTo(9);
        assertThat(ModbusRequests.of(function(6, 1), 3).unitId()).isEqualTo(3);
    }

    @Test
    void whatWasReadBecomesAListAndAWriteLeavesTheBody() {
        assertThat(answered("in", new ReadRegistersResponse(3, new int[] {1, 65_535})))
                .isEqualTo(List.of(1, 65_535));
        assertThat(answered(null, new ReadBitsResponse(1, new boolean[] {true, false})))
                .isEqualTo(List.of(1, 0));
        assertThat(answered("in", new RawResponse(0x41, new byte[] {9}))).isEqualTo(new byte[] {9});
        assertThat(answered("in", new EchoResponse(new WriteSingleCoil(1, true))))
                .isEqualTo("in");
    }

    @Test
    void requestAsBodyGetsAResponseAsBody() {
        ReadRegistersResponse response = new ReadRegistersResponse(3, new int[] {1});
        assertThat(answered(new ReadHoldingRegisters(0, 1), response)).isEqualTo(response);
    }
}
