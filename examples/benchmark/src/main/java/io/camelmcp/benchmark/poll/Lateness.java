package io.camelmcp.benchmark.poll;

import org.HdrHistogram.Histogram;

/**
 * How late the messages of one device come. The beat of its period is not known from outside, so it is the earliest message
 * against which all others are measured; a message that did not come counts as late as the next one is for it.
 */
final class Lateness {

    private static final long NONE = Long.MIN_VALUE;

    private final long periodNanos;
    private long due = NONE;

    Lateness(long periodNanos) {
        this.periodNanos = periodNanos;
    }

    /** A message has come. */
    synchronized void record(long now, Histogram times) {
        if (due == NONE || now < due) {
            due = now;
        }
        long late = now - due;
        synchronized (times) {
            times.recordValueWithExpectedInterval(Math.max(1, late), periodNanos);
        }
        due += (late / periodNanos + 1) * periodNanos;
    }
}
