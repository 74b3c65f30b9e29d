package io.camelmcp.component.session.heartbeat;

/**
 * The heartbeat of one connection (docs/protocol.md, section 6), the same at both ends. It keeps no timer and no clock: times are
 * nanoseconds as of {@link System#nanoTime()}, given with each call, and all calls come from one thread.
 *
 * <pre>{@code
 * switch (heartbeat.tick(now)) {
 *     case PING -> send(PING, heartbeat.nextPing());      // 8 octets, big-endian
 *     case DEAD -> channel.close();
 *     case NONE -> { }
 * }
 * timer = schedule(heartbeat.nextTickNanos() - now);       // or tick it once a second
 * }</pre>
 */
public final class Heartbeat {

    /** What {@link #tick} asks for. */
    public enum Action {
        NONE,
        /** Send a PING whose body is {@link #nextPing()}. */
        PING,
        /** Close the connection: nobody is there. */
        DEAD
    }

    /** How the connection is. */
    public enum Link {
        GOOD,
        SLOW,
        PROBING
    }

    static final long SECOND = 1_000_000_000L;
    static final long SLOW_RTT = SECOND / 10;
    static final int SLOW_IN_A_ROW = 3;
    static final int GOOD_IN_A_ROW = 5;
    static final int PERIOD = 4;
    static final int LOSS_PERCENT = 30;
    static final int PROBE_PINGS = 3;
    static final int PROBE_LOST = 2;
    static final int SILENT_INTERVALS = 3;

    private static final long NO_RTT = -1;

    // one octet: there are tens of thousands of these
    private static final byte NEW = 0;
    private static final byte BEATING = 1;
    private static final byte PAUSED = 2;
    private static final byte OVER = 3;

    private final long agreed;
    private final long min;
    private final boolean always;
    private long interval;
    private long smoothedRtt = NO_RTT;
    private long heardAt;
    private long number;
    // of the last three PINGs, by their number modulo 3
    private long sent0;
    private long sent1;
    private long sent2;
    private byte unanswered;
    private byte undecided;
    private byte slowSamples;
    private byte goodSamples;
    private byte decided;
    private byte lost;
    private byte probeSent;
    private boolean lossBefore;
    private boolean slow;
    private boolean probing;
    private byte life = NEW;

    /** A heartbeat that sends PING when nothing has been heard for one interval: the gateway's. */
    public Heartbeat(long agreedNanos, long minNanos) {
        this(agreedNanos, minNanos, false);
    }

    /**
     * A heartbeat that begins with the first call.
     *
     * @param agreedNanos the agreed interval, above 0
     * @param minNanos    what a slow link may shorten it to; at most the agreed one counts
     * @param always      whether a PING goes out every interval whatever has been heard, as a device does it
     */
    public Heartbeat(long agreedNanos, long minNanos, boolean always) {
        if (agreedNanos <= 0 || minNanos <= 0) {
            throw new IllegalArgumentException(
                    "heartbeat of " + agreedNanos + " ns, at least " + minNanos + " ns: both must be above 0");
        }
        this.agreed = agreedNanos;
        this.min = Math.min(minNanos, agreedNanos);
        this.always = always;
        this.interval = agreedNanos;
    }

    /** A valid frame has come that is no answer to a PING. */
    public void heard(long now) {
        start(now);
        heardAt = now;
        endProbe();
    }

    /**
     * The answer to a PING has come. What matches none of the last three is a sign of life and nothing more; one that comes late
     * has been counted as lost, and is a sample of the round-trip time all the same.
     *
     * @param pingNumber its body
     */
    public void answered(long now, long pingNumber) {
        start(now);
        heardAt = now;
        int bit = bit(pingNumber);
        if (life == PAUSED || pingNumber > number || pingNumber <= number - PROBE_PINGS || (unanswered & bit) == 0) {
            return;
        }
        unanswered &= (byte) ~bit;
        long rtt = now - sent(pingNumber);
        if ((undecided & bit) != 0) {
            undecided &= (byte) ~bit;
            decide(rtt > lossLimit());
        }
        sample(rtt);
    }

    /** What is to be done now. May be called at any time; before {@link #nextTickNanos()} there is nothing to do. */
    public Action tick(long now) {
        start(now);
        if (life == BEATING && now - heardAt >= SILENT_INTERVALS * agreed) {
            life = OVER;
        }
        for (long ping = number - PROBE_PINGS + 1; ping <= number; ping++) {
            if ((undecided & bit(ping)) != 0 && now - sent(ping) > lossLimit()) {
                undecided &= (byte) ~bit(ping);
                decide(true);
            }
        }
        if (life == OVER) {
            return Action.DEAD;
        }
        if (now - nextPingAt() < 0) {
            return Action.NONE;
        }
        send(now);
        return Action.PING;
    }

    /** Body of the PING that {@link #tick} has just asked for. */
    public long nextPing() {
        return number;
    }

