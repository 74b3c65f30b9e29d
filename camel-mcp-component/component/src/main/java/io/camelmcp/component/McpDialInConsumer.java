package io.camelmcp.component;

import io.camelmcp.component.client.dialin.DialIn;
import io.camelmcp.component.client.dialin.DialedDevice;
import io.camelmcp.component.modbus.tags.TagClock;
import io.camelmcp.component.modbus.tags.TagPoint;
import io.camelmcp.component.modbus.tags.TagPoller;
import io.camelmcp.component.modbus.tags.TagPollerOptions;
import io.camelmcp.component.modbus.tags.TagPollerStatistics;
import io.camelmcp.component.server.McpServer;
import io.camelmcp.component.server.RequestHandler;
import io.camelmcp.component.session.SessionChange;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;
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
 * Takes the connections of Modbus devices that dial in, and reads their tags into a route:
 * {@code from("mcp:0.0.0.0:5021?role=master&protocol=modbusRtu&registration=pattern:[A-Z0-9]{8}&tags=file:tags.yaml")}. The port opens
 * when the whole context is up; while the consumer is suspended nothing is polled.
 */
@ManagedResource(description = "Managed mcp dial-in consumer")
public class McpDialInConsumer extends DefaultConsumer implements Suspendable, ShutdownAware, StartupListener {

    private final McpEndpoint endpoint;
    private final Map<DialedDevice, TagPoller> pollers = new ConcurrentHashMap<>();
    private final LongAdder lateAnswersOfThoseGone = new LongAdder();
    private final AtomicInteger pending = new AtomicInteger();
    private List<TagPoint> points = List.of();
    private @Nullable TagPollerOptions polling;
    private @Nullable ExecutorService threads;
    private @Nullable Executor routeThreads;
    private SharedServers.@Nullable Handle handle;
    private @Nullable DialIn dialIn;
    // together with those it holds for
    private boolean paused;

