package io.camelmcp.component;

import io.camelmcp.component.server.McpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
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
 * Takes the requests of devices into a route. The port opens when the whole context is up, so that nothing arrives before the
 * other routes run; while the consumer is suspended devices are told to come back; a stop lets accepted requests finish and be
 * answered.
 */
@ManagedResource(description = "Managed mcp consumer")
public class McpConsumer extends DefaultConsumer implements Suspendable, ShutdownAware, StartupListener {

    private final McpEndpoint endpoint;
    private @Nullable ExecutorService threads;
    private @Nullable RouteHandler handler;
    private SharedServers.@Nullable Handle handle;

    public McpConsumer(McpEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        try {
            ExecutorService pool = RouteThreads.newConsumerPool(endpoint, this);
            threads = pool;
            RouteHandler routeHandler = new RouteHandler(
                    this,
                    endpoint,
                    pool == null ? null : RouteExecutor.ofFewThreads(pool, RouteThreads.maxThreads(endpoint)));
            handler = routeHandler;
            handle = endpoint.getComponent().servers().register(endpoint, routeHandler);
            setHealthCheck(new McpConsumerHealthCheck(this, getRouteId()));
            endpoint.getCamelContext().addStartupListener(this);
        } catch (Exception e) {
            // a consumer whose start fails is not stopped, and would keep its commands from others
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
        // also while this consumer is still starting: its context may have been up long before
        SharedServers.Handle mine = handle;
        if (mine != null) {
            mine.bind();
        }
    }

    @Override
    protected void doSuspend() throws Exception {
        RouteHandler mine = handler;
        SharedServers.Handle port = handle;
        if (mine == null || port == null) {
            return;
        }
        mine.suspended(true);
        if (endpoint.getCamelContext().isStopping()) {
            port.drain();
        } else {
            port.suspend();
        }
    }

    @Override
    protected void doResume() throws Exception {
        RouteHandler mine = handler;
        SharedServers.Handle port = handle;
        if (mine != null && port != null) {
            // before frames come that have waited: they would be refused
            mine.suspended(false);
            try {
                port.resume();
            } catch (Exception e) {
                mine.suspended(true);
                throw e;
            }
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
        if (port != null) {
            port.release();
        }
        ExecutorService pool = threads;
        threads = null;
        RouteThreads.stop(endpoint, pool);
    }

    @Override
    public boolean deferShutdown(ShutdownRunningTask shutdownRunningTask) {
        // suspending is enough: replies still leave then
        return false;
    }

    /** Requests accepted and not finished, queued ones included. */
    @Override
    public int getPendingExchangesSize() {
        RouteHandler mine = handler;
        return mine == null ? 0 : mine.pending();
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        // nothing beyond suspending
    }

    @Override
    public boolean isHostedService() {
        return true;
    }

    /** The server of the port, {@code null} while it is not bound. */
    @Nullable
    McpServer server() {
        SharedServers.Handle port = handle;
        return port == null ? null : port.server();
    }

    /** Address that is really bound, with the port that was chosen for port 0; {@code null} while the port is not open. */
    public @Nullable InetSocketAddress getBoundAddress() {
        McpServer server = server();
        return server == null ? null : server.boundAddress();
    }

    @ManagedAttribute(description = "Port that is really bound, 0 while none is")
    public int getBoundPort() {
        InetSocketAddress address = getBoundAddress();
        return address == null ? 0 : address.getPort();
    }

    @ManagedAttribute(description = "Connections open on the port")
    public int getOpenConnections() {
        McpServer server = server();
        return server == null ? 0 : server.statistics().open();
    }

    @ManagedAttribute(description = "Requests received on the port")
    public long getRequests() {
        McpServer server = server();
        return server == null ? 0 : server.statistics().requests();
    }

    @ManagedAttribute(description = "Positive answers sent on the port")
    public long getAnswers() {
        McpServer server = server();
        return server == null ? 0 : server.statistics().answers();
    }

    @ManagedAttribute(description = "ERROR frames and Modbus exceptions sent on the port")
    public long getErrors() {
        McpServer server = server();
        return server == null ? 0 : server.statistics().errors();
    }

    @ManagedAttribute(description = "Requests of the port that are not finished")
    public int getInFlight() {
        McpServer server = server();
        return server == null ? 0 : server.inFlight();
    }
}
