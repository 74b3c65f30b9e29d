package io.camelmcp.component.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitTest {

    private static final long SECOND = 1_000_000_000L;

    @ParameterizedTest
    @ValueSource(longs = {0, -5 * SECOND, Long.MAX_VALUE - SECOND})
    void burstIsTakenAtOnceAndThenOneForEachInterval(long start) {
        RateLimit limit = new RateLimit(10, 5);
        long state = limit.full(start);
        for (int i = 0; i < 5; i++) {
            assertThat(limit.nanosToWait(state, start)).isZero();
            state = limit.take(state, start);
        }
        assertThat(limit.nanosToWait(state, start)).isEqualTo(SECOND / 10);
        assertThat(limit.nanosToWait(state, start + SECOND / 10 - 1)).isEqualTo(1);
        assertThat(limit.nanosToWait(state, start + SECOND / 10)).isZero();
        state = limit.take(state, start + SECOND / 10);
        assertThat(limit.nanosToWait(state, start + SECOND / 10)).isEqualTo(SECOND / 10);
    }

    @Test
    void restGivesBackTheBurstAndNoMore() {
        TokenBucket bucket = new TokenBucket(new RateLimit(10, 5), 0);
        assertThat(taken(bucket, 0)).isEqualTo(5);
        assertThat(taken(bucket, 3 * SECOND / 10)).isEqualTo(3);
        assertThat(taken(bucket, 3600 * SECOND)).isEqualTo(5);
    }

    @Test
    void averageIsTheRateOverALongTime() {
        TokenBucket bucket = new TokenBucket(new RateLimit(1_000, 1), 0);
        int taken = 0;
        for (long now = 0; now < SECOND; now += 10_000) {
            taken += bucket.tryTake(now) ? 1 : 0;
        }
        assertThat(taken).isEqualTo(1_000);
    }

    private static int taken(TokenBucket bucket, long now) {
        int taken = 0;
        while (bucket.tryTake(now)) {
            taken++;
        }
        return taken;
    }

    @Test
    void manyThreadsTakeNoMoreThanThereIs() throws Exception {
        TokenBucket bucket = new TokenBucket(new RateLimit(1, 10_000), 0);
        AtomicInteger taken = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        for (int t = 0; t < 4; t++) {
            threads.execute(() -> {
                for (int i = 0; i < 5_000; i++) {
                    if (bucket.tryTake(0)) {
                        taken.incrementAndGet();
                    }
                }
            });
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(taken).hasValue(10_000);
    }

    @ParameterizedTest
    @CsvSource({"0,1", "1,0", "-1,1", "1000000001,1"})
    void valuesOutOfRangeAreRefused(int perSecond, int burst) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RateLimit(perSecond, burst))
                .withMessageContaining("perSecond=" + perSecond + " burst=" + burst);
    }
}
