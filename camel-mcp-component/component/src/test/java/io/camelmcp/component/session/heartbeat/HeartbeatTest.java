package io.camelmcp.component.session.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.camelmcp.component.session.heartbeat.Heartbeat.Action;
import io.camelmcp.component.session.heartbeat.Heartbeat.Link;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** docs/protocol.md, section 6, rule by rule, on a clock of the test. */
class HeartbeatTest {

    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    private static final long AGREED = 30 * SECOND;
    private static final long MIN = 5 * SECOND;

    // a clock that is about to overflow, as System.nanoTime() may be
    private long now = Long.MAX_VALUE - 20 * SECOND;
    private Heartbeat heartbeat = begun(new Heartbeat(AGREED, MIN));

    private Heartbeat begun(Heartbeat fresh) {
        assertThat(fresh.tick(now)).isEqualTo(Action.NONE);
        return fresh;
    }

    private Action at(long later) {
        now += later;
        return heartbeat.tick(now);
    }

    /** Lets time pass to the next PING, which is answered after that time. */
    private void ping(long rtt) {
        assertThat(at(heartbeat.nextTickNanos() - now)).isEqualTo(Action.PING);
        now += rtt;
        heartbeat.answered(now, heartbeat.nextPing());
    }

    private void pings(int count, long rtt) {
        for (int i = 0; i < count; i++) {
            ping(rtt);
        }
    }

    /** A PING that nobody answers, until it counts as lost; the peer is heard, so that silence plays no part. */
    private void lostPing() {
        now = heartbeat.nextTickNanos();
        assertThat(heartbeat.tick(now)).isEqualTo(Action.PING);
        at(2 * SECOND);
        heartbeat.heard(now);
    }

    private Heartbeat device() {
        return begun(new Heartbeat(AGREED, MIN, true));
    }

    // ------------------------------------------------------------------ when a PING is sent

    @Test
    void gatewaySendsPingWhenNothingWasHeardForOneInterval() {
        assertThat(at(0)).isEqualTo(Action.NONE);
        at(20 * SECOND);
        heartbeat.heard(now);
        assertThat(at(AGREED - 1)).isEqualTo(Action.NONE);
        assertThat(at(1)).isEqualTo(Action.PING);
        assertThat(at(AGREED - 1)).as("one for each interval").isEqualTo(Action.NONE);
        assertThat(at(1)).isEqualTo(Action.PING);
    }

    @Test
    void gatewayThatHearsThePeerSendsNoPing() {
        at(0);
        for (int i = 0; i < 100; i++) {
            assertThat(at(AGREED - 1)).isEqualTo(Action.NONE);
            heartbeat.heard(now);
        }
    }

    @Test
    void deviceSendsPingEveryIntervalWhateverItHears() {
        heartbeat = device();
        at(0);
        for (int i = 0; i < 10; i++) {
            at(AGREED / 2);
            heartbeat.heard(now);
            assertThat(at(AGREED / 2 - 1)).isEqualTo(Action.NONE);
            assertThat(at(1)).isEqualTo(Action.PING);
            heartbeat.answered(now, heartbeat.nextPing());
        }
    }

    @Test
    void eachPingHasItsOwnNumber() {
        ping(0);
        long first = heartbeat.nextPing();
        ping(0);
        assertThat(heartbeat.nextPing()).isNotEqualTo(first);
    }

    @Test
    void nextTickSaysWhenThereIsSomethingToDo() {
        heartbeat.heard(now);
        assertThat(heartbeat.nextTickNanos() - now).isEqualTo(AGREED);
        ping(SECOND / 10);
        now = heartbeat.nextTickNanos();
        heartbeat.tick(now);
        assertThat(heartbeat.nextTickNanos() - now).as("when it is lost").isEqualTo(SECOND + 1);
    }

    // ------------------------------------------------------------------ round-trip time

    @Test
    void roundTripTimeIsSmoothedWithAGainOfOneEighth() {
        assertThat(heartbeat.rttMillis()).isNaN();
        ping(80 * MILLI);
        assertThat(heartbeat.rttMillis()).isEqualTo(80);
        ping(40 * MILLI);
        assertThat(heartbeat.rttMillis()).isCloseTo(75, within(0.001));
        ping(75 * MILLI);
        assertThat(heartbeat.rttMillis()).isCloseTo(75, within(0.001));
    }

