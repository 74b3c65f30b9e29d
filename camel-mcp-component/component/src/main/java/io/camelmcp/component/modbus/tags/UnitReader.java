package io.camelmcp.component.modbus.tags;

import io.camelmcp.codec.modbus.ModbusExceptionCode;
import io.camelmcp.codec.modbus.ModbusExceptionResponse;
import io.camelmcp.codec.modbus.ModbusResponse;
import io.camelmcp.component.modbus.ModbusRequestException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads some tags of one unit, block by block. A block that the device refuses is split until only the tags fail that it does not
 * have; these are asked alone from then on, rarely, and the others again in blocks that leave them out.
 */
final class UnitReader {

    static final String NOT_REACHABLE = "not reachable";
    static final String NOT_SENT = "line busy";
    static final String TIMEOUT = "timeout";
    static final String BAD_ANSWER = "bad answer";

    private static final long FIRST_RETRY_NANOS = 5_000_000_000L;
    private static final long MOST_RETRY_NANOS = 300_000_000_000L;

    /** How a reader takes failures. */
    enum Temper {
        /** For many polls: an answer that may pass is waited for once, and splitting goes on in the next poll. */
        PATIENT(2, 16),
        /** For one read: as well as it can be done now. */
        ONCE(1, 1024);

        private final int strikes;
        private final int splits;

        Temper(int strikes, int splits) {
            this.strikes = strikes;
            this.splits = splits;
        }
    }

    private final int unitId;
    private final UnitState unit;
    private final RequestLine line;
    private final TagClock clock;
    private final PollLog log;
    private final Temper temper;
    private final UnitBlocks blocks;
    private final Deque<TagBlock> queue = new ArrayDeque<>();
    private Runnable done = () -> {};
    private int splitsLeft;
    private boolean answeredNow;
    private boolean running;
    private int probes;
    /** Half of a block, asked to see whether the unit is silent or only one of its tags. */
    private @Nullable TagBlock probe;

    UnitReader(
            int unitId,
            UnitState unit,
            Collection<PointState> points,
            RequestLine line,
            TagPollerOptions options,
            TagClock clock,
            PollLog log,
            Temper temper) {
        this.unitId = unitId;
        this.unit = unit;
        this.line = line;
        this.clock = clock;
        this.log = log;
        this.temper = temper;
        this.blocks = new UnitBlocks(points, options);
    }

    boolean isSilent() {
        return unit.isSilent();
    }

    /** Says of each tag what is known of a unit that is silent, before it is asked. */
    void expectSilence() {
        blocks.forEach(block -> failed(block, unit.reason()));
    }

    /** Reads what is due, once; while it does so already, nothing. */
    void run(Runnable whenDone) {
        if (running) {
            whenDone.run();
            return;
        }
        done = whenDone;
        running = true;
        splitsLeft = temper.splits;
        answeredNow = false;
        probe = null;
        queue.clear();
        long now = clock.nanosNow();
        for (TagBlock block : blocks) {
            if (!block.bad) {
                queue.addLast(block);
            }
        }
        for (TagBlock block : blocks) {
            if (block.bad && now - block.retryAt >= 0) {
                queue.addLast(block);
            }
        }
        if (unit.isSilent() && !unit.isResting(now) && !queue.isEmpty()) {
            probes++;
            List<TagBlock> halves = probes % 2 == 0 ? queue.getFirst().halves() : null;
            if (halves != null) {
                probe = halves.get(probes / 2 % 2);
                queue.addFirst(probe);
            }
        }
        next();
    }

    private void next() {
        TagBlock block = queue.pollFirst();
        if (block == null) {
            blocks.regroup(clock.nanosNow());
            running = false;
            done.run();
        } else if (unit.isResting(clock.nanosNow())) {
            giveUp(block, unit.reason());
        } else {
            line.send(
                    unitId,
                    block.request,
                    () -> !unit.isResting(clock.nanosNow()),
                    (response, failure) -> ended(block, response, failure));
        }
    }

    private void ended(TagBlock block, @Nullable ModbusResponse response, @Nullable ModbusRequestException failure) {
        if (response instanceof ModbusExceptionResponse refusal) {
            refused(block, refusal.code());
        } else if (response != null) {
            answered();
            take(block, response);
        } else if (failure == null || failure.kind() == ModbusRequestException.Kind.UNREACHABLE) {
            giveUp(block, NOT_REACHABLE);
        } else if (failure.kind() == ModbusRequestException.Kind.NOT_SENT) {
            giveUp(block, unit.isResting(clock.nanosNow()) ? unit.reason() : NOT_SENT);
        } else if (failure.kind() == ModbusRequestException.Kind.TIMEOUT) {
            timedOut(block);
        } else {
            answered();
            struck(block, BAD_ANSWER);
        }
    }

