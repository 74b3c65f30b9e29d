package io.camelmcp.component;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.jspecify.annotations.Nullable;

/** The threads that routes run on, so that event loops never do. */
final class RouteThreads {

    private static final long IDLE_SECONDS = 60;

    private RouteThreads() {}

    /**
     * A pool for one consumer or producer.
     *
     * @return {@code null} for {@code processing=eventLoop}
     * @throws IllegalArgumentException if {@code maxThreads} is below 1
     */
    static @Nullable ExecutorService newPool(McpEndpoint endpoint, Object source, String name) {
        if (endpoint.getConfiguration().getProcessing() == Processing.eventLoop) {
            return null;
        }
        int most = endpoint.getConfiguration().getMaxThreads();
        if (most < 1) {
            throw new IllegalArgumentException(endpoint.address() + ": maxThreads=" + most + " is below 1");
        }
        // as many threads as devices may block; the queue is bounded by the requests in flight, so nothing is ever
        // refused
        ThreadPoolProfile profile = new ThreadPoolProfile("mcp");
        profile.setPoolSize(most);
        profile.setMaxPoolSize(most);
        profile.setMaxQueueSize(-1);
        profile.setKeepAliveTime(IDLE_SECONDS);
        profile.setTimeUnit(TimeUnit.SECONDS);
        profile.setAllowCoreThreadTimeOut(true);
        profile.setRejectedPolicy(ThreadPoolRejectedPolicy.Abort);
        return endpoint.getCamelContext().getExecutorServiceManager().newThreadPool(source, name, profile);
    }
}
