package io.camelmcp.component.modbus.tags;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** An event loop in virtual time: tasks run when {@link #advance} reaches them, in order. */
final class VirtualLoop extends AbstractExecutorService implements ScheduledExecutorService {

    static final long EPOCH_MILLIS = 1_000_000;

    private final class Task extends FutureTask<Void> implements ScheduledFuture<Void> {
        private final long at;
        private final long order = ++count;

        Task(Runnable run, long at) {
            super(run, null);
            this.at = at;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(at - nanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            Task that = (Task) other;
            return at == that.at ? Long.compare(order, that.order) : Long.compare(at, that.at);
        }

        @Override
        protected void setException(Throwable problem) {
            throw new AssertionError("task failed", problem);
        }
    }

    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private long count;
    private long nanos = 5_000;

    /** How late scheduled tasks run. */
    long lateMillis;

    final TagClock clock = new TagClock(() -> nanos, this::millis);

    /** Time since the beginning, plus {@link #EPOCH_MILLIS}. */
    long millis() {
        return EPOCH_MILLIS + nanos / 1_000_000;
    }

    void advance(long millis) {
        long end = nanos + TimeUnit.MILLISECONDS.toNanos(millis);
        for (Task task = tasks.peek(); task != null && task.at <= end; task = tasks.peek()) {
            tasks.remove();
            nanos = Math.max(nanos, task.at);
            task.run();
        }
        nanos = end;
    }

    /** Tasks that are still to run. */
    long waiting() {
        return tasks.stream().filter(task -> !task.isDone()).count();
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(new Task(task, nanos));
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        Task scheduled =
                new Task(task, nanos + TimeUnit.MILLISECONDS.toNanos(lateMillis) + Math.max(0, unit.toNanos(delay)));
        tasks.add(scheduled);
        return scheduled;
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long first, long period, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long first, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
        return new ArrayList<>();
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return false;
    }
}