    @Test
    void answerThatMatchesNoPingIsNoSampleButASignOfLife() {
        ping(10 * MILLI);
        long answered = heartbeat.nextPing();
        now += 2 * AGREED;
        heartbeat.answered(now, answered);
        heartbeat.answered(now, answered + 1);
        heartbeat.answered(now, -1);
        heartbeat.answered(now, Long.MIN_VALUE);
        assertThat(heartbeat.rttMillis()).isEqualTo(10);
        assertThat(at(AGREED - 1)).as("heard just now").isEqualTo(Action.NONE);
    }

    @Test
    void answerBeforeAnyPingIsIgnored() {
        heartbeat.answered(now, 0);
        assertThat(heartbeat.rttMillis()).isNaN();
    }

    @Test
    void lateAnswerIsASampleThoughItsPingWasLost() {
        ping(200 * MILLI);
        now = heartbeat.nextTickNanos();
        heartbeat.tick(now);
        long late = heartbeat.nextPing();
        at(SECOND + 1);
        now += SECOND;
        heartbeat.answered(now, late);
        assertThat(heartbeat.rttMillis()).isCloseTo(200 + (2_000 - 200) / 8.0, within(0.01));
    }

    // ------------------------------------------------------------------ adaptive interval

    @Test
    void threeSlowSamplesInARowHalveTheInterval() {
        pings(2, 101 * MILLI);
        assertThat(heartbeat.link()).isEqualTo(Link.GOOD);
        ping(101 * MILLI);
        assertThat(heartbeat.link()).isEqualTo(Link.SLOW);
        assertThat(heartbeat.intervalNanos()).isEqualTo(15 * SECOND);
        heartbeat.heard(now);
        assertThat(at(15 * SECOND - 1)).isEqualTo(Action.NONE);
        assertThat(at(1)).isEqualTo(Action.PING);
    }

    @Test
    void goodSampleBetweenSlowOnesBeginsTheCountAnew() {
        pings(2, 101 * MILLI);
        ping(100 * MILLI);
        pings(2, 101 * MILLI);
        assertThat(heartbeat.intervalNanos()).isEqualTo(AGREED);
        ping(101 * MILLI);
        assertThat(heartbeat.intervalNanos()).isEqualTo(AGREED / 2);
    }

    @Test
    void intervalIsNotHalvedBelowTheLeast() {
        pings(6, 200 * MILLI);
        assertThat(heartbeat.intervalNanos()).isEqualTo(7_500 * MILLI);
        pings(6, 200 * MILLI);
        assertThat(heartbeat.intervalNanos()).isEqualTo(MIN);
    }

    @Test
    void fiveGoodSamplesInARowDoubleTheIntervalUpToTheAgreedOne() {
        pings(9, 200 * MILLI);
        assertThat(heartbeat.intervalNanos()).isEqualTo(MIN);
        pings(4, MILLI);
        assertThat(heartbeat.link()).isEqualTo(Link.SLOW);
        assertThat(heartbeat.intervalNanos()).isEqualTo(MIN);
        ping(MILLI);
        assertThat(heartbeat.link()).isEqualTo(Link.GOOD);
        assertThat(heartbeat.intervalNanos()).isEqualTo(2 * MIN);
        pings(5, MILLI);
        assertThat(heartbeat.intervalNanos()).isEqualTo(4 * MIN);
        pings(10, MILLI);
        assertThat(heartbeat.intervalNanos()).isEqualTo(AGREED);
    }

    @Test
    void slowSampleBetweenGoodOnesBeginsTheCountAnew() {
        pings(3, 200 * MILLI);
        pings(4, MILLI);
        ping(200 * MILLI);
        pings(4, MILLI);
        assertThat(heartbeat.link()).isEqualTo(Link.SLOW);
        ping(MILLI);
        assertThat(heartbeat.link()).isEqualTo(Link.GOOD);
    }

    @Test
    void agreedIntervalBelowTheLeastIsKept() {
        heartbeat = begun(new Heartbeat(2 * SECOND, MIN));
        pings(3, 200 * MILLI);
        assertThat(heartbeat.intervalNanos()).isEqualTo(2 * SECOND);
    }

    @Test
    void intervalMustBeAboveZero() {
        assertThatThrownBy(() -> new Heartbeat(0, 1)).hasMessageContaining("above 0");
        assertThatThrownBy(() -> new Heartbeat(1, -1)).hasMessageContaining("above 0");
    }

    // ------------------------------------------------------------------ loss

    @Test
    void pingIsLostAfterThreeTimesTheRoundTripTime() {
        pings(3, 500 * MILLI);
        now = heartbeat.nextTickNanos();
        heartbeat.tick(now);
        assertThat(heartbeat.nextTickNanos() - now).isEqualTo(1_500 * MILLI + 1);
    }

