package io.camelmcp.benchmark.client;

import org.HdrHistogram.Histogram;

/** What the connections of one event loop count; only that loop touches it. */
final class Tally {

    private static final long LONGEST_NANOS = 60_000_000_000L;

    private final boolean timed;
    private final Histogram latencies = new Histogram(1_000, LONGEST_NANOS, 3);
    private long sent;
    private long acknowledged;
    private long refused;
    private long lost;
    private int lastCode;

    /** @param timed whether answers are timed, which costs */
    Tally(boolean timed) {
        this.timed = timed;
    }

    boolean isTimed() {
        return timed;
    }

    void sent(int frames) {
        sent += frames;
    }

    void acknowledged() {
        acknowledged++;
    }

    void refused(int code) {
        refused++;
        lastCode = code;
    }

    /** A connection has ended with frames unanswered. */
    void lost(int unanswered) {
        lost += unanswered;
    }

    void took(long nanos) {
        latencies.recordValue(Math.min(Math.max(nanos, 0), LONGEST_NANOS));
    }

    /** Adds the counts so far, and the times since the last call, which are then forgotten. */
    ClientSample addTo(ClientSample sum, Histogram times) {
        times.add(latencies);
        latencies.reset();
        return sum.plus(sent, acknowledged, refused, lost, lastCode);
    }
}
