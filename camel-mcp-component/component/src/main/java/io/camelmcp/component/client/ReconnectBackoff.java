package io.camelmcp.component.client;

import java.time.Duration;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Delay before connecting again (docs/protocol.md, section 6): random between half and all of
 * {@code min(base x 2^n, max)}. {@code n} counts the delays, and begins again after a connection that held for 60 s, so that
 * a peer that accepts and closes at once is not dialled in a tight loop.
 */
final class ReconnectBackoff {

    static final Duration STABLE = Duration.ofSeconds(60);

    private static final int MAX_DOUBLINGS = 30;

    private final long baseMillis;
    private final long maxMillis;
    private final DoubleSupplier random;
    private final LongSupplier nanoClock;
    private int delays;
    private long connectedAt;

    /**
     * A policy of one connection.
     *
     * @param random    0 (inclusive) to 1 (exclusive)
     * @param nanoClock as {@link System#nanoTime()}
     */
    ReconnectBackoff(Duration base, Duration max, DoubleSupplier random, LongSupplier nanoClock) {
        this.baseMillis = base.toMillis();
        this.maxMillis = max.toMillis();
        this.random = random;
        this.nanoClock = nanoClock;
    }

    void connected() {
        connectedAt = nanoClock.getAsLong();
    }

    /** The connection that was established is lost. */
    void lost() {
        if (nanoClock.getAsLong() - connectedAt >= STABLE.toNanos()) {
            delays = 0;
        }
    }

    long nextDelayMillis() {
        return delayMillis(delays++);
    }

    /** The delay after so many before it. */
    long delayMillis(int before) {
        long doubled = baseMillis << Math.min(before, MAX_DOUBLINGS);
        boolean overflow = doubled >> Math.min(before, MAX_DOUBLINGS) != baseMillis;
        long ceiling = overflow ? maxMillis : Math.min(doubled, maxMillis);
        return ceiling / 2 + (long) (random.getAsDouble() * (ceiling - ceiling / 2));
    }
}
