package io.camelmcp.component;

import io.camelmcp.component.modbus.tags.TagPoint;
import io.camelmcp.component.modbus.tags.TagPollerOptions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads values of a Modbus device by the names of its tags:
 * {@code to("mcp:plc:502?protocol=modbusTcp&tags=file:tags.yaml")}; see {@link TagRequests} for the bodies. No thread waits meanwhile.
 */
public class McpTagProducer extends DefaultAsyncProducer {

    private static final Set<String> OTHERS_OPTIONS =
            Set.of("command", "deviceId", "target", "offline", "answerTo", "pushParallelism");

    private final McpEndpoint endpoint;
    private SharedClients.@Nullable Handle handle;
    private volatile @Nullable ExecutorService threads;
    private volatile @Nullable TagExchange device;

    public McpTagProducer(McpEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        TagOptions.requireClient(endpoint);
        TagOptions.refusePolling(endpoint);
        for (String option : OTHERS_OPTIONS) {
            if (endpoint.explicitOptions().contains(option)) {
                throw new IllegalArgumentException(
                        endpoint.address() + ": " + option + " means nothing to a producer with tags; remove it");
            }
        }
        List<TagPoint> points = TagOptions.points(endpoint);
        TagPollerOptions options = TagOptions.poller(endpoint);
        try {
            threads = RouteThreads.newProducerPool(endpoint, this);
            SharedClients.Handle mine = endpoint.getComponent().clients().acquire(endpoint);
            handle = mine;
            Executor executor = endpoint.getComponent()
                    .eventLoops()
                    .workers(endpoint.getConfiguration())
                    .next();
            device = new TagExchange(endpoint, points, options, mine::request, executor);
        } catch (Exception e) {
            // nobody stops a producer that did not start
            release();
            throw e;
        }
    }

    @Override
    protected void doStop() throws Exception {
        release();
        super.doStop();
    }

    private void release() {
        device = null;
        SharedClients.Handle mine = handle;
        handle = null;
        if (mine != null) {
            mine.release();
        }
        ExecutorService pool = threads;
        threads = null;
        RouteThreads.stop(endpoint, pool);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            TagExchange mine = device;
            if (mine == null) {
                throw new McpConnectionException(endpoint.address() + ": the producer is not started", null, false);
            }
            mine.process(exchange, () -> RouteThreads.goOn(threads, callback));
            return false;
        } catch (IllegalArgumentException e) {
            exchange.setException(new IllegalArgumentException(endpoint.address() + ": " + e.getMessage(), e));
        } catch (Exception e) {
            exchange.setException(e);
        }
        callback.done(true);
        return true;
    }
}
