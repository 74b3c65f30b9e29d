package io.camelmcp.component.session;

import java.util.concurrent.atomic.AtomicLong;

/** A {@link RateLimit} that many threads share: no locks, nothing to refill. */
public final class TokenBucket {

    private final RateLimit limit;
    private final AtomicLong state;

    /** A full bucket. */
    public TokenBucket(RateLimit limit, long now) {
        this.limit = limit;
        this.state = new AtomicLong(limit.full(now));
    }

    /**
     * Takes a token if there is one.
     *
     * @param now nanoseconds of a clock like {@link System#nanoTime}
     */
    public boolean tryTake(long now) {
        while (true) {
            long present = state.get();
            if (limit.nanosToWait(present, now) > 0) {
                return false;
            }
            if (state.compareAndSet(present, limit.take(present, now))) {
                return true;
            }
        }
    }
}
