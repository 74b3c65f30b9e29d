package io.camelmcp.component.client;

import java.util.BitSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Requests sent and not answered, by number (docs/protocol.md, sections 3 and 9). Numbers run 1..65535 and wrap; the newest
 * minus the oldest unanswered one stays below the window. The number of a request that was given up is not used again until
 * its late answer has come, so that no answer is ever taken for that of another request.
 */
final class InFlight {

    static final int NUMBERS = 65_535;

    /** Above it a connection is better replaced: a look for a free number must stay short. */
    static final int MAX_ABANDONED = NUMBERS / 2;

    private final @Nullable Call<?>[] ring;
    private final BitSet abandoned = new BitSet();
    private int abandonedCount;
    private int size;
    // counted on without wrapping; the number on the wire follows from it
    private long oldest;
    private long next;

    InFlight(int window) {
        ring = new @Nullable Call<?>[window];
    }

    /**
     * Numbers a request.
     *
     * @return whether there was a place in the window
     */
    boolean add(Call<?> call) {
        long index = next;
        while (abandonedCount > 0 && abandoned.get(number(index))) {
            index++;
        }
        if (size == 0) {
            oldest = index;
        } else if (index - oldest >= ring.length) {
            return false;
        }
        ring[slot(index)] = call;
        call.id = number(index);
        next = index + 1;
        size++;
        return true;
    }

    /** The request in flight that has this number, or {@code null} if none has. */
    @Nullable
    Call<?> find(int number) {
        if (size == 0 || number < 1) {
            return null;
        }
        long index = oldest + Math.floorMod(number - number(oldest), NUMBERS);
        return index < next ? ring[slot(index)] : null;
    }

    /** The request sent first, or {@code null} if none is in flight. */
    @Nullable
    Call<?> oldest() {
        return size == 0 ? null : ring[slot(oldest)];
    }

    void remove(Call<?> call) {
        long index = oldest + Math.floorMod(call.id - number(oldest), NUMBERS);
        ring[slot(index)] = null;
        call.id = Call.WAITING;
        size--;
        while (oldest < next && ring[slot(oldest)] == null) {
            oldest++;
        }
    }

    /** Removes a request that may still be answered. */
    void abandon(Call<?> call) {
        abandoned.set(call.id);
        abandonedCount++;
        remove(call);
    }

    /** The answer to a number that was given up has come. */
    boolean isLateAnswer(int number) {
        if (number < 1 || !abandoned.get(number)) {
            return false;
        }
        abandoned.clear(number);
        abandonedCount--;
        return true;
    }

    int abandoned() {
        return abandonedCount;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Forgets all: the connection is gone, and no answer can come any more. */
    void clear(Consumer<Call<?>> each) {
        for (Call<?> call = oldest(); call != null; call = oldest()) {
            remove(call);
            each.accept(call);
        }
        abandoned.clear();
        abandonedCount = 0;
        oldest = 0;
        next = 0;
    }

    private int slot(long index) {
        return (int) (index % ring.length);
    }

    private static int number(long index) {
        return (int) (index % NUMBERS) + 1;
    }
}
