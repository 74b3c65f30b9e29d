package io.camelmcp.component.session.sequence;

/**
 * Extends the 16-bit sequence numbers of one direction to 64 bits, as RTP does (docs/protocol.md, section 3): of all numbers
 * with these lower 16 bits, the one nearest to the highest seen. Confined to one thread.
 */
public final class SequenceExtender {

    private static final int CIRCLE = 0x1_0000;

    private long highest;

    /** @param highest a number near the next one, 0 when nothing is known */
    public SequenceExtender(long highest) {
        this.highest = highest;
    }

    /**
     * The extended number.
     *
     * @param seq 1..65535
     * @return 1 or more; a number from before the first one seen counts from 1 on
     */
    public long extend(int seq) {
        if (highest == 0) {
            highest = seq;
            return seq;
        }
        // the cast is the serial-number arithmetic: a distance of -32768..32767 on the circle
        long extended = highest + (short) (seq - (int) (highest % CIRCLE));
        if (extended <= 0) {
            extended += CIRCLE;
        }
        highest = Math.max(highest, extended);
        return extended;
    }

    /** Highest number so far, 0 before the first. */
    public long highest() {
        return highest;
    }
}
