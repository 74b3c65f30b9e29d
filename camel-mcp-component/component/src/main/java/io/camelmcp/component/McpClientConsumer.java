package io.camelmcp.component;

import io.camelmcp.component.client.ClientStatus;
import io.camelmcp.component.client.DeviceClient;
import io.camelmcp.component.client.SessionStatus;
import io.camelmcp.component.server.CommandRouter;
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
 * Connects, and takes what the peer sends into a route: {@code from("mcp:gateway:5020?mode=client&clientId=C1")}. It connects
 * when the whole context is up; while it is suspended the peer is told to try later; a stop lets accepted requests finish and be
 * answered. With a clientId the connection is the one that {@code to("mcp:gateway:5020?clientId=C1")} uses.
 */
@ManagedResource(description = "Managed mcp client consumer")
public class McpClientConsumer extends DefaultConsumer implements Suspendable, ShutdownAware, StartupListener {

    /** What only a request of ours can honour. */
    private static final Set<String> PRODUCER_OPTIONS =
            Set.of("command", "deviceId", "unitId", "target", "offline", "answerTo", "pushParallelism");

    private final McpEndpoint endpoint;
    private @Nullable ExecutorService threads;
    private @Nullable ClientRouteHandler handler;
    private SharedClients.@Nullable Handle handle;

    public McpClientConsumer(McpEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        checkOptions();
        try {
            ExecutorService pool = RouteThreads.newConsumerPool(endpoint, this);
            threads = pool;
            ClientRouteHandler routeHandler = new ClientRouteHandler(
                    this, endpoint, pool == null ? null : new RouteExecutor(pool, RouteThreads.maxThreads(endpoint)));
            SharedClients.Handle mine = endpoint.getComponent().clients().acquire(endpoint);
            handle = mine;
            serve(mine.client(), routeHandler);
            handler = routeHandler;
            setHealthCheck(new McpClientConsumerHealthCheck(this, getRouteId()));
            endpoint.getCamelContext().addStartupListener(this);
        } catch (Exception e) {
            // a consumer whose start fails is not stopped, and would keep its commands from others
            leave();
            throw e;
        }
    }

    private void checkOptions() {
        McpConfiguration configuration = endpoint.getConfiguration();
        for (String option : endpoint.explicitOptions()) {
            if (PortOptions.isForPortsOnly(option)) {
                throw new IllegalArgumentException(
                        endpoint.address() + ": " + option + " is for mode=server; remove it with mode=client");
            }
            if (PRODUCER_OPTIONS.contains(option)) {
                throw new IllegalArgumentException(endpoint.address() + ": " + option
                        + " is for requests that a route sends; remove it from a consumer");
            }
            if (option.equals("lazyConnect")) {
                throw new IllegalArgumentException(endpoint.address()
                        + ": lazyConnect is for a producer; a consumer connects when the context is up and goes on"
                        + " trying: remove it");
            }
        }
        if (configuration.getAckMode() == AckMode.received || configuration.getOrdering() == Ordering.arrival) {
            throw new IllegalArgumentException(endpoint.address()
                    + ": with mode=client a request is answered after the route, and the next one follows then; remove"
                    + " ackMode and ordering");
        }
        if (endpoint.commands().contains(CommandRouter.MODBUS)) {
            throw new IllegalArgumentException(
                    endpoint.address() + ": commands: MODBUS requests do not come to a client; use mode=server");
        }
    }

    private void serve(DeviceClient client, ClientRouteHandler routeHandler) {
        try {
            client.serve(endpoint.commands(), routeHandler);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(endpoint.address() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) throws Exception {
        if (alreadyStarted) {
            connect();
        }
    }

    @Override
    public void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) throws Exception {
        connect();
    }

    private void connect() {
        // also while this consumer is still starting: its context may have been up long before
        SharedClients.Handle mine = handle;
        if (mine != null) {
            // a peer that is not there yet is tried again; the health check tells
            mine.client().connect();
        }
    }

    @Override
    protected void doSuspend() {
        ClientRouteHandler mine = handler;
        if (mine != null) {
            mine.suspended(true);
        }
    }

    @Override
    protected void doResume() {
        ClientRouteHandler mine = handler;
        if (mine != null) {
            mine.suspended(false);
            // after a takeover this is how an operator gets the session back
            connect();
        }
    }

    @Override
    protected void doStop() throws Exception {
        leave();
        super.doStop();
    }

    private void leave() {
        SharedClients.Handle mine = handle;
        ClientRouteHandler routeHandler = handler;
        handle = null;
        handler = null;
        if (mine != null) {
            if (routeHandler != null) {
                mine.client().unserve(routeHandler);
            }
            mine.release();
        }
        ExecutorService pool = threads;
        threads = null;
        RouteThreads.stop(endpoint, pool);
    }

    @Override
    public boolean deferShutdown(ShutdownRunningTask shutdownRunningTask) {
        // suspending is enough: answers still leave then
        return false;
    }

    /** Requests accepted and not finished, queued ones included. */
    @Override
    public int getPendingExchangesSize() {
        ClientRouteHandler mine = handler;
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

    @ManagedAttribute(description = "Whether the peer is connected and, with a clientId, logged in")
    public boolean isConnected() {
        ClientStatus status = status();
        return status != null && status.connected() > 0;
    }

    @ManagedAttribute(description = "Attempts to connect to the peer")
    public long getConnectAttempts() {
        ClientStatus status = status();
        return status == null ? 0 : status.attempts();
    }

    @ManagedAttribute(description = "How often the session has been resumed")
    public long getResumes() {
        SessionStatus session = session();
        return session == null ? 0 : session.resumes();
    }

    @ManagedAttribute(description = "Smoothed round-trip time in milliseconds; NaN while it has not been measured")
    public double getRttMillis() {
        SessionStatus session = session();
        return session == null ? Double.NaN : session.rttMillis();
    }

    private @Nullable SessionStatus session() {
        ClientStatus status = status();
        return status == null ? null : status.session();
    }

    @ManagedAttribute(description = "Requests of the peer, of all consumers of the connection")
    public long getRequests() {
        SharedClients.Handle mine = handle;
        return mine == null ? 0 : mine.client().received();
    }

    @ManagedAttribute(description = "Requests of the peer that are not finished")
    public int getInFlight() {
        return getPendingExchangesSize();
    }

    @ManagedAttribute(description = "What the connection failed with last; empty while it is well")
    public String getLastError() {
        ClientStatus status = status();
        String error = status == null ? null : status.lastError();
        return error == null ? "" : error;
    }
}
