package io.camelmcp.component.server;

import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Looks at the runs of one event loop {@value #TICK_MILLIS} ms apart while there are any: one timer, not one for each run.
 * Confined to the event loop.
 */
final class RunWatch {

    static final long TICK_MILLIS = 1;

    private final EventExecutor loop;
    private final List<Inbox> watched = new ArrayList<>();
    private final Runnable tick = this::tick;
    private boolean scheduled;
    private int ticks;

    RunWatch(EventExecutor loop) {
        this.loop = loop;
    }

    /** Looks at an inbox at the next tick; it must not be watched already. */
    void watch(Inbox inbox) {
        watched.add(inbox);
        schedule();
    }

    /** Ticks so far. */
    int ticks() {
        return ticks;
    }

    private void schedule() {
        if (!scheduled) {
            scheduled = true;
            loop.schedule(tick, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void tick() {
        scheduled = false;
        ticks++;
        List<Inbox> now = new ArrayList<>(watched);
        watched.clear();
        for (Inbox inbox : now) {
            inbox.lookAtRun(ticks);
        }
    }
}
