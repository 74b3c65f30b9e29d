package io.camelmcp.component;

import io.camelmcp.component.client.dialin.DialIn;
import io.camelmcp.component.server.CommandRouter;
import io.camelmcp.component.server.LoginOptions;
import io.camelmcp.component.server.McpServer;
import io.camelmcp.component.server.RequestHandler;
import io.camelmcp.component.session.auth.Authenticator;
import io.camelmcp.component.session.store.SessionStore;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/** The servers of a Camel context, one for each {@code host:port}: the first consumer makes it, the last one ends it. */
final class SharedServers {

    private static final int LOGIN_THREADS = 8;

    /** At most 4 KiB each. */
    private static final int MOST_WAITING_LOGINS = 20_000;

    private final Map<String, Port> ports = new HashMap<>();

    /**
     * Takes part in a port.
     *
     * @throws IllegalArgumentException if options or commands contradict those of another consumer of the port
     */
    synchronized Handle register(McpEndpoint endpoint, RequestHandler handler) {
        return register(endpoint, handler, null);
    }

    /**
     * Takes part in a port, or takes one whose connections are devices that wait to be asked.
     *
     * @param dialIn takes the connections; {@code null} to serve them. It cannot share the port
     * @throws IllegalArgumentException as above
     */
    synchronized Handle register(McpEndpoint endpoint, RequestHandler handler, @Nullable DialIn dialIn) {
        Port port = ports.computeIfAbsent(endpoint.address(), address -> new Port(endpoint));
        if (port.handles > 0 && (dialIn != null || port.dialIn != null)) {
            throw new IllegalArgumentException(endpoint.address()
                    + ": role=master takes a port for itself, and another consumer has this one; use another port");
        }
        port.dialIn = dialIn;
        try {
            port.options.add(endpoint, port.server != null);
            try {
                port.router.add(endpoint.commands(), endpoint.modbusClaim(), handler);
            } catch (IllegalArgumentException e) {
                port.options.remove(endpoint, port.server != null);
                throw e;
            }
        } catch (IllegalArgumentException e) {
            if (port.handles == 0) {
                ports.remove(endpoint.address());
            }
            String message = String.valueOf(e.getMessage());
            throw message.startsWith("mcp:") ? e : new IllegalArgumentException(endpoint.address() + ": " + message, e);
        }
        port.handles++;
        return new Handle(endpoint, port, handler);
    }

    /** The server of {@code mcp:host:port}; {@code null} while no consumer has bound it. */
    synchronized @Nullable McpServer find(String address) {
        Port port = ports.get(address);
        return port == null ? null : port.server;
    }

    /** The devices that dial in at {@code mcp:host:port}; {@code null} where no consumer with role=master is. */
    synchronized @Nullable DialIn findDialIn(String address) {
        Port port = ports.get(address);
        return port == null ? null : port.dialIn;
    }

    /** Of all ports. */
    synchronized List<DialIn> allDialIn() {
        List<DialIn> all = new ArrayList<>();
        for (Port port : ports.values()) {
            if (port.dialIn != null) {
                all.add(port.dialIn);
            }
        }
        return all;
    }

    /** The servers that are bound. */
    synchronized List<McpServer> all() {
        List<McpServer> servers = new ArrayList<>();
        for (Port port : ports.values()) {
            if (port.server != null) {
                servers.add(port.server);
            }
        }
        return servers;
    }

    private static final class Port {
        final PortOptions options;
        final CommandRouter router = new CommandRouter();
        int handles;

        @Nullable
        McpServer server;

        @Nullable
        DialIn dialIn;

        private @Nullable SessionStore store;
        private @Nullable UnitForwarder units;
        private @Nullable ExecutorService loginThreads;

        Port(McpEndpoint first) {
            this.options = new PortOptions(first);
        }

