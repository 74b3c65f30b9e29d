package io.camelmcp.component.modbus.tags;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/** The tags of one period: polled together, reported together, and not again before the report is done. */
final class PollGroup {

    /** With so many timeouts in a period a message may as well wait for a silent unit: it may have come back. */
    private static final int PATIENCE = 10;

    private final long periodMillis;
    private final long timeoutMillis;
    private final List<PointState> points;
    private final List<UnitReader> readers;
    private final boolean changesOnly;
    private final TagPoller poller;
    private int reading;
    private int probing;
    private boolean busy;
    private boolean skipping;
    private @Nullable ScheduledFuture<?> next;

    PollGroup(
            long periodMillis,
            long timeoutMillis,
            List<PointState> points,
            List<UnitReader> readers,
            boolean changesOnly,
            TagPoller poller) {
        this.periodMillis = periodMillis;
        this.timeoutMillis = timeoutMillis;
        this.points = points;
        this.readers = readers;
        this.changesOnly = changesOnly;
        this.poller = poller;
    }

    long periodMillis() {
        return periodMillis;
    }

    boolean isBusy() {
        return busy;
    }

    /** Whether nothing is under way, not even what no poll waits for. */
    boolean isIdle() {
        return !busy && probing == 0;
    }

    List<PointState> points() {
        return points;
    }

    /** @return whether the poll before was not skipped */
    boolean skip() {
        boolean isNew = !skipping;
        skipping = true;
        return isNew;
    }

    /** Whether all that it reads is known to be silent: then it is no news that a poll takes longer than the period. */
    boolean isSilent() {
        return readers.stream().allMatch(UnitReader::isSilent);
    }

    /** When it polls again. */
    void next(ScheduledFuture<?> timer) {
        next = timer;
    }

    void cancel() {
        ScheduledFuture<?> timer = next;
        next = null;
        if (timer != null) {
            timer.cancel(false);
        }
    }

    void poll() {
        busy = true;
        skipping = false;
        List<UnitReader> living =
                readers.stream().filter(reader -> !reader.isSilent()).toList();
        List<UnitReader> silent = readers.stream().filter(UnitReader::isSilent).toList();
        boolean waits = living.isEmpty() || periodMillis > PATIENCE * timeoutMillis;
        reading = waits ? readers.size() : living.size();
        // silent units last: each may hold up the line for its whole timeout
        if (waits) {
            living.forEach(reader -> reader.run(this::unitDone));
            silent.forEach(reader -> reader.run(this::unitDone));
        } else {
            probing += silent.size();
            silent.forEach(UnitReader::expectSilence);
            living.forEach(reader -> reader.run(this::unitDone));
            silent.forEach(reader -> reader.run(this::probeDone));
        }
    }

    private void probeDone() {
        if (--probing == 0) {
            poller.groupDone();
        }
    }

    private void unitDone() {
        if (--reading > 0) {
            return;
        }
        if (poller.isStopping()) {
            // what has not been read is not lost, and nobody is to be told so
            finished();
            return;
        }
        long now = poller.clock().nanosNow();
        List<PointState> reported = new ArrayList<>(points.size());
        List<TagValue> values = new ArrayList<>(points.size());
        int bad = 0;
        for (PointState point : points) {
            if (!changesOnly || point.isToReport(now)) {
                TagValue value = point.now();
                reported.add(point);
                values.add(value);
                bad += value.quality() == TagQuality.BAD ? 1 : 0;
            }
        }
        if (values.isEmpty()) {
            finished();
            return;
        }
        TagReport report = new TagReport(periodMillis, poller.clock().millisNow(), values, bad);
        poller.report(report, ok -> {
            if (ok) {
                for (int i = 0; i < values.size(); i++) {
                    reported.get(i).reported(values.get(i), now);
                }
            }
            finished();
        });
    }

    private void finished() {
        busy = false;
        poller.groupDone();
    }
}
