package io.camelmcp.component.session.sequence;

import java.util.ArrayDeque;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What a receiver remembers of the requests of its peer, so that none is completed twice (docs/protocol.md, section 3): how the
 * last {@value #REMEMBERED} numbers stand, and the last answers that were not empty. Confined to one thread at a time.
 */
public final class ReceivedNumbers {

    /** Numbers whose standing is known. */
    public static final int REMEMBERED = 1_024;

    /** Answers that are kept at least, if the budget allows. */
    public static final int MIN_ANSWERS = 64;

    /** How a number stands when a request with it arrives. */
    public enum Standing {
        /** Never seen. */
        NEW,
        /** Seen before, and not completed: to be run anew. */
        AGAIN,
        /** Accepted and not ended. */
        RUNNING,
        /** Completed: the answer is sent again, see {@link #answerTo}. */
        DONE,
        /** Too far behind to be told. */
        STALE
    }

    private record Kept(long number, byte[] answer) {}

    private static final byte[] EMPTY = new byte[0];
    private static final int LONGS = REMEMBERED / Long.SIZE;

    private final SequenceExtender extender;
    private final long restoredMark;
    private final int mostAnswers;
    private final AnswerBudget budget;

    /** Two bits for each number, in two halves: accepted, completed. */
    private final long[] bits = new long[2 * LONGS];

    /** Completed with an answer that was not empty; made when there is one. */
    private @Nullable BitSet withAnswer;

    /** Ended without being completed; made when there is one. */
    private @Nullable BitSet failed;

    private @Nullable ArrayDeque<Kept> answers;
    private boolean closed;
    private long highest;

    /**
     * The memory of one session.
     *
     * @param window       of the session: as many answers are kept, and not less than {@value #MIN_ANSWERS}
     * @param restoredMark highest number known of the session from before this process, 0 for a new session
     */
    public ReceivedNumbers(int window, long restoredMark, AnswerBudget budget) {
        this.mostAnswers = Math.max(MIN_ANSWERS, window);
        this.restoredMark = restoredMark;
        this.extender = new SequenceExtender(restoredMark);
        this.budget = budget;
    }

    /**
     * The extended number of a request.
     *
     * @param seq 1..65535
     */
    public long extend(int seq) {
        return extender.extend(seq);
    }

    /** Highest number accepted, 0 if none. */
    public long highest() {
        return Math.max(highest, restoredMark);
    }

    /** How a number stands. */
    public Standing standing(long number) {
        if (number > highest) {
            return number <= restoredMark ? Standing.AGAIN : Standing.NEW;
        }
        if (number <= highest - REMEMBERED) {
            return Standing.STALE;
        }
        if (get(LONGS, number)) {
            return Standing.DONE;
        }
        if (get(0, number)) {
            return Standing.RUNNING;
        }
        return number <= restoredMark || isSet(failed, number) ? Standing.AGAIN : Standing.NEW;
    }

    /** A request with this number will run; it was {@link Standing#NEW} or {@link Standing#AGAIN}. */
    public void accepted(long number) {
        if (number > highest) {
            long first = Math.max(highest + 1, number - REMEMBERED + 1);
            for (long between = first; between <= number; between++) {
                forget(between);
            }
            highest = number;
        }
        set(0, number, true);
    }

    /** A request that was accepted has been completed. */
    public void completed(long number, byte[] answer) {
        if (number <= highest - REMEMBERED) {
            return;
        }
        set(LONGS, number, true);
        if (answer.length > 0) {
            if (withAnswer == null) {
                withAnswer = new BitSet(REMEMBERED);
            }
            withAnswer.set(index(number));
            keep(number, answer);
        }
    }

    /** A request that was accepted has ended and is not completed: the peer may send it again. */
    public void failed(long number) {
        if (number <= highest - REMEMBERED) {
            return;
        }
        set(0, number, false);
        if (failed == null) {
            failed = new BitSet(REMEMBERED);
        }
        failed.set(index(number));
    }

    /** The answer to a number that is {@link Standing#DONE}; {@code null} if it is no longer kept. */
    public byte @Nullable [] answerTo(long number) {
        if (!isSet(withAnswer, number)) {
            return EMPTY;
        }
        if (answers != null) {
            for (Kept kept : answers) {
                if (kept.number == number) {
                    return kept.answer;
                }
            }
        }
        return null;
    }

    /** Gives back what it has of the budget, and takes no more of it; when the session ends, while requests may still run. */
    public void close() {
        closed = true;
        while (answers != null && !answers.isEmpty()) {
            drop(answers);
        }
    }

    private void keep(long number, byte[] answer) {
        if (closed) {
            return;
        }
        ArrayDeque<Kept> kept = answers;
        if (kept == null) {
            kept = new ArrayDeque<>(2);
            answers = kept;
        }
        while (kept.size() >= mostAnswers) {
            drop(kept);
        }
        while (!budget.take(answer.length)) {
            if (kept.isEmpty()) {
                return;
            }
            drop(kept);
        }
        kept.add(new Kept(number, answer));
    }

    private void drop(ArrayDeque<Kept> kept) {
        budget.give(kept.remove().answer.length);
    }

    private void forget(long number) {
        set(0, number, false);
        set(LONGS, number, false);
        if (withAnswer != null) {
            withAnswer.clear(index(number));
        }
        if (failed != null) {
            failed.clear(index(number));
        }
    }

    private static int index(long number) {
        return (int) (number % REMEMBERED);
    }

    private static boolean isSet(@Nullable BitSet set, long number) {
        return set != null && set.get(index(number));
    }

    private boolean get(int half, long number) {
        int index = index(number);
        return (bits[half + index / Long.SIZE] & 1L << index % Long.SIZE) != 0;
    }

    private void set(int half, long number, boolean value) {
        int index = index(number);
        long bit = 1L << index % Long.SIZE;
        if (value) {
            bits[half + index / Long.SIZE] |= bit;
        } else {
            bits[half + index / Long.SIZE] &= ~bit;
        }
    }
}