    private void take(TagBlock block, ModbusResponse response) {
        try {
            block.take(response, clock.nanosNow(), clock.millisNow());
        } catch (RuntimeException e) {
            // an answer that has not what was asked for must not end the polls
            struck(block, BAD_ANSWER);
            return;
        }
        good(block);
        next();
    }

    private void good(TagBlock block) {
        if (block.bad) {
            log.good(unitId, block);
        }
        block.settled = true;
        block.bad = false;
        block.backoffNanos = 0;
        block.strikes = 0;
        block.timeouts = 0;
    }

    private void answered() {
        answeredNow = true;
        if (unit.answered(clock.nanosNow())) {
            log.back(unitId);
        }
    }

    private void refused(TagBlock block, int code) {
        ModbusExceptionCode known = ModbusExceptionCode.of(code);
        String reason = known == null ? String.format(Locale.ROOT, "exception %02X", code) : known.name();
        if (known == ModbusExceptionCode.GATEWAY_PATH_UNAVAILABLE
                || known == ModbusExceptionCode.GATEWAY_TARGET_FAILED_TO_RESPOND) {
            silent(block, reason);
            return;
        }
        answered();
        if (block == probe) {
            next();
        } else if (known == ModbusExceptionCode.ILLEGAL_FUNCTION) {
            bad(block, reason);
            next();
        } else if (known == ModbusExceptionCode.ILLEGAL_DATA_ADDRESS
                || known == ModbusExceptionCode.ILLEGAL_DATA_VALUE) {
            splitOrBad(block, reason, true);
        } else if (known == ModbusExceptionCode.ACKNOWLEDGE || known == ModbusExceptionCode.SERVER_DEVICE_BUSY) {
            failed(block, reason);
            next();
        } else {
            struck(block, reason);
        }
    }

    /** A failure that may pass: only if it stays it is the block's fault. */
    private void struck(TagBlock block, String reason) {
        if (block == probe) {
            next();
        } else if (block.bad || ++block.strikes >= temper.strikes) {
            splitOrBad(block, reason, true);
        } else {
            failed(block, reason);
            next();
        }
    }

    private void timedOut(TagBlock block) {
        long now = clock.nanosNow();
        boolean lives = answeredNow || (block.timeouts > 0 && unit.hasAnsweredSince(block.timedOutAt));
        block.timeouts++;
        block.timedOutAt = now;
        if (lives && (block.bad || block.timeouts >= temper.strikes)) {
            // the unit lives, and is silent whenever it is asked for this: there are such devices
            splitOrBad(block, TIMEOUT, false);
        } else {
            // another one is the first to be asked when it is tried again
            blocks.toTheEnd(block);
            silent(block, TIMEOUT);
        }
    }

    private void silent(TagBlock block, String reason) {
        if (unit.failed(reason, clock.nanosNow())) {
            log.silent(unitId, reason, unit.backoffMillis());
        }
        giveUp(block, reason);
    }

    private void giveUp(TagBlock block, String reason) {
        failed(block, reason);
        queue.forEach(other -> failed(other, reason));
        queue.clear();
        next();
    }

    private void failed(TagBlock block, String reason) {
        if (block.bad) {
            // what the device has refused is not the better for it
            return;
        }
        long nanos = clock.nanosNow();
        long millis = clock.millisNow();
        for (PointState point : block.points) {
            point.failed(reason, nanos, millis);
        }
    }

    /** @param goOn whether the halves are read at once; a unit that is silent holds up others each time */
    private void splitOrBad(TagBlock block, String reason, boolean goOn) {
        List<TagBlock> halves = block.split();
        if (halves == null) {
            bad(block, reason);
        } else if (splitsLeft == 0) {
            failed(block, reason);
        } else {
            splitsLeft--;
            blocks.replace(block, halves);
            if (goOn) {
                queue.addFirst(halves.get(1));
                queue.addFirst(halves.get(0));
            } else {
                failed(block, reason);
            }
        }
        next();
    }

    private void bad(TagBlock block, String reason) {
        if (!block.bad) {
            log.bad(unitId, block, reason);
        }
        block.settled = true;
        block.bad = true;
        block.backoffNanos =
                block.backoffNanos == 0 ? FIRST_RETRY_NANOS : Math.min(2 * block.backoffNanos, MOST_RETRY_NANOS);
        block.retryAt = clock.nanosNow() + block.backoffNanos;
        long millis = clock.millisNow();
        for (PointState point : block.points) {
            point.bad(reason, millis);
        }
    }
}