    @Test
    void pingIsNotLostBeforeOneSecond() {
        ping(10 * MILLI);
        now = heartbeat.nextTickNanos();
        heartbeat.tick(now);
        assertThat(heartbeat.nextTickNanos() - now).isEqualTo(SECOND + 1);
    }

    @Test
    void pingIsLostAfterTheIntervalAtTheLatest() {
        heartbeat = begun(new Heartbeat(4 * SECOND, SECOND));
        ping(3 * SECOND);
        now = heartbeat.nextTickNanos();
        assertThat(heartbeat.tick(now)).isEqualTo(Action.PING);
        assertThat(heartbeat.nextTickNanos() - now).isEqualTo(4 * SECOND);
    }

    /** Two periods with these losses each. */
    private void periods(int firstLost, int secondLost) {
        heartbeat = device();
        ping(MILLI);
        pings(3, MILLI);
        for (int lost : new int[] {firstLost, secondLost}) {
            pings(4 - lost, MILLI);
            for (int i = 0; i < lost; i++) {
                lostPing();
            }
        }
    }

    @Test
    void twoOfFourPingsLostInTwoPeriodsInARowBeginAProbe() {
        heartbeat = device();
        pings(4, MILLI);
        pings(2, MILLI);
        lostPing();
        lostPing();
        pings(2, MILLI);
        lostPing();
        assertThat(heartbeat.link()).isEqualTo(Link.GOOD);
        assertThat(at(heartbeat.nextTickNanos() - now)).isEqualTo(Action.PING);
        assertThat(at(SECOND + 1)).as("the first PING of the probe at once").isEqualTo(Action.PING);
        assertThat(heartbeat.link()).isEqualTo(Link.PROBING);
    }

    @Test
    void oneOfFourPingsLostIsNoLoss() {
        periods(1, 4);
        assertThat(heartbeat.link()).isEqualTo(Link.GOOD);
        periods(4, 1);
        assertThat(heartbeat.link()).isEqualTo(Link.GOOD);
    }

    @Test
    void goodPeriodBetweenTwoBadOnesPreventsTheProbe() {
        periods(2, 0);
        pings(2, MILLI);
        lostPing();
        lostPing();
        assertThat(heartbeat.link()).isEqualTo(Link.GOOD);
    }

    /** A device's link whose probe has just sent its first PING. */
    private void probe() {
        heartbeat = device();
        ping(MILLI);
        pings(3, MILLI);
        for (int i = 0; i < 7; i++) {
            lostPing();
        }
        now = heartbeat.nextTickNanos();
        heartbeat.tick(now);
        assertThat(at(SECOND + 1)).isEqualTo(Action.PING);
        assertThat(heartbeat.link()).isEqualTo(Link.PROBING);
    }

    @Test
    void probeIsThreePingsOneSecondApart() {
        probe();
        assertThat(at(SECOND - 1)).isEqualTo(Action.NONE);
        assertThat(at(1)).isEqualTo(Action.PING);
        heartbeat.answered(now, heartbeat.nextPing());
        assertThat(at(SECOND - 1)).isEqualTo(Action.NONE);
        assertThat(at(1)).isEqualTo(Action.PING);
        assertThat(heartbeat.nextTickNanos() - now).as("no fourth").isEqualTo(SECOND + 1);
    }

    @Test
    void probeThatLosesTwoPingsIsDead() {
        probe();
        long answeredOne = heartbeat.nextPing();
        heartbeat.answered(now, answeredOne);
        assertThat(at(SECOND)).isEqualTo(Action.PING);
        assertThat(at(SECOND)).isEqualTo(Action.PING);
        assertThat(at(1)).as("one lost").isEqualTo(Action.NONE);
        assertThat(at(SECOND)).as("two lost").isEqualTo(Action.DEAD);
        heartbeat.heard(now);
        assertThat(at(0)).as("for ever").isEqualTo(Action.DEAD);
    }

    @Test
    void probeThatLosesAllIsDead() {
        probe();
        at(SECOND);
        at(SECOND);
        at(1);
        assertThat(at(SECOND)).isEqualTo(Action.DEAD);
    }

    @Test
    void probeThatLosesOnePingIsOver() {
        probe();
        assertThat(at(SECOND)).isEqualTo(Action.PING);
        heartbeat.answered(now, heartbeat.nextPing());
        assertThat(heartbeat.link()).isEqualTo(Link.PROBING);
        assertThat(at(SECOND)).isEqualTo(Action.PING);
        heartbeat.answered(now, heartbeat.nextPing());
        assertThat(heartbeat.link()).isEqualTo(Link.GOOD);
        assertThat(at(AGREED - 1)).isEqualTo(Action.NONE);
        assertThat(at(1)).isEqualTo(Action.PING);
    }