        /** Binds the port with what its endpoints say. */
        void open(McpEndpoint endpoint, EventLoopGroup boss, EventLoopGroup workers) throws IOException {
            CamelContext context = endpoint.getCamelContext();
            LoginOptions login = options.toLoginOptions(endpoint.getHost(), context);
            try {
                SessionStore sessionStore = openStore(endpoint);
                store = sessionStore;
                Authenticator authenticator = login.authenticator();
                if (authenticator != null && authenticator.mayBlock()) {
                    loginThreads = RouteThreads.newPool(
                            context, this, "McpLogin", LOGIN_THREADS, LOGIN_THREADS, MOST_WAITING_LOGINS);
                }
                McpServer made = new McpServer(
                        options.toServerOptions(endpoint.getHost(), endpoint.getPort(), context),
                        options.toSessionOptions(
                                sessionStore,
                                endpoint.getComponent().sessionListener(),
                                endpoint.getComponent().lateAnswers(),
                                // ports that share a store are nodes of their own
                                context.getName() + "/" + endpoint.address()),
                        login,
                        loginThreads == null ? Runnable::run : loginThreads,
                        router,
                        boss,
                        workers);
                UnitForwarder forwarder = UnitForwarder.of(options.merged(), endpoint);
                units = forwarder;
                if (forwarder != null) {
                    made.forwardUnits(forwarder);
                }
                ModbusBanks.requireThreads(endpoint, made.bank());
                DialIn taker = dialIn;
                if (taker != null) {
                    made.giveConnectionsTo(taker::take);
                }
                made.refuse(endpoint.getComponent().getFrozenClients());
                made.bind();
                server = made;
            } finally {
                if (server == null) {
                    close(endpoint);
                }
            }
        }

        private SessionStore openStore(McpEndpoint endpoint) {
            try {
                return endpoint.getComponent()
                        .sessionStores()
                        .open(endpoint.getCamelContext(), options.merged().getSessionStore());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(options.address() + ": " + e.getMessage(), e);
            }
        }

        /** Closes all that the port has opened. */
        void close(McpEndpoint endpoint) {
            DialIn taker = dialIn;
            if (taker != null) {
                taker.close();
            }
            McpServer last = server;
            server = null;
            if (last != null) {
                last.close();
            }
            UnitForwarder forwarder = units;
            units = null;
            if (forwarder != null) {
                forwarder.close();
            }
            SessionStore opened = store;
            store = null;
            if (opened != null) {
                opened.close();
            }
            ExecutorService pool = loginThreads;
            loginThreads = null;
            if (pool != null) {
                endpoint.getCamelContext().getExecutorServiceManager().shutdownNow(pool);
            }
        }
    }

    /** One consumer's part in a port. */
    final class Handle {
        private final McpEndpoint endpoint;
        private final Port port;
        private final RequestHandler handler;
        private boolean released;

        private Handle(McpEndpoint endpoint, Port port, RequestHandler handler) {
            this.endpoint = endpoint;
            this.port = port;
            this.handler = handler;
        }

        /**
         * Binds the port, if no other consumer has done so.
         *
         * @throws IOException              if it cannot be bound
         * @throws IllegalArgumentException if an option is not possible
         */
        void bind() throws IOException {
            synchronized (SharedServers.this) {
                if (released) {
                    return;
                }
                if (port.server != null) {
                    ModbusBanks.requireThreads(endpoint, port.server.bank());
                    if (!port.server.isBound() && !port.router.isSuspended()) {
                        // it rests because all others are suspended
                        port.server.resume();
                    }
                    return;
                }
                EventLoops loops = endpoint.getComponent().eventLoops();
                port.open(endpoint, loops.boss(port.options.merged()), loops.workers(port.options.merged()));
            }
        }

        /** The server, once it is bound. */
        @Nullable
        McpServer server() {
            synchronized (SharedServers.this) {
                return port.server;
            }
        }

        /** Stops accepting and reading when this was the last consumer that still took requests. */
        void suspend() {
            synchronized (SharedServers.this) {
                if (port.server != null && port.router.isSuspended()) {
                    port.server.suspend();
                }
            }
        }

        /** Accepts and reads again. */
        void resume() throws IOException {
            synchronized (SharedServers.this) {
                if (port.server != null) {
                    port.server.resume();
                }
            }
        }

        /** Says goodbye to devices when this was the last consumer that still took requests. */
        void drain() {
            synchronized (SharedServers.this) {
                if (port.server != null && port.router.isSuspended()) {
                    port.server.drain();
                }
            }
        }

        /** Leaves the port; the last one to leave closes it. */
        void release() {
            boolean last = false;
            synchronized (SharedServers.this) {
                if (released) {
                    return;
                }
                released = true;
                port.router.remove(handler);
                port.options.remove(endpoint, port.server != null);
                if (--port.handles == 0) {
                    ports.remove(endpoint.address());
                    last = true;
                } else if (port.server != null && port.server.isBound() && port.router.isSuspended()) {
                    port.server.suspend();
                }
            }
            if (last) {
                port.close(endpoint);
            }
        }
    }
}
