package io.camelmcp.component.server;

import io.camelmcp.component.session.auth.Authenticator;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Who may log in to a port.
 *
 * @param authenticator decides who a device is; {@code null} if LOGIN is optional and everybody is who it says
 * @param threads       where an authenticator runs that may block
 * @param timeout       until a connection must have logged in
 * @param guard         keeps out addresses and clients that have failed too often
 */
public record LoginPolicy(@Nullable Authenticator authenticator, Executor threads, Duration timeout, Guard guard) {

    /** Largest payload of a frame before login, octets. */
    static final int MAX_PAYLOAD = 4_096;

    /** Nobody has to log in. */
    public static LoginPolicy open() {
        return new LoginPolicy(null, Runnable::run, Duration.ofSeconds(10), new Guard() {});
    }

    boolean isRequired() {
        return authenticator != null;
    }

    /** Counts failures, and says who is kept out for a while because of them. From any thread. */
    public interface Guard {

        /** Whether an address is kept out. */
        default boolean isBanned(InetAddress address) {
            return false;
        }

        /** A LOGIN from there has failed. */
        default void failed(InetAddress address) {}

        /** Whether a client is kept out because its sessions take each other over again and again. */
        default boolean isFlapping(String clientId) {
            return false;
        }

        /** A session of a client has been taken over. */
        default void takenOver(String clientId) {}
    }
}
