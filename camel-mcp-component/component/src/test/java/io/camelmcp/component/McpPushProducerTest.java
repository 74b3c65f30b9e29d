package io.camelmcp.component;

import static io.camelmcp.codec.McpCommand.COMMAND;
import static io.camelmcp.codec.McpCommand.LOGIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.McpFrame;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Test;

/** Requests of a route to devices that have logged in. */
class McpPushProducerTest {

    private static final String PUSH = "mcp:127.0.0.1:0?mode=server&command=COMMAND";

    private final BlockingQueue<String> late = new LinkedBlockingQueue<>();

    @Test
    void requestToOneDeviceReturnsItsAnswer() throws Exception {
        try (TestContext test = start();
                PlainDevice device = login(test, "c", "")) {
            var sent = template(test)
                    .asyncRequestBodyAndHeader(PUSH, "open", McpConstants.TARGET, "device:c", String.class);
            PlainDevice.Reply pushed = device.receive();
            assertThat(pushed.command()).isEqualTo(COMMAND);
            assertThat(pushed.text()).isEqualTo("open");
            device.send(PlainDevice.sequenced(COMMAND | 0x80, 0, pushed.seq(), PlainDevice.utf8("done")));

            assertThat(sent.get(5, TimeUnit.SECONDS)).isEqualTo("done");
        }
    }

    @Test
    void unknownDeviceIsOffline() throws Exception {
        try (TestContext test = start()) {
            assertThat(push(test, "device:nobody").getException())
                    .isInstanceOf(McpOfflineException.class)
                    .hasMessageContaining("device nobody");
        }
    }

    @Test
    void refusalOfTheDeviceIsAnExceptionWithItsCodeAndText() throws Exception {
        try (TestContext test = start();
                PlainDevice device = login(test, "c", "")) {
            var sent = template(test).asyncSend(PUSH, exchange -> fill(exchange, "device:c"));
            PlainDevice.Reply pushed = device.receive();
            device.send(io.camelmcp.codec.McpFrameEncoder.encode(
                    McpFrame.sequenced(COMMAND, 0, pushed.seq(), McpFrame.EMPTY)
                            .error(McpErrorCode.FORBIDDEN, "locked")));

            assertThat(sent.get(5, TimeUnit.SECONDS).getException(McpErrorException.class))
                    .satisfies(refused -> assertThat(refused.getCode()).isEqualTo(6))
                    .satisfies(refused -> assertThat(refused.getText()).isEqualTo("locked"));
        }
    }

    @Test
    void deviceThatDoesNotAnswerInTimeIsATimeout() throws Exception {
        try (TestContext test = start();
                PlainDevice device = login(test, "c", "")) {
            Exchange exchange = template(test).send(PUSH, sent -> {
                fill(sent, "device:c");
                sent.getMessage().setHeader(McpConstants.PUSH_TIMEOUT, 200);
            });

            assertThat(exchange.getException()).isInstanceOf(McpTimeoutException.class);
            assertThat(device.receive().command()).isEqualTo(COMMAND);
        }
    }

    @Test
    void groupGetsAListOfResultsAndASlowDeviceDelaysNobodyElse() throws Exception {
        try (TestContext test = start();
                PlainDevice fast = login(test, "fast", "\"groups\":[\"hall\"],");
                PlainDevice slow = login(test, "slow", "\"groups\":[\"hall\"],");
                PlainDevice other = login(test, "other", "")) {
            var sent = template(test).asyncSend(PUSH, exchange -> {
                fill(exchange, "group:hall");
                exchange.getMessage().setHeader(McpConstants.PUSH_TIMEOUT, 2_000);
            });
            PlainDevice.Reply pushed = fast.receive();
            fast.send(PlainDevice.sequenced(COMMAND | 0x80, 0, pushed.seq(), PlainDevice.utf8("yes")));
            assertThat(slow.receive().text()).isEqualTo("x");

            Exchange done = sent.get(10, TimeUnit.SECONDS);
            assertThat(done.getMessage().getHeader(McpConstants.DELIVERED)).isEqualTo(1);
            assertThat(done.getMessage().getHeader(McpConstants.FAILED)).isEqualTo(1);
            List<?> results = done.getMessage().getBody(List.class);
            assertThat(results)
                    .extracting(
                            result -> ((Map<?, ?>) result).get("clientId") + " " + ((Map<?, ?>) result).get("status"))
                    .containsExactlyInAnyOrder("fast ok", "slow timeout");
            assertThat(other.send(PlainDevice.plain(3, new byte[0])).receive().command())
                    .as("control: who is not in the group got nothing")
                    .isEqualTo(0x83);
        }
    }

