package io.camelmcp.component.server;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the deadlines of all connections of one event loop, {@value #TICK_MILLIS} ms apart: one timer for any number of
 * connections. Confined to the event loop.
 */
final class Sweeper {

    static final long TICK_MILLIS = 100;

    private final EventExecutor loop;
    private final Set<DeviceConnection> connections = new LinkedHashSet<>();
    private @Nullable ScheduledFuture<?> timer;

    Sweeper(EventExecutor loop) {
        this.loop = loop;
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
        long now = System.nanoTime();
        List<DeviceConnection> all = new ArrayList<>(connections);
        for (DeviceConnection connection : all) {
            connection.sweep(now);
        }
    }
}
