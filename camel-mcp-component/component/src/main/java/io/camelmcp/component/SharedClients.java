package io.camelmcp.component;

import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.Protocol;
import io.camelmcp.component.client.ClientOptions;
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
 * The clients of a Camel context. Endpoints with a clientId share the connection that logs in by that name. Others whose options for the connection are the same share one, because many devices
 * accept few connections or one; the first makes it, the last one closes it. What belongs to a request (command, unit id,
 * timeout) may differ.
 */
final class SharedClients {

    private static final Logger LOG = LoggerFactory.getLogger(SharedClients.class);
    private static final long CLOSE_MILLIS = 2_000;
    private static final Set<String> SESSION_OPTIONS =
            Set.of("groups", "maxRetransmits", "retransmitTimeout", "loginTimeout");
    private static final String HEALTH_REPOSITORY = "producers";

    // by Name with a clientId, else by Key
    private final Map<Object, Shared> clients = new HashMap<>();

    /**
     * Takes part in the client that fits an endpoint.
     *
     * @throws IllegalArgumentException if an option is not possible
     */
    synchronized Handle acquire(McpEndpoint endpoint) {
        McpConfiguration configuration = endpoint.getConfiguration();
        Key key = new Key(
                options(endpoint),
                configuration.isSsl(),
                configuration.getSslContextParameters(),
                configuration.isHostnameVerification(),
                configuration.getWorkerGroup());
        String clientId = configuration.getClientId();
        Object place = clientId == null ? key : new Name(endpoint.getHost(), endpoint.getPort(), clientId);
        Shared shared = clients.get(place);
        if (shared == null) {
            shared = new Shared(endpoint, key);
            clients.put(place, shared);
        } else if (clientId != null) {
            SharedClientOptions.check(endpoint, shared.configuration);
        }
        shared.handles++;
        return new Handle(place, shared);
    }

    private static ClientOptions options(McpEndpoint endpoint) {
        McpConfiguration from = endpoint.getConfiguration();
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
                    beat(endpoint));
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

    private static final class Shared {
        final DeviceClient client;
        final McpConfiguration configuration;
        final McpProducerHealthCheck healthCheck;
        final @Nullable WritableHealthCheckRepository health;
        int handles;

        Shared(McpEndpoint endpoint, Key key) {
            EventLoopGroup given = key.workerGroup();
            configuration = endpoint.getConfiguration().copy();
            client = new DeviceClient(
                    key.options(),
                    given == null ? endpoint.getComponent().eventLoops().workers() : given,
                    ClientTls.of(endpoint));
            CamelContext context = endpoint.getCamelContext();
            health = HealthCheckHelper.getHealthCheckRepository(
                    context, HEALTH_REPOSITORY, WritableHealthCheckRepository.class);
            healthCheck = new McpProducerHealthCheck(endpoint.address(), client);
            if (health != null) {
                healthCheck.setEnabled(endpoint.getComponent().isHealthCheckProducerEnabled());
                health.addHealthCheck(healthCheck);
            }
        }

        void close() {
            if (health != null) {
                health.removeHealthCheck(healthCheck);
            }
            CompletableFuture<Void> closed = client.close();
            if (client.options().session() == null) {
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
        private boolean released;

        private Handle(Object place, Shared shared) {
            this.place = place;
            this.shared = shared;
        }

        DeviceClient client() {
            return shared.client;
        }

        /** Leaves the client; the last one to leave closes it. */
        void release() {
            synchronized (SharedClients.this) {
                if (released) {
                    return;
                }
                released = true;
                if (--shared.handles > 0) {
                    return;
                }
                clients.remove(place);
            }
            shared.close();
        }
    }
}
