package io.camelmcp.component;

import io.camelmcp.component.client.ClientStatus;
import io.camelmcp.component.client.SessionStatus;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.jspecify.annotations.Nullable;

/** What health checks say of a client. */
final class ClientHealth {

    private ClientHealth() {}

    /**
     * Fills a result.
     *
     * @param mustBeConnected whether a client without a connection is ill
     */
    static void report(
            HealthCheckResultBuilder builder, String address, @Nullable ClientStatus status, boolean mustBeConnected) {
        builder.detail("endpoint.uri", address);
        if (status == null) {
            builder.message(address + " is not started").down();
            return;
        }
        String lastError = status.lastError();
        builder.detail("connections", status.connections());
        builder.detail("connected", status.connected());
        builder.detail("attempts", status.attempts());
        builder.detail("outstanding", status.outstanding());
        builder.detail("lateAnswers", status.lateAnswers());
        if (lastError != null) {
            builder.detail("lastError", lastError);
        }
        SessionStatus session = status.session();
        boolean takenOver = session != null && session.takenOver();
        if (session != null) {
            builder.detail("resumes", session.resumes());
            builder.detail("retransmissions", session.retransmissions());
            builder.detail("rttMillis", session.rttMillis());
            builder.detail("link", String.valueOf(session.link()));
            builder.detail("takenOver", takenOver);
        }
        if (takenOver) {
            builder.message(address + " is not connected: the same clientId has logged in elsewhere")
                    .down();
        } else if (mustBeConnected && status.connected() == 0) {
            builder.message(address + " is not connected: " + (lastError == null ? "connecting" : lastError))
                    .down();
        } else {
            builder.up();
        }
    }
}
