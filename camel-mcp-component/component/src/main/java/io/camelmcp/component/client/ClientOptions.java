package io.camelmcp.component.client;

import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.Protocol;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a client needs to know about its peer and its connections. Two clients with equal options may be one.
 *
 * @param host              name or address of the peer
 * @param port              1..65535
 * @param protocol          spoken on all connections
 * @param version           of MCP frames, 1 or 2; does not matter for Modbus
 * @param window            most requests in flight on one connection, 1..1024; always 1 where answers carry no number
 * @param maxPending        most requests that wait for a place in the window or for a connection, at least 1
 * @param connections       to open, 1..1000
 * @param connectTimeout    for connecting, and then for the TLS handshake
 * @param reconnectDelay    first delay before connecting again
 * @param reconnectMaxDelay longest delay before connecting again
 * @param maxPayload        largest payload of an MCP frame in either direction, octets
 * @param session           {@code null} to send requests without login, each at most once
 * @param pauses            between Modbus requests; {@link Pauses#NONE} otherwise
 * @param beat              heartbeat without a login, for version 2; {@code null} for none, and with a session, which has its own
 */
public record ClientOptions(
        String host,
        int port,
        Protocol protocol,
        int version,
        int window,
        int maxPending,
        int connections,
        Duration connectTimeout,
        Duration reconnectDelay,
        Duration reconnectMaxDelay,
        int maxPayload,
        @Nullable SessionOptions session,
        @Nullable Beat beat,
        Pauses pauses) {

    /**
     * What slow Modbus devices need.
     *
     * @param afterConnect until the first request, 0..24 days
     * @param afterAnswer  until the next request, 0..24 days
     * @param quarantine   for which a line with RTU must be quiet after a request was not answered as it should be, 0..1 min; 0 to
     *                     open another connection instead
     */
    public record Pauses(Duration afterConnect, Duration afterAnswer, Duration quarantine) {

        private static final Duration LONGEST_QUARANTINE = Duration.ofMinutes(1);

        public static final Pauses NONE = new Pauses(Duration.ZERO, Duration.ZERO, Duration.ofMillis(500));

        /** @throws IllegalArgumentException naming the option, its value and its range */
        public Pauses {
            checkNotNegative("connectPause", afterConnect);
            checkNotNegative("requestPause", afterAnswer);
            if (quarantine.isNegative() || quarantine.compareTo(LONGEST_QUARANTINE) > 0) {
                throw new IllegalArgumentException("quarantine=" + quarantine.toMillis() + " is not in 0.."
                        + LONGEST_QUARANTINE.toMillis() + " ms");
            }
        }

        private static void checkNotNegative(String name, Duration value) {
            if (!value.isZero()) {
                checkPositive(name, value);
            }
        }
    }

    /**
     * A heartbeat that no login agrees on (docs/protocol.md, section 6).
     *
     * @param interval between PINGs, 1 s..1 day
     * @param least    what a slow link may shorten that to, above 0
     */
    public record Beat(Duration interval, Duration least) {

        /** @throws IllegalArgumentException naming the option, its value and its range */
        public Beat {
            if (interval.compareTo(Duration.ofSeconds(1)) < 0 || interval.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException(
                        "heartbeatInterval=" + interval.toMillis() + " is not in 1000 ms..1 day, or 0 for none");
            }
            checkPositive("heartbeatMinInterval", least);
        }
    }

    public static final int MAX_WINDOW = 1_024;
    public static final int MAX_CONNECTIONS = 1_000;

    /** What {@code window} 0 stands for in version 2. */
    public static final int DEFAULT_WINDOW = 32;

    /** Without a heartbeat of its own, and without pauses. */
    public ClientOptions(
            String host,
            int port,
            Protocol protocol,
            int version,
            int window,
            int maxPending,
            int connections,
            Duration connectTimeout,
            Duration reconnectDelay,
            Duration reconnectMaxDelay,
            int maxPayload,
            @Nullable SessionOptions session) {
        this(
                host,
                port,
                protocol,
                version,
                window,
                maxPending,
                connections,
                connectTimeout,
                reconnectDelay,
                reconnectMaxDelay,
                maxPayload,
                session,
                null,
                Pauses.NONE);
    }

    /**
     * Checked options.
     *
     * @throws IllegalArgumentException naming the option, its value and its range
     */
    public ClientOptions {
        checkIn("port", port, 1, 65_535);
        checkIn("version", version, McpFrame.PLAIN, McpFrame.SEQUENCED);
        if (window == 0) {
            window = protocol == Protocol.MCP && version == McpFrame.SEQUENCED ? DEFAULT_WINDOW : 1;
        }
        checkIn("window", window, 1, MAX_WINDOW);
        if (window > 1 && !isNumbered(protocol, version)) {
            throw new IllegalArgumentException("window=" + window + ": answers of "
                    + (protocol == Protocol.MCP ? "version 1" : protocol.label())
                    + " carry no number, only one request can be in flight; leave window unset");
        }
        checkIn("maxPending", maxPending, 1, Integer.MAX_VALUE - MAX_WINDOW);
        checkIn("connections", connections, 1, MAX_CONNECTIONS);
        checkIn(
                "maxFrameLength",
                maxPayload,
                McpFrame.SEQUENCED_PREFIX,
                Integer.MAX_VALUE - McpFrame.HEADER_LENGTH * 2);
        checkPositive("connectTimeout", connectTimeout);
        checkPositive("reconnectDelay", reconnectDelay);
        checkPositive("reconnectMaxDelay", reconnectMaxDelay);
        if (window > 1 && !pauses.afterAnswer().isZero()) {
            throw new IllegalArgumentException("requestPause="
                    + pauses.afterAnswer().toMillis() + " is for one request after another, and contradicts window="
                    + window + "; remove one of them");
        }
        if (session != null) {
            checkSession(protocol, version, connections);
        }
        if (reconnectMaxDelay.compareTo(reconnectDelay) < 0) {
            throw new IllegalArgumentException("reconnectMaxDelay=" + reconnectMaxDelay.toMillis()
                    + " is below reconnectDelay=" + reconnectDelay.toMillis());
        }
    }

    /** {@code host:port}, for logs and messages. */
    public String peer() {
        return (host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host) + ":" + port;
    }

    /** Whether an answer carries the number of its request, so that several can be in flight. */
    boolean isNumbered() {
        return isNumbered(protocol, version);
    }

    private static boolean isNumbered(Protocol protocol, int version) {
        return protocol == Protocol.MODBUS_TCP || (protocol == Protocol.MCP && version == McpFrame.SEQUENCED);
    }

    private static void checkSession(Protocol protocol, int version, int connections) {
        if (protocol != Protocol.MCP) {
            throw new IllegalArgumentException("protocol=" + protocol.label()
                    + " has no login; remove clientId, token and login, or use protocol=mcp");
        }
        if (version != McpFrame.SEQUENCED) {
            throw new IllegalArgumentException(
                    "version=" + version + " has no sequence numbers to resume a session with;"
                            + " use version=2, or remove clientId, token and login");
        }
        if (connections > 1) {
            throw new IllegalArgumentException("connections=" + connections
                    + ": a client that logs in has one connection, each further login would take the session over; leave"
                    + " connections unset");
        }
    }

    private static void checkIn(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + "=" + value + " is not in " + min + ".." + max);
        }
    }

    private static void checkPositive(String name, Duration value) {
        if (value.isNegative() || value.isZero() || value.compareTo(Duration.ofDays(24)) > 0) {
            throw new IllegalArgumentException(name + "=" + value.toMillis() + " is not in 1 ms..24 days");
        }
    }
}
