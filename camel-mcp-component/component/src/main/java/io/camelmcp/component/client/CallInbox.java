package io.camelmcp.component.client;

import io.netty.channel.EventLoop;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Where any thread leaves calls for an event loop; a burst of them costs one wake-up. */
final class CallInbox {

    private final EventLoop loop;
    private final Runnable onCalls;
    private final Consumer<Exception> onLoopEnded;
    private final Queue<Call<?>> calls = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    /**
     * An empty inbox.
     *
     * @param onCalls     run on the event loop after calls have come; it takes them by {@link #forEach}
     * @param onLoopEnded told, on the thread that leaves a call, that nobody will look at it any more
     */
    CallInbox(EventLoop loop, Runnable onCalls, Consumer<Exception> onLoopEnded) {
        this.loop = loop;
        this.onCalls = onCalls;
        this.onLoopEnded = onLoopEnded;
    }

    void add(Call<?> call) {
        calls.add(call);
        if (!scheduled.compareAndSet(false, true)) {
            return;
        }
        try {
            loop.execute(() -> {
                scheduled.set(false);
                onCalls.run();
            });
        } catch (RejectedExecutionException e) {
            scheduled.set(false);
            onLoopEnded.accept(e);
        }
    }

    /** Takes all calls out. */
    void forEach(Consumer<Call<?>> action) {
        for (Call<?> call = calls.poll(); call != null; call = calls.poll()) {
            action.accept(call);
        }
    }
}
