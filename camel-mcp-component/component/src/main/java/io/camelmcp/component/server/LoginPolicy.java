package io.camelmcp.component.server;

import io.camelmcp.component.session.RateLimit;
import io.camelmcp.component.session.TokenBucket;
import io.camelmcp.component.session.auth.Addresses;
import io.camelmcp.component.session.auth.Authenticator;
import io.camelmcp.component.session.auth.RepeatLimiter;
import java.net.InetAddress;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The {@link LoginOptions} of a port at work: counts failures, and keeps out who has failed too often. From any thread. */
final class LoginPolicy {

    private final LoginOptions options;
    private final Executor threads;
    private final ServerClock clock;
    private final RepeatLimiter<InetAddress> failures;
    private final RepeatLimiter<String> takeovers;
    private final @Nullable TokenBucket connections;
    private final @Nullable RateLimit frameLimit;

    /** @param threads where an authenticator runs that may block */
    LoginPolicy(LoginOptions options, Executor threads, ServerClock clock) {
        this.options = options;
        this.threads = threads;
        this.clock = clock;
        this.failures = options.failures();
        this.takeovers = options.takeovers();
        RateLimit connectionLimit = options.connectionLimit();
        this.connections = connectionLimit == null ? null : new TokenBucket(connectionLimit, clock.nanos());
        this.frameLimit = options.frameLimit();
    }

    LoginOptions options() {
        return options;
    }

    @Nullable
    Authenticator authenticator() {
        return options.authenticator();
    }

    boolean isRequired() {
        return options.required();
    }

    Executor threads() {
        return threads;
    }

    /** Limit of the requests of one session; {@code null} for none. */
    @Nullable
    RateLimit frameLimit() {
        return frameLimit;
    }

    /** Whether an address is kept out. */
    boolean isBanned(InetAddress address) {
        return failures.isBanned(Addresses.subscriber(address), clock.nanos());
    }

    /** A LOGIN from there has failed. */
    void failed(InetAddress address) {
        failures.count(Addresses.subscriber(address), clock.nanos());
    }

    /** Whether a client is kept out because its sessions take each other over again and again. */
    boolean isFlapping(String clientId) {
        return takeovers.isBanned(clientId, clock.nanos());
    }

    /** A session of a client has been taken over. */
    void takenOver(String clientId) {
        takeovers.count(clientId, clock.nanos());
    }

    /** Whether there is room for a new connection in this second; if so it is counted. */
    boolean takesConnection() {
        TokenBucket limit = connections;
        return limit == null || limit.tryTake(clock.nanos());
    }
}
