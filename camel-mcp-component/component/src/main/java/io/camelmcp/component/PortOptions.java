package io.camelmcp.component;

import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.Protocol;
import io.camelmcp.component.server.LateAnswers;
import io.camelmcp.component.server.LoginOptions;
import io.camelmcp.component.server.ServerOptions;
import io.camelmcp.component.server.SessionOptions;
import io.camelmcp.component.session.SessionListener;
import io.camelmcp.component.session.store.SessionStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.apache.camel.CamelContext;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.jspecify.annotations.Nullable;

/**
 * The options that all consumers of a port share, put together from what each of them says: what one sets goes for all, what two
 * set differently is refused.
 */
final class PortOptions {

    /** A device must have answered a request of ours in this time, above the 20 s that a route may take at its end. */
    private static final long RETRANSMIT_MILLIS = 25_000;

    private static final int MAX_RETRANSMITS = 2;

    private static final SharedOptions SHARED = new SharedOptions(
            "of another consumer of this port", "with which another consumer of this port has opened it");

    static {
        share("protocol", McpConfiguration::getProtocol, McpConfiguration::setProtocol);
        share("maxFrameLength", McpConfiguration::getMaxFrameLength, McpConfiguration::setMaxFrameLength);
        share("onCorruptFrame", McpConfiguration::getOnCorruptFrame, McpConfiguration::setOnCorruptFrame);
        share("detectTimeout", McpConfiguration::getDetectTimeout, McpConfiguration::setDetectTimeout);
        share("frameTimeout", McpConfiguration::getFrameTimeout, McpConfiguration::setFrameTimeout);
        share("idleTimeout", McpConfiguration::getIdleTimeout, McpConfiguration::setIdleTimeout);
        share("maxInFlight", McpConfiguration::getMaxInFlight, McpConfiguration::setMaxInFlight);
        share("maxInFlightBytes", McpConfiguration::getMaxInFlightBytes, McpConfiguration::setMaxInFlightBytes);
        share(
                "maxInFlightPerConnection",
                McpConfiguration::getMaxInFlightPerConnection,
                McpConfiguration::setMaxInFlightPerConnection);
        share("maxConnections", McpConfiguration::getMaxConnections, McpConfiguration::setMaxConnections);
        share(
                "maxConnectionsPerAddress",
                McpConfiguration::getMaxConnectionsPerAddress,
                McpConfiguration::setMaxConnectionsPerAddress);
        share("maxTransactions", McpConfiguration::getMaxTransactions, McpConfiguration::setMaxTransactions);
        share("modbusRoles", McpConfiguration::getModbusRoles, McpConfiguration::setModbusRoles);
        share("units", McpConfiguration::getUnits, McpConfiguration::setUnits);
        share("modbusPriority", McpConfiguration::getModbusPriority, McpConfiguration::setModbusPriority);
        share("bank", McpConfiguration::getBank, McpConfiguration::setBank);
        share("backlog", McpConfiguration::getBacklog, McpConfiguration::setBacklog);
        share("ssl", McpConfiguration::isSsl, McpConfiguration::setSsl);
        share(
                "sslContextParameters",
                McpConfiguration::getSslContextParameters,
                McpConfiguration::setSslContextParameters);
        share("sessionStore", McpConfiguration::getSessionStore, McpConfiguration::setSessionStore);
        share("sessionTtl", McpConfiguration::getSessionTtl, McpConfiguration::setSessionTtl);
        share("sessionRetention", McpConfiguration::getSessionRetention, McpConfiguration::setSessionRetention);
        share("maxSessions", McpConfiguration::getMaxSessions, McpConfiguration::setMaxSessions);
        share("pushQueue", McpConfiguration::getPushQueue, McpConfiguration::setPushQueue);
        share("heartbeatInterval", McpConfiguration::getHeartbeatInterval, McpConfiguration::setHeartbeatInterval);
        share(
                "heartbeatMinInterval",
                McpConfiguration::getHeartbeatMinInterval,
                McpConfiguration::setHeartbeatMinInterval);
        share("auth", McpConfiguration::getAuth, McpConfiguration::setAuth);
        share("jwtSecret", McpConfiguration::getJwtSecret, McpConfiguration::setJwtSecret);
        share("jwksUrl", McpConfiguration::getJwksUrl, McpConfiguration::setJwksUrl);
        share("jwtIssuer", McpConfiguration::getJwtIssuer, McpConfiguration::setJwtIssuer);
        share("jwtAudience", McpConfiguration::getJwtAudience, McpConfiguration::setJwtAudience);
        share("jwtRoles", McpConfiguration::getJwtRoles, McpConfiguration::setJwtRoles);
        share("certificateName", McpConfiguration::getCertificateName, McpConfiguration::setCertificateName);
        share("authenticator", McpConfiguration::getAuthenticator, McpConfiguration::setAuthenticator);
        share("modbusAllow", McpConfiguration::getModbusAllow, McpConfiguration::setModbusAllow);
        share("loginTimeout", McpConfiguration::getLoginTimeout, McpConfiguration::setLoginTimeout);
        share("loginFrameLength", McpConfiguration::getLoginFrameLength, McpConfiguration::setLoginFrameLength);
        share("loginFailureDelay", McpConfiguration::getLoginFailureDelay, McpConfiguration::setLoginFailureDelay);
        share("loginFailureLimit", McpConfiguration::getLoginFailureLimit, McpConfiguration::setLoginFailureLimit);
        share("takeoverLimit", McpConfiguration::getTakeoverLimit, McpConfiguration::setTakeoverLimit);
        share("loginBanTime", McpConfiguration::getLoginBanTime, McpConfiguration::setLoginBanTime);
        share("connectionRate", McpConfiguration::getConnectionRate, McpConfiguration::setConnectionRate);
        share("maxFrameRate", McpConfiguration::getMaxFrameRate, McpConfiguration::setMaxFrameRate);
        share("workerGroup", McpConfiguration::getWorkerGroup, McpConfiguration::setWorkerGroup);
        share("bossGroup", McpConfiguration::getBossGroup, McpConfiguration::setBossGroup);
    }

