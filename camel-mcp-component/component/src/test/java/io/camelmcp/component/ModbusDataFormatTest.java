package io.camelmcp.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelmcp.codec.McpProtocolException;
import io.camelmcp.codec.modbus.ModbusException;
import io.camelmcp.codec.modbus.ReadRegistersResponse;
import io.camelmcp.codec.modbus.WriteSingleRegister;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Octets by the layouts of docs/protocol.md, section 9; some are its golden vectors. */
class ModbusDataFormatTest {

    private static final String TCP_READ = "4d4300000006010300000002";
    private static final String RTU_READ = "010300000002c40b";
    private static final String READ = "{\"unitId\":1,\"function\":3,\"address\":0,\"quantity\":2}";

    private final DefaultCamelContext context = new DefaultCamelContext();
    private ProducerTemplate template;

    @BeforeEach
    void start() throws Exception {
        ModbusDataFormat response = new ModbusDataFormat();
        response.setRole(ModbusDataFormat.Role.response);
        response.setUnitId(9);
        response.setTransactionId(5);
        ModbusDataFormat rtu = new ModbusDataFormat();
        rtu.setFraming(ModbusDataFormat.Framing.rtu);
        context.getRegistry().bind("rtu", rtu);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:in").unmarshal().custom("modbus");
                from("direct:out").marshal().custom("modbus");
                from("direct:inRtu").unmarshal().custom("rtu");
                from("direct:outRtu").marshal(rtu);
                from("direct:inResponse").unmarshal(response);
                from("direct:outResponse").marshal(response);
            }
        });
        context.start();
        template = context.createProducerTemplate();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private Message send(String to, Object body, Map<String, Object> headers) throws Exception {
        Exchange sent = template.request(to, exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage().getHeaders().putAll(headers);
        });
        if (sent.getException() != null) {
            throw sent.getException();
        }
        return sent.getMessage();
    }

    private Message in(String to, String octets) throws Exception {
        return send(to, HexFormat.of().parseHex(octets), Map.of());
    }

    private String out(String to, Object body, Map<String, Object> headers) throws Exception {
        return HexFormat.of().formatHex(send(to, body, headers).getBody(byte[].class));
    }

    @Test
    void tcpRequestBecomesTextAndHeaders() throws Exception {
        Message message = in("direct:in", TCP_READ);

        assertThat(message.getBody()).isEqualTo(READ);
        assertThat(message.getHeaders())
                .containsEntry(McpConstants.UNIT_ID, 1)
                .containsEntry(McpConstants.TRANSACTION_ID, 0x4D43)
                .containsEntry(McpConstants.FUNCTION, 3)
                .containsEntry(McpConstants.ADDRESS, 0)
                .containsEntry(McpConstants.QUANTITY, 2);
    }

    @Test
    void rtuRequestHasNoTransaction() throws Exception {
        Message message =
                send("direct:inRtu", HexFormat.of().parseHex(RTU_READ), Map.of(McpConstants.TRANSACTION_ID, 77));

        assertThat(message.getBody()).isEqualTo(READ);
        assertThat(message.getHeaders()).doesNotContainKey(McpConstants.TRANSACTION_ID);
    }

    @Test
    void readWriteHasTheHeadersOfBothRanges() throws Exception {
        Message message = in("direct:in", "00010000000d011700030006000e00010200ff");

        assertThat(message.getHeaders())
                .containsEntry(McpConstants.ADDRESS, 14)
                .containsEntry(McpConstants.QUANTITY, 1)
                .containsEntry(McpConstants.READ_ADDRESS, 3)
                .containsEntry(McpConstants.READ_QUANTITY, 6);
    }

    @Test
    void functionWithoutARequestOfItsOwnIsRaw() throws Exception {
        assertThat(in("direct:in", "000100000003014101").getBody())
                .isEqualTo("{\"unitId\":1,\"function\":65,\"pdu\":\"4101\"}");
        assertThat(in("direct:inRtu", "0111c02c").getBody()).isEqualTo("{\"unitId\":1,\"function\":17}");
    }

    @Test
    void textBecomesARequestWithTheTransactionOfTheHeader() throws Exception {
        assertThat(out("direct:out", READ, Map.of(McpConstants.TRANSACTION_ID, 0x4D43)))
                .isEqualTo(TCP_READ);
        assertThat(out("direct:out", READ.getBytes(), Map.of())).isEqualTo("0000" + TCP_READ.substring(4));
        assertThat(out("direct:outRtu", READ, Map.of(McpConstants.TRANSACTION_ID, 0x4D43)))
                .isEqualTo(RTU_READ);
    }

    @Test
    void requestNeedsAUnitIdFromSomewhere() throws Exception {
        var request = new WriteSingleRegister(1, 2);

        assertThat(out("direct:out", request, Map.of(McpConstants.UNIT_ID, 17))).isEqualTo("000000000006110600010002");
        assertThatThrownBy(() -> out("direct:out", request, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a Modbus frame needs a unit id");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            {"unitId":1,"function":1,"quantity":8,"values":[1,1,1,1,1,1,1,1]} | 0101ff
            {"unitId":1,"function":2,"quantity":8,"values":[1,1,1,1,1,1,1,1]} | 0201ff
            {"unitId":1,"function":3,"quantity":2,"values":[1,65535]}         | 03040001ffff
            {"unitId":1,"function":4,"quantity":1,"values":[1]}               | 04020001
            {"unitId":1,"function":23,"quantity":1,"values":[1]}              | 17020001
            {"unitId":1,"function":5,"address":1,"quantity":1,"values":[1]}   | 050001ff00
            {"unitId":1,"function":16,"address":1,"quantity":123}             | 100001007b
            {"unitId":1,"function":3,"exception":2}                           | 8302
            {"unitId":1,"function":7,"status":85}                             | 0755
            {"unitId":1,"function":8,"subFunction":0,"data":"a537"}           | 080000a537
            {"unitId":1,"function":11,"status":0,"events":3}                  | 0b00000003
            {"unitId":1,"function":12,"status":0,"events":3,"messages":4,"log":"20"} | 0c0700000003000420
            {"unitId":1,"function":17,"id":1,"runIndicator":255,"text":"A"}   | 110301ff41
            {"unitId":1,"function":20,"pdu":"14020306"}                       | 14020306
            {"unitId":1,"function":21,"records":[{"file":4,"record":1,"values":[7]}]} | 1509060004000100010007
            {"unitId":1,"function":24,"values":[1]}                           | 18000400010001
            {"unitId":1,"function":43,"code":1,"conformity":129,"moreFollows":false,"nextObject":0,"objects":[{"id":0,"value":"A"}]} | 2b0e0181000001000141
            {"unitId":1,"function":43,"pdu":"2b0d01"}                         | 2b0d01
            {"unitId":1,"function":65,"pdu":"4155"}                           | 4155
            """)
    void responseGoesBothWays(String json, String pdu) throws Exception {
        String octets = "00050000" + String.format("%04x", 1 + pdu.length() / 2) + "01" + pdu;

        assertThat(in("direct:inResponse", octets).getBody()).isEqualTo(json);
        assertThat(out("direct:outResponse", json, Map.of())).isEqualTo(octets);
    }

    @Test
    void responseRecordTakesTheUnitIdOfTheOption() throws Exception {
        assertThat(out("direct:outResponse", new ReadRegistersResponse(3, new int[] {1}), Map.of()))
                .isEqualTo("000500000005" + "09" + "03020001");
    }

    @ParameterizedTest
    @CsvSource({
        "030300010000, answer to READ_HOLDING_REGISTERS",
        "0303000100, does not have 5 octets",
        "01, does not have 1 octets",
        "830201, an exception response has 2 octets",
        "10000100, has 5 octets",
        "100001007c, quantity 124 is not in 1..123",
        "00, function 0 is not in 1..127"
    })
    void responseThatNoRequestHasIsRefused(String pdu, String message) {
        String octets = "00050000" + String.format("%04x", 1 + pdu.length() / 2) + "01" + pdu;

        assertThatThrownBy(() -> in("direct:inResponse", octets))
                .isInstanceOf(McpProtocolException.class)
                .hasMessageContaining(message);
    }

    @Test
    void requestThatIsNotLegalSaysWhy() {
        assertThatThrownBy(() -> in("direct:in", "00010000000601030000007e"))
                .isInstanceOf(ModbusException.class)
                .hasMessageContaining("quantity 126 is not in 1..125");
        assertThatThrownBy(() -> in("direct:in", "0001000000020183")).isInstanceOf(ModbusException.class);
        assertThatThrownBy(() -> send("direct:out", "{\"function\":3}", Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("address is missing");
    }

    @Test
    void octetsThatAreNoFrameFailAtEveryCut() {
        byte[] tcp = HexFormat.of().parseHex(TCP_READ);
        byte[] rtu = HexFormat.of().parseHex(RTU_READ);
        for (int cut = 1; cut < tcp.length; cut++) {
            byte[] octets = Arrays.copyOf(tcp, cut);
            assertThatThrownBy(() -> send("direct:in", octets, Map.of())).isInstanceOf(McpProtocolException.class);
        }
        for (int cut = 1; cut < rtu.length; cut++) {
            byte[] octets = Arrays.copyOf(rtu, cut);
            assertThatThrownBy(() -> send("direct:inRtu", octets, Map.of())).isInstanceOf(McpProtocolException.class);
        }
        assertThatThrownBy(() -> in("direct:in", TCP_READ + TCP_READ)).hasMessageContaining("one frame is expected");
        assertThatThrownBy(() -> in("direct:inRtu", RTU_READ + RTU_READ)).hasMessageContaining("CRC-16");
        assertThatThrownBy(() -> in("direct:inRtu", "00".repeat(257)))
                .hasMessage("an RTU frame has 4..256 octets, found 257");
    }

    @Test
    void yamlRouteNamesTheFormat() throws Exception {
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(
                        ResourceHelper.fromString(
                                "modbus.yaml",
                                """
                - route:
                    from:
                      uri: direct:yaml
                      steps:
                        - unmarshal:
                            custom:
                              ref: modbus
                """));

        assertThat(in("direct:yaml", TCP_READ).getBody()).isEqualTo(READ);
    }
}