    /** When {@link #tick} has something to do next, if nothing is heard until then. */
    public long nextTickNanos() {
        long next = nextPingAt();
        if (life != PAUSED) {
            next = earlier(next, heardAt + SILENT_INTERVALS * agreed);
        }
        for (long ping = number - PROBE_PINGS + 1; ping <= number; ping++) {
            if ((undecided & bit(ping)) != 0) {
                next = earlier(next, sent(ping) + lossLimit() + 1);
            }
        }
        return next;
    }

    public Link link() {
        if (probing) {
            return Link.PROBING;
        }
        return slow ? Link.SLOW : Link.GOOD;
    }

    /** Smoothed round-trip time in milliseconds; NaN while there is no sample. */
    public double rttMillis() {
        return smoothedRtt == NO_RTT ? Double.NaN : smoothedRtt / 1e6;
    }

    /** The interval in use, between the least and the agreed one. */
    public long intervalNanos() {
        return interval;
    }

    /**
     * We have stopped reading. Until {@link #resume} silence is not counted, no PING is lost and nothing is dead; a device's
     * PINGs go on, so that the other end does not miss it.
     */
    public void pause(long now) {
        start(now);
        endProbe();
        if (life == BEATING) {
            life = PAUSED;
            forgetPings();
        }
    }

    /** We read again. PINGs from before are forgotten: how long their answers have lain unread nobody knows. */
    public void resume(long now) {
        start(now);
        if (life == PAUSED) {
            life = BEATING;
            heardAt = now;
            forgetPings();
        }
    }

    private void start(long now) {
        if (life == NEW) {
            life = BEATING;
            heardAt = now;
            setSent(number, now);
        }
    }

    private long nextPingAt() {
        if (probing) {
            // the last of the probe has been sent: nothing more until it is over
            long never = heardAt + SILENT_INTERVALS * agreed + 1;
            return probeSent == 0 ? sent(number) : probeSent < PROBE_PINGS ? sent(number) + SECOND : never;
        }
        if (always) {
            return sent(number) + interval;
        }
        if (life == PAUSED) {
            return heardAt + Long.MAX_VALUE / 2;
        }
        return (heardAt - sent(number) > 0 ? heardAt : sent(number)) + interval;
    }

    private void send(long now) {
        number++;
        setSent(number, now);
        if (life == PAUSED) {
            return;
        }
        unanswered |= (byte) bit(number);
        undecided |= (byte) bit(number);
        if (probing) {
            probeSent++;
        }
    }

    /** Whether a PING is lost has turned out. */
    private void decide(boolean isLost) {
        decided++;
        lost += (byte) (isLost ? 1 : 0);
        if (probing) {
            if (lost >= PROBE_LOST) {
                life = OVER;
            } else if (decided - lost > PROBE_PINGS - PROBE_LOST) {
                endProbe();
            }
        } else if (decided == PERIOD) {
            boolean loss = lost * 100 > LOSS_PERCENT * PERIOD;
            probing = loss && lossBefore;
            lossBefore = loss && !probing;
            beginCount();
        }
    }

    private void endProbe() {
        if (probing && life != OVER) {
            probing = false;
            beginCount();
        }
    }

    private void beginCount() {
        decided = 0;
        lost = 0;
        probeSent = 0;
        undecided = 0;
    }

    private void sample(long rtt) {
        smoothedRtt = smoothedRtt == NO_RTT ? rtt : smoothedRtt + (rtt - smoothedRtt) / 8;
        if (rtt > SLOW_RTT) {
            goodSamples = 0;
            if (++slowSamples == SLOW_IN_A_ROW) {
                slowSamples = 0;
                slow = true;
                interval = Math.max(min, interval / 2);
            }
        } else {
            slowSamples = 0;
            if (++goodSamples == GOOD_IN_A_ROW) {
                goodSamples = 0;
                slow = false;
                interval = Math.min(agreed, interval * 2);
            }
        }
    }

    /** Without a sample only the upper bound is known. */
    private long lossLimit() {
        return smoothedRtt == NO_RTT ? interval : Math.min(interval, Math.max(SECOND, 3 * smoothedRtt));
    }

    private void forgetPings() {
        unanswered = 0;
        undecided = 0;
    }

    private static int bit(long ping) {
        return 1 << slot(ping);
    }

    private static int slot(long ping) {
        return (int) Math.floorMod(ping, PROBE_PINGS);
    }

    private long sent(long ping) {
        return switch (slot(ping)) {
            case 0 -> sent0;
            case 1 -> sent1;
            default -> sent2;
        };
    }

    private void setSent(long ping, long at) {
        switch (slot(ping)) {
            case 0 -> sent0 = at;
            case 1 -> sent1 = at;
            default -> sent2 = at;
        }
    }

    private static long earlier(long a, long b) {
        return a - b < 0 ? a : b;
    }
}
