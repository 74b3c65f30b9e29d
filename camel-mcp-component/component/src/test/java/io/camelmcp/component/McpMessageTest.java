package io.camelmcp.component;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A message makes its headers and its text when they are asked for; a route must not be able to tell. */
@Timeout(60)
class McpMessageTest {

    private final List<Map<String, Object>> seen = new CopyOnWriteArrayList<>();

    private void see(Exchange exchange) {
        seen.add(Map.copyOf(exchange.getMessage().getHeaders()));
    }

    @Test
    void copyThatCamelMakesOfARequestToBeAnsweredHasItsHeadersAndItsText() throws Exception {
        try (TestContext test = TestContext.start(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("mcp:127.0.0.1:0?bank=none")
                                .process(exchange -> {
                                    Message message = exchange.getMessage();
                                    assertThat(message.getHeader(McpConstants.ADDRESS, int.class))
                                            .isEqualTo(7);
                                    assertThat(message.getHeader(McpConstants.QUANTITY, String.class))
                                            .isEqualTo("2");
                                    assertThat(message.getHeader("camelmcpaddress", Integer.class))
                                            .isEqualTo(7);
                                    assertThat(message.getHeader("none", Integer.class))
                                            .isNull();
                                    assertThat(message.getHeader("none")).isNull();
                                    assertThat(message.getHeader("none", boolean.class))
                                            .isFalse();
                                    assertThat(message.getBody(String.class)).contains("\"address\":7");
                                })
                                .process(McpMessageTest.this::see)
                                .setBody(exchange -> new int[] {5, -1});
                    }
                });
                RawMaster master = new RawMaster(test.port(), false)) {
            assertThat(master.ask("01 03 0007 0002")).isEqualTo("0103040005ffff");

            assertThat(seen).singleElement().satisfies(headers -> assertThat(headers)
                    .containsEntry(McpConstants.FUNCTION, 3)
                    .containsEntry(McpConstants.UNIT_ID, 1)
                    .containsKeys(McpConstants.MESSAGE_ID, McpConstants.REMOTE_ADDRESS));
            // a name that begins otherwise would not be found before the map is made
            assertThat(seen.get(0).keySet()).allMatch(name -> name.startsWith("CamelMcp"));
        }
    }

    @Test
    void headerThatARouteRemovesOrChangesStaysSo() throws Exception {
        try (TestContext test = TestContext.start(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("mcp:127.0.0.1:0?bank=none")
                                .process(exchange -> assertThat(
                                                exchange.getMessage().getHeader("unit"))
                                        .isNull())
                                .setHeader("Unit", constant("pump"))
                                .process(exchange -> assertThat(
                                                exchange.getMessage().getHeader("unit"))
                                        .isEqualTo("pump"))
                                .removeHeader(McpConstants.ADDRESS)
                                .setHeader(McpConstants.QUANTITY, constant(9))
                                .process(McpMessageTest.this::see)
                                .setBody(exchange -> List.of(1, 2));
                    }
                });
                RawMaster master = new RawMaster(test.port(), false)) {
            assertThat(master.ask("01 03 0007 0002")).isEqualTo("01030400010002");

            assertThat(seen).singleElement().satisfies(headers -> assertThat(headers)
                    .doesNotContainKey(McpConstants.ADDRESS)
                    .containsEntry(McpConstants.QUANTITY, 9)
                    .containsEntry(McpConstants.FUNCTION, 3));
        }
    }
}
