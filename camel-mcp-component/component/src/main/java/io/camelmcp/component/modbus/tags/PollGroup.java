package io.camelmcp.component.modbus.tags;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/** The tags of one period: polled together, reported together, and not again before the report is done. */
final class PollGroup {

    private final long periodMillis;
    private final List<PointState> points;
    private final List<UnitReader> readers;
    private final boolean changesOnly;
    private final TagPoller poller;
    private int reading;
    private boolean busy;
    private boolean skipping;
    private @Nullable ScheduledFuture<?> next;

    PollGroup(
            long periodMillis,
            List<PointState> points,
            List<UnitReader> readers,
            boolean changesOnly,
            TagPoller poller) {
        this.periodMillis = periodMillis;
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

    List<PointState> points() {
        return points;
    }

    /** @return whether the poll before was not skipped */
    boolean skip() {
        boolean isNew = !skipping;
        skipping = true;
        return isNew;
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
        reading = readers.size();
        for (UnitReader reader : readers) {
            reader.run(this::unitDone);
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
