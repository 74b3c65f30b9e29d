package io.camelmcp.component.client;

import io.netty.channel.EventLoop;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells when the time of calls is over: one timer for all calls of a connection, on its event loop. */
final class CallTimer {

    private final EventLoop loop;
    private final Consumer<Call<?>> onExpired;
    private final Runnable afterwards;
    private final Deadlines deadlines = new Deadlines();
    private @Nullable ScheduledFuture<?> timer;
    private long timerNanos;

    /**
     * A timer without calls.
     *
     * @param onExpired  told of each call whose time is over; it is no longer in here then
     * @param afterwards run after all whose time was over together
     */
    CallTimer(EventLoop loop, Consumer<Call<?>> onExpired, Runnable afterwards) {
        this.loop = loop;
        this.onExpired = onExpired;
        this.afterwards = afterwards;
    }

    void add(Call<?> call) {
        deadlines.add(call);
        start();
    }

    void remove(Call<?> call) {
        deadlines.remove(call);
    }

    /** Ends the timer; only when nothing will be added any more. */
    void close() {
        ScheduledFuture<?> running = timer;
        if (running != null) {
            running.cancel(false);
            timer = null;
        }
    }

    private void start() {
        Call<?> first = deadlines.first();
        if (first == null) {
            return;
        }
        ScheduledFuture<?> running = timer;
        if (running != null) {
            if (timerNanos - first.deadlineNanos <= 0) {
                return;
            }
            running.cancel(false);
        }
        timerNanos = first.deadlineNanos;
        timer = loop.schedule(this::expire, timerNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    private void expire() {
        timer = null;
        long now = System.nanoTime();
        for (Call<?> call = deadlines.first();
                call != null && call.deadlineNanos - now <= 0;
                call = deadlines.first()) {
            deadlines.remove(call);
            onExpired.accept(call);
        }
        afterwards.run();
        start();
    }
}
