package io.camelmcp.gateway.logs;

import io.camelmcp.logs.RuleLibrary;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;

/** Looks at the folder of rules every second. */
public final class RuleWatch extends ServiceSupport {

    private static final long PERIOD_MILLIS = 1_000;

    private final CamelContext context;
    private final RuleLibrary library;
    private @Nullable ScheduledExecutorService timer;

    public RuleWatch(CamelContext context, RuleLibrary library) {
        this.context = context;
        this.library = library;
    }

    @Override
    protected void doStart() {
        timer = context.getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "log-rules");
        timer.scheduleWithFixedDelay(library::refresh, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    protected void doStop() {
        if (timer != null) {
            context.getExecutorServiceManager().shutdownNow(timer);
            timer = null;
        }
    }
}
