package io.camelmcp.codec.modbus;

import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.McpProtocolException;
import java.util.concurrent.TimeUnit;

/**
 * What becomes of a connection whose RTU frames have a bad CRC: it drops what arrives up to a pause, because the next frame
 * can begin nowhere else; the third within a minute ends it (strict: the first).
 */
final class CorruptFrames {

    static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    static final long PERIOD_NANOS = TimeUnit.MINUTES.toNanos(1);
    static final int LIMIT = 3;

    private final boolean strict;
    private final long[] times = new long[LIMIT];
    private int count;
    private long lastArrival;
    private boolean dropping;

    CorruptFrames(boolean strict) {
        this.strict = strict;
    }

    /**
     * Octets have arrived.
     *
     * @return whether a pause ends the dropping just now
     */
    boolean arrived(long now) {
        boolean over = dropping && now - lastArrival >= PAUSE_NANOS;
        lastArrival = now;
        if (over) {
            dropping = false;
        }
        return over;
    }

    boolean isDropping() {
        return dropping;
    }

    /**
     * A frame had a bad CRC.
     *
     * @throws McpProtocolException BAD_FRAME if that was one too many
     */
    void add(long now) {
        if (strict) {
            throw new McpProtocolException(McpErrorCode.BAD_FRAME, "bad CRC-16");
        }
        times[count % LIMIT] = now;
        count++;
        // the ring is full from the third on, and its next place then holds the oldest
        if (count >= LIMIT && now - times[count % LIMIT] <= PERIOD_NANOS) {
            throw new McpProtocolException(McpErrorCode.BAD_FRAME, LIMIT + " frames with a bad CRC-16 within a minute");
        }
        dropping = true;
    }
}
