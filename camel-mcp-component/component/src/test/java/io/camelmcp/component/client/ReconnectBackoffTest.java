package io.camelmcp.component.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** docs/protocol.md, section 6: random between half and all of min(base x 2^n, max). */
class ReconnectBackoffTest {

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);

    private ReconnectBackoff backoff(double random) {
        return new ReconnectBackoff(Duration.ofSeconds(1), Duration.ofSeconds(10), () -> random, clock::get);
    }

    @Test
    void delayDoublesUpToTheLongestAndStaysThere() {
        ReconnectBackoff backoff = backoff(0.9999999);
        assertThat(backoff.nextDelayMillis()).isEqualTo(999);
        assertThat(backoff.nextDelayMillis()).isEqualTo(1999);
        assertThat(backoff.nextDelayMillis()).isEqualTo(3999);
        assertThat(backoff.nextDelayMillis()).isEqualTo(7999);
        for (int i = 0; i < 100; i++) {
            assertThat(backoff.nextDelayMillis()).isEqualTo(9999);
        }
    }

    @Test
    void delayIsAtLeastHalf() {
        ReconnectBackoff backoff = backoff(0);
        assertThat(backoff.nextDelayMillis()).isEqualTo(500);
        assertThat(backoff.nextDelayMillis()).isEqualTo(1000);
    }

    @Test
    void connectionThatHeldForAMinuteBeginsAnew() {
        ReconnectBackoff backoff = backoff(0);
        backoff.nextDelayMillis();
        backoff.nextDelayMillis();
        backoff.connected();
        clock.addAndGet(Duration.ofSeconds(60).toNanos());
        backoff.lost();
        assertThat(backoff.nextDelayMillis()).isEqualTo(500);
    }

    @Test
    void connectionThatHeldForLessGoesOnDoubling() {
        ReconnectBackoff backoff = backoff(0);
        backoff.nextDelayMillis();
        backoff.connected();
        clock.addAndGet(Duration.ofSeconds(60).toNanos() - 1);
        backoff.lost();
        assertThat(backoff.nextDelayMillis()).isEqualTo(1000);
    }

    @Test
    void longDelaysDoNotOverflow() {
        ReconnectBackoff backoff = new ReconnectBackoff(Duration.ofDays(20), Duration.ofDays(24), () -> 0, clock::get);
        for (int i = 0; i < 100; i++) {
            assertThat(backoff.nextDelayMillis())
                    .isBetween(
                            Duration.ofDays(10).toMillis(), Duration.ofDays(24).toMillis());
        }
    }
}
