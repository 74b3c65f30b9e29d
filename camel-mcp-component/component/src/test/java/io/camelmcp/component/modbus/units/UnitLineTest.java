package io.camelmcp.component.modbus.units;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelmcp.component.modbus.units.UnitLine.Failure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests to one device, in a time that the test sets: a unit that is dead keeps nobody else waiting. */
class UnitLineTest {

    /** A request that the device has. */
    private record Sent(int unit, int number, UnitLine.Reply reply) {
        void answer() {
            reply.answered(new byte[] {(byte) number});
        }

        void fail(Failure why) {
            reply.failed(why);
        }
    }

    private final Deque<Sent> sent = new ArrayDeque<>();
    private final List<String> told = new ArrayList<>();
    private long now;
    private int window = 1;
    private int number;

    private UnitTarget target(int unit) {
        return new UnitTarget(
                new UnitDevice("device", 502, false, window, Duration.ZERO, Duration.ZERO, 3, Duration.ofSeconds(5)),
                unit,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(4));
    }

    private UnitLine line() {
        return new UnitLine(
                target(0),
                (unit, pdu, timeout, reply) -> {
                    assertThat(timeout).isEqualTo(Duration.ofSeconds(1));
                    sent.add(new Sent(unit, pdu[0], reply));
                },
                () -> now);
    }

    private void ask(UnitLine line, int unit) {
        int mine = ++number;
        line.ask(target(unit), new byte[] {(byte) mine}, new UnitLine.Reply() {
            @Override
            public void answered(byte[] pdu) {
                assertThat(pdu).containsExactly(mine);
                told.add(mine + " answered");
            }

            @Override
            public void failed(Failure why) {
                told.add(mine + " " + why);
            }
        });
    }

    private void pass(long millis) {
        now += millis * 1_000_000;
    }

    private List<Integer> units() {
        return sent.stream().map(Sent::unit).toList();
    }

    @Test
    void asManyAreInFlightAsTheWindowAllowsAndUnitsTakeTurns() {
        window = 2;
        UnitLine line = line();
        ask(line, 5);
        ask(line, 5);
        ask(line, 5);
        ask(line, 5);
        ask(line, 6);
        assertThat(units()).containsExactly(5, 5);
        sent.remove().answer();
        sent.remove().answer();
        assertThat(units()).as("one of each").containsExactlyInAnyOrder(5, 6);
        assertThat(told).containsExactly("1 answered", "2 answered");
    }

    @Test
    void silentUnitIsGivenUpWithAllThatWaitsForItAndTheOthersGoOn() {
        UnitLine line = line();
        ask(line, 5);
        ask(line, 5);
        ask(line, 6);
        sent.remove().fail(Failure.SILENT);
        assertThat(told).containsExactly("1 SILENT", "2 SILENT");
        assertThat(units()).containsExactly(6);
        ask(line, 5);
        assertThat(told).endsWith("4 SILENT");
    }

    @Test
    void unitIsTriedAgainByOneRequestAfterAPauseThatDoublesUpToItsLimit() {
        UnitLine line = line();
        ask(line, 5);
        sent.remove().fail(Failure.SILENT);
        for (int pause : new int[] {1_000, 2_000, 4_000, 4_000}) {
            pass(pause - 1);
            ask(line, 5);
            assertThat(sent).isEmpty();
            pass(1);
            ask(line, 5);
            ask(line, 5);
            assertThat(sent).as("one on trial after %d ms", pause).hasSize(1);
            sent.remove().fail(Failure.SILENT);
        }
        pass(4_000);
        told.clear();
        ask(line, 5);
        sent.remove().answer();
        ask(line, 5);
        sent.remove().answer();
        assertThat(told).hasSize(2).allMatch(end -> end.endsWith("answered"));
    }

    @Test
    void deviceThatCannotBeReachedIsLeftAloneForAllItsUnits() {
        UnitLine line = line();
        ask(line, 5);
        ask(line, 6);
        ask(line, 7);
        sent.remove().fail(Failure.UNREACHABLE);
        assertThat(told).containsExactlyInAnyOrder("1 UNREACHABLE", "2 UNREACHABLE", "3 UNREACHABLE");
        ask(line, 8);
        assertThat(sent).isEmpty();
        pass(1_000);
        ask(line, 8);
        ask(line, 6);
        assertThat(units()).as("one on trial").containsExactly(8);
        sent.remove().answer();
        ask(line, 6);
        assertThat(units()).containsExactly(6);
    }

    @Test
    void requestThatHasWaitedTooLongIsNotSent() {
        UnitLine line = line();
        ask(line, 5);
        ask(line, 6);
        pass(5_001);
        ask(line, 7);
        sent.remove().answer();
        assertThat(told).containsExactlyInAnyOrder("1 answered", "2 SILENT");
        assertThat(units()).containsExactly(7);
        sent.remove().answer();
        ask(line, 6);
        assertThat(units()).as("it was not the unit's fault").containsExactly(6);
    }

    @Test
    void requestsAboveTheLimitAreBusy() {
        UnitLine line = line();
        for (int i = 0; i < 5; i++) {
            ask(line, 5);
        }
        assertThat(told).containsExactly("5 BUSY");
        for (int i = 0; i < 4; i++) {
            sent.remove().answer();
        }
        assertThat(told).hasSize(5);
        ask(line, 5);
        assertThat(sent).hasSize(1);
    }

    @Test
    void requestsThatLeftTogetherAreOneFailure() {
        window = 3;
        UnitLine line = line();
        ask(line, 1);
        ask(line, 1);
        ask(line, 1);
        for (Sent one : List.copyOf(sent)) {
            one.fail(Failure.SILENT);
        }
        sent.clear();

        pass(999);
        ask(line, 1);
        assertThat(sent).as("the pause is that of one failure, and not over").isEmpty();
        pass(1);
        ask(line, 1);
        assertThat(sent).hasSize(1);
    }

    @Test
    void broadcastsDoNotFillTheLine() {
        UnitLine line = line();
        ask(line, 1);
        for (int i = 0; i < 100; i++) {
            line.broadcast(target(0), new byte[] {6});
        }
        sent.remove().answer();
        int broadcasts = 0;
        while (!sent.isEmpty()) {
            sent.remove().reply().answered(new byte[] {6});
            broadcasts++;
        }
        assertThat(broadcasts).isEqualTo(3);
    }

    @Test
    void manyThatCannotBeSentEndOneAfterAnother() {
        UnitDevice deep =
                new UnitDevice("device", 502, false, 1, Duration.ZERO, Duration.ZERO, 100_000, Duration.ofSeconds(5));
        UnitTarget target =
                new UnitTarget(deep, 1, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(4));
        UnitLine line = new UnitLine(
                target,
                (unit, pdu, timeout, reply) -> {
                    if (number++ == 0) {
                        sent.add(new Sent(unit, 0, reply));
                    } else {
                        reply.failed(Failure.BUSY);
                    }
                },
                () -> now);
        int[] failed = new int[1];
        for (int i = 0; i < 50_000; i++) {
            line.ask(target, new byte[] {0}, new UnitLine.Reply() {
                @Override
                public void answered(byte[] pdu) {
                    told.add("answered");
                }

                @Override
                public void failed(Failure why) {
                    failed[0]++;
                }
            });
        }
        sent.remove().answer();

        assertThat(told).containsExactly("answered");
        assertThat(failed[0]).isEqualTo(49_999);
    }
}
