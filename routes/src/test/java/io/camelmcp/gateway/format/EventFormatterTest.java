package io.camelmcp.gateway.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Base64;
import java.util.Random;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventFormatterTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final EventFormatter formatter = new EventFormatter();

    @Test
    void fieldsStandInTheirOrderOnOneLine() {
        Exchange exchange = mcp("{\n \"t\" : 21.50 }\r\n".getBytes(UTF_8));

        assertThat(format(exchange))
                .isEqualTo("{\"messageId\":\"pump-1/a1b2c3d4/7\",\"clientId\":\"pump-1\",\"deviceId\":4294967295,"
                        + "\"protocol\":\"mcp\",\"command\":\"REPORT\",\"receivedAt\":\"2026-02-03T04:05:06.007Z\","
                        + "\"remoteAddress\":\"127.0.0.1:4711\",\"traceId\":\"8989cdee7e076a9b8e8e83ae80d603a4\","
                        + "\"body\":{\"t\":21.50}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|{}",
                "[ ]|[]",
                "[1, 2 ,[3]]|[1,2,[3]]",
                "12345678901234567890.10|12345678901234567890.10",
                "-0|-0",
                "1E+5|1E+5",
                "true|true",
                " null |null",
                "\"a\\u0000\\ud800 b\"|\"a\\u0000\\ud800 b\"",
                "{\"a\":1,\"a\":2}|{\"a\":1,\"a\":2}",
                "\"ü€😀\"|\"ü€😀\"",
            })
    void oneJsonValueIsKeptAsItCame(String sent, String kept) {
        assertThat(format(mcp(sent.getBytes(UTF_8)))).endsWith(",\"body\":" + kept + "}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "01",
                "1.",
                ".5",
                "+1",
                "1e",
                "-",
                "tru",
                "truex",
                "NaN",
                "{} {}",
                "1 2",
                "[1,]",
                "{\"a\":1,}",
                "{a:1}",
                "{'a':1}",
                "{\"a\"}",
                "[",
                "]",
                "{",
                "\"",
                "\"\\",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"\\u１２３４\"",
                "\"a\nb\"",
                "// c\n1",
                "1\u0000",
                "\ufeff{}",
                "\u00a01",
                "undefined",
                "[1 2]",
                "{\"a\" 1}",
                "{1:2}",
            })
    void textThatIsNotOneJsonValueIsKeptAsText(String sent) throws Exception {
        String line = format(mcp(sent.getBytes(UTF_8)));

        assertThat(line).doesNotContain("\n").doesNotContain("\r");
        JsonNode event = JSON.readTree(line);
        assertThat(event.get("bodyText").textValue()).isEqualTo(sent);
        assertThat(event.has("body")).isFalse();
    }

    @Test
    void octetsThatAreNotUtf8AreKeptAsBase64() throws Exception {
        for (byte[] sent : new byte[][] {
            {(byte) 0xFF},
            {(byte) 0xC0, (byte) 0x80},
            {'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'},
            {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
            {(byte) 0xE2, (byte) 0x82},
            "ü".getBytes(ISO_8859_1)
        }) {
            JsonNode event = JSON.readTree(format(mcp(sent)));
            assertThat(Base64.getDecoder().decode(event.get("bodyBase64").textValue()))
                    .isEqualTo(sent);
        }
    }

    @Test
    void utf16IsNotTakenForJson() throws Exception {
        assertThat(JSON.readTree(format(mcp("{\"a\":1}".getBytes(UTF_16LE))))
                        .get("bodyText")
                        .textValue())
                .isEqualTo(new String("{\"a\":1}".getBytes(UTF_16LE), UTF_8));
    }

    @Test
    void whatReadersWouldRefuseIsNotTakenAsJson() throws Exception {
        String deep = "[".repeat(JsonCompactor.MAX_DEPTH) + "]".repeat(JsonCompactor.MAX_DEPTH);
        assertThat(format(mcp(deep.getBytes(UTF_8)))).endsWith("\"body\":" + deep + "}");

        for (String sent : new String[] {
            "[" + deep + "]",
            "[".repeat(60_000),
            "1".repeat(JsonCompactor.MAX_NUMBER + 1),
            "{\"" + "n".repeat(JsonCompactor.MAX_NAME) + "\":1}"
        }) {
            assertThat(JSON.readTree(format(mcp(sent.getBytes(UTF_8))))
                            .get("bodyText")
                            .textValue())
                    .isEqualTo(sent);
        }
    }

    @Test
    void hostileHeadersCannotBreakTheLine() throws Exception {
        Exchange exchange = mcp("1".getBytes(UTF_8));
        exchange.getMessage().setHeader(EventFormatter.CLIENT_ID, "a\"},\n{\"b\\\u0001\t\r");

        String line = format(exchange);

        assertThat(line).doesNotContain("\n").doesNotContain("\r");
        assertThat(JSON.readTree(line).get("clientId").textValue()).isEqualTo("a\"},\n{\"b\\\u0001\t\r");
    }

    @Test
    void everyLineOfRandomOctetsIsAnObjectThatGivesThemBack() throws Exception {
        Random random = new Random(4711);
        String alphabet = "{}[]\",:\\u0a1-+.eE tfnrals\n\té\u0000";
        int json = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] sent = new byte[random.nextInt(12)];
            random.nextBytes(sent);
            if (round % 4 != 0) {
                StringBuilder text = new StringBuilder();
                for (int i = random.nextInt(9); i >= 0; i--) {
                    text.append(alphabet.charAt(random.nextInt(alphabet.length())));
                }
                sent = text.toString().getBytes(UTF_8);
            }
            JsonNode event = JSON.readTree(format(mcp(sent)));
            if (event.has("body")) {
                json++;
                assertThat(event.get("body")).isEqualTo(JSON.readTree(new String(sent, UTF_8)));
            } else if (event.has("bodyText")) {
                assertThat(event.get("bodyText").textValue().getBytes(UTF_8)).isEqualTo(sent);
            } else {
                assertThat(event.get("bodyBase64").binaryValue()).isEqualTo(sent);
            }
        }
        assertThat(json).isPositive();
    }

    @Test
    void modbusFieldsStandBesideTheOthers() {
        Exchange exchange = exchange();
        exchange.getMessage().setHeader(EventFormatter.PROTOCOL, "modbusTcp");
        exchange.getMessage().setHeader(EventFormatter.COMMAND_NAME, "MODBUS");
        exchange.getMessage().setHeader(EventFormatter.RECEIVED_AT, 0L);
        exchange.getMessage().setHeader("traceId", "8989cdee7e076a9b8e8e83ae80d603a4");
        exchange.getMessage()
                .setBody("{\"unitId\":1,\"function\":15,\"address\":10,\"quantity\":3,\"values\":[true, false,1]}");

        assertThat(format(exchange))
                .isEqualTo("{\"protocol\":\"modbusTcp\",\"command\":\"MODBUS\","
                        + "\"receivedAt\":\"1970-01-01T00:00:00.000Z\",\"traceId\":\"8989cdee7e076a9b8e8e83ae80d603a4\","
                        + "\"unitId\":1,\"function\":15,\"address\":10,\"quantity\":3,\"values\":[1,0,1]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[1]",
                "{\"unitId\":1}",
                "{\"unitId\":1,\"function\":\"3\"}",
                "{\"unitId\":1,\"function\":3,\"messageId\":\"x\"}",
                "{\"unitId\":1,\"function\":3,\"values\":[{}]}",
                "{\"unitId\":1,\"unitId\":2,\"function\":3}",
            })
    void modbusTextOfAnotherShapeStaysABody(String sent) throws Exception {
        Exchange exchange = mcp(sent.getBytes(UTF_8));
        exchange.getMessage().setHeader(EventFormatter.PROTOCOL, "modbusRtu");

        JsonNode event = JSON.readTree(format(exchange));

        assertThat(event.get("body")).isEqualTo(JSON.readTree(sent));
        assertThat(event.get("messageId").textValue()).isEqualTo("pump-1/a1b2c3d4/7");
    }

    @Test
    void timeWithoutHeaderIsNowAndStaysWithTheExchange() {
        Exchange exchange = exchange();
        long before = System.currentTimeMillis();

        format(exchange);

        assertThat(exchange.getMessage().getHeader(EventFormatter.RECEIVED_AT, Long.class))
                .isBetween(before, System.currentTimeMillis());
    }

    @Test
    void partOfASplitHasAnIdOfItsOwnAlsoForTheQueue() throws Exception {
        Exchange exchange = mcp("1".getBytes(UTF_8));
        exchange.setProperty(ExchangePropertyKey.SPLIT_INDEX, 2);

        assertThat(JSON.readTree(format(exchange)).get("messageId").textValue()).isEqualTo("pump-1/a1b2c3d4/7#2");
        assertThat(exchange.getMessage().getHeader(EventFormatter.MESSAGE_ID)).isEqualTo("pump-1/a1b2c3d4/7#2");
    }

    @Test
    void contentOfAFrameThatIsSentAgainIsTheSameAlsoLaterAndFromElsewhere() {
        Exchange first = mcp("1".getBytes(UTF_8));
        Exchange again = mcp("1".getBytes(UTF_8));
        again.getMessage().setHeader(EventFormatter.RECEIVED_AT, 1L);
        again.getMessage().setHeader(EventFormatter.REMOTE_ADDRESS, "127.0.0.1:1");
        Exchange other = mcp("2".getBytes(UTF_8));

        assertThat(contentHash(again)).isEqualTo(contentHash(first)).isNotEqualTo(contentHash(other));
        first.getMessage().setBody("changed".getBytes(UTF_8));
        assertThat(ContentHash.of(first, first.getMessage().getBody(byte[].class)))
                .isNotEqualTo(ContentHash.of(again, again.getMessage().getBody(byte[].class)));
    }

    private long contentHash(Exchange exchange) {
        formatter.process(exchange);
        return ContentHash.of(exchange, exchange.getMessage().getBody(byte[].class));
    }

    private String format(Exchange exchange) {
        formatter.process(exchange);
        return new String(exchange.getMessage().getBody(byte[].class), UTF_8);
    }

    private Exchange mcp(byte[] body) {
        Exchange exchange = exchange();
        exchange.getMessage().setBody(body);
        exchange.getMessage().setHeader(EventFormatter.MESSAGE_ID, "pump-1/a1b2c3d4/7");
        exchange.getMessage().setHeader(EventFormatter.CLIENT_ID, "pump-1");
        exchange.getMessage().setHeader(EventFormatter.DEVICE_ID, 0xFFFFFFFFL);
        exchange.getMessage().setHeader(EventFormatter.PROTOCOL, "mcp");
        exchange.getMessage().setHeader(EventFormatter.COMMAND_NAME, "REPORT");
        exchange.getMessage().setHeader(EventFormatter.RECEIVED_AT, 1770091506007L);
        exchange.getMessage().setHeader(EventFormatter.REMOTE_ADDRESS, "127.0.0.1:4711");
        return exchange;
    }

    private Exchange exchange() {
        return new DefaultExchange(context);
    }
}
