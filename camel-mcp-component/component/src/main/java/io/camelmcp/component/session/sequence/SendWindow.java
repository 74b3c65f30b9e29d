package io.camelmcp.component.session.sequence;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Requests that one end of a session has sent and that are not answered, by their 16-bit number (docs/protocol.md, section 3).
 * Numbers run 1..65535 and wrap to 1; they are counted on in 64 bits whose lower 16 are the number on the wire, so 65 536 and its
 * multiples are passed over. Confined to one thread; a few octets while nothing is unanswered.
 *
 * @param <T> the requests
 */
public final class SendWindow<T> implements Iterable<T> {

    /** Most that can be agreed on. */
    public static final int MAX_WINDOW = 1_024;

    // a mark that is reserved ahead, a window, and room
    private static final int MAX_RESTORED = 4 * MAX_WINDOW;

    private static final int CIRCLE = 0x1_0000;
    private static final int LEAST_SLOTS = 4;
    private static final int KEPT_SLOTS = 16;
    private static final @Nullable Object[] NONE = {};

    private int window;
    private long oldest;
    private long highest;
    private int size;
    // a power of two, by the lower bits of the number
    private @Nullable Object[] ring = NONE;

    /**
     * A window with nothing in it.
     *
     * @param window     newest minus oldest unanswered number stays below it, 1..1024
     * @param startAfter extended number after which the first one follows, 0 for a new session
     */
    public SendWindow(int window, long startAfter) {
        setWindow(window);
        if (startAfter < 0) {
            throw new IllegalArgumentException("numbers cannot start after " + startAfter);
        }
        this.highest = startAfter;
    }

    /** Changes the window, as a LOGIN may; what is in it stays. */
    public void setWindow(int newWindow) {
        if (newWindow < 1 || newWindow > MAX_WINDOW) {
            throw new IllegalArgumentException("window=" + newWindow + " is not in 1.." + MAX_WINDOW);
        }
        window = newWindow;
    }

    /** Whether another request would be too far ahead of the oldest unanswered one. */
    public boolean isFull() {
        return size > 0 && next() - oldest >= window;
    }

    /**
     * Numbers a request.
     *
     * @return its number, 1..65535
     * @throws IllegalStateException if the window {@link #isFull()}
     */
    public int add(T request) {
        if (isFull()) {
            throw new IllegalStateException(
                    "window=" + window + " is full: " + highest + " is the newest number, " + oldest + " the oldest");
        }
        highest = next();
        if (size == 0) {
            oldest = highest;
        }
        reserve();
        ring[slot(highest)] = request;
        size++;
        return (int) (highest % CIRCLE);
    }

    /**
     * Takes in a request that another process has sent with this number, above those taken in before it. To be called before the
     * first {@link #add}: until it is answered its number counts for the window.
     *
     * @param number extended number, not above {@link #highest}
     * @return {@code false} if the number is too far back for the other end to know it
     */
    public boolean restore(long number, T request) {
        if (number > highest || highest - number >= MAX_RESTORED || number % CIRCLE == 0) {
            return false;
        }
        if (size == 0) {
            oldest = number;
        } else if (number <= oldest || get((int) (number % CIRCLE)) != null) {
            return false;
        }
        reserve();
        ring[slot(number)] = request;
        size++;
        return true;
    }

    /** Passes over the next number. */
    public void skip() {
        highest = next();
    }

    /** The number that {@link #add} gives next, 1..65535. */
    public int nextSeq() {
        return (int) (next() % CIRCLE);
    }

    /** The unanswered request with this number, {@code null} if there is none. */
    @SuppressWarnings("unchecked") // only add() writes
    public @Nullable T get(int seq) {
        long number = extended(seq);
        return number < 0 ? null : (T) ring[slot(number)];
    }

    /** Takes the request with this number out, {@code null} if there is none. */
    public @Nullable T remove(int seq) {
        T request = get(seq);
        if (request == null) {
            return null;
        }
        ring[slot(extended(seq))] = null;
        if (--size == 0) {
            if (ring.length > KEPT_SLOTS) {
                ring = NONE;
            }
            return request;
        }
        while (ring[slot(oldest)] == null) {
            oldest++;
        }
        return request;
    }

    /** The request sent first of those unanswered, {@code null} if all are answered. */
    @SuppressWarnings("unchecked") // only add() writes
    public @Nullable T oldest() {
        return size == 0 ? null : (T) ring[slot(oldest)];
    }

    /** Highest extended number given so far; what it was made with before the first. */
    public long highest() {
        return highest;
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** Unanswered requests, the oldest first. Each may be removed by its number once it has been returned; nothing may be added. */
    @Override
    public Iterator<T> iterator() {
        return new Iterator<>() {
            private long at = oldest;
            private int left = size;

            @Override
            public boolean hasNext() {
                return left > 0;
            }

            @Override
            @SuppressWarnings("unchecked") // only add() writes
            public T next() {
                while (left > 0) {
                    Object request = ring[slot(at++)];
                    if (request != null) {
                        left--;
                        return (T) request;
                    }
                }
                throw new NoSuchElementException();
            }
        };
    }

    private long next() {
        long following = highest + 1;
        return following % CIRCLE == 0 ? following + 1 : following;
    }

    /** The number in the window that ends in these 16 bits, -1 if none does. */
    private long extended(int seq) {
        if (size == 0 || seq < 1 || seq >= CIRCLE) {
            return -1;
        }
        long number = oldest + Math.floorMod(seq - oldest, (long) CIRCLE);
        return number <= highest && number - oldest < ring.length ? number : -1;
    }

    private int slot(long number) {
        return (int) number & ring.length - 1;
    }

    private void reserve() {
        long span = highest - oldest + 1;
        if (span <= ring.length) {
            return;
        }
        @Nullable Object[] smaller = ring;
        int slots = Math.max(LEAST_SLOTS, Integer.highestOneBit((int) span - 1) * 2);
        @Nullable Object[] larger = new @Nullable Object[slots];
        // what was passed over has no place there
        long end = Math.min(highest, oldest + smaller.length);
        for (long number = oldest; number < end; number++) {
            larger[(int) number & slots - 1] = smaller[(int) number & smaller.length - 1];
        }
        ring = larger;
    }
}
