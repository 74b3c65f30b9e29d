package io.camelmcp.component.server;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the deadlines of all connections of one event loop, {@value #TICK_MILLIS} ms apart: one timer for any number of
 * connections. Confined to the event loop.
 */
final class Sweeper {

    static final long TICK_MILLIS = 100;

    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

    private final EventExecutor loop;
    private final ServerClock clock;
    private final Set<DeviceConnection> connections = new LinkedHashSet<>();
    private final RunWatch runs;
    private @Nullable ScheduledFuture<?> timer;

    Sweeper(EventExecutor loop, ServerClock clock) {
        this.loop = loop;
        this.clock = clock;
        this.runs = new RunWatch(loop);
    }

    /** Looks at the runs of the same connections. */
    RunWatch runs() {
        return runs;
    }

    void add(DeviceConnection connection) {
        connections.add(connection);
        if (timer == null) {
            timer = loop.scheduleWithFixedDelay(this::sweep, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    void remove(DeviceConnection connection) {
        connections.remove(connection);
        ScheduledFuture<?> running = timer;
        if (connections.isEmpty() && running != null) {
            running.cancel(false);
            timer = null;
        }
    }

    private void sweep() {
        long now = clock.nanos();
        List<DeviceConnection> all = new ArrayList<>(connections);
        for (DeviceConnection connection : all) {
            try {
                connection.sweep(now);
            } catch (RuntimeException e) {
                // one that is broken must not keep the others from their deadlines
                LOG.error("event=sweep-failed peer={}", connection, e);
                connection.close(CloseReason.IO_ERROR);
            }
        }
    }
}
