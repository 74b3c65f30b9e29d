package io.camelmcp.gateway.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.camelmcp.component.McpConstants;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceIdsTest {

    private static final String ID = "0af7651916cd43dd8448eb211c80319c";

    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @ParameterizedTest
    @CsvSource({
        "0af7651916cd43dd8448eb211c80319c, 0af7651916cd43dd8448eb211c80319c",
        "0AF7651916CD43DD8448EB211C80319C, 0af7651916cd43dd8448eb211c80319c",
        "0af76519-16cd-43dd-8448-eb211c80319c, 0af7651916cd43dd8448eb211c80319c",
        "8448eb211c80319c, 00000000000000008448eb211c80319c",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01, 0af7651916cd43dd8448eb211c80319c",
    })
    void idsAreWrittenInOneWay(String text, String id) {
        assertThat(TraceIds.normal(text)).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "00000000000000000000000000000000",
                "0af7651916cd43dd8448eb211c80319g",
                "0af7651916cd43dd8448eb211c80319\uff11",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "0af7651916cd43dd8448eb211c80319c\n",
            })
    void whatIsNoIdIsNotTakenForOne(String text) {
        assertThat(TraceIds.normal(text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"traceId\":\"" + ID + "\"}",
                "{\"a\":[{\"traceId\" : \n\"" + ID + "\"}]}",
                "{\"tracer\":1,\"traceparent\":\"00-" + ID + "-b7ad6b7169203331-01\"}",
                "{\"traceId\":7,\"traceId\":\"no\",\"traceId\":\"" + ID + "\"}",
                "{\"x\":\"traceId\",\"traceId\":\"" + ID + "\"}",
            })
    void bodyNamesItsTrace(String json) {
        assertThat(TraceIds.inJson(json.getBytes(UTF_8))).isEqualTo(ID);
        exchange.getMessage().setBody(json);
        assertThat(TraceIds.of(exchange)).isEqualTo(ID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"x\":\"\\\"traceId\\\":\\\"" + ID + "\\\"\"}",
                "{\"xtraceId\":\"" + ID + "\"}",
                "{\"traceIds\":\"" + ID + "\"}",
                "\"traceId\":\"" + "0af7651916cd43dd",
                "\"traceId\":",
                "\"traceId",
                "\"trace",
                "",
            })
    void bodyThatOnlyLooksLikeItDoesNot(String text) {
        assertThat(TraceIds.inJson(text.getBytes(UTF_8))).isNull();
    }

    @Test
    void headerComesBeforeTheBodyAndOctetsAreTakenToo() {
        exchange.getMessage().setBody("{\"traceId\":\"" + ID + "\"}");
        String other = ID.replace('0', '1');
        exchange.getMessage().setHeader("traceparent", ("00-" + other + "-b7ad6b7169203331-01").getBytes(UTF_8));
        assertThat(TraceIds.of(exchange)).isEqualTo(other);
        exchange.getMessage().removeHeader("traceparent");
        exchange.getMessage().setHeader("traceId", other);
        assertThat(TraceIds.of(exchange)).isEqualTo(other);
    }

    @Test
    void messageThatComesAgainHasTheSameIdAndAnotherOneDoesNot() {
        exchange.getMessage().setHeader(McpConstants.MESSAGE_ID, "c/tag/1");
        String id = TraceIds.of(exchange);
        assertThat(id).matches("[0-9a-f]{32}").isEqualTo(TraceIds.ofMessage("c/tag/1"));
        assertThat(id.substring(0, 16)).isNotEqualTo(id.substring(16));
        assertThat(java.util.stream.IntStream.range(0, 100_000)
                        .mapToObj(i -> TraceIds.ofMessage("c/tag/" + i))
                        .distinct())
                .hasSize(100_000);
        exchange.getMessage().removeHeader(McpConstants.MESSAGE_ID);
        assertThat(TraceIds.of(exchange)).matches("[0-9a-f]{32}").isNotEqualTo(TraceIds.of(exchange));
    }
}
