package io.camelmcp.gateway.events;

import java.util.Random;

/**
 * What to do after a batch has failed: how long to wait, and when to look for the one bad event in it. For one thread.
 */
final class Attempts {

    private final long delayMillis;
    private final long maxDelayMillis;
    private final int isolateAfter;
    private int failures;
    private final Random random;
    private int toIsolate;
    private boolean blocked;

    /** @param isolateAfter failures in a row after which events are tried one by one; 0 is never */
    Attempts(long delayMillis, long maxDelayMillis, int isolateAfter, Random random) {
        this.random = random;
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
        return !blocked && (failures == 0 || isolating());
    }

    /** Whether the next events are to be tried one by one, and put aside if they fail. */
    boolean isolating() {
        return toIsolate > 0;
    }

    /** The target was not asked at all, which says nothing about the events. */
    void blocked() {
        blocked = true;
    }

    void failed(int events) {
        blocked = false;
        failures++;
        if (isolateAfter > 0 && failures >= isolateAfter) {
            toIsolate = events;
        }
    }

    /** One of the events that are tried one by one is done: delivered, or put aside. */
    void isolated() {
        blocked = false;
        toIsolate--;
        if (toIsolate == 0) {
            failures = 0;
        }
    }

    void succeeded() {
        blocked = false;
        if (isolating()) {
            isolated();
        } else {
            failures = 0;
        }
    }

    /**
     * The wait before the next attempt: doubles with each failure. Up to half of it is random, so that many outputs and
     * gateways do not come back to a target in the same moment.
     */
    long delayMillis() {
        int doublings = Math.min(Math.max(failures - 1, 0), 30);
        long ceiling = Math.min(maxDelayMillis, delayMillis << doublings);
        return ceiling - (long) (random.nextDouble() * (ceiling / 2.0));
    }
}
