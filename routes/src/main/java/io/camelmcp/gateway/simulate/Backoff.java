package io.camelmcp.gateway.simulate;

import java.time.Duration;
import java.util.Random;

/**
 * Delay before a connection is made anew: random between half and all of {@code min(base x 2^n, max)}, n reset after 60 s of a
 * stable connection (docs/protocol.md, section 6).
 */
final class Backoff {

    static final Duration STABLE = Duration.ofSeconds(60);
    private static final int MAX_DOUBLINGS = 20;

    private final long baseMillis;
    private final long maxMillis;
    private final Random random;
    private int failures;

    Backoff(Duration base, Duration max, Random random) {
        this.baseMillis = base.toMillis();
        this.maxMillis = max.toMillis();
        this.random = random;
    }

    /** Milliseconds to wait after a connection that lasted so long, {@link Duration#ZERO} for one that never was. */
    long nextMillis(Duration lasted) {
        if (lasted.compareTo(STABLE) >= 0) {
            failures = 0;
        }
        long ceiling = Math.min(baseMillis << Math.min(failures, MAX_DOUBLINGS), maxMillis);
        failures++;
        long half = ceiling / 2;
        return half + (long) (random.nextDouble() * (ceiling - half));
    }
}
