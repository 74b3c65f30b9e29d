package io.camelmcp.component.session.sequence;

import java.util.concurrent.atomic.AtomicLong;

/** Octets that the sessions of a port together may keep of answers they have given. From any thread. */
public final class AnswerBudget {

    private final AtomicLong left;

    /** @param octets 0 or more */
    public AnswerBudget(long octets) {
        this.left = new AtomicLong(octets);
    }

    boolean take(int octets) {
        if (left.addAndGet(-octets) >= 0) {
            return true;
        }
        left.addAndGet(octets);
        return false;
    }

    void give(int octets) {
        left.addAndGet(octets);
    }

    /** Octets that may still be kept. */
    public long left() {
        return left.get();
    }
}
