package io.camelmcp.component.client;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Promise;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Attempts to open a channel, one at a time, and the pauses before them; on the event loop of the connection. */
final class Attempts {

    private final EventLoop loop;
    private final Dialer dialer;
    private final Consumer<Channel> onOpened;
    private final Consumer<Throwable> onFailed;
    private final AtomicLong count = new AtomicLong();
    private @Nullable Promise<Channel> dialing;
    private @Nullable ScheduledFuture<?> pause;
    private boolean ended;

    Attempts(EventLoop loop, Dialer dialer, Consumer<Channel> onOpened, Consumer<Throwable> onFailed) {
        this.loop = loop;
        this.dialer = dialer;
        this.onOpened = onOpened;
        this.onFailed = onFailed;
    }

    void begin() {
        pause = null;
        count.incrementAndGet();
        Promise<Channel> attempt = dialer.dial();
        dialing = attempt;
        attempt.addListener(done -> {
            dialing = null;
            if (ended) {
                if (done.isSuccess()) {
                    attempt.getNow().close();
                }
            } else if (done.isSuccess()) {
                onOpened.accept(attempt.getNow());
            } else {
                onFailed.accept(done.cause());
            }
        });
    }

    /** @param then is to begin the next attempt */
    void pause(long millis, Runnable then) {
        pause = loop.schedule(then, millis, TimeUnit.MILLISECONDS);
    }

    /** No attempt follows; one under way comes to nothing. */
    void end() {
        ended = true;
        ScheduledFuture<?> paused = pause;
        if (paused != null) {
            paused.cancel(false);
        }
        Promise<Channel> attempt = dialing;
        if (attempt != null) {
            attempt.cancel(false);
        }
    }

    /** From any thread. */
    long count() {
        return count.get();
    }
}
