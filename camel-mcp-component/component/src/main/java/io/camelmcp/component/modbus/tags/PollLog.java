package io.camelmcp.component.modbus.tags;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what changes at a peer, a few lines a minute: a device can change its mind about a thousand tags. */
final class PollLog {

    private static final Logger LOG = LoggerFactory.getLogger(TagPoller.class);
    private static final long MINUTE_NANOS = 60_000_000_000L;
    private static final int LINES = 20;

    private final String peer;
    private final TagClock clock;
    private long since;
    private int lines;

    PollLog(String peer, TagClock clock) {
        this.peer = peer;
        this.clock = clock;
        this.since = clock.nanosNow();
    }

    void silent(int unitId, String reason, long retryMillis) {
        if (mayLog()) {
            LOG.warn(
                    "event=unit-silent peer={} unit={} reason=\"{}\" retryMillis={}",
                    peer,
                    unitId,
                    reason,
                    retryMillis);
        }
    }

    void back(int unitId) {
        if (mayLog()) {
            LOG.info("event=unit-back peer={} unit={}", peer, unitId);
        }
    }

    void bad(int unitId, TagBlock block, String reason) {
        if (mayLog()) {
            LOG.warn("event=tags-bad peer={} unit={} tags=\"{}\" reason=\"{}\"", peer, unitId, block.names(), reason);
        }
    }

    void good(int unitId, TagBlock block) {
        if (mayLog()) {
            LOG.info("event=tags-back peer={} unit={} tags=\"{}\"", peer, unitId, block.names());
        }
    }

    void skipped(long periodMillis, long skipped) {
        if (mayLog()) {
            LOG.warn("event=poll-skipped peer={} periodMillis={} skipped={}", peer, periodMillis, skipped);
        }
    }

    private boolean mayLog() {
        long now = clock.nanosNow();
        if (now - since > MINUTE_NANOS) {
            since = now;
            lines = 0;
        }
        return ++lines <= LINES;
    }
}
