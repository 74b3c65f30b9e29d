package io.camelmcp.gateway.output.fields;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camelmcp.gateway.events.Event;
import io.camelmcp.gateway.format.OctetBuffer;
import io.camelmcp.gateway.output.TestEvents;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventMapperTest {

    private final EventMapper ecs = new EventMapper(FieldTable.ecs());
    private final EventMapper cim = new EventMapper(FieldTable.cim());

    @Test
    void fieldsHaveTheNamesOfTheElasticCommonSchema() throws IOException {
        Event event = TestEvents.event(
                "m-1",
                "{\"temperature\":21.060,\"level\":\"WARN\",\"message\":\"too \\\"hot\\\"\",\"traceId\":\"t1\"}");

        assertThat(map(ecs, event))
                .isEqualTo(
                        json(
                                """
                                {"event.id":"m-1","host.name":"7","device.id":"7","network.protocol":"mcp","event.action":"REPORT",
                                 "@timestamp":"2026-03-01T12:00:00.123Z","source.ip":"10.0.0.9","host.ip":"10.0.0.9","source.port":4711,
                                 "log.level":"warn","message":"too \\"hot\\"","trace.id":"t1",
                                 "mcp.body":{"temperature":21.060,"level":"WARN","message":"too \\"hot\\"","traceId":"t1"},
                                 "ecs.version":"8.11.0","event.kind":"event","event.module":"mcp","observer.type":"gateway"}
                                """));
        assertThat(text(ecs, event)).contains("\"temperature\":21.060");
    }

    @Test
    void fieldsHaveTheNamesOfTheCommonInformationModel() throws IOException {
        Event event = TestEvents.event("m-1", "{\"severity\":\"High\",\"user\":\"root\"}");

        assertThat(map(cim, event))
                .isEqualTo(
                        json(
                                """
                                {"id":"m-1","dvc":"7","dvc_id":"7","app":"mcp","signature":"REPORT","src":"10.0.0.9",
                                 "src_ip":"10.0.0.9","src_port":4711,"severity":"high","user":"root",
                                 "body":{"severity":"High","user":"root"},"type":"event","vendor_product":"Camel MCP gateway"}
                                """));
    }

    @Test
    void eventThatIsNotUtf8IsNone() {
        Event event = new Event("m-1", "7", "REPORT", 0, "{\"body\":{\"a\":1},\"x\":2}".getBytes(UTF_16BE));
        OctetBuffer out = new OctetBuffer(16);

        assertThatThrownBy(() -> ecs.append(event, out)).isInstanceOf(IOException.class);
        assertThat(out.length()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"21.5", "true", "[1,2]", "\"text\""})
    void bodyThatIsNoObjectIsTheMessageSoThatOneFieldHasOneType(String body) throws IOException {
        JsonNode document = map(ecs, TestEvents.event("m-1", body));

        assertThat(document.has("mcp.body")).isFalse();
        assertThat(document.path("message").isTextual()).isTrue();
        assertThat(document.path("message").asText()).isEqualTo(body.replace("\"", ""));
    }

    @Test
    void whatNoRowSpeaksOfKeepsItsNameBehindThePrefix() throws IOException {
        String modbus =
                "{\"messageId\":\"m\",\"protocol\":\"modbusTcp\",\"unitId\":3,\"values\":[1,2],\"odd\\\"name\":null}";

        assertThat(map(ecs, event(modbus)).toString())
                .contains(
                        "\"network.protocol\":\"modbustcp\"",
                        "\"mcp.unitId\":3",
                        "\"mcp.values\":[1,2]",
                        "\"mcp.odd\\\"name\":null");
        assertThat(map(cim, event(modbus)).toString()).contains("\"unitId\":3", "\"values\":[1,2]");
    }

    @Test
    void whatIsMissingInTheLineComesFromTheEvent() throws IOException {
        JsonNode document = map(ecs, new Event("m-9", "c-9", "LOG", 0, "{}".getBytes(UTF_8)));

        assertThat(document.path("@timestamp").asText()).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(document.path("event.id").asText()).isEqualTo("m-9");
        assertThat(document.path("host.name").asText()).isEqualTo("c-9");
        assertThat(document.path("event.action").asText()).isEqualTo("LOG");
    }

    @Test
    void noFieldIsWrittenTwice() throws IOException {
        String line =
                "{\"src\":\"x\",\"remoteAddress\":\"10.0.0.1:1\",\"body\":{\"message\":\"a\",\"msg\":\"b\"},\"bodyText\":\"c\"}";

        String document = text(ecs, event(line));
        assertThat(document.split("\"message\":\"")).hasSize(3); // itself, and in mcp.body
        assertThat(text(cim, event(line)).split("\"src\":")).hasSize(2);
        assertThat(map(cim, event(line)).path("src").asText()).isEqualTo("x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[::1]:5020", "fe80::1:77", "[fe80::1]:5020", "::1:99"})
    void addressesOfVersion6AreKnown(String address) throws IOException {
        JsonNode document = map(ecs, event("{\"remoteAddress\":\"" + address + "\"}"));
        assertThat(document.path("source.ip").asText()).contains(":").doesNotContain("[");
        assertThat(document.path("source.port").asInt()).isPositive();
    }

    @Test
    void addressOfALinkIsWrittenWithoutItsZone() throws IOException {
        JsonNode document = map(ecs, event("{\"remoteAddress\":\"[fe80::1%eth0]:99\"}"));
        assertThat(document.path("source.ip").asText()).isEqualTo("fe80::1");
        assertThat(document.path("source.port").asInt()).isEqualTo(99);
    }

    @Test
    void portIsWrittenAsTheNumberThatItIs() throws IOException {
        assertThat(text(ecs, event("{\"remoteAddress\":\"10.0.0.9:00099\"}"))).contains("\"source.port\":99,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.9", "10.0.0.9:", "10.0.0.9:http", "10.0.0.9:123456", "10.0.0.9:65536", ""})
    void whatIsNoPortIsLeftOut(String address) throws IOException {
        assertThat(map(ecs, event("{\"remoteAddress\":\"" + address + "\"}")).has("source.port"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plc.local:99", "10.0.0.999:99", "[[::1]]:99", "1::2::3:99"})
    void whatIsNoAddressIsLeftOutBecauseTheSchemaWouldRefuseTheEvent(String address) throws IOException {
        JsonNode document = map(ecs, event("{\"remoteAddress\":\"" + address + "\"}"));
        assertThat(document.has("source.ip")).isFalse();
        assertThat(document.path("source.port").asInt()).isEqualTo(99);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "7", "[]", "{\"a\":", "{\"a\":1}}", "{\"a\":1} x", "{\"body\":{\"level\":\"a\"", "\u0000"})
    void lineThatIsNoJsonObjectIsRefusedAndLeavesNothingBehind(String line) {
        OctetBuffer out = new OctetBuffer(16);
        out.append('x');
        assertThatThrownBy(() -> ecs.append(event(line), out))
                .isInstanceOf(IOException.class)
                .satisfies(e -> assertThat(EventMapper.problem((IOException) e))
                        .startsWith("cannot be read as a JSON object")
                        .doesNotContain("\n"));
        assertThat(out.length()).isEqualTo(1);
    }

    @Test
    void tablesAreWellFormed() {
        for (FieldTable table : List.of(FieldTable.ecs(), FieldTable.cim())) {
            assertThat(table.rows()).hasSizeGreaterThan(10);
            assertThat(table.rows().stream().map(FieldTable.Row::source))
                    .contains("messageId", "clientId", "body", "bodyText", "bodyBase64", "remoteAddress", "command");
        }
        // every name of the schema is one of its field sets
        assertThat(FieldTable.ecs().rows().stream().map(FieldTable.Row::target))
                .allMatch(target -> target.matches(
                        "@timestamp|message|(event|host|device|network|source|trace|log|mcp)\\.[a-z_.]+"));
        assertThatThrownBy(() -> FieldTable.parse("a | b")).hasMessageContaining("SOURCE | TARGET | KIND");
    }

    private static Event event(String json) {
        return new Event("", "", "", 0, json.getBytes(UTF_8));
    }

    private static String text(EventMapper mapper, Event event) throws IOException {
        OctetBuffer out = new OctetBuffer(16);
        mapper.append(event, out);
        return new String(out.toArray(), UTF_8);
    }

    private static JsonNode map(EventMapper mapper, Event event) throws IOException {
        return sorted(new ObjectMapper().readTree(text(mapper, event)));
    }

    private static JsonNode json(String text) throws IOException {
        return sorted(new ObjectMapper().readTree(text));
    }

    private static JsonNode sorted(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        names.stream().sorted().forEach(name -> copy.set(name, node.get(name)));
        return copy;
    }
}
