package io.camelmcp.component;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs tasks on a bounded number of threads; those for which none is free wait. */
final class RouteExecutor implements Executor {

    private static final Logger LOG = LoggerFactory.getLogger(RouteExecutor.class);
    private static final long FEWER_NANOS = 100_000_000;

    private final ExecutorService threads;
    private final int least;
    private final int most;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger wanted;
    private volatile long stalledAt = System.nanoTime();

    /**
     * An executor that gives each task a thread at once while there are any.
     *
     * @param threads must have room for {@link #threads} threads
     * @param most    threads at most, 1 or more
     */
    RouteExecutor(ExecutorService threads, int most) {
        this(threads, most, most);
    }

    private RouteExecutor(ExecutorService threads, int least, int most) {
        this.threads = threads;
        this.most = most;
        this.least = least;
        this.wanted = new AtomicInteger(least);
    }

    /**
     * One that stays on few threads while tasks are short, so that a busy thread takes the next task instead of waking another
     * thread for it. Whoever uses it must watch what waits, and tell when that is for long ({@link #stalled}): tasks that block
     * get no more threads else.
     */
    static RouteExecutor ofFewThreads(ExecutorService threads, int most) {
        return new RouteExecutor(threads, Math.min(most, Runtime.getRuntime().availableProcessors()), most);
    }

    /** Room that a pool needs: a thread whose work has ended here may not have come back to the pool when it is needed again. */
    static int threads(int most) {
        return 2 * most;
    }

    /** @throws RejectedExecutionException if the threads have been shut down; the task does not run then */
    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        try {
            addThread();
        } catch (RejectedExecutionException e) {
            // a thread that still runs may have taken it
            if (tasks.remove(task)) {
                throw e;
            }
        }
    }

    /** A task has waited for long: one more thread is needed. From any thread. */
    void stalled() {
        if (tasks.isEmpty()) {
            return;
        }
        stalledAt = System.nanoTime();
        wanted.accumulateAndGet(running.get() + 1, (now, needed) -> Math.min(most, Math.max(now, needed)));
        try {
            addThread();
        } catch (RejectedExecutionException e) {
            // shut down: those that run take what waits
        }
    }

    private void addThread() {
        if (!mayEnter()) {
            return;
        }
        try {
            threads.execute(this::work);
        } catch (RejectedExecutionException e) {
            running.decrementAndGet();
            throw e;
        }
    }

    private boolean mayEnter() {
        int now = running.get();
        while (now < wanted.get()) {
            if (running.compareAndSet(now, now + 1)) {
                return true;
            }
            now = running.get();
        }
        return false;
    }

    private void work() {
        do {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                try {
                    task.run();
                } catch (RuntimeException | Error e) {
                    LOG.error("event=task-failed", e);
                }
            }
            wantFewer();
            running.decrementAndGet();
            // what has been added since the last look may have relied on this thread
        } while (!tasks.isEmpty() && mayEnter());
    }

    private void wantFewer() {
        int now = wanted.get();
        if (now > least) {
            long since = System.nanoTime() - stalledAt;
            if (since > FEWER_NANOS && wanted.compareAndSet(now, least + (now - least) * 7 / 8)) {
                stalledAt += FEWER_NANOS;
            }
        }
    }
}
