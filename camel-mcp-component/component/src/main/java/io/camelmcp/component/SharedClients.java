package io.camelmcp.component;

import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.Protocol;
import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.ModbusResponse;
import io.camelmcp.component.client.ClientOptions;
import io.camelmcp.component.client.ClientStatus;
import io.camelmcp.component.client.DeviceClient;
import io.camelmcp.component.client.SessionOptions;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.WritableHealthCheckRepository;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clients of a Camel context. All Modbus endpoints of one {@code host:port} and protocol share one, because many devices accept
 * few connections or one. So do endpoints with a clientId, which share the connection that logs in by that name, and others whose
 * options for the connection are the same. The first request connects it, the last endpoint closes it. What belongs to a request
 * (command, unit id, timeout) may differ.
 */
final class SharedClients {

    private static final Logger LOG = LoggerFactory.getLogger(SharedClients.class);
    private static final long CLOSE_MILLIS = 2_000;
    private static final Set<String> SESSION_OPTIONS =
            Set.of("groups", "maxRetransmits", "retransmitTimeout", "loginTimeout");
    private static final String HEALTH_REPOSITORY = "producers";

    // by Line for Modbus, by Name with a clientId, else by Key
    private final Map<Object, Shared> clients = new HashMap<>();

    /**
     * Takes part in the client that fits an endpoint.
     *
     * @throws IllegalArgumentException if an option is not possible
     */
    synchronized Handle acquire(McpEndpoint endpoint) {
        McpConfiguration configuration = endpoint.getConfiguration();
        if (protocol(endpoint).isModbus() && !logsIn(configuration)) {
            return acquireLine(endpoint);
        }
        Key key = new Key(
                options(endpoint, configuration),
                configuration.isSsl(),
                configuration.getSslContextParameters(),
                configuration.isHostnameVerification(),
                configuration.getWorkerGroup());
        String clientId = configuration.getClientId();
        Object place = clientId == null ? key : new Name(endpoint.getHost(), endpoint.getPort(), clientId);
        Shared shared = clients.get(place);
        if (shared == null) {
            shared = new Shared(endpoint, configuration.copy());
            clients.put(place, shared);
        } else if (clientId != null) {
            SharedClientOptions.check(endpoint, shared.configuration());
        }
        return new Handle(place, shared, endpoint);
    }

    /**
     * Takes part in the client of a Modbus device that a route names only in a file.
     *
     * @param protocol modbusTcp or modbusRtu
     * @param options  of the connection, as a URI would say them: {@code connectPause=200}
     * @throws IllegalArgumentException if an option is not possible
     */
    Handle acquire(McpComponent component, String host, int port, McpProtocol protocol, Map<String, Object> options) {
        return acquire(component.deviceEndpoint(host, port, protocol, options));
    }

    private Handle acquireLine(McpEndpoint endpoint) {
        McpConfiguration own = endpoint.getConfiguration();
        boolean tls = own.isSsl() || own.getSslContextParameters() != null;
        Line line = new Line(endpoint.getHost(), endpoint.getPort(), protocol(endpoint), tls);
        Shared shared = clients.get(line);
        if (shared == null) {
            McpConfiguration merged = new ModbusLine().with(endpoint, null);
            options(endpoint, merged);
            shared = new Shared(endpoint, merged);
            clients.put(line, shared);
        } else {
            shared.merge(endpoint);
        }
        return new Handle(line, shared, endpoint);
    }

    /** @param from what all endpoints of the connection say together */
    private static ClientOptions options(McpEndpoint endpoint, McpConfiguration from) {
        try {
            return new ClientOptions(
                    endpoint.getHost(),
                    endpoint.getPort(),
                    protocol(from.getProtocol()),
                    from.getVersion(),
                    from.getWindow(),
                    from.getMaxPending(),
                    from.getConnections(),
                    Duration.ofMillis(from.getConnectTimeout()),
                    Duration.ofMillis(from.getReconnectDelay()),
                    Duration.ofMillis(from.getReconnectMaxDelay()),
                    from.getMaxFrameLength(),
                    session(endpoint),
                    beat(endpoint),
                    new ClientOptions.Pauses(
                            Duration.ofMillis(from.getConnectPause()),
                            Duration.ofMillis(from.getRequestPause()),
                            Duration.ofMillis(from.getQuarantine())));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(endpoint.address() + ": " + e.getMessage(), e);
        }
    }