    public McpDialInConsumer(McpEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        DialIn devices = new DialIn(DialInSettings.of(endpoint), new Devices());
        if (TagOptions.isSet(endpoint)) {
            points = TagOptions.points(endpoint);
            TagOptions.refuseBroadcast(endpoint, points);
            polling = TagOptions.poller(endpoint);
        }
        try {
            ExecutorService pool = RouteThreads.newConsumerPool(endpoint, this);
            threads = pool;
            routeThreads = pool == null ? null : new RouteExecutor(pool, RouteThreads.maxThreads(endpoint));
            dialIn = devices;
            synchronized (pollers) {
                paused = false;
            }
            handle = endpoint.getComponent().servers().register(endpoint, RequestHandler.NOBODY, devices);
            setHealthCheck(new McpDialInConsumerHealthCheck(this, getRouteId()));
            endpoint.getCamelContext().addStartupListener(this);
        } catch (Exception e) {
            // a consumer whose start fails is not stopped, and would keep its port from others
            leave();
            throw e;
        }
    }

    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) throws Exception {
        if (alreadyStarted) {
            bind();
        }
    }

    @Override
    public void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) throws Exception {
        bind();
    }

    private void bind() throws IOException {
        SharedServers.Handle mine = handle;
        if (mine != null) {
            mine.bind();
        }
    }

    @Override
    protected void doSuspend() {
        synchronized (pollers) {
            paused = true;
            pollers.values().forEach(TagPoller::pause);
        }
    }

    @Override
    protected void doResume() {
        synchronized (pollers) {
            paused = false;
            pollers.values().forEach(TagPoller::resume);
        }
    }

    @Override
    protected void doStop() throws Exception {
        leave();
        super.doStop();
    }

    private void leave() {
        SharedServers.Handle port = handle;
        handle = null;
        dialIn = null;
        if (port != null) {
            port.release();
        }
        ExecutorService pool = threads;
        threads = null;
        RouteThreads.stop(endpoint, pool);
    }

    private final class Devices implements DialIn.Listener {

        @Override
        public void registered(DialedDevice device) {
            changed(SessionChange.Kind.LOGIN, device, "");
            TagPollerOptions options = polling;
            if (options == null) {
                return;
            }
            TagPoller poller = new TagPoller(
                    options.of(endpoint.address() + " device " + device.id()),
                    points,
                    device.line(),
                    device.line().executor(),
                    TagClock.SYSTEM,
                    new TagRoute(
                            McpDialInConsumer.this,
                            endpoint.getConfiguration().getTagBody(),
                            Map.of(
                                    McpConstants.CLIENT_ID,
                                    device.id(),
                                    McpConstants.REMOTE_ADDRESS,
                                    device.remote(),
                                    McpConstants.PROTOCOL,
                                    String.valueOf(endpoint.getConfiguration().getProtocol())),
                            routeThreads,
                            pending));
            synchronized (pollers) {
                pollers.put(device, poller);
                if (paused) {
                    poller.pause();
                }
            }
            poller.start();
        }

        @Override
        public void left(DialedDevice device, boolean replaced, String why) {
            lateAnswersOfThoseGone.add(device.line().lateAnswers());
            TagPoller poller = pollers.remove(device);
            if (poller != null) {
                var unused = poller.stop();
            }
            changed(replaced ? SessionChange.Kind.TAKEN_OVER : SessionChange.Kind.ENDED, device, why);
        }

        private void changed(SessionChange.Kind kind, DialedDevice device, String detail) {
            endpoint.getComponent()
                    .sessionListener()
                    .changed(new SessionChange(kind, device.id(), "", 1, device.remote(), detail));
        }
    }

    @Override
    public boolean deferShutdown(ShutdownRunningTask shutdownRunningTask) {
        // suspending is enough: what has been read reaches the end of the route
        return false;
    }

    @Override
    public int getPendingExchangesSize() {
        return pending.get();
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        // nothing beyond suspending
    }

    @Override
    public boolean isHostedService() {
        return true;
    }

    /** Address that is really bound, with the port that was chosen for port 0; {@code null} while the port is not open. */
    public @Nullable InetSocketAddress getBoundAddress() {
        SharedServers.Handle port = handle;
        McpServer server = port == null ? null : port.server();
        return server == null ? null : server.boundAddress();
    }

    @ManagedAttribute(description = "Port that is really bound, 0 while none is")
    public int getBoundPort() {
        InetSocketAddress address = getBoundAddress();
        return address == null ? 0 : address.getPort();
    }

    @ManagedAttribute(description = "Devices that have registered and are connected")
    public int getDevices() {
        DialIn mine = dialIn;
        return mine == null ? 0 : mine.devices().size();
    }

    @ManagedAttribute(description = "Polls started, of the devices that are connected")
    public long getPolls() {
        return sum(TagPollerStatistics::polls);
    }

    @ManagedAttribute(
            description = "Polls skipped because the one before was not finished, of the devices that are connected")
    public long getSkippedPolls() {
        return sum(TagPollerStatistics::skipped);
    }

    @ManagedAttribute(description = "Tags that are polled, of all devices that are connected")
    public long getTags() {
        return sum(TagPollerStatistics::tags);
    }

    @ManagedAttribute(description = "Tags without a value that can be trusted, of all devices that are connected")
    public long getBadTags() {
        return sum(TagPollerStatistics::bad);
    }

    private long sum(ToLongFunction<TagPollerStatistics> count) {
        return pollers.values().stream()
                .map(TagPoller::statistics)
                .mapToLong(count)
                .sum();
    }

    @ManagedAttribute(description = "Answers dropped because they came too late")
    public long getLateAnswers() {
        DialIn mine = dialIn;
        long now = mine == null
                ? 0
                : mine.devices().stream()
                        .mapToLong(device -> device.line().lateAnswers())
                        .sum();
        return lateAnswersOfThoseGone.sum() + now;
    }
}
