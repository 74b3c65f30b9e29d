package io.camelmcp.component.server;

import io.camelmcp.codec.McpErrorCode;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Log lines that a peer can cause: at most {@value #PER_WINDOW} in {@value #WINDOW_SECONDS} seconds for a port, then counted only. */
final class PeerLog {

    static final int PER_WINDOW = 20;
    static final int WINDOW_SECONDS = 10;

    private static final Logger LOG = LoggerFactory.getLogger(PeerLog.class);
    private static final long WINDOW_NANOS = WINDOW_SECONDS * 1_000_000_000L;

    private final ServerClock clock;
    private final AtomicLong windowStart;
    private final AtomicInteger lines = new AtomicInteger();

    PeerLog(ServerClock clock) {
        this.clock = clock;
        this.windowStart = new AtomicLong(clock.nanos());
    }

    /** A connection that has ended because of its peer. */
    void closed(Object peer, CloseReason reason, @Nullable String detail) {
        if (reason.isNotable()) {
            write("closed", peer, reason.label(), detail);
        } else {
            LOG.debug("event=closed reason={} peer={}", reason.label(), peer);
        }
    }

    /** A LOGIN that was refused. */
    void refused(Object peer, McpErrorCode code, String detail) {
        write("login-refused", peer, code.text(), detail);
    }

    /** A Modbus bank of the application has thrown what it must not. */
    void bankFailed(Object peer, Throwable e) {
        write("bank-failed", peer, e.getClass().getName(), e.getMessage());
        LOG.debug("event=bank-failed peer={}", peer, e);
    }

    /** A Modbus request that a role does not allow. */
    void denied(Object peer, String role, String detail) {
        write("modbus-denied", peer, role, detail);
    }

    private void write(String event, Object peer, String reason, @Nullable String detail) {
        long start = windowStart.get();
        long now = clock.nanos();
        if (now - start >= WINDOW_NANOS && windowStart.compareAndSet(start, now)) {
            int suppressed = lines.getAndSet(0) - PER_WINDOW;
            if (suppressed > 0) {
                LOG.warn("event=suppressed lines={} seconds={}", suppressed, WINDOW_SECONDS);
            }
        }
        if (lines.incrementAndGet() <= PER_WINDOW) {
            LOG.warn("event={} reason=\"{}\" peer={} detail=\"{}\"", event, reason, peer, detail == null ? "" : detail);
        }
    }
}
