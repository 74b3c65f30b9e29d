package io.camelmcp.gateway.routes;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the folder every half second. Not a file system watch: that says nothing on network and bind mounts, and a
 * folder of a few files costs nothing to read.
 */
public final class RouteFolderWatch extends ServiceSupport {

    private static final long PERIOD_MILLIS = 500;

    private final CamelContext context;
    private final RouteFolder folder;
    private @Nullable ScheduledExecutorService timer;

    public RouteFolderWatch(CamelContext context, RouteFolder folder) {
        this.context = context;
        this.folder = folder;
    }

    @Override
    protected void doStart() {
        timer = context.getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "route-folder");
        timer.scheduleWithFixedDelay(folder::refresh, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    protected void doStop() {
        if (timer != null) {
            context.getExecutorServiceManager().shutdownNow(timer);
            timer = null;
        }
    }
}
