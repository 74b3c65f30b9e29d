package io.camelmcp.component.client;

import org.jspecify.annotations.Nullable;

/**
 * How a client is, at a glance.
 *
 * @param connections  that it keeps
 * @param connected    of them
 * @param dialed       whether it has been asked to connect at all: a lazy client without a request has not
 * @param attempts     to connect, since its start
 * @param outstanding  requests that wait or are in flight
 * @param lateAnswers  answers that came after their request had been given up, and were dropped
 * @param lastError    what a connection failed with last, until it is established again
 * @param session      of a client that logs in, {@code null} of others
 */
public record ClientStatus(
        int connections,
        int connected,
        boolean dialed,
        long attempts,
        int outstanding,
        long lateAnswers,
        @Nullable String lastError,
        @Nullable SessionStatus session) {

    /** Of a client that has nothing yet. */
    public static final ClientStatus NONE = new ClientStatus(0, 0, false, 0, 0, 0, null, null);

    /** Both together. */
    ClientStatus plus(ClientStatus other) {
        return new ClientStatus(
                connections + other.connections,
                connected + other.connected,
                dialed || other.dialed,
                attempts + other.attempts,
                outstanding + other.outstanding,
                lateAnswers + other.lateAnswers,
                other.lastError == null ? lastError : other.lastError,
                other.session == null ? session : other.session);
    }
}
