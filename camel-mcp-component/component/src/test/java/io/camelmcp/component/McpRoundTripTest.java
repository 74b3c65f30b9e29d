package io.camelmcp.component;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A producer and a consumer of this component understand each other. */
@Timeout(60)
class McpRoundTripTest {

    private static TestContext start(String options) throws Exception {
        return TestContext.start(new RouteBuilder() {
            @Override
            public void configure() {
                from("mcp:127.0.0.1:0" + options)
                        .choice()
                        .when(header(McpConstants.COMMAND_NAME).isEqualTo("LOG"))
                        .throwException(new McpBusyException("full"))
                        .when(header(McpConstants.DEVICE_ID).isEqualTo(13))
                        .throwException(new IllegalStateException("on purpose"))
                        .when(header(McpConstants.COMMAND_NAME).isNotEqualTo(McpConstants.MODBUS))
                        .setBody(simple("${header.CamelMcpDeviceId}:${bodyAs(String)}"));
            }
        });
    }

    private static String uri(TestContext test, String options) {
        return "mcp:127.0.0.1:" + test.port() + options;
    }

    @Test
    void version2KeepsAFullWindowInFlight() throws Exception {
        try (TestContext test = start("?exchangePattern=InOut")) {
            ProducerTemplate template = test.context.createProducerTemplate();
            List<CompletableFuture<Object>> answers = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                answers.add(template.asyncRequestBody(uri(test, "?deviceId=4"), "m" + i));
            }
            for (int i = 0; i < 500; i++) {
                byte[] answer = (byte[]) answers.get(i).get(20, TimeUnit.SECONDS);
                assertThat(new String(answer, StandardCharsets.UTF_8)).isEqualTo("4:m" + i);
            }
        }
    }

    @Test
    void version1IsAnsweredInVersion1() throws Exception {
        try (TestContext test = start("?exchangePattern=InOut")) {
            ProducerTemplate template = test.context.createProducerTemplate();
            for (int i = 0; i < 20; i++) {
                assertThat(template.requestBody(uri(test, "?version=1"), "m" + i, String.class))
                        .isEqualTo("0:m" + i);
            }
        }
    }

    @Test
    void failedRouteIsAnErrorForTheProducer() throws Exception {
        try (TestContext test = start("")) {
            ProducerTemplate template = test.context.createProducerTemplate();
            Exchange failed = template.send(uri(test, "?deviceId=13"), exchange -> {});
            assertThat(failed.getException())
                    .isInstanceOfSatisfying(McpErrorException.class, e -> assertThat(e.getCode())
                            .isEqualTo(9));
            Exchange busy = template.send(uri(test, "?command=LOG"), exchange -> {});
            assertThat(busy.getException()).isInstanceOf(McpBusyException.class);
        }
    }

    @Test
    void modbusWritesAreReadBackFromTheBank() throws Exception {
        try (TestContext test = start("")) {
            ProducerTemplate template = test.context.createProducerTemplate();
            for (String protocol : List.of("modbusTcp", "modbusRtu")) {
                String uri = uri(test, "?protocol=" + protocol);
                template.requestBodyAndHeaders(
                        uri, List.of(5, 6, 7), Map.of(McpConstants.FUNCTION, 16, McpConstants.ADDRESS, 100));
                assertThat(template.requestBodyAndHeaders(
                                uri,
                                null,
                                Map.of(McpConstants.FUNCTION, 3, McpConstants.ADDRESS, 100, McpConstants.QUANTITY, 3)))
                        .isEqualTo(List.of(5, 6, 7));
            }
        }
    }
}
