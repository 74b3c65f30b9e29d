package io.camelmcp.gateway.push;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelmcp.component.McpConstants;
import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultMessage;
import org.junit.jupiter.api.Test;

class PushCommandTest {

    @Test
    void fieldsAreReadInAnyOrder() throws Exception {
        PushCommand command = parse(
                "{\"id\":\"order-7\",\"timeoutMs\":300000,\"command\":\"read_status\",\"target\":\"group:a.b:c\"}");

        assertThat(command.target()).isEqualTo("group:a.b:c");
        assertThat(command.command()).isEqualTo(0x0A);
        assertThat(command.timeoutMs()).isEqualTo(300_000L);
        assertThat(command.id()).isEqualTo("order-7");
        assertThat(command.body()).isEmpty();
    }

    @Test
    void deviceBehindTheConnectedOneIsNamedByAHeader() throws Exception {
        Message message = new DefaultMessage(new DefaultCamelContext());
        parse("{\"target\":\"all\",\"command\":\"COMMAND\",\"deviceId\":4294967295}")
                .applyTo(message);
        assertThat(message.getHeader(McpConstants.DEVICE_ID)).isEqualTo(4_294_967_295L);

        message = new DefaultMessage(new DefaultCamelContext());
        parse("{\"target\":\"all\",\"command\":\"COMMAND\"}").applyTo(message);
        assertThat(message.getHeader(McpConstants.DEVICE_ID)).isNull();
    }

    @Test
    void jsonBodyIsItsOwnTextWithoutWhiteSpace() throws Exception {
        assertThat(body("\"body\": { \"a\" : [ 1.10, 1e400, -0, \"\\u00e9 x\" ],\n\"ä\":null }"))
                .isEqualTo("{\"a\":[1.10,1e400,-0,\"\\u00e9 x\"],\"ä\":null}");
        assertThat(body("\"body\":12345678901234567890123 ")).isEqualTo("12345678901234567890123");
        assertThat(body("\"body\":\"te\\\"xt\"")).isEqualTo("\"te\\\"xt\"");
        assertThat(body("\"body\": true")).isEqualTo("true");
        assertThat(body("\"body\":[]")).isEqualTo("[]");
        assertThat(body("\"body\":null")).isEmpty();
    }

    @Test
    void textAndBase64AreTheOctetsThemselves() throws Exception {
        assertThat(body("\"bodyText\":\"open \\u00e4\"")).isEqualTo("open ä");
        assertThat(body("\"bodyBase64\":\"b3Blbg==\"")).isEqualTo("open");
    }

    @Test
    void whatIsWrongIsSaid() {
        refused("", "not a JSON object");
        refused("[]", "not a JSON object");
        refused("{", "not JSON: ");
        refused("{\"a\":1}", "field a is unknown; use target, command, body");
        refused("{} {}", "something stands behind the object");
        refused("{}", "target is missing");
        refused("{\"target\":\"all\"}", "command is missing");
        refused("{\"target\":7}", "target is not a string");
        refused("{\"target\":\"C1\"}", "target C1 is not device:ID, group:NAME or all");
        refused("{\"target\":\"device:" + "x".repeat(65) + "\"}", "names are 1..64 of");
        refused("{\"target\":\"device:a b\"}", "names are 1..64 of");
        refused("{\"target\":\"all\",\"target\":\"all\"}", "Duplicate field 'target'");
        refused("{\"command\":\"PING\"}", "command PING cannot be sent");
        refused("{\"command\":\"0x70\"}", "command 0x70 cannot be sent");
        refused("{\"command\":12}", "command 12 cannot be sent");
        refused("{\"command\":null}", "command is not a string");
        refused("{\"timeoutMs\":0}", "timeoutMs is not a number of milliseconds in 1..300000");
        refused("{\"timeoutMs\":300001}", "1..300000");
        refused("{\"timeoutMs\":1.5}", "1..300000");
        refused("{\"timeoutMs\":99999999999999999999}", "1..300000");
        refused("{\"timeoutMs\":\"5\"}", "1..300000");
        refused("{\"deviceId\":-1}", "deviceId is not a number in 0..4294967295");
        refused("{\"deviceId\":4294967296}", "0..4294967295");
        refused("{\"deviceId\":\"7\"}", "0..4294967295");
        refused("{\"id\":\"" + "x".repeat(256) + "\"}", "id has 256 characters; 255 are the most");
        refused("{\"bodyBase64\":\"*\"}", "bodyBase64 is not base64");
        refused("{\"body\":1,\"bodyText\":\"\"}", "more than one of body, bodyText, bodyBase64");
        refused("{\"body\":" + "[".repeat(101) + "]".repeat(101) + "}", "nested more than 100 deep");
        assertThatThrownBy(() -> PushCommand.parse("{}".getBytes(UTF_16))).hasMessageContaining("not UTF-8");
    }

    private static PushCommand parse(String json) throws BadPushException {
        return PushCommand.parse(json.getBytes(UTF_8));
    }

    private static String body(String field) throws BadPushException {
        return new String(
                parse("{\"target\":\"all\"," + field + ",\"command\":\"COMMAND\"}")
                        .body(),
                UTF_8);
    }

    private static void refused(String json, String why) {
        assertThatThrownBy(() -> parse(json))
                .as(json)
                .isInstanceOf(BadPushException.class)
                .hasMessageContaining(why);
    }
}
