package io.camelmcp.gateway.push;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.camelmcp.component.McpConstants;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

/** What comes to {@code answerTo}, as the answer on the queue. */
class PushAnswerLateTest {

    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    private String answer(String status, Object body) {
        exchange.getMessage().setHeader(McpConstants.CLIENT_ID, "C1");
        exchange.getMessage().setHeader(McpConstants.PUSH_STATUS, status);
        exchange.getMessage().setHeader(PushCommandReader.ID, "o7");
        exchange.getMessage().setHeader("JMSCorrelationID", "c1");
        exchange.getMessage().setBody(body);
        new PushAnswerWriter().process(exchange);
        assertThat(exchange.getMessage().getHeaders()).containsOnlyKeys("JMSCorrelationID");
        return exchange.getMessage().getBody(String.class);
    }

    @Test
    void answerOfTheDeviceHasItsBody() {
        assertThat(answer("ok", "{\"open\":true}".getBytes(UTF_8)))
                .isEqualTo("{\"status\":\"ok\",\"id\":\"o7\",\"clientId\":\"C1\",\"body\":{\"open\":true}}");
    }

    @Test
    void refusalHasItsCodeAndText() {
        exchange.getMessage().setHeader(McpConstants.PUSH_CODE, 6);
        assertThat(answer("refused", "locked"))
                .isEqualTo("{\"status\":\"refused\",\"id\":\"o7\",\"clientId\":\"C1\",\"code\":6,\"text\":\"locked\"}");
    }

    @Test
    void droppedCommandSaysWhy() {
        assertThat(answer("offline", "its session has ended"))
                .isEqualTo(
                        "{\"status\":\"offline\",\"id\":\"o7\",\"clientId\":\"C1\",\"text\":\"its session has ended\"}");
    }
}
