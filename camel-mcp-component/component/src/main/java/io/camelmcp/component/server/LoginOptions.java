package io.camelmcp.component.server;

import io.camelmcp.component.session.RateLimit;
import io.camelmcp.component.session.auth.Addresses;
import io.camelmcp.component.session.auth.Authenticator;
import io.camelmcp.component.session.auth.RepeatLimiter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Who may log in at a port, and how often (docs/protocol.md, section 5).
 *
 * @param authenticator  decides who a device is; {@code null} if LOGIN is optional and taken as it is
 * @param modbusAllow    from where Modbus is taken without a client certificate, if there is an authenticator; without one, the
 *                       only addresses from where it is taken, if there are any
 * @param loginTimeout   until a connection must have logged in, if there is an authenticator
 * @param maxPayload     largest payload of a frame until then, octets
 * @param failureDelay   a failed LOGIN is answered after a random time between a fifth of it and it
 * @param failureLimit   failed logins from one address in a minute that ban it, 0 for no limit
 * @param takeoverLimit  takeovers of one client in a minute that ban it, 0 for no limit
 * @param banTime        how long a ban lasts
 * @param connectionRate new connections in a second, 0 for no limit
 * @param frameRate      requests of one session in a second, 0 for no limit
 */
public record LoginOptions(
        @Nullable Authenticator authenticator,
        Addresses modbusAllow,
        Duration loginTimeout,
        int maxPayload,
        Duration failureDelay,
        int failureLimit,
        int takeoverLimit,
        Duration banTime,
        int connectionRate,
        int frameRate) {

    /** Addresses and clients that are remembered for their limits. */
    static final int REMEMBERED = 10_000;

    private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

    /** Nobody has to log in, and the limits are those of the protocol. */
    public static LoginOptions open() {
        return new LoginOptions(
                null,
                Addresses.parse(null),
                Duration.ofSeconds(10),
                4_096,
                Duration.ofMillis(500),
                20,
                15,
                Duration.ofMinutes(5),
                0,
                0);
    }

    /** Whether a device must log in before anything else. */
    public boolean required() {
        return authenticator != null;
    }

    /** Whether Modbus is taken from a connection. */
    public boolean allowsModbus(boolean hasClientCertificate, InetSocketAddress remote) {
        boolean open = required() ? hasClientCertificate : modbusAllow.isEmpty();
        return open || modbusAllow.contains(remote.getAddress());
    }

    /** Counts failed logins of {@linkplain Addresses#subscriber subscribers}; one for a port. */
    public RepeatLimiter<InetAddress> failures() {
        return new RepeatLimiter<>(failureLimit, MINUTE_NANOS, banTime.toNanos(), REMEMBERED);
    }

    /** Counts takeovers of client ids; one for a port. */
    public RepeatLimiter<String> takeovers() {
        return new RepeatLimiter<>(takeoverLimit, MINUTE_NANOS, banTime.toNanos(), REMEMBERED);
    }

    /** Limit of new connections, to be put into one bucket for a port; {@code null} for none. */
    public @Nullable RateLimit connectionLimit() {
        return connectionRate == 0 ? null : new RateLimit(connectionRate, connectionRate);
    }

    /** Limit of requests of a session, shared by all: each session keeps its own state; {@code null} for none. */
    public @Nullable RateLimit frameLimit() {
        return frameRate == 0 ? null : new RateLimit(frameRate, frameRate);
    }
}
