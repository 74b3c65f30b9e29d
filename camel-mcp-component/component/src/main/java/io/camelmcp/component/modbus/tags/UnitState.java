package io.camelmcp.component.modbus.tags;

/** Whether a unit answers. A silent one is asked less and less often, because each time holds up the other units of the line. */
final class UnitState {

    private static final long FIRST_NANOS = 1_000_000_000L;
    private static final long ALONE_MOST_NANOS = 10 * FIRST_NANOS;
    private static final long MOST_NANOS = 60 * FIRST_NANOS;

    private final long mostNanos;
    private boolean silent;
    private String reason = "";
    private long retryAt;
    private long backoffNanos;
    private boolean hasAnswered;
    private long answeredAt;

    UnitState(boolean alone) {
        mostNanos = alone ? ALONE_MOST_NANOS : MOST_NANOS;
    }

    boolean isSilent() {
        return silent;
    }

    /** Whether it is not to be asked now. */
    boolean isResting(long now) {
        return silent && now - retryAt < 0;
    }

    boolean hasAnsweredSince(long time) {
        return hasAnswered && answeredAt - time > 0;
    }

    String reason() {
        return reason;
    }

    long backoffMillis() {
        return backoffNanos / 1_000_000;
    }

    /** @return whether that is new */
    boolean failed(String why, long now) {
        if (isResting(now)) {
            // one that is asked twice at a time fails twice
            return false;
        }
        boolean isNew = !silent;
        backoffNanos = isNew ? FIRST_NANOS : Math.min(2 * backoffNanos, mostNanos);
        retryAt = now + backoffNanos;
        silent = true;
        reason = why;
        return isNew;
    }

    /** @return whether that is new */
    boolean answered(long now) {
        boolean isNew = silent;
        hasAnswered = true;
        answeredAt = now;
        silent = false;
        return isNew;
    }
}
