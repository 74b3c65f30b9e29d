package io.camelmcp.component.modbus.tags;

import io.camelmcp.component.modbus.ModbusRequester;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Reads the tags of one device, or of the units of one line, each at its period.
 *
 * <pre>{@code
 * TagPoller poller = new TagPoller(options, tags.resolve(1, ByteOrder.ABCD, 1000), requester, eventLoop, TagClock.SYSTEM, sink);
 * poller.start();
 * ...
 * poller.stop().thenRun(...);
 * }</pre>
 *
 * <p>Polls start at fixed times, counted from {@link #start()}. One whose predecessor is not finished, its report included, is
 * skipped and counted; there is never a burst to catch up. Units are read side by side, as far as the window allows.
 */
public final class TagPoller {

    private final ScheduledExecutorService executor;
    private final TagClock clock;
    private final TagSink sink;
    private final PollLog log;
    private final RequestLine line;
    private final Map<Integer, UnitState> units = new HashMap<>();
    private final List<PollGroup> groups = new ArrayList<>();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private volatile boolean paused;
    private volatile TagPollerStatistics statistics = TagPollerStatistics.NONE;
    private long polls;
    private long skipped;

    /**
     * A poller that does not poll yet.
     *
     * @param points    of {@link TagList#resolve}
     * @param executor  runs its tasks one after another, as an event loop does; nothing here waits. Not shut down here
     * @param sink      takes the values
     * @throws IllegalArgumentException if a tag cannot be read by one request
     */
    public TagPoller(
            TagPollerOptions options,
            List<TagPoint> points,
            ModbusRequester requester,
            ScheduledExecutorService executor,
            TagClock clock,
            TagSink sink) {
        this.executor = executor;
        this.clock = clock;
        this.sink = sink;
        this.log = new PollLog(options.peer(), clock);
        this.line = new RequestLine(requester, executor, options.window(), options.timeout());
        boolean alone = points.stream().mapToInt(TagPoint::unitId).distinct().count() == 1;
        Map<Long, Map<Integer, List<PointState>>> periods = new TreeMap<>();
        Map<Long, List<PointState>> inOrder = new HashMap<>();
        for (TagPoint point : points) {
            PointState state = new PointState(point);
            inOrder.computeIfAbsent(point.periodMillis(), p -> new ArrayList<>())
                    .add(state);
            periods.computeIfAbsent(point.periodMillis(), p -> new TreeMap<>())
                    .computeIfAbsent(point.unitId(), u -> new ArrayList<>())
                    .add(state);
        }
        periods.forEach((period, byUnit) -> {
            List<UnitReader> readers = new ArrayList<>();
            byUnit.forEach((unitId, ofUnit) -> readers.add(new UnitReader(
                    unitId,
                    units.computeIfAbsent(unitId, u -> new UnitState(alone)),
                    ofUnit,
                    line,
                    options,
                    clock,
                    log,
                    UnitReader.Temper.PATIENT)));
            groups.add(new PollGroup(
                    period,
                    options.timeout().toMillis(),
                    inOrder.getOrDefault(period, List.of()),
                    readers,
                    options.changesOnly(),
                    this));
        });
        count();
    }

    /** Polls now, and every period from now on. */
    public void start() {
        execute(() -> {
            long now = clock.nanosNow();
            groups.forEach(group -> tick(group, now));
        });
    }

    /** Polls no more, until {@link #resume()}; what is under way comes to its end. */
    public void pause() {
        paused = true;
    }

    public void resume() {
        paused = false;
    }

    /**
     * Polls no more.
     *
     * @return complete when no request is under way and no report is open
     */
    public CompletableFuture<Void> stop() {
        if (stopping.compareAndSet(false, true)) {
            execute(() -> {
                groups.forEach(PollGroup::cancel);
                line.close();
                groupDone();
            });
        }
        return stopped;
    }

    /** How it has been so far; from any thread. */
    public TagPollerStatistics statistics() {
        return statistics;
    }

    private void tick(PollGroup group, long due) {
        if (stopping.get()) {
            return;
        }
        long period = TimeUnit.MILLISECONDS.toNanos(group.periodMillis());
        long missed = Math.max(0, clock.nanosNow() - due) / period;
        long next = due + (missed + 1) * period;
        schedule(group, next);
        if (paused) {
            return;
        }
        skipped += missed;
        if (group.isBusy()) {
            skipped++;
            if (group.skip() && !group.isSilent()) {
                log.skipped(group.periodMillis(), skipped);
            }
            count();
            return;
        }
        polls++;
        group.poll();
    }

    boolean isStopping() {
        return stopping.get();
    }

    void report(TagReport report, Consumer<Boolean> done) {
        // whoever has the values finds them counted
        count();
        AtomicBoolean once = new AtomicBoolean();
        Consumer<Boolean> later = ok -> {
            if (once.compareAndSet(false, true)) {
                execute(() -> done.accept(ok));
            }
        };
        try {
            sink.accept(report, later);
        } catch (RuntimeException e) {
            later.accept(false);
        }
    }

    void groupDone() {
        count();
        if (stopping.get() && groups.stream().allMatch(PollGroup::isIdle)) {
            stopped.complete(null);
        }
    }

    private void count() {
        int bad = 0;
        int tags = 0;
        for (PollGroup group : groups) {
            for (PointState point : group.points()) {
                tags++;
                bad += point.now().quality() == TagQuality.BAD ? 1 : 0;
            }
        }
        int silent = 0;
        for (UnitState unit : units.values()) {
            silent += unit.isSilent() ? 1 : 0;
        }
        statistics = new TagPollerStatistics(polls, skipped, line.sent(), tags, bad, units.size(), silent);
    }

    TagClock clock() {
        return clock;
    }

    private void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            stopped.complete(null);
        }
    }

    private void schedule(PollGroup group, long due) {
        try {
            group.next(executor.schedule(() -> tick(group, due), due - clock.nanosNow(), TimeUnit.NANOSECONDS));
        } catch (RejectedExecutionException e) {
            stopped.complete(null);
        }
    }
}
