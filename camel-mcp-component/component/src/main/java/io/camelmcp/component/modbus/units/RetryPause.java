package io.camelmcp.component.modbus.units;

import java.time.Duration;

/**
 * Keeps requests from what has failed: nothing is sent for a pause, then one request as a trial; each further failure doubles the
 * pause. Guarded by its {@link UnitLine}.
 */
final class RetryPause {

    private static final int MAX_DOUBLINGS = 20;

    private final long firstNanos;
    private final long mostNanos;
    private int failures;
    private long retryNanos;
    private boolean trial;

    RetryPause(Duration first, Duration most) {
        this.firstNanos = first.toNanos();
        this.mostNanos = most.toNanos();
    }

    /** Whether a request may be sent. */
    boolean isOpen(long now) {
        return failures == 0 || !trial && now - retryNanos >= 0;
    }

    /** A request is on its way. */
    void begin() {
        trial = failures > 0;
    }

    /** It has not been sent after all. */
    void abandoned() {
        trial = false;
    }

    void succeeded() {
        failures = 0;
        trial = false;
    }

    void failed(long now) {
        if (failures > 0 && !trial && now - retryNanos < 0) {
            // it had left before the failure that began the pause: the same one
            return;
        }
        long pause = Math.min(mostNanos, firstNanos << Math.min(failures, MAX_DOUBLINGS));
        failures++;
        trial = false;
        retryNanos = now + Math.max(firstNanos, pause);
    }
}
