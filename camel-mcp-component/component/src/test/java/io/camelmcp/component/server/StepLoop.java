package io.camelmcp.component.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * An event loop without a thread, in the time of a {@link StepServer}: its tasks run when the test says so, and only meanwhile is the
 * test's thread that of the loop.
 */
final class StepLoop extends AbstractScheduledEventExecutor implements EventLoop {

    private final StepServer home;
    private final Queue<Runnable> tasks = new ArrayDeque<>();

    StepLoop(StepServer home) {
        this.home = home;
    }

    /** Runs something as this loop does. */
    void run(Runnable task) {
        StepLoop outside = home.current;
        home.current = this;
        try {
            task.run();
        } finally {
            home.current = outside;
        }
    }

    boolean hasTasks() {
        return !tasks.isEmpty();
    }

    /** Runs the oldest task. */
    void step() {
        Runnable task = tasks.poll();
        if (task != null) {
            run(task);
        }
    }

    /** When its next scheduled task is due; the greatest number if there is none. */
    long nextDue() {
        long due = nextScheduledTaskDeadlineNanos();
        return due < 0 ? Long.MAX_VALUE : due;
    }

    /** Makes tasks of what is due. */
    void takeDue() {
        run(() -> {
            for (Runnable due = pollScheduledTask(home.clock.nanos());
                    due != null;
                    due = pollScheduledTask(home.clock.nanos())) {
                tasks.add(due);
            }
        });
    }

    @Override
    protected long getCurrentTimeNanos() {
        return home.clock.nanos();
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public boolean inEventLoop() {
        return home.current == this;
    }

    @Override
    public boolean inEventLoop(Thread thread) {
        return inEventLoop();
    }

    @Override
    public EventLoopGroup parent() {
        return this;
    }

    @Override
    public EventLoop next() {
        return this;
    }

    @Override
    public ChannelFuture register(Channel channel) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ChannelFuture register(ChannelPromise promise) {
        throw new UnsupportedOperationException();
    }

    @Override
    @Deprecated
    public ChannelFuture register(Channel channel, ChannelPromise promise) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isShuttingDown() {
        return false;
    }

    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<?> terminationFuture() {
        throw new UnsupportedOperationException();
    }

    @Override
    @Deprecated
    public void shutdown() {
        throw new UnsupportedOperationException();
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