    /** Heartbeat without a login: of version 2, because whoever speaks that answers PING. */
    private static ClientOptions.@Nullable Beat beat(McpEndpoint endpoint) {
        McpConfiguration from = endpoint.getConfiguration();
        if (logsIn(from)) {
            return null;
        }
        if (protocol(from.getProtocol()) != Protocol.MCP || from.getVersion() != McpFrame.SEQUENCED) {
            for (String option : List.of("heartbeatInterval", "heartbeatMinInterval")) {
                if (endpoint.explicitOptions().contains(option)) {
                    throw new IllegalArgumentException(option + " is for MCP of version 2; remove it");
                }
            }
            return null;
        }
        return from.getHeartbeatInterval() == 0
                ? null
                : new ClientOptions.Beat(
                        Duration.ofMillis(from.getHeartbeatInterval()),
                        Duration.ofMillis(from.getHeartbeatMinInterval()));
    }

    static boolean logsIn(McpConfiguration options) {
        return options.isLogin()
                || options.getClientId() != null
                || options.getToken() != null
                || options.getTokenSupplier() != null;
    }

    /** @return {@code null} for a client that does not log in */
    private static @Nullable SessionOptions session(McpEndpoint endpoint) {
        McpConfiguration from = endpoint.getConfiguration();
        if (!logsIn(from)) {
            for (String option : endpoint.explicitOptions()) {
                if (SESSION_OPTIONS.contains(option)) {
                    throw new IllegalArgumentException(
                            option + " needs a login; set clientId, token or login=true, or remove it");
                }
            }
            return null;
        }
        Supplier<String> supplier = from.getTokenSupplier();
        if (supplier != null && from.getToken() != null) {
            throw new IllegalArgumentException("token and tokenSupplier are both set; remove one of them");
        }
        String groups = from.getGroups();
        return new SessionOptions(
                from.getClientId(),
                from.getToken(),
                groups == null || groups.isBlank()
                        ? List.of()
                        : List.of(groups.trim().split("\\s*,\\s*", -1)),
                Duration.ofMillis(from.getHeartbeatInterval()),
                Duration.ofMillis(from.getHeartbeatMinInterval()),
                from.getMaxRetransmits(),
                Duration.ofMillis(from.getRetransmitTimeout()),
                Duration.ofMillis(from.getLoginTimeout()),
                supplier == null
                        ? null
                        : new SuppliedToken(supplier, endpoint.getComponent().tokenThreads()));
    }

    private static Protocol protocol(McpEndpoint endpoint) {
        try {
            return protocol(endpoint.getConfiguration().getProtocol());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(endpoint.address() + ": " + e.getMessage(), e);
        }
    }

    private static Protocol protocol(@Nullable McpProtocol protocol) {
        if (protocol == null) {
            return Protocol.MCP;
        }
        return switch (protocol) {
            case mcp -> Protocol.MCP;
            case modbusTcp -> Protocol.MODBUS_TCP;
            case modbusRtu -> Protocol.MODBUS_RTU;
            case auto ->
                throw new IllegalArgumentException(
                        "protocol=auto: a producer speaks first, so set mcp, modbusTcp or modbusRtu");
        };
    }

    /** Whoever logs in by this name has one connection: a second login would take the session over. */
    private record Name(String host, int port, String clientId) {}

    /** SSLContextParameters and event loops are the same only when they are the same object. */
    private record Key(
            ClientOptions options,
            boolean ssl,
            @Nullable SSLContextParameters tls,
            boolean hostnameVerification,
            @Nullable EventLoopGroup workerGroup) {}

