package io.camelmcp.benchmark.poll;

import org.HdrHistogram.Histogram;

/**
 * How late the messages of one device come. The beat of its period is not known from outside, so it is the earliest message
 * against which all others are measured.
 */
final class Lateness {

    private final long periodNanos;
    private long origin = Long.MIN_VALUE;

    Lateness(long periodNanos) {
        this.periodNanos = periodNanos;
    }

    /** A message has come. */
    synchronized void record(long now, Histogram times) {
        if (origin == Long.MIN_VALUE) {
            origin = now;
        }
        long since = now - origin;
        long late = Math.floorMod(since, periodNanos);
        if (late > periodNanos - periodNanos / 4) {
            // earlier than all before: this one is the beat from now on
            origin = now;
            late = 0;
        }
        synchronized (times) {
            times.recordValue(Math.max(1, late));
        }
    }
}