    /** Options of a port that a client has too. */
    private static final Set<String> ALSO_OF_CLIENTS = Set.of(
            "protocol",
            "maxFrameLength",
            "ssl",
            "sslContextParameters",
            "heartbeatInterval",
            "heartbeatMinInterval",
            "loginTimeout",
            "workerGroup");

    /** Options of a port that each of its consumers has for itself. */
    private static final Set<String> OF_ONE_CONSUMER = Set.of("bankEvents", "modbusRanges", "userFunctions", "role");

    /** Whether only a port that is listened on can honour an option. */
    static boolean isForPortsOnly(String option) {
        return OF_ONE_CONSUMER.contains(option)
                || DialInSettings.OPTIONS.contains(option)
                || (SHARED.contains(option) && !ALSO_OF_CLIENTS.contains(option));
    }

    private static <T> void share(String name, Function<McpConfiguration, T> get, BiConsumer<McpConfiguration, T> set) {
        SHARED.add(name, get, set);
    }

    private final String address;
    private final List<McpEndpoint> members = new ArrayList<>();
    private McpConfiguration merged;

    PortOptions(McpEndpoint first) {
        this.address = first.address();
        this.merged = first.getConfiguration().copy();
    }

    /**
     * Adds what another endpoint of the port says.
     *
     * @param fixed whether the port is bound, so that nothing can change any more
     * @throws IllegalArgumentException if it contradicts what is there; it names the option and both values, and nothing has
     *                                  been added
     */
    void add(McpEndpoint endpoint, boolean fixed) {
        SHARED.check(endpoint, members, fixed ? merged : null);
        members.add(endpoint);
        if (!fixed) {
            merged = SHARED.merge(members);
        }
    }

    /** Takes back what an endpoint has said; a port that is bound keeps it. */
    void remove(McpEndpoint endpoint, boolean fixed) {
        members.remove(endpoint);
        if (!fixed && !members.isEmpty()) {
            merged = SHARED.merge(members);
        }
    }

    String address() {
        return address;
    }

    McpConfiguration merged() {
        return merged;
    }

