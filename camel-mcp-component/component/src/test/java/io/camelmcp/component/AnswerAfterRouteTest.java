package io.camelmcp.component;

import static io.camelmcp.component.PlainDevice.plain;
import static io.camelmcp.component.PlainDevice.sequenced;
import static io.camelmcp.component.PlainDevice.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/protocol.md, section 2: an answer is the acknowledgement, sent when the route has finished well. */
@Timeout(30)
class AnswerAfterRouteTest {

    private static final int REPORT = 0x0C;
    private static final int ANSWER = 0x8C;

    private final List<String> received = new CopyOnWriteArrayList<>();

    private TestContext start(String options) throws Exception {
        return TestContext.start(new RouteBuilder() {
            @Override
            public void configure() {
                from("mcp:127.0.0.1:0" + options).process(exchange -> {
                    String body = exchange.getMessage().getBody(String.class);
                    received.add(body);
                    switch (body) {
                        case "fail" -> throw new IllegalStateException("secret detail");
                        case "busy" -> throw new McpBusyException("full");
                        case "rollback" -> exchange.setRollbackOnly(true);
                        default -> exchange.getMessage().setBody("re:" + body);
                    }
                });
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?processing=eventLoop", "?ordering=arrival", "?ordering=arrival&processing=eventLoop"})
    void answerIsEmptyAndOfTheSameVersionIdAndSeq(String options) throws Exception {
        try (TestContext test = start(options);
                PlainDevice device = test.device()) {
            PlainDevice.Reply first =
                    device.send(sequenced(REPORT, 7, 258, utf8("a"))).receive();
            PlainDevice.Reply second = device.send(plain(REPORT, utf8("b"))).receive();

            assertThat(first.version()).isEqualTo(2);
            assertThat(first.command()).isEqualTo(ANSWER);
            assertThat(first.id()).isEqualTo(7);
            assertThat(first.seq()).isEqualTo(258);
            assertThat(first.body()).isEmpty();
            assertThat(second.version()).isEqualTo(1);
            assertThat(second.command()).isEqualTo(ANSWER);
            assertThat(second.body()).isEmpty();
            assertThat(received).containsExactly("a", "b");
        }
    }

    @Test
    void inOutAnswersWithTheBodyOfTheRoute() throws Exception {
        try (TestContext test = start("?exchangePattern=InOut");
                PlainDevice device = test.device()) {
            assertThat(device.sendSequenced(REPORT, 1, "x").receive().text()).isEqualTo("re:x");
        }
    }

    @Test
    void failedRouteIsError9WithoutAnyDetail() throws Exception {
        try (TestContext test = start("");
                PlainDevice device = test.device()) {
            PlainDevice.Reply failed = device.sendSequenced(REPORT, 5, "fail").receive();
            assertThat(failed.errorCode()).isEqualTo(9);
            assertThat(failed.seq()).isEqualTo(5);
            assertThat(failed.body()[0]).isEqualTo((byte) REPORT);
            assertThat(failed.text()).doesNotContain("secret");

            assertThat(device.sendSequenced(REPORT, 6, "rollback").receive().errorCode())
                    .isEqualTo(9);
            assertThat(device.sendSequenced(REPORT, 7, "busy").receive().errorCode())
                    .isEqualTo(7);
            assertThat(device.sendSequenced(REPORT, 8, "fine").receive().command())
                    .isEqualTo(ANSWER);
        }
    }

    @Test
    void sequenceNumberZeroWantsNoAnswerAndReachesTheRoute() throws Exception {
        try (TestContext test = start("");
                PlainDevice device = test.device()) {
            device.sendSequenced(REPORT, 0, "quiet");
            PlainDevice.Reply next = device.sendSequenced(REPORT, 1, "loud").receive();

            assertThat(next.seq()).isEqualTo(1);
            assertThat(received).containsExactly("quiet", "loud");
        }
    }

    @Test
    void ackModeReceivedAnswersBeforeTheRouteHasFinished() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (TestContext test = TestContext.start(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("mcp:127.0.0.1:0?ackMode=received").process(exchange -> {
                            assertThat(release.await(20, TimeUnit.SECONDS)).isTrue();
                            received.add(exchange.getMessage().getBody(String.class));
                        });
                    }
                });
                PlainDevice device = test.device()) {
            assertThat(device.sendPlain(REPORT, "x").receive().command()).isEqualTo(ANSWER);
            assertThat(received).isEmpty();
            release.countDown();
            org.awaitility.Awaitility.await().atMost(10, TimeUnit.SECONDS).untilAsserted(() -> assertThat(received)
                    .containsExactly("x"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?processing=eventLoop", "?maxInFlightPerConnection=3", "?maxInFlight=1"})
    void thousandFramesAtOnceAreAnsweredInOrder(String options) throws Exception {
        ByteArrayOutputStream burst = new ByteArrayOutputStream();
        for (int i = 1; i <= 1000; i++) {
            burst.write(sequenced(REPORT, 0, i, utf8("n" + i)));
        }
        try (TestContext test = start(options);
                PlainDevice device = test.device()) {
            device.send(burst.toByteArray());
            for (int i = 1; i <= 1000; i++) {
                PlainDevice.Reply reply = device.receive();
                assertThat(reply.seq()).isEqualTo(i);
                assertThat(reply.command()).isEqualTo(ANSWER);
            }
            assertThat(received).hasSize(1000).startsWith("n1", "n2").endsWith("n999", "n1000");
        }
    }

    @Test
    void octetByOctetIsTheSameAsAtOnce() throws Exception {
        try (TestContext test = start("");
                PlainDevice device = test.device()) {
            device.sendOctetByOctet(sequenced(REPORT, 0, 1, utf8("slow")));
            assertThat(device.receive().command()).isEqualTo(ANSWER);
        }
    }

    @Test
    void halfClosedConnectionStillGetsItsAnswers() throws Exception {
        try (TestContext test = start("");
                PlainDevice device = test.device()) {
            device.sendSequenced(REPORT, 1, "a").sendSequenced(REPORT, 2, "b");
            device.finishSending();
            assertThat(device.receive().seq()).isEqualTo(1);
            assertThat(device.receive().seq()).isEqualTo(2);
            assertThat(device.isClosedByPeer()).isTrue();
        }
    }
}
