package io.camelmcp.component.session.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepeatLimiterTest {

    private static final long SECOND = 1_000_000_000L;
    // a nanosecond clock may begin anywhere, and go over the end of long
    private static final long START = Math.subtractExact(Long.MAX_VALUE, 30 * SECOND);

    private static RepeatLimiter<String> limiter(int most, int capacity) {
        return new RepeatLimiter<>(most, 60 * SECOND, 300 * SECOND, capacity);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 15, 20, 100})
    void asManyWithinTheWindowBanUntilTheBanIsOver(int most) {
        RepeatLimiter<String> limiter = limiter(most, 10);
        for (int i = 1; i < most; i++) {
            assertThat(limiter.count("a", START + i)).isFalse();
            assertThat(limiter.isBanned("a", START + i)).isFalse();
        }
        long last = START + 60 * SECOND;
        assertThat(limiter.count("a", last)).isTrue();

        assertThat(limiter.isBanned("a", last)).isTrue();
        assertThat(limiter.isBanned("b", last)).isFalse();
        assertThat(limiter.isBanned("a", last + 300 * SECOND - 1)).isTrue();
        assertThat(limiter.isBanned("a", last + 300 * SECOND)).isFalse();
        assertThat(limiter.bans()).isEqualTo(1);
        assertThat(limiter.size()).isZero();
    }

    @Test
    void asManySpreadOverMoreThanTheWindowDoNotBanHoweverLongItGoesOn() {
        RepeatLimiter<String> limiter = limiter(20, 10);
        for (int i = 0; i < 1_000; i++) {
            assertThat(limiter.count("a", START + i * 60 * SECOND / 19)).isFalse();
        }
        // control: a little faster is too fast
        boolean banned = false;
        for (int i = 1; i <= 20; i++) {
            banned |= limiter.count("a", START + 999 * 60 * SECOND / 19 + i * 3 * SECOND);
        }
        assertThat(banned).isTrue();
    }

    @Test
    void windowSlidesOverAnyMinuteNotOnlyOverThoseOfTheClock() {
        RepeatLimiter<String> limiter = limiter(4, 10);
        long[] times = {0, 50, 55, 59, 109};
        boolean[] bans = {false, false, false, true, false};
        for (int i = 0; i < 4; i++) {
            assertThat(limiter.count("a", START + times[i] * SECOND)).isEqualTo(bans[i]);
        }
        RepeatLimiter<String> later = limiter(4, 10);
        long[] spread = {0, 50, 55, 61, 109};
        for (int i = 0; i < 4; i++) {
            assertThat(later.count("a", START + spread[i] * SECOND)).isFalse();
        }
        assertThat(later.count("a", START + spread[4] * SECOND)).isTrue();
    }

    @Test
    void countingStartsAnewAfterABanAndRestsDuringOne() {
        RepeatLimiter<String> limiter = limiter(2, 10);
        limiter.count("a", START);
        assertThat(limiter.count("a", START)).isTrue();
        assertThat(limiter.count("a", START + SECOND)).isFalse();
        long after = START + 300 * SECOND;
        assertThat(limiter.count("a", after)).isFalse();
        assertThat(limiter.isBanned("a", after)).isFalse();
        assertThat(limiter.count("a", after)).isTrue();
        assertThat(limiter.bans()).isEqualTo(2);
    }

    @Test
    void whomItHasNotMetForLongestIsForgottenWhenThereAreTooMany() {
        RepeatLimiter<String> limiter = limiter(1, 3);
        for (String who : new String[] {"a", "b", "c"}) {
            limiter.count(who, START);
        }
        assertThat(limiter.isBanned("a", START)).isTrue();
        limiter.count("d", START);

        assertThat(limiter.size()).isEqualTo(3);
        assertThat(limiter.isBanned("b", START)).isFalse();
        assertThat(limiter.isBanned("a", START)).isTrue();
        assertThat(limiter.isBanned("d", START)).isTrue();
        for (int i = 0; i < 100_000; i++) {
            limiter.count("x" + i, START);
        }
        assertThat(limiter.size()).isEqualTo(3);
    }

    @Test
    void zeroIsNoLimit() {
        RepeatLimiter<String> limiter = limiter(0, 3);
        for (int i = 0; i < 100; i++) {
            assertThat(limiter.count("a", START)).isFalse();
        }
        assertThat(limiter.isBanned("a", START)).isFalse();
        assertThat(limiter.size()).isZero();
    }

    @Test
    void valuesOutOfRangeAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> limiter(-1, 1)).withMessageContaining("most=-1");
        assertThatIllegalArgumentException().isThrownBy(() -> limiter(1, 0)).withMessageContaining("capacity=0");
    }

    @Test
    void manyThreadsCountExactly() throws Exception {
        RepeatLimiter<String> limiter = limiter(4_000, 10);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        for (int t = 0; t < 4; t++) {
            threads.execute(() -> {
                for (int i = 0; i < 1_000; i++) {
                    limiter.isBanned("a", START);
                    limiter.count("a", START);
                }
            });
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(limiter.bans()).isEqualTo(1);
        assertThat(limiter.isBanned("a", START)).isTrue();
    }
}
