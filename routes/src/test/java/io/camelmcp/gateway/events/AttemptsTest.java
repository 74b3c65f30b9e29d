package io.camelmcp.gateway.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AttemptsTest {

    @Test
    void delayDoublesUpToItsLimitAndUpToHalfOfItIsRandom() {
        Attempts attempts = new Attempts(100, 1_000, 0, new Random(1));
        long[] ceilings = {100, 200, 400, 800, 1_000, 1_000};
        for (long ceiling : ceilings) {
            attempts.failed(1);
            List<Long> delays = LongStream.generate(attempts::delayMillis)
                    .limit(200)
                    .boxed()
                    .toList();
            assertThat(delays).allSatisfy(delay -> assertThat(delay).isBetween(ceiling / 2, ceiling));
            assertThat(delays).anyMatch(delay -> delay < ceiling * 6 / 10).anyMatch(delay -> delay > ceiling * 9 / 10);
        }
    }

    @Test
    void whatABreakerKeepsBackIsNoFailureOfTheEvents() {
        Attempts attempts = new Attempts(100, 1_000, 2, new Random(1));
        attempts.failed(3);
        attempts.blocked();
        attempts.blocked();
        assertThat(attempts.isolating()).isFalse();
        assertThat(attempts.succeeding()).isFalse();

        attempts.failed(3);
        assertThat(attempts.isolating()).isTrue();
        assertThat(attempts.succeeding()).isTrue();
        attempts.blocked();
        assertThat(attempts.succeeding()).isFalse();
    }
}
