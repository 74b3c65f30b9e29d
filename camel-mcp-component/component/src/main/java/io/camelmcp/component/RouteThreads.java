package io.camelmcp.component;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.jspecify.annotations.Nullable;

/** The threads that routes, and others that may wait, run on, so that event loops never do. */
final class RouteThreads {

    private static final long IDLE_SECONDS = 60;
    private static final long STOP_SECONDS = 10;

    private RouteThreads() {}

    /**
     * A pool for the {@link RouteExecutor} of one consumer.
     *
     * @return {@code null} for {@code processing=eventLoop}
     * @throws IllegalArgumentException if {@code maxThreads} is below 1
     */
    static @Nullable ExecutorService newConsumerPool(McpEndpoint endpoint, Object source) {
        int most = maxThreads(endpoint);
        // no queue: the executor has one, and the thread that was busy last, and is warm, gets the next task
        return most == 0 ? null : newPool(endpoint, source, "McpRoute", 1, RouteExecutor.threads(most), 0);
    }

    /**
     * A pool for one producer.
     *
     * @return {@code null} for {@code processing=eventLoop}
     * @throws IllegalArgumentException if {@code maxThreads} is below 1
     */
    static @Nullable ExecutorService newProducerPool(McpEndpoint endpoint, Object source) {
        int most = maxThreads(endpoint);
        // the queue is bounded by the requests in flight, so nothing is ever refused
        return most == 0 ? null : newPool(endpoint, source, "McpReply", most, most, -1);
    }

    /** Lets the rest of a producer's route run: on its pool, because it may block, and this is an event loop. */
    static void goOn(@Nullable ExecutorService pool, AsyncCallback callback) {
        try {
            if (pool != null) {
                pool.execute(() -> callback.done(false));
                return;
            }
        } catch (RejectedExecutionException e) {
            // the producer stops; the exchange must end all the same
        }
        callback.done(false);
    }

    /** As many threads as devices may block, 0 for {@code processing=eventLoop}. */
    static int maxThreads(McpEndpoint endpoint) {
        if (endpoint.getConfiguration().getProcessing() == Processing.eventLoop) {
            return 0;
        }
        int most = endpoint.getConfiguration().getMaxThreads();
        if (most < 1) {
            throw new IllegalArgumentException(endpoint.address() + ": maxThreads=" + most + " is below 1");
        }
        return most;
    }

    private static ExecutorService newPool(
            McpEndpoint endpoint, Object source, String name, int least, int most, int queue) {
        return newPool(endpoint.getCamelContext(), source, name, least, most, queue);
    }

    /**
     * A pool that refuses what it has no room for, unlike those of Camel, which run it on the caller: an event loop, often.
     *
     * @param queue most tasks that wait; 0 for none, below 0 for no limit
     */
    static ExecutorService newPool(CamelContext context, Object source, String name, int least, int most, int queue) {
        ThreadPoolProfile profile = new ThreadPoolProfile("mcp");
        profile.setPoolSize(least);
        profile.setMaxPoolSize(most);
        // to Camel 0 and everything below is no queue at all
        profile.setMaxQueueSize(queue < 0 ? Integer.MAX_VALUE : queue);
        profile.setKeepAliveTime(IDLE_SECONDS);
        profile.setTimeUnit(TimeUnit.SECONDS);
        profile.setAllowCoreThreadTimeOut(true);
        profile.setRejectedPolicy(ThreadPoolRejectedPolicy.Abort);
        return context.getExecutorServiceManager().newThreadPool(source, name, profile);
    }

    /** Lets what has been begun end, ten seconds at most. */
    static void stop(McpEndpoint endpoint, @Nullable ExecutorService pool) {
        if (pool != null) {
            endpoint.getCamelContext()
                    .getExecutorServiceManager()
                    .shutdownGraceful(pool, TimeUnit.SECONDS.toMillis(STOP_SECONDS));
        }
    }
}
