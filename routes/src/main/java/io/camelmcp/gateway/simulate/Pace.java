package io.camelmcp.gateway.simulate;

/**
 * When the messages of a device are due: at equal distances from the start, whether or not the one before could leave on time.
 * The latency of a message counts from the moment it was due, so a gateway that stalls is charged for all messages that it
 * held up, not only for the one it was asked (coordinated omission). Time without a connection is not part of the schedule.
 */
final class Pace {

    /** Rate 0: a message is due whenever there is room for it. */
    private final boolean unlimited;

    private final long origin;
    private final double intervalNanos;
    /** Since the origin, because a double has not the digits for the whole of {@link System#nanoTime}. */
    private double dueNanos;

    /**
     * @param rate       messages a second, 0 for no limit
     * @param phase      part of the interval before the first message, 0..1, so that a fleet does not send in step
     * @param startNanos now, by {@link System#nanoTime}
     */
    Pace(double rate, double phase, long startNanos) {
        unlimited = rate == 0;
        intervalNanos = unlimited ? 0 : 1e9 / rate;
        origin = startNanos;
        dueNanos = intervalNanos * phase;
    }

    /** Nanoseconds until the next message is due; 0 or less when it is due. */
    long delay(long now) {
        return unlimited ? 0 : (long) dueNanos - (now - origin);
    }

    /** Takes the next message from the schedule and tells when it was due. */
    long take(long now) {
        if (unlimited) {
            return now;
        }
        long due = origin + (long) dueNanos;
        dueNanos += intervalNanos;
        return due;
    }

    /** Leaves out what came due while there was no connection. */
    void skipTo(long now) {
        dueNanos = Math.max(dueNanos, (double) (now - origin));
    }
}