    @Test
    void anyOtherFrameEndsTheProbe() {
        probe();
        heartbeat.heard(now);
        assertThat(heartbeat.link()).isEqualTo(Link.GOOD);
        // its PINGs do not count any more, and two new periods would be needed for another
        for (int i = 0; i < 7; i++) {
            lostPing();
            assertThat(heartbeat.link()).isEqualTo(Link.GOOD);
        }
    }

    @Test
    void probeOfASlowLinkEndsInSlow() {
        heartbeat = device();
        pings(4, 200 * MILLI);
        for (int i = 0; i < 7; i++) {
            lostPing();
        }
        at(heartbeat.nextTickNanos() - now);
        at(SECOND + 1);
        assertThat(heartbeat.link()).isEqualTo(Link.PROBING);
        heartbeat.heard(now);
        assertThat(heartbeat.link()).isEqualTo(Link.SLOW);
    }

    // ------------------------------------------------------------------ silence

    @Test
    void nothingHeardForThreeAgreedIntervalsIsDead() {
        at(0);
        at(AGREED);
        at(AGREED);
        assertThat(at(AGREED - 1)).isNotEqualTo(Action.DEAD);
        assertThat(at(1)).isEqualTo(Action.DEAD);
    }

    @Test
    void anyFrameIsASignOfLife() {
        at(0);
        at(3 * AGREED - 1);
        heartbeat.heard(now);
        assertThat(at(1)).isNotEqualTo(Action.DEAD);
    }

    @Test
    void shortenedIntervalDoesNotShortenThePatience() {
        pings(9, 200 * MILLI);
        heartbeat.heard(now);
        at(0);
        long dies = now + 3 * AGREED;
        // what it does until then is PING
        while (heartbeat.nextTickNanos() - dies < 0 && heartbeat.link() != Link.PROBING) {
            now = heartbeat.nextTickNanos();
            assertThat(heartbeat.tick(now)).isNotEqualTo(Action.DEAD);
        }
        assertThat(now - (dies - 3 * AGREED)).isGreaterThan(3 * MIN);
    }

    // ------------------------------------------------------------------ while we do not read

    @Test
    void silenceIsNotCountedWhileWeDoNotRead() {
        at(0);
        heartbeat.pause(now);
        assertThat(at(100 * AGREED)).isNotEqualTo(Action.DEAD);
        heartbeat.resume(now);
        assertThat(at(3 * AGREED - 1)).as("a full patience from here on").isNotEqualTo(Action.DEAD);
        assertThat(at(1)).isEqualTo(Action.DEAD);
    }

    @Test
    void gatewaySendsNoPingWhileItDoesNotRead() {
        at(0);
        heartbeat.pause(now);
        assertThat(at(2 * AGREED)).isEqualTo(Action.NONE);
        assertThat(heartbeat.nextTickNanos() - now).isGreaterThan(TimeUnit.DAYS.toNanos(1));
        heartbeat.resume(now);
        assertThat(at(AGREED)).isEqualTo(Action.PING);
    }

    @Test
    void deviceThatDoesNotReadGoesOnSendingPingWhoseAnswersAreNotWaitedFor() {
        heartbeat = device();
        ping(MILLI);
        heartbeat.pause(now);
        for (int i = 0; i < 20; i++) {
            assertThat(at(AGREED)).isEqualTo(Action.PING);
            assertThat(at(2 * SECOND)).isEqualTo(Action.NONE);
            now -= 2 * SECOND;
        }
        long unread = heartbeat.nextPing();
        heartbeat.resume(now);
        now += 10 * SECOND;
        heartbeat.answered(now, unread);
        assertThat(heartbeat.rttMillis()).isEqualTo(1);
        assertThat(heartbeat.link()).isEqualTo(Link.GOOD);
    }

    @Test
    void pingUnderWayWhenReadingStopsIsNotLost() {
        heartbeat = device();
        pings(4, MILLI);
        for (int i = 0; i < 7; i++) {
            lostPing();
        }
        now = heartbeat.nextTickNanos();
        heartbeat.tick(now);
        heartbeat.pause(now);
        heartbeat.resume(now);
        at(2 * SECOND);
        assertThat(heartbeat.link()).as("the eighth would have begun a probe").isEqualTo(Link.GOOD);
    }

    @Test
    void resumeWithoutPauseChangesNothing() {
        at(0);
        heartbeat.resume(now + AGREED / 2);
        assertThat(at(AGREED)).isEqualTo(Action.PING);
    }
}
