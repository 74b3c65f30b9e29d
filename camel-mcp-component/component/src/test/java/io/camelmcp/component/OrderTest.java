package io.camelmcp.component;

import static io.camelmcp.component.PlainDevice.plain;
import static io.camelmcp.component.PlainDevice.sequenced;
import static io.camelmcp.component.PlainDevice.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyplus.leakdetector.junit.NettyLeakDetectorExtension;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/protocol.md, section 3: the frames of one connection keep their order, and connections do not wait for each other. */
@Timeout(60)
@ExtendWith(NettyLeakDetectorExtension.class)
class OrderTest {

    private static final String PORT = "mcp:127.0.0.1:0";
    private static final int REPORT = 0x0C;
    private static final int PING = 0x03;

    private final Gate gate = new Gate();

    private TestContext start(String options) throws Exception {
        return TestContext.start(routes -> routes.from(PORT + options).process(gate));
    }

    /** A route that hands on to other threads, so that its frames could overtake each other. */
    private TestContext startAsync(String options) throws Exception {
        return TestContext.start(routes ->
                routes.from(PORT + options).threads(8, 8).maxQueueSize(1_000).process(gate));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?ordering=arrival"})
    void blockedDeviceDelaysNoOther(String options) throws Exception {
        try (TestContext test = start(options);
                PlainDevice blocked = test.device()) {
            blocked.sendPlain(REPORT, "block");
            gate.awaitEntered(1);

            List<PlainDevice> others = new ArrayList<>();
            try {
                for (int i = 0; i < 20; i++) {
                    others.add(test.device());
                    others.get(i).sendPlain(REPORT, "n" + i);
                }
                for (PlainDevice other : others) {
                    assertThat(other.receive().command()).isEqualTo(0x8C);
                }
            } finally {
                for (PlainDevice other : others) {
                    other.close();
                }
            }
            assertThat(gate.finished()).hasSize(20).doesNotContain("block");
            gate.open();
            assertThat(blocked.receive().command()).isEqualTo(0x8C);
        }
    }

    @Test
    void answersOfEarlierFramesLeaveWhileALaterOneOfTheSameSegmentBlocks() throws Exception {
        ByteArrayOutputStream segment = new ByteArrayOutputStream();
        segment.write(sequenced(REPORT, 0, 1, utf8("a")));
        segment.write(sequenced(REPORT, 0, 2, utf8("b")));
        segment.write(sequenced(REPORT, 0, 3, utf8("block")));
        segment.write(sequenced(REPORT, 0, 4, utf8("c")));
        try (TestContext test = start("");
                PlainDevice device = test.device()) {
            device.send(segment.toByteArray());

            assertThat(device.receive().seq()).isEqualTo(1);
            assertThat(device.receive().seq()).isEqualTo(2);
            gate.awaitEntered(3);
            assertThat(gate.entered()).containsExactly("a", "b", "block");
            gate.open();
            assertThat(device.receive().seq()).isEqualTo(3);
            assertThat(device.receive().seq()).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?processing=eventLoop"})
    void asynchronousRouteKeepsTheOrderOfAConnection(String options) throws Exception {
        List<String> sent = IntStream.range(0, 100).mapToObj(i -> "n" + i).toList();
        try (TestContext test = startAsync(options);
                PlainDevice device = test.device()) {
            for (String body : sent) {
                device.sendPlain(REPORT, body);
            }
            for (int i = 0; i < sent.size(); i++) {
                assertThat(device.receive().command()).isEqualTo(0x8C);
            }
            assertThat(gate.finished()).containsExactlyElementsOf(sent);
        }
    }

    @Test
    void laterFrameWithAShorterDelayDoesNotOvertake() throws Exception {
        try (TestContext test = TestContext.start(routes -> routes.from(PORT)
                        .delay(routes.simple("${body}"))
                        .asyncDelayed()
                        .process(gate));
                PlainDevice device = test.device()) {
            device.sendSequenced(REPORT, 1, "60").sendSequenced(REPORT, 2, "20").sendSequenced(REPORT, 3, "1");
            for (int seq = 1; seq <= 3; seq++) {
                assertThat(device.receive().seq()).isEqualTo(seq);
            }
            assertThat(gate.finished()).containsExactly("60", "20", "1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"?ordering=arrival", "?ordering=arrival&processing=eventLoop"})
    void orderingByArrivalRunsFramesOfVersion2TogetherAndAnswersEachWhenItIsReady(String options) throws Exception {
        try (TestContext test = startAsync(options);
                PlainDevice device = test.device()) {
            device.sendSequenced(REPORT, 1, "block 1").sendSequenced(REPORT, 2, "block 2");
            device.sendSequenced(REPORT, 3, "c");

            assertThat(device.receive().seq()).isEqualTo(3);
            gate.awaitEntered(3);
            gate.open();
            assertThat(List.of(device.receive().seq(), device.receive().seq())).containsExactlyInAnyOrder(1, 2);
        }
    }

    @Test
    void answerOfVersion1DoesNotWaitForAnEarlierRequestOfVersion2() throws Exception {
        try (TestContext test = startAsync("?ordering=arrival");
                PlainDevice device = test.device()) {
            device.sendSequenced(REPORT, 1, "block").sendPlain(REPORT, "b");

            assertThat(device.receive().version()).isEqualTo(1);
            gate.open();
            assertThat(device.receive().seq()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"?ordering=arrival", "?ordering=arrival&processing=eventLoop"})
    void orderingByArrivalStillAnswersVersion1InOrder(String options) throws Exception {
        try (TestContext test = startAsync(options + "&exchangePattern=InOut");
                PlainDevice device = test.device()) {
            device.sendPlain(REPORT, "block").sendPlain(REPORT, "b").sendPlain(REPORT, "c");
            gate.awaitFinished(2);
            device.sendPlain(PING, "still first");

            assertThat(device.receive().text()).isEqualTo("still first");
            gate.open();
            assertThat(device.receive().text()).isEqualTo("block");
            assertThat(device.receive().text()).isEqualTo("b");
            assertThat(device.receive().text()).isEqualTo("c");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&processing=eventLoop"})
    void maxInFlightPerConnectionBoundsWhatRunsTogether(String options) throws Exception {
        try (TestContext test = startAsync("?ordering=arrival&maxInFlightPerConnection=3" + options);
                PlainDevice device = test.device()) {
            for (int i = 1; i <= 5; i++) {
                device.sendSequenced(REPORT, i, "block " + i);
            }
            gate.awaitEntered(3);
            device.sendSequenced(PING, 99, "");
            assertThat(device.receive().seq()).as("all five have been read").isEqualTo(99);
            assertThat(gate.entered()).hasSize(3);
            gate.open();
            List<Integer> answered = new ArrayList<>();
            for (int i = 1; i <= 5; i++) {
                answered.add(device.receive().seq());
            }
            assertThat(answered).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
            assertThat(gate.entered().subList(0, 3)).containsExactlyInAnyOrder("block 1", "block 2", "block 3");
        }
    }

    @Test
    void framesQueuedWhenTheDeviceGoesAwayStillRunInOrder() throws Exception {
        try (TestContext test = start("")) {
            try (PlainDevice device = test.device()) {
                device.send(plain(REPORT, utf8("block")));
                gate.awaitEntered(1);
                device.sendPlain(REPORT, "b").sendPlain(REPORT, "c").sendPlain(PING, "");
                assertThat(device.receive().command()).isEqualTo(0x83);
            }
            gate.open();
            gate.awaitFinished(3);
            assertThat(gate.finished()).containsExactly("block", "b", "c");
        }
    }
}
