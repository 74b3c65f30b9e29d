package io.camelmcp.component.client;

import java.util.concurrent.TimeUnit;

/** When, and whether, a connection that is lost is opened again. Belongs to the event loop of the connection. */
final class Redial {

    private final ReconnectBackoff backoff;
    private boolean established;
    private boolean atOnce;
    private boolean onDemand;
    private boolean timeGiven;
    private long notBefore;

    Redial(ReconnectBackoff backoff) {
        this.backoff = backoff;
        this.notBefore = System.nanoTime();
    }

    /** The connection can be used. */
    void established() {
        established = true;
        atOnce = false;
        onDemand = false;
        timeGiven = false;
        backoff.connected();
    }

    /** The connection is lost, or could not be used at all. */
    void lost() {
        if (established) {
            established = false;
            backoff.lost();
        }
    }

    /** The channel was given up in favour of another. */
    void atOnce() {
        atOnce = true;
    }

    /** The peer has said when. */
    void after(long millis) {
        timeGiven = true;
        notBefore = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** Only when a request asks for it: two clients with the same name would throw each other out for ever. */
    void onDemand() {
        onDemand = true;
    }

    boolean isOnDemand() {
        return onDemand;
    }

    /** Milliseconds to wait from now. What was wished for counts once: if that attempt fails too, the usual delays follow. */
    long delayMillis() {
        boolean given = timeGiven;
        boolean none = atOnce;
        timeGiven = false;
        atOnce = false;
        if (given) {
            return untilNotBefore();
        }
        return none ? 0 : backoff.nextDelayMillis();
    }

    /** A connection that comes back on demand is not to come back with every request. */
    void restrain() {
        notBefore = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(backoff.nextDelayMillis());
    }

    long untilNotBefore() {
        return Math.max(0, TimeUnit.NANOSECONDS.toMillis(notBefore - System.nanoTime()));
    }
}
