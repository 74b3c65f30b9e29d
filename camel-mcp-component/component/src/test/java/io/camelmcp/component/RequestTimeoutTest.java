package io.camelmcp.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.nettyplus.leakdetector.junit.NettyLeakDetectorExtension;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** docs/protocol.md, sections 2 and 3: a request that takes too long gets ERROR 8, once, and nothing overtakes it. */
@Timeout(60)
@ExtendWith(NettyLeakDetectorExtension.class)
class RequestTimeoutTest {

    private static final int REPORT = 0x0C;
    private static final int PING = 0x03;

    private final Gate gate = new Gate();

    private TestContext start(String options) throws Exception {
        return TestContext.start(routes ->
                routes.from("mcp:127.0.0.1:0?requestTimeout=1000" + options).process(gate));
    }

    @Test
    void lateRequestIsError8AndItsCompletionIsNotSent() throws Exception {
        try (TestContext test = start("&exchangePattern=InOut");
                PlainDevice device = test.device()) {
            PlainDevice.Reply late = device.sendSequenced(REPORT, 7, "block").receive();
            assertThat(late.errorCode()).isEqualTo(8);
            assertThat(late.seq()).isEqualTo(7);
            assertThat(late.body()[0]).isEqualTo((byte) REPORT);
            assertThat(test.statistics().timeouts()).isEqualTo(1);

            gate.open();
            gate.awaitFinished(1);
            PlainDevice.Reply next = device.sendSequenced(REPORT, 8, "next").receive();
            assertThat(next.seq()).isEqualTo(8);
            assertThat(next.text()).isEqualTo("next");
            assertThat(test.statistics().answers()).isEqualTo(1);
        }
    }

    @Test
    void laterFramesDoNotOvertakeTheOneThatStillRuns() throws Exception {
        try (TestContext test = start("");
                PlainDevice device = test.device()) {
            device.sendSequenced(REPORT, 1, "block").sendSequenced(REPORT, 2, "b");
            assertThat(device.receive().errorCode()).isEqualTo(8);
            PlainDevice.Reply second = device.receive();
            assertThat(second.seq()).isEqualTo(2);
            assertThat(second.errorCode()).as("it has not begun").isEqualTo(8);
            assertThat(gate.entered()).containsExactly("block");

            gate.open();
            gate.awaitFinished(2);
            assertThat(gate.finished()).containsExactly("block", "b");
            device.sendSequenced(PING, 9, "");
            assertThat(device.receive().seq()).as("nothing was sent twice").isEqualTo(9);
        }
    }

    @Test
    void version1AnswersStayInOrderAfterATimeout() throws Exception {
        try (TestContext test = start("&exchangePattern=InOut");
                PlainDevice device = test.device()) {
            assertThat(device.sendPlain(REPORT, "block").receive().errorCode()).isEqualTo(8);
            gate.open();
            gate.awaitFinished(1);
            assertThat(device.sendPlain(REPORT, "b").receive().text()).isEqualTo("b");
        }
    }

    @Test
    void lateModbusWriteIsException4AndLeavesTheBankAsItWas() throws Exception {
        HexFormat hex = HexFormat.of();
        try (TestContext test = TestContext.start(routes -> routes.from("mcp:127.0.0.1:0?requestTimeout=300")
                        .setBody(routes.constant("block"))
                        .process(gate));
                PlainDevice master = test.device()) {
            assertThat(master.send(hex.parseHex("000100000006010600050007")).receiveOctets(9))
                    .isEqualTo(hex.parseHex("000100000003018604"));
            gate.open();
            gate.awaitFinished(1);
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(test.server().inFlight()).isZero());

            assertThat(master.send(hex.parseHex("000200000006010300050001")).receiveOctets(11))
                    .isEqualTo(hex.parseHex("0002000000050103020000"));
            assertThat(test.statistics().errors()).isEqualTo(1);
            assertThat(test.statistics().answers()).isEqualTo(1);
        }
    }
}
