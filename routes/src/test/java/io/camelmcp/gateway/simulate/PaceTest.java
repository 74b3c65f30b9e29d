package io.camelmcp.gateway.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final long START = -5_000_000_000L;
    private static final long MILLI = 1_000_000;

    @Test
    void messagesTakenLateKeepTheTimeThatTheyWereDue() {
        Pace pace = new Pace(100, 0, START);

        assertThat(pace.take(START)).isEqualTo(START);
        long late = START + 35 * MILLI;
        assertThat(pace.take(late)).isEqualTo(START + 10 * MILLI);
        assertThat(pace.take(late)).isEqualTo(START + 20 * MILLI);
        assertThat(pace.take(late)).isEqualTo(START + 30 * MILLI);
        assertThat(pace.delay(late)).as("caught up").isEqualTo(5 * MILLI);
    }

    @Test
    void timeWithoutConnectionIsNotCaughtUp() {
        Pace pace = new Pace(100, 0, START);

        pace.skipTo(START + 1000 * MILLI);

        assertThat(pace.take(START + 1000 * MILLI)).isEqualTo(START + 1000 * MILLI);
        assertThat(pace.delay(START + 1000 * MILLI)).isEqualTo(10 * MILLI);
    }

    @Test
    void skippingNeverBringsTheNextMessageForward() {
        Pace pace = new Pace(1, 0.5, START);

        pace.skipTo(START);

        assertThat(pace.delay(START)).isEqualTo(500 * MILLI);
    }

    @Test
    void withoutLimitAMessageIsAlwaysDueNow() {
        Pace pace = new Pace(0, 0.7, START);

        assertThat(pace.delay(START)).isZero();
        assertThat(pace.take(START + 3)).isEqualTo(START + 3);
    }

    @Test
    void backoffDoublesUpToItsMaximumAndStartsAgainAfterAStableMinute() {
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(10), new Random(1));
        int[] ceilings = {1000, 2000, 4000, 8000, 10_000, 10_000};
        for (int ceiling : ceilings) {
            assertThat(backoff.nextMillis(Duration.ZERO)).isBetween(ceiling / 2L, (long) ceiling);
        }
        for (int i = 0; i < 100; i++) {
            assertThat(backoff.nextMillis(Duration.ofSeconds(59))).isBetween(5000L, 10_000L);
        }
        assertThat(backoff.nextMillis(Duration.ofSeconds(60))).isBetween(500L, 1000L);
    }
}
