package io.camelmcp.component.session.store.file;

import io.camelmcp.component.session.store.SessionStoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that owns the file: takes what waits, applies it, commits it, tells that it is done. */
final class SessionWriter implements Runnable {

    /** Most that may wait; more is refused. */
    static final int MOST_WAITING = 65_536;

    private static final Logger LOG = LoggerFactory.getLogger(SessionWriter.class);

    private static final int MOST_TOGETHER = 1_024;
    private static final int LOOKS_A_TICK = 1_000;
    private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Consumer<Throwable> NOBODY = failure -> {};

    /**
     * One thing to do.
     *
     * @param work    what to do with the file
     * @param done    what to do when it is on the disk
     * @param failed  what to do when it cannot be done
     * @param durable whether it must be on the disk before it is done
     */
    record Task(Consumer<SessionFile> work, Runnable done, Consumer<Throwable> failed, boolean durable) {
        Task(Consumer<SessionFile> work, Runnable done, Consumer<Throwable> failed) {
            this(work, done, failed, true);
        }
    }

    private final String fileName;
    private final LongSupplier clock;
    private final BlockingQueue<Task> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong dropped = new AtomicLong();
    private final Thread thread;

    // only the thread touches these
    private @Nullable SessionFile file;
    private String problem = "";
    private long nextTick = System.nanoTime() + TICK_NANOS;

    private volatile boolean closing;
    private volatile boolean ended;

    SessionWriter(String fileName, SessionFile file, LongSupplier clock) {
        this.fileName = fileName;
        this.file = file;
        this.clock = clock;
        this.thread = new Thread(this, "mcp-sessions");
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Does it as soon as possible, or fails it at once if too much waits. */
    void submit(Task task) {
        if (closing || !waiting.offer(task)) {
            task.failed().accept(refusal());
        } else if (ended) {
            failAllWaiting();
        }
    }

    /** Does it as soon as possible, and answers when it is on the disk. */
    <T> CompletionStage<T> ask(Function<SessionFile, T> work) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        List<T> result = new ArrayList<>(1);
        submit(new Task(
                open -> result.add(work.apply(open)),
                () -> answer.complete(result.get(0)),
                answer::completeExceptionally));
        return answer;
    }

    /** Does it within a second, or never if too much waits or the file cannot be written. */
    void submitLater(Consumer<SessionFile> work) {
        if (closing || !waiting.offer(new Task(work, () -> {}, NOBODY, false))) {
            dropped.incrementAndGet();
        }
    }

    private SessionStoreException refusal() {
        return new SessionStoreException(
                closing
                        ? fileName + ": closed"
                        : fileName + ": " + MOST_WAITING + " reads and writes wait already; try again later");
    }

    /** Waits until all that has been submitted is done, and closes the file. */
    void close() {
        closing = true;
        waiting.offer(new Task(open -> {}, () -> {}, NOBODY, false)); // wakes it; when it is full it is awake
        boolean interrupted = false;
        while (thread.isAlive() && Thread.currentThread() != thread) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true; // the file must be closed all the same: whoever stops the process waits for it
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void run() {
        List<Task> group = new ArrayList<>();
        try {
            while (!closing || !waiting.isEmpty()) {
                group.clear();
                take(group);
                work(group);
            }
        } catch (InterruptedException e) {
            LOG.warn("event=session-store-interrupted file={}", fileName);
        } finally {
            closing = true;
            group.forEach(task -> task.failed().accept(refusal())); // nothing new to those that are done
            closeFile();
            ended = true;
            failAllWaiting();
        }
    }

    private void take(List<Task> group) throws InterruptedException {
        Task first = waiting.poll(Math.max(0, nextTick - System.nanoTime()), TimeUnit.NANOSECONDS);
        if (first != null) {
            group.add(first);
            waiting.drainTo(group, MOST_TOGETHER - 1);
        }
    }

    private void work(List<Task> group) {
        boolean tick = System.nanoTime() - nextTick >= 0;
        try {
            SessionFile open = open(tick);
            boolean durable = tick;
            for (Task task : group) {
                task.work().accept(open);
                durable |= task.durable();
            }
            if (tick) {
                nextTick = System.nanoTime() + TICK_NANOS;
                open.purge(clock.getAsLong(), LOOKS_A_TICK);
            }
            if (durable) {
                open.commit();
            }
            if (tick) {
                open.clearUp();
            }
        } catch (RuntimeException e) {
            fail(e, tick);
            SessionStoreException failure = e instanceof SessionStoreException known
                    ? known
                    : new SessionStoreException(fileName + ": cannot be written (" + SessionFile.reason(e) + ")", e);
            group.forEach(task -> task.failed().accept(failure));
            return;
        }
        group.forEach(task -> task.done().run());
    }

    private SessionFile open(boolean tick) {
        SessionFile open = file;
        if (open == null) {
            if (!tick) {
                throw new SessionStoreException(problem);
            }
            open = SessionFile.open(fileName, clock.getAsLong());
            file = open;
            LOG.info("event=session-store-back file={}", fileName);
        }
        return open;
    }

    // MVStore does not go on after a failure; what has been committed is in the file
    private void fail(RuntimeException e, boolean tick) {
        if (tick) {
            nextTick = System.nanoTime() + TICK_NANOS;
        }
        if (file != null) {
            LOG.error("event=session-store-failed file={} reason=\"{}\"", fileName, SessionFile.reason(e));
            file.abandon();
            file = null;
        }
        problem = e instanceof SessionStoreException
                ? String.valueOf(e.getMessage())
                : fileName + ": cannot be written (" + SessionFile.reason(e) + "); tried again each second";
    }

    private void closeFile() {
        if (dropped.get() > 0) {
            LOG.warn("event=session-store-dropped file={} writes={}", fileName, dropped.get());
        }
        try {
            if (file != null) {
                file.close();
            }
        } catch (MVStoreException e) {
            LOG.error("event=session-store-failed file={} reason=\"{}\"", fileName, SessionFile.reason(e));
        }
    }

    private void failAllWaiting() {
        for (Task task = waiting.poll(); task != null; task = waiting.poll()) {
            task.failed().accept(refusal());
        }
    }
}
