package io.camelmcp.component.session.auth;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Refuses for a while whoever does something too often: an address that fails to log in, a client that takes its own session over
 * again and again (docs/protocol.md, section 5). Ask {@link #isBanned} before, {@link #count} it after:
 *
 * <pre>{@code
 * if (failures.isBanned(address, now)) { refuse(); }
 * ...
 * failures.count(address, now);                  // the 20th in a minute bans; the next one is refused
 * }</pre>
 *
 * <p>Remembers a bounded number of them, and forgets first whom it has not met for longest. From any thread.
 *
 * @param <K> who
 */
public final class RepeatLimiter<K> {

    private final int most;
    private final long windowNanos;
    private final long banNanos;
    private final Map<K, Times> known;
    private final AtomicLong bans = new AtomicLong();
    private volatile boolean empty = true;

    /** When someone has done it, the last {@code most} times, and until when that one is banned. */
    private static final class Times {
        private long[] times = new long[4];
        private int next;
        private int size;
        private boolean banned;
        private long bannedUntil;
    }

    /**
     * A limiter that has counted nothing.
     *
     * @param most        how often within the window bans; 0 for no limit
     * @param windowNanos the window, nanoseconds
     * @param banNanos    how long a ban lasts, nanoseconds
     * @param capacity    how many it remembers, 1 or more
     */
    public RepeatLimiter(int most, long windowNanos, long banNanos, int capacity) {
        if (most < 0 || windowNanos < 1 || banNanos < 0 || capacity < 1) {
            throw new IllegalArgumentException("most=" + most + " windowNanos=" + windowNanos + " banNanos=" + banNanos
                    + " capacity=" + capacity + ": one is out of its range");
        }
        this.most = most;
        this.windowNanos = windowNanos;
        this.banNanos = banNanos;
        this.known = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, Times> eldest) {
                return size() > capacity;
            }
        };
    }

    /**
     * Whether the one is refused now.
     *
     * @param now nanoseconds of a clock like {@link System#nanoTime}
     */
    public boolean isBanned(K who, long now) {
        if (empty) {
            return false;
        }
        synchronized (known) {
            Times times = known.get(who);
            if (times == null || !times.banned) {
                return false;
            }
            if (now - times.bannedUntil < 0) {
                return true;
            }
            known.remove(who);
            empty = known.isEmpty();
            return false;
        }
    }

    /**
     * Counts that the one has done it.
     *
     * @return whether a ban begins with it
     */
    public boolean count(K who, long now) {
        if (most == 0) {
            return false;
        }
        synchronized (known) {
            empty = false;
            Times times = known.computeIfAbsent(who, key -> new Times());
            if (times.banned && now - times.bannedUntil < 0) {
                return false;
            }
            if (times.banned) {
                times = new Times();
                known.put(who, times);
            }
            if (!add(times, now)) {
                return false;
            }
            times.banned = true;
            times.bannedUntil = now + banNanos;
            times.times = new long[0];
            bans.incrementAndGet();
            return true;
        }
    }

    /** Whether the last {@code most} times, this one included, are within the window. */
    private boolean add(Times who, long now) {
        if (who.size == who.times.length && who.size < most) {
            // the ring has not come round yet, so its order is that of time
            who.times = Arrays.copyOf(who.times, Math.min(most, 2 * who.size));
        }
        int ring = Math.min(who.times.length, most);
        who.times[who.next % ring] = now;
        who.next = (who.next + 1) % most;
        who.size = Math.min(who.size + 1, most);
        return who.size == most && now - who.times[who.next % ring] < windowNanos;
    }

    /** Bans that have begun so far. */
    public long bans() {
        return bans.get();
    }

    /** How many are remembered. */
    public int size() {
        synchronized (known) {
            return known.size();
        }
    }
}
