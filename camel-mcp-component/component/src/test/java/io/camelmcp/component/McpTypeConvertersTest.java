package io.camelmcp.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.McpFrameEncoder;
import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.ReadRegistersResponse;
import io.camelmcp.codec.modbus.WriteSingleRegister;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.TypeConversionException;
import org.apache.camel.TypeConverter;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.SimpleTypeConverter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class McpTypeConvertersTest {

    private final DefaultCamelContext context = new DefaultCamelContext();
    private TypeConverter converter;

    @BeforeEach
    void start() {
        context.start();
        converter = context.getTypeConverter();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void octetsOfAJsonObjectBecomeAMap() {
        assertThat(converter.convertTo(Map.class, utf8("{\"t\":21.5,\"tags\":[1,\"温\"],\"n\":null}")))
                .containsEntry("t", 21.5)
                .containsEntry("tags", List.of(1, "温"))
                .containsEntry("n", null);
    }

    @Test
    void octetsOfJsonBecomeATree() throws Exception {
        assertThat(converter.convertTo(JsonNode.class, utf8("[1,{\"a\":2}]")))
                .isEqualTo(new ObjectMapper().readTree("[1,{\"a\":2}]"));
    }

    @Test
    void mapAndTreeBecomeOctetsOfJson() throws Exception {
        assertThat(converter.convertTo(byte[].class, Map.of("t", 1))).isEqualTo(utf8("{\"t\":1}"));
        assertThat(converter.convertTo(byte[].class, new ObjectMapper().readTree("[1, 2]")))
                .isEqualTo(utf8("[1,2]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "[1]", "7", "{} {}", "{\"a\":1,\"a\":2}", "\u0001\u0002"})
    void octetsThatAreNoJsonObjectFailEachTime(String text) {
        for (int time = 0; time < 2; time++) {
            assertThatThrownBy(() -> converter.convertTo(Map.class, utf8(text)))
                    .isInstanceOf(TypeConversionException.class);
        }
        // control: the failure is not remembered for the types
        assertThat(converter.convertTo(Map.class, utf8("{\"a\":1}"))).containsEntry("a", 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "nul", "1 2"})
    void octetsThatAreNoJsonFailAsTree(String text) {
        assertThatThrownBy(() -> converter.convertTo(JsonNode.class, utf8(text)))
                .isInstanceOf(TypeConversionException.class);
    }

    @Test
    void anotherConverterOfTheContextComesFirst() {
        JsonNode other = new ObjectMapper().createObjectNode();
        context.getTypeConverterRegistry()
                .addTypeConverter(
                        JsonNode.class, byte[].class, new SimpleTypeConverter(false, (type, exchange, value) -> other));

        assertThat(converter.convertTo(JsonNode.class, utf8("[1]"))).isSameAs(other);
    }

    @Test
    void otherConversionsStayAsTheyAre() {
        assertThat(converter.tryConvertTo(List.class, utf8("[1,2]"))).doesNotContain(1);
        assertThat(converter.tryConvertTo(Map.class, "{\"a\":1}")).isNull();
        assertThat(converter.convertTo(String.class, Map.of("a", 1))).isEqualTo("{a=1}");
        assertThat(converter.convertTo(String.class, utf8("{}"))).isEqualTo("{}");
    }

    @Test
    void modbusRequestIsJsonTextBothWays() {
        ModbusRequest request = new WriteSingleRegister(7, 8);
        String json = "{\"function\":6,\"address\":7,\"quantity\":1,\"values\":[8]}";

        assertThat(converter.convertTo(String.class, request)).isEqualTo(json);
        assertThat(converter.convertTo(byte[].class, request)).isEqualTo(utf8(json));
        assertThat(converter.convertTo(ModbusRequest.class, json)).isEqualTo(request);
        assertThat(converter.convertTo(ModbusRequest.class, utf8(json))).isEqualTo(request);
    }

    @Test
    void modbusTextHasTheUnitIdOfTheHeader() {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setHeader(McpConstants.UNIT_ID, 17);
        exchange.getMessage().setBody(new WriteSingleRegister(7, 8));

        assertThat(exchange.getMessage().getBody(String.class))
                .isEqualTo("{\"unitId\":17,\"function\":6,\"address\":7,\"quantity\":1,\"values\":[8]}");

        exchange.getMessage().setBody(new ReadRegistersResponse(3, new int[] {8}));
        assertThat(exchange.getMessage().getBody(String.class))
                .isEqualTo("{\"unitId\":17,\"function\":3,\"quantity\":1,\"values\":[8]}");
    }

    @Test
    void textThatIsNoModbusRequestSaysWhy() {
        assertThatThrownBy(() ->
                        converter.convertTo(ModbusRequest.class, "{\"function\":3,\"address\":1,\"quantity\":126}"))
                .isInstanceOf(TypeConversionException.class)
                .hasRootCauseMessage("quantity 126 is not in 1..125");
    }

    @Test
    void frameIsItsOctetsBothWays() {
        McpFrame frame = McpFrame.sequenced(McpCommand.REPORT, 7, 258, utf8("{}"));
        byte[] octets = McpFrameEncoder.encode(frame);

        assertThat(converter.convertTo(byte[].class, frame)).isEqualTo(octets);
        assertThat(converter.convertTo(McpFrame.class, octets)).isEqualTo(frame);
        assertThatThrownBy(() -> converter.convertTo(McpFrame.class, Arrays.copyOf(octets, octets.length - 1)))
                .isInstanceOf(TypeConversionException.class)
                .hasRootCauseMessage("the last frame is not complete: it begins at octet 0 of 19");
    }
}