    /**
     * The options for the server.
     *
     * @throws IllegalArgumentException if a value is out of its range; it names the option
     */
    ServerOptions toServerOptions(String host, int port, CamelContext context) {
        atLeast("maxFrameLength", merged.getMaxFrameLength(), 64);
        if (merged.getMaxFrameLength() > McpFrame.MAX_PAYLOAD) {
            throw new IllegalArgumentException(
                    address + ": maxFrameLength=" + merged.getMaxFrameLength() + " is above " + McpFrame.MAX_PAYLOAD);
        }
        atLeast("maxInFlight", merged.getMaxInFlight(), 1);
        atLeast("maxInFlightBytes", merged.getMaxInFlightBytes(), 1);
        atLeast("maxInFlightPerConnection", merged.getMaxInFlightPerConnection(), 1);
        atLeast("maxConnections", merged.getMaxConnections(), 0);
        atLeast("maxConnectionsPerAddress", merged.getMaxConnectionsPerAddress(), 0);
        atLeast("detectTimeout", merged.getDetectTimeout(), 1);
        atLeast("frameTimeout", merged.getFrameTimeout(), 1);
        atLeast("idleTimeout", merged.getIdleTimeout(), 0);
        atLeast("backlog", merged.getBacklog(), 1);
        Supplier<SSLEngine> tls = tls(context);
        return new ServerOptions(
                host,
                port,
                merged.getBacklog(),
                pinned(merged.getProtocol()),
                tls,
                merged.getMaxFrameLength(),
                merged.getOnCorruptFrame() == OnCorruptFrame.resync,
                merged.getOnCorruptFrame() == OnCorruptFrame.close,
                Duration.ofMillis(merged.getDetectTimeout()),
                Duration.ofMillis(merged.getFrameTimeout()),
                Duration.ofMillis(merged.getIdleTimeout()),
                merged.getMaxConnections(),
                merged.getMaxConnectionsPerAddress(),
                merged.getMaxInFlight(),
                merged.getMaxInFlightBytes(),
                merged.getMaxInFlightPerConnection(),
                ModbusBanks.open(context, address, merged.getBank()),
                new PortAccess(address, merged, context, tls).toModbusAccess());
    }

    /**
     * How sessions are kept at the port.
     *
     * @throws IllegalArgumentException if a value is out of its range; it names the option
     */
    SessionOptions toSessionOptions(
            SessionStore store, SessionListener listener, LateAnswers lateAnswers, String node) {
        atLeast("sessionTtl", merged.getSessionTtl(), 1);
        atLeast("sessionRetention", merged.getSessionRetention(), 0);
        atLeast("maxSessions", merged.getMaxSessions(), 0);
        atLeast("pushQueue", merged.getPushQueue(), 0);
        atLeast("heartbeatInterval", merged.getHeartbeatInterval(), 0);
        atLeast("heartbeatMinInterval", merged.getHeartbeatMinInterval(), 1);
        return new SessionOptions(
                store,
                listener,
                lateAnswers,
                node,
                merged.getMaxSessions(),
                Duration.ofMillis(merged.getSessionTtl()),
                Duration.ofMillis(merged.getSessionRetention()),
                Duration.ofMillis(merged.getHeartbeatInterval()),
                Duration.ofMillis(merged.getHeartbeatMinInterval()),
                merged.getPushQueue(),
                Duration.ofMillis(RETRANSMIT_MILLIS),
                MAX_RETRANSMITS,
                0);
    }

    /**
     * Who may log in at the port. It reads the keys of tokens, so it is for once, when the port is bound.
     *
     * @throws IllegalArgumentException if an option cannot be honoured; it names the option
     */
    LoginOptions toLoginOptions(String host, CamelContext context) {
        return new PortLogin(address, merged, tls(context)).toLoginOptions(host);
    }

    static @Nullable Protocol pinned(@Nullable McpProtocol protocol) {
        if (protocol == null) {
            return null;
        }
        return switch (protocol) {
            case auto -> null;
            case mcp -> Protocol.MCP;
            case modbusTcp -> Protocol.MODBUS_TCP;
            case modbusRtu -> Protocol.MODBUS_RTU;
        };
    }

    private @Nullable Supplier<SSLEngine> tls(CamelContext context) {
        SSLContextParameters parameters = merged.getSslContextParameters();
        if (parameters == null) {
            if (merged.isSsl()) {
                throw new IllegalArgumentException(
                        address
                                + ": ssl=true needs a certificate: set sslContextParameters, or useGlobalSslContextParameters on the component");
            }
            return null;
        }
        SSLContext ssl;
        try {
            ssl = parameters.createSSLContext(context);
        } catch (Exception e) {
            throw new IllegalArgumentException(address + ": sslContextParameters: " + e.getMessage(), e);
        }
        return () -> {
            // client authentication and protocols are as the parameters say; they are not touched here
            SSLEngine engine = ssl.createSSLEngine();
            engine.setUseClientMode(false);
            return engine;
        };
    }

    private void atLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(address + ": " + name + "=" + value + " is below " + least);
        }
    }
}