    /** A Modbus device: some take one connection only. */
    private record Line(String host, int port, Protocol protocol, boolean tls) {}

    private static final class Shared {
        private final McpProducerHealthCheck healthCheck;
        private final @Nullable WritableHealthCheckRepository health;
        private final ModbusLine line = new ModbusLine();
        private McpConfiguration configuration;
        private Supplier<DeviceClient> maker;
        private volatile @Nullable DeviceClient client;
        int handles;

        Shared(McpEndpoint endpoint, McpConfiguration configuration) {
            this.configuration = configuration;
            this.maker = maker(endpoint, configuration);
            CamelContext context = endpoint.getCamelContext();
            health = HealthCheckHelper.getHealthCheckRepository(
                    context, HEALTH_REPOSITORY, WritableHealthCheckRepository.class);
            healthCheck =
                    new McpProducerHealthCheck(endpoint.address(), options(endpoint, configuration), this::status);
            if (health != null) {
                healthCheck.setEnabled(endpoint.getComponent().isHealthCheckProducerEnabled());
                health.addHealthCheck(healthCheck);
            }
        }

        /** How the client is; looking does not make it. */
        ClientStatus status() {
            DeviceClient made = client;
            return made == null ? ClientStatus.NONE : made.status();
        }

        private static Supplier<DeviceClient> maker(McpEndpoint endpoint, McpConfiguration from) {
            ClientOptions options = options(endpoint, from);
            ClientTls tls = ClientTls.of(endpoint, from);
            return () -> new DeviceClient(
                    options, endpoint.getComponent().eventLoops().workers(from), tls);
        }

        McpConfiguration configuration() {
            return configuration;
        }

        /** Puts together what its endpoints say; of a client that is there already nothing can change. */
        synchronized void merge(McpEndpoint endpoint) {
            boolean fixed = client != null;
            McpConfiguration merged = line.with(endpoint, fixed ? configuration : null);
            if (!fixed) {
                maker = maker(endpoint, merged);
                configuration = merged;
            }
        }

        /** The client; made when it is first needed, when all endpoints have said what they want of it. */
        DeviceClient client() {
            DeviceClient made = client;
            return made == null ? make() : made;
        }

        private synchronized DeviceClient make() {
            DeviceClient made = client;
            if (made == null) {
                made = maker.get();
                client = made;
            }
            return made;
        }

        void close() {
            if (health != null) {
                health.removeHealthCheck(healthCheck);
            }
            DeviceClient made = client;
            if (made == null) {
                return;
            }
            CompletableFuture<Void> closed = made.close();
            if (made.options().session() == null) {
                return;
            }
            try {
                // the LOGOUT must leave before the event loops end
                closed.get(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                LOG.debug("event=close-unfinished", e);
            }
        }
    }

    /** One endpoint's part in a client. */
    final class Handle {
        private final Object place;
        private final Shared shared;
        private final McpEndpoint endpoint;
        private boolean released;

        private Handle(Object place, Shared shared, McpEndpoint endpoint) {
            this.place = place;
            this.shared = shared;
            this.endpoint = endpoint;
            shared.line.add(endpoint);
            shared.handles++;
        }

        DeviceClient client() {
            return shared.client();
        }

        /** {@link DeviceClient#request} of the client, which is made when the first request needs it. */
        CompletableFuture<ModbusResponse> request(int unitId, ModbusRequest request, Duration timeout) {
            return client().request(unitId, request, timeout);
        }

        /** How the client is; looking does not make it. */
        ClientStatus status() {
            return shared.status();
        }

        /** Leaves the client; the last one to leave closes it. */
        void release() {
            synchronized (SharedClients.this) {
                if (released) {
                    return;
                }
                released = true;
                shared.line.remove(endpoint);
                if (--shared.handles > 0) {
                    return;
                }
                clients.remove(place);
            }
            shared.close();
        }
    }
}