    @Test
    void requestWaitsForItsDeviceInOrderAndItsAnswerComesLater() throws Exception {
        try (TestContext test = start()) {
            String sessionId;
            try (PlainDevice device = test.device()) {
                sessionId = loginId(device, "{\"clientId\":\"c\"}");
            }
            await().until(() ->
                    test.server().sessions().device("c").orElseThrow().state().equals("DETACHED"));
            String queue = PUSH + "&offline=queue&answerTo=direct:late";
            for (String body : List.of("first", "second")) {
                Exchange exchange = template(test).send(queue, sent -> {
                    fill(sent, "device:c");
                    sent.getMessage().setBody(body);
                });
                assertThat(exchange.getException()).isNull();
                assertThat(exchange.getMessage().getHeader(McpConstants.PUSH_STATUS))
                        .isEqualTo("queued");
            }
            try (PlainDevice device = test.device()) {
                assertThat(loginId(device, "{\"clientId\":\"c\",\"sessionId\":\"" + sessionId + "\"}"))
                        .isEqualTo(sessionId);
                PlainDevice.Reply first = device.receive();
                assertThat(first.text()).isEqualTo("first");
                assertThat(device.receive().text()).isEqualTo("second");
                device.send(PlainDevice.sequenced(COMMAND | 0x80, 0, first.seq(), PlainDevice.utf8("did it")));

                assertThat(late.poll(5, TimeUnit.SECONDS)).isEqualTo("c ok did it");
            }
        }
    }

    @Test
    void unansweredRequestIsSentAgainWithItsNumberWhenTheSessionIsResumed() throws Exception {
        try (TestContext test = start()) {
            var sent = new java.util.concurrent.CompletableFuture<Exchange>();
            String sessionId;
            int seq;
            try (PlainDevice device = test.device()) {
                sessionId = loginId(device, "{\"clientId\":\"c\"}");
                template(test)
                        .asyncSend(PUSH, exchange -> fill(exchange, "device:c"))
                        .thenAccept(sent::complete);
                seq = device.receive().seq();
            }
            try (PlainDevice device = test.device()) {
                loginId(device, "{\"clientId\":\"c\",\"sessionId\":\"" + sessionId + "\"}");
                PlainDevice.Reply again = device.receive();
                assertThat(again.seq()).isEqualTo(seq);
                device.send(PlainDevice.sequenced(COMMAND | 0x80, 0, seq, PlainDevice.utf8("ok")));
            }
            assertThat(sent.get(5, TimeUnit.SECONDS).getMessage().getBody(String.class))
                    .isEqualTo("ok");
        }
    }

    @Test
    void commandThatNoDeviceTakesFailsAtStartWhenTheEndpointSaysIt() throws Exception {
        try (TestContext test = start()) {
            assertThatThrownBy(() ->
                            template(test).requestBody("mcp:127.0.0.1:0?mode=server&target=all&command=REPORT", "x"))
                    .hasStackTraceContaining("mcp:127.0.0.1:0: command REPORT is not one that a device takes");

            Exchange byHeader = template(test).send("mcp:127.0.0.1:0?mode=server", exchange -> {
                fill(exchange, "device:nobody");
                exchange.getMessage().setHeader(McpConstants.COMMAND_NAME, "COMMAND");
            });
            assertThat(byHeader.getException())
                    .as("control: without the option a header says it")
                    .isInstanceOf(McpOfflineException.class);
        }
    }

    @Test
    void bodyMayHaveAllOctetsThatFitIntoAFrameAndNoMore() throws Exception {
        try (TestContext test = start()) {
            assertThat(push(test, "device:nobody", new byte[65_530]).getException())
                    .isInstanceOf(McpOfflineException.class);
            assertThat(push(test, "device:nobody", new byte[65_531]).getException())
                    .hasMessageContaining("body of 65531 octets is above 65530: maxFrameLength=65536");
        }
    }

    private static Exchange push(TestContext test, String target, byte[] body) {
        return template(test).send(PUSH, exchange -> {
            fill(exchange, target);
            exchange.getMessage().setBody(body);
        });
    }

    private static Exchange push(TestContext test, String target) {
        return template(test).send(PUSH, exchange -> fill(exchange, target));
    }

    private static void fill(Exchange exchange, String target) {
        exchange.setPattern(ExchangePattern.InOut);
        exchange.getMessage().setBody("x");
        exchange.getMessage().setHeader(McpConstants.TARGET, target);
    }

    private static ProducerTemplate template(TestContext test) {
        return test.consumer().getEndpoint().getCamelContext().createProducerTemplate();
    }

    private static PlainDevice login(TestContext test, String clientId, String more) throws Exception {
        PlainDevice device = test.device();
        loginId(device, "{" + more + "\"clientId\":\"" + clientId + "\"}");
        return device;
    }

    private static String loginId(PlainDevice device, String body) throws Exception {
        PlainDevice.Reply answer = device.sendSequenced(LOGIN, 1, body).receive();
        assertThat(answer.command()).isEqualTo(LOGIN | 0x80);
        return new ObjectMapper().readTree(answer.body()).path("sessionId").asText();
    }

    private TestContext start() throws Exception {
        return TestContext.start(routes -> {
            routes.from("mcp:127.0.0.1:0").to("mock:in");
            routes.from("direct:late")
                    .process(exchange -> late.add(exchange.getMessage().getHeader(McpConstants.CLIENT_ID) + " "
                            + exchange.getMessage().getHeader(McpConstants.PUSH_STATUS) + " "
                            + exchange.getMessage().getBody(String.class)));
        });
    }
}
