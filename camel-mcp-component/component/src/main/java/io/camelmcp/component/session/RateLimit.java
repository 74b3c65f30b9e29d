package io.camelmcp.component.session;

/**
 * How often something may be done, on average and at once: a token bucket whose whole state is one {@code long}, the moment at
 * which the bucket will be full again. Whoever is limited keeps that number, and the limit is shared:
 *
 * <pre>{@code
 * long wait = limit.nanosToWait(state, now);
 * if (wait == 0) { state = limit.take(state, now); }
 * }</pre>
 */
public final class RateLimit {

    private static final long SECOND = 1_000_000_000L;

    private final long interval;
    private final long tolerance;

    /**
     * A limit.
     *
     * @param perSecond how often in a second, 1..1 000 000 000
     * @param burst     how often at once after a rest, 1..1 000 000 000
     */
    public RateLimit(int perSecond, int burst) {
        if (perSecond < 1 || perSecond > SECOND || burst < 1 || burst > SECOND) {
            throw new IllegalArgumentException(
                    "perSecond=" + perSecond + " burst=" + burst + " is not in 1.." + SECOND);
        }
        interval = SECOND / perSecond;
        tolerance = (burst - 1) * interval;
    }

    /** The state of a full bucket. */
    public long full(long now) {
        return now;
    }

    /**
     * How long until it may be done.
     *
     * @param now nanoseconds of a clock like {@link System#nanoTime}
     * @return nanoseconds, 0 for at once
     */
    public long nanosToWait(long state, long now) {
        return Math.max(0, state - now - tolerance);
    }

    /** The state after it has been done. */
    public long take(long state, long now) {
        return (state - now < 0 ? now : state) + interval;
    }
}
