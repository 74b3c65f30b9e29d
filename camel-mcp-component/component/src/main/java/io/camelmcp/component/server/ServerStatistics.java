package io.camelmcp.component.server;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counters of one port since it was bound. Written by event loops, read by anyone. */
public final class ServerStatistics {

    private final LongAdder accepted = new LongAdder();
    private final AtomicInteger open = new AtomicInteger();
    private final LongAdder requests = new LongAdder();
    private final LongAdder answers = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder timeouts = new LongAdder();
    private final LongAdder droppedOctets = new LongAdder();
    private final LongAdder droppedFrames = new LongAdder();
    private final LongAdder ignoredAnswers = new LongAdder();
    private final LongAdder duplicates = new LongAdder();
    private final LongAdder logins = new LongAdder();
    private final LongAdder failedLogins = new LongAdder();
    private final Map<CloseReason, LongAdder> closed = new EnumMap<>(CloseReason.class);

    ServerStatistics() {
        for (CloseReason reason : CloseReason.values()) {
            closed.put(reason, new LongAdder());
        }
    }

    /** Connections accepted, also those closed at once because of a limit. */
    public long accepted() {
        return accepted.sum();
    }

    /** Connections open now. */
    public int open() {
        return open.get();
    }

    /** Requests received, also refused ones. */
    public long requests() {
        return requests.sum();
    }

    /** Positive answers sent. */
    public long answers() {
        return answers.sum();
    }

    /** ERROR frames and Modbus exceptions sent. */
    public long errors() {
        return errors.sum();
    }

    /** Requests that were answered with TIMEOUT, among the errors. */
    public long timeouts() {
        return timeouts.sum();
    }

    /** Octets dropped to resynchronise. */
    public long droppedOctets() {
        return droppedOctets.sum();
    }

    /** RTU frames dropped because of their checksum. */
    public long droppedFrames() {
        return droppedFrames.sum();
    }

    /** Requests that were recognised as retransmissions, and not run again. */
    public long duplicates() {
        return duplicates.sum();
    }

    /** LOGINs accepted. */
    public long logins() {
        return logins.sum();
    }

    /** LOGINs refused for their credentials. */
    public long failedLogins() {
        return failedLogins.sum();
    }

    void countDuplicate() {
        duplicates.increment();
    }

    void countLogin() {
        logins.increment();
    }

    void countFailedLogin() {
        failedLogins.increment();
    }

    /** Answers that came to no request of ours. */
    public long ignoredAnswers() {
        return ignoredAnswers.sum();
    }

    /** Connections that ended for this reason. */
    public long closed(CloseReason reason) {
        LongAdder counter = closed.get(reason);
        return counter == null ? 0 : counter.sum();
    }

    void countAccepted() {
        accepted.increment();
    }

    void opened() {
        open.incrementAndGet();
    }

    void countRequest() {
        requests.increment();
    }

    void countAnswer() {
        answers.increment();
    }

    void countError() {
        errors.increment();
    }

    void countTimeout() {
        timeouts.increment();
    }

    void countDropped(int octets) {
        droppedOctets.add(octets);
    }

    void countDroppedFrame() {
        droppedFrames.increment();
    }

    void countIgnoredAnswer() {
        ignoredAnswers.increment();
    }

    void left() {
        open.decrementAndGet();
    }

    void countClosed(CloseReason reason) {
        LongAdder counter = closed.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }
}
