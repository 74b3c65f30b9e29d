package io.camelmcp.component.server;

import static io.camelmcp.codec.McpCommand.COMMAND;
import static org.assertj.core.api.Assertions.assertThat;

import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.McpFrame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests of ours to one device, with time given as numbers: 25 s until the first repetition, two repetitions, 100 that wait. */
class OutboxTest {

    private static final int RESERVED = 1_024;

    private final List<McpFrame> wire = new ArrayList<>();
    private final List<String> ends = new ArrayList<>();
    private final Outbox box = new Outbox(SessionOptions.inMemory(), 2, 0, wire::add, (push, number) -> {});

    OutboxTest() {
        box.reserved(RESERVED);
    }

    @Test
    void requestsLeaveInOrderAsFarAsTheWindowAndTheNextWhenTheOldestIsAnswered() {
        add("a", "b", "c");
        box.send(McpFrame.SEQUENCED, 0);
        assertThat(wire).extracting(OutboxTest::text).containsExactly("a", "b");
        answer(2);
        box.send(McpFrame.SEQUENCED, 0);
        assertThat(wire).as("newest minus oldest stays below the window").hasSize(2);
        answer(1);
        box.send(McpFrame.SEQUENCED, 0);
        assertThat(wire).extracting(McpFrame::seq).containsExactly(1, 2, 3);
        assertThat(ends).containsExactly("b done", "a done");
    }

    @Test
    void nothingLeavesBeforeItsNumberIsReserved() {
        Outbox fresh = new Outbox(SessionOptions.inMemory(), 2, 5, wire::add, (push, number) -> {});
        fresh.add(push("a", 60));
        fresh.send(McpFrame.SEQUENCED, 0);
        assertThat(wire).isEmpty();
        assertThat(fresh.wantsMark(RESERVED)).isEqualTo(5 + RESERVED);
        fresh.reserved(5 + RESERVED);
        assertThat(fresh.wantsMark(RESERVED)).isZero();
        fresh.send(McpFrame.SEQUENCED, 0);
        assertThat(wire).extracting(McpFrame::seq).containsExactly(6);
    }

    @Test
    void unansweredRequestIsSentAgainAfter25SecondsThen50ThenTheConnectionIsDead() {
        box.add(push("a", 1_000));
        box.send(McpFrame.SEQUENCED, 0);
        assertThat(box.look(seconds(25) - 1, true)).isEqualTo(Outbox.Look.FINE);
        assertThat(wire).hasSize(1);
        assertThat(box.look(seconds(25), true)).isEqualTo(Outbox.Look.FINE);
        assertThat(box.look(seconds(75) - 1, true)).isEqualTo(Outbox.Look.FINE);
        assertThat(wire).hasSize(2);
        assertThat(box.look(seconds(75), true)).isEqualTo(Outbox.Look.FINE);
        assertThat(wire).hasSize(3).allMatch(frame -> frame.seq() == 1);
        assertThat(box.look(seconds(175) - 1, true)).isEqualTo(Outbox.Look.FINE);
        assertThat(box.look(seconds(175), true)).isEqualTo(Outbox.Look.DEAD);
        assertThat(ends).as("it is sent again when the session is resumed").isEmpty();

        box.resend(seconds(200));
        assertThat(wire).hasSize(4);
        assertThat(box.look(seconds(225) - 1, true)).isEqualTo(Outbox.Look.FINE);
        assertThat(box.look(seconds(225), true)).isEqualTo(Outbox.Look.FINE);
        assertThat(wire).hasSize(5);
    }

    @Test
    void requestWhoseTimeIsOverFailsAndItsLateAnswerIsNone() {
        box.add(push("a", 10));
        box.send(McpFrame.SEQUENCED, 0);
        box.look(seconds(10) - 1, true);
        assertThat(ends).isEmpty();
        box.look(seconds(10), true);
        assertThat(ends).containsExactly("a TIMEOUT");
        assertThat(box.answered(McpFrame.sequenced(COMMAND | 0x80, 0, 1, McpFrame.EMPTY)))
                .isFalse();
    }

