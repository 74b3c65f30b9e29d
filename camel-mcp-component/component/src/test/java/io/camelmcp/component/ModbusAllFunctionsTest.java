package io.camelmcp.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A route asks a server of ours for each public function beside the tables, by JSON text and by headers. */
@Timeout(60)
class ModbusAllFunctionsTest {

    private static TestContext server() throws Exception {
        return TestContext.start(routes -> routes.from("mcp:127.0.0.1:0?bank=classpath:conformance/bank.yaml")
                .log("${body}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"modbusTcp", "modbusRtu"})
    void eachIsAskedByJsonTextAndAnsweredByValues(String protocol) throws Exception {
        try (TestContext test = server();
                ProducerTemplate template = test.context.createProducerTemplate()) {
            String device = "mcp:127.0.0.1:" + test.port() + "?protocol=" + protocol;

            assertThat(template.requestBody(device, "{\"function\":7}")).isEqualTo(0);
            assertThat(template.requestBody(device, "{\"function\":8,\"subFunction\":0,\"data\":\"a537\"}"))
                    .isEqualTo(Map.of("subFunction", 0, "data", "a537"));
            assertThat(template.requestBody(device, "{\"function\":11}")).isEqualTo(Map.of("status", 0, "events", 2));
            assertThat(((Map<?, ?>) template.requestBody(device, "{\"function\":12}")).get("messages"))
                    .isEqualTo(4);
            assertThat(template.requestBody(device, "{\"function\":17}"))
                    .isEqualTo(Map.of("id", 7, "runIndicator", 255, "text", "Pump"));
            String write = "{\"function\":21,\"records\":[{\"file\":4,\"record\":5,\"values\":[1,2]}]}";
            assertThat(template.requestBody(device, write)).isEqualTo(write);
            assertThat(template.requestBody(
                            device, "{\"function\":20,\"records\":[{\"file\":4,\"record\":5,\"quantity\":2}]}"))
                    .isEqualTo(Map.of("records", List.of(Map.of("file", 4, "record", 5, "values", List.of(1, 2)))));
            assertThat(template.requestBody(device, "{\"function\":24,\"address\":1246}"))
                    .isEqualTo(List.of(440, 4740));
            assertThat(((Map<?, ?>) template.requestBody(device, "{\"function\":43,\"code\":4,\"object\":1}"))
                            .get("objects"))
                    .isEqualTo(List.of(Map.of("id", 1, "value", "P1")));
            assertThatThrownBy(() -> template.requestBody(device, "{\"function\":24,\"address\":1}"))
                    .hasCauseInstanceOf(McpModbusException.class);
        }
    }

    @Test
    void headersAskTooAndOctetsAreChecked() throws Exception {
        try (TestContext test = server();
                ProducerTemplate template = test.context.createProducerTemplate()) {
            String device = "mcp:127.0.0.1:" + test.port() + "?protocol=modbusTcp";

            assertThat(template.requestBodyAndHeader(device, null, McpConstants.FUNCTION, 7))
                    .isEqualTo(0);
            assertThat(template.requestBodyAndHeaders(
                            device, null, Map.of(McpConstants.FUNCTION, 24, McpConstants.ADDRESS, 1246)))
                    .isEqualTo(List.of(440, 4740));
            assertThat(template.requestBodyAndHeader(device, new byte[] {0, 0, 1, 2}, McpConstants.FUNCTION, 8))
                    .isEqualTo(Map.of("subFunction", 0, "data", "0102"));
            assertThatThrownBy(() ->
                            template.requestBodyAndHeader(device, new byte[] {0, 5, 0, 0}, McpConstants.FUNCTION, 8))
                    .hasStackTraceContaining("sub-function 5 is not served; send a JSON object instead of octets");
        }
    }
}
