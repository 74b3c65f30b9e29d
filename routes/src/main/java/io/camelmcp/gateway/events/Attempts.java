package io.camelmcp.gateway.events;

/**
 * What to do after a batch has failed: how long to wait, and when to look for the one bad event in it. For one thread.
 */
final class Attempts {

    private final long delayMillis;
    private final long maxDelayMillis;
    private final int isolateAfter;
    private int failures;
    private int toIsolate;

    /** @param isolateAfter failures in a row after which events are tried one by one; 0 is never */
    Attempts(long delayMillis, long maxDelayMillis, int isolateAfter) {
        this.delayMillis = delayMillis;
        this.maxDelayMillis = maxDelayMillis;
        this.isolateAfter = isolateAfter;
    }

    /** Failures in a row. */
    int failures() {
        return failures;
    }

    /** Whether the route goes forward: the last batch went well, or the bad event is being looked for. */
    boolean succeeding() {
        return failures == 0 || isolating();
    }

    /** Whether the next events are to be tried one by one, and put aside if they fail. */
    boolean isolating() {
        return toIsolate > 0;
    }

    void failed(int events) {
        failures++;
        if (isolateAfter > 0 && failures >= isolateAfter) {
            toIsolate = events;
        }
    }

    /** One of the events that are tried one by one is done: delivered, or put aside. */
    void isolated() {
        toIsolate--;
        if (toIsolate == 0) {
            failures = 0;
        }
    }

    void succeeded() {
        if (isolating()) {
            isolated();
        } else {
            failures = 0;
        }
    }

    /** The wait before the next attempt: doubles with each failure. */
    long delayMillis() {
        int doublings = Math.min(Math.max(failures - 1, 0), 30);
        return Math.min(maxDelayMillis, delayMillis << doublings);
    }
}