    @Test
    void hundredWaitAndTheNextIsRefused() {
        for (int i = 0; i < 100; i++) {
            box.add(push("w" + i, 60));
        }
        box.add(push("x", 60));
        assertThat(ends).containsExactly("x BUSY");
        assertThat(box.waiting()).isEqualTo(100);
    }

    @Test
    void refusalOfTheDeviceAndAnAnswerOfAnotherKindAreFailures() {
        add("a", "b");
        box.send(McpFrame.SEQUENCED, 0);
        box.answered(wire.get(0).error(McpErrorCode.FORBIDDEN, "no"));
        box.answered(McpFrame.sequenced(0xA0, 0, 2, McpFrame.EMPTY));
        assertThat(ends).containsExactly("a REFUSED", "b BAD_ANSWER");
    }

    @Test
    void answerForAnotherDeviceBehindTheConnectionIsNone() {
        add("a");
        box.send(McpFrame.SEQUENCED, 0);
        assertThat(box.answered(McpFrame.sequenced(COMMAND | 0x80, 7, 1, McpFrame.EMPTY)))
                .isFalse();
        assertThat(ends).isEmpty();
    }

    @Test
    void version1HasOneAtATimeAndNeverSendsItAgain() {
        add("a", "b");
        box.send(McpFrame.PLAIN, 0);
        assertThat(wire).extracting(OutboxTest::text).containsExactly("a");
        assertThat(box.look(seconds(59), true)).isEqualTo(Outbox.Look.FINE);
        assertThat(wire).hasSize(1);
        assertThat(box.look(seconds(60), true)).isEqualTo(Outbox.Look.DEAD);
        assertThat(wire).hasSize(1);
        assertThat(ends).contains("a TIMEOUT");
    }

    @Test
    void withoutAConnectionWhatMayNotWaitFailsAndWhatWasSentStaysForTheResume() {
        add("a", "b", "c");
        box.send(McpFrame.SEQUENCED, 0);
        assertThat(box.detached()).isEmpty();
        assertThat(ends).containsExactly("c OFFLINE");
        box.look(seconds(50), false);
        assertThat(wire).as("nobody is there").hasSize(2);
        box.resend(seconds(51));
        assertThat(wire).extracting(OutboxTest::text).containsExactly("a", "b", "a", "b");
    }

    @Test
    void endOfTheSessionFailsWhatWasSentAndGivesBackWhatWaitsForTheNextOne() {
        add("a", "b", "c", "d");
        box.send(McpFrame.SEQUENCED, 0);
        List<Push> left = box.end("over");
        assertThat(ends).containsExactly("a LOST", "b LOST");
        Outbox next = new Outbox(SessionOptions.inMemory(), 8, 0, wire::add, (push, number) -> {});
        next.reserved(RESERVED);
        next.add(push("e", 60));
        next.adopt(left);
        wire.clear();
        next.send(McpFrame.SEQUENCED, 0);
        assertThat(wire).extracting(OutboxTest::text).containsExactly("c", "d", "e");
        assertThat(box.isIdle()).isTrue();
    }

    // ------------------------------------------------------------------ how

    private void add(String... bodies) {
        for (String body : bodies) {
            box.add(push(body, 60));
        }
    }

    private Push push(String body, int timeoutSeconds) {
        Push push = new Push(
                COMMAND,
                0,
                body.getBytes(StandardCharsets.UTF_8),
                Duration.ofSeconds(timeoutSeconds),
                null,
                new Push.Handler() {
                    @Override
                    public void answered(byte[] answer) {
                        ends.add(body + " done");
                    }

                    @Override
                    public void failed(PushFailure failure) {
                        ends.add(body + " " + failure.kind());
                    }
                });
        push.begin(0);
        return push;
    }

    private void answer(int seq) {
        assertThat(box.answered(McpFrame.sequenced(COMMAND | 0x80, 0, seq, McpFrame.EMPTY)))
                .isTrue();
    }

    private static String text(McpFrame frame) {
        return new String(frame.body(), StandardCharsets.UTF_8);
    }

    private static long seconds(int seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
