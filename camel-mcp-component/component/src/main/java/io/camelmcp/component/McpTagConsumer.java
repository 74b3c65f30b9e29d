package io.camelmcp.component;

import io.camelmcp.component.client.ClientStatus;
import io.camelmcp.component.modbus.tags.TagClock;
import io.camelmcp.component.modbus.tags.TagPoint;
import io.camelmcp.component.modbus.tags.TagPoller;
import io.camelmcp.component.modbus.tags.TagPollerStatistics;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.StartupListener;
import org.apache.camel.Suspendable;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tags of a Modbus device every period into a route:
 * {@code from("mcp:plc:502?protocol=modbusTcp&tags=file:tags.yaml&period=1000")}. It begins when the whole context is up; while it is
 * suspended nothing is asked. A poll is skipped while the route has not finished with the one before.
 */
@ManagedResource(description = "Managed mcp tag consumer")
public class McpTagConsumer extends DefaultConsumer implements Suspendable, ShutdownAware, StartupListener {

    /** What only a request of a route, or one of a peer, can honour. */
    private static final Set<String> OTHERS_OPTIONS = Set.of(
            "command",
            "commands",
            "deviceId",
            "target",
            "offline",
            "answerTo",
            "pushParallelism",
            "lazyConnect",
            "exchangePattern",
            "ackMode",
            "ordering");

    private final McpEndpoint endpoint;
    private @Nullable ExecutorService threads;
    private SharedClients.@Nullable Handle handle;
    private @Nullable TagRoute route;
    private volatile @Nullable TagPoller poller;
    private boolean started;

    public McpTagConsumer(McpEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        checkOptions();
        List<TagPoint> points = TagOptions.points(endpoint);
        TagOptions.refuseBroadcast(endpoint, points);
        try {
            ExecutorService pool = RouteThreads.newConsumerPool(endpoint, this);
            threads = pool;
            SharedClients.Handle mine = endpoint.getComponent().clients().acquire(endpoint);
            handle = mine;
            McpConfiguration options = endpoint.getConfiguration();
            TagRoute toRoute = new TagRoute(
                    this,
                    options.getTagBody(),
                    Map.of(
                            McpConstants.REMOTE_ADDRESS,
                            endpoint.getHost() + ":" + endpoint.getPort(),
                            McpConstants.PROTOCOL,
                            String.valueOf(options.getProtocol())),
                    pool == null ? null : new RouteExecutor(pool, RouteThreads.maxThreads(endpoint)));
            route = toRoute;
            poller = new TagPoller(
                    TagOptions.poller(endpoint),
                    points,
                    mine::request,
                    endpoint.getComponent()
                            .eventLoops()
                            .workers(endpoint.getConfiguration())
                            .next(),
                    TagClock.SYSTEM,
                    toRoute);
            setHealthCheck(new McpTagConsumerHealthCheck(this, getRouteId()));
            endpoint.getCamelContext().addStartupListener(this);
        } catch (Exception e) {
            // a consumer whose start fails is not stopped
            leave();
            throw e;
        }
    }

    private void checkOptions() {
        TagOptions.requireClient(endpoint);
        for (String option : endpoint.explicitOptions()) {
            if (PortOptions.isForPortsOnly(option) || OTHERS_OPTIONS.contains(option)) {
                throw new IllegalArgumentException(
                        endpoint.address() + ": " + option + " means nothing to a consumer that polls tags; remove it");
            }
        }
    }

    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {
        if (alreadyStarted) {
            begin();
        }
    }

    @Override
    public void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) {
        begin();
    }

    private synchronized void begin() {
        TagPoller mine = poller;
        SharedClients.Handle connection = handle;
        if (mine != null && connection != null && !started) {
            started = true;
            // a device that is not there yet is tried again; health and quality tell
            var unused = connection.client().connect();
            mine.start();
        }
    }

    @Override
    protected void doSuspend() {
        TagPoller mine = poller;
        if (mine != null) {
            mine.pause();
        }
    }

    @Override
    protected void doResume() {
        TagPoller mine = poller;
        if (mine != null) {
            mine.resume();
        }
    }

    @Override
    protected void doStop() throws Exception {
        leave();
        super.doStop();
    }

    private synchronized void leave() {
        TagPoller polling = poller;
        poller = null;
        route = null;
        started = false;
        if (polling != null) {
            var unused = polling.stop();
        }
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
    public boolean deferShutdown(ShutdownRunningTask shutdownRunningTask) {
        // suspending is enough: what has been read reaches the end of the route
        return false;
    }

    @Override
    public int getPendingExchangesSize() {
        TagRoute mine = route;
        return mine == null ? 0 : mine.pending();
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        // nothing beyond suspending
    }

    @Override
    public boolean isHostedService() {
        return false;
    }

    /** {@code null} while the consumer is not started. */
    @Nullable
    ClientStatus status() {
        SharedClients.Handle mine = handle;
        return mine == null ? null : mine.status();
    }

    /** {@code null} while the consumer is not started. */
    @Nullable
    TagPollerStatistics statistics() {
        TagPoller mine = poller;
        return mine == null ? null : mine.statistics();
    }

    @ManagedAttribute(description = "Whether the device is connected")
    public boolean isConnected() {
        ClientStatus status = status();
        return status != null && status.connected() > 0;
    }

    @ManagedAttribute(description = "Answers dropped because they came too late")
    public long getLateAnswers() {
        ClientStatus status = status();
        return status == null ? 0 : status.lateAnswers();
    }

    @ManagedAttribute(description = "Polls started")
    public long getPolls() {
        TagPollerStatistics statistics = statistics();
        return statistics == null ? 0 : statistics.polls();
    }

    @ManagedAttribute(description = "Polls skipped because the one before was not finished")
    public long getSkippedPolls() {
        TagPollerStatistics statistics = statistics();
        return statistics == null ? 0 : statistics.skipped();
    }

    @ManagedAttribute(description = "Tags that are polled")
    public int getTags() {
        TagPollerStatistics statistics = statistics();
        return statistics == null ? 0 : statistics.tags();
    }

    @ManagedAttribute(description = "Tags without a value that can be trusted")
    public int getBadTags() {
        TagPollerStatistics statistics = statistics();
        return statistics == null ? 0 : statistics.bad();
    }
}
