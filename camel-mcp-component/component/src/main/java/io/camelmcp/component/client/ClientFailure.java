package io.camelmcp.component.client;

import io.camelmcp.codec.McpError;
import io.camelmcp.codec.McpErrorCode;
import org.jspecify.annotations.Nullable;

/** Why a request has no answer. */
public final class ClientFailure extends Exception {

    private static final long serialVersionUID = 1L;

    /** What a sender can conclude from a failure. */
    public enum Kind {
        /** Too much waits already; nothing was sent. */
        BUSY,
        /** There is no connection; nothing was sent. */
        NOT_CONNECTED,
        /** Sent, and the connection was lost before the answer: whether it was done is not known. */
        CONNECTION_LOST,
        /** No answer in time. Whether it was sent says the message. */
        TIMEOUT,
        /** The peer answered ERROR. */
        PEER_ERROR,
        /** The peer answered what is no answer to this request. */
        BAD_ANSWER,
        /** The client has been closed. */
        CLOSED
    }

    private final Kind kind;
    private final transient @Nullable McpError error;

    private ClientFailure(Kind kind, String message, @Nullable Throwable cause, @Nullable McpError error) {
        super(message, cause);
        this.kind = kind;
        this.error = error;
    }

    static ClientFailure of(Kind kind, String message) {
        return new ClientFailure(kind, message, null, null);
    }

    static ClientFailure of(Kind kind, String message, @Nullable Throwable cause) {
        return new ClientFailure(kind, message, cause, null);
    }

    static ClientFailure answered(McpError error) {
        return new ClientFailure(Kind.PEER_ERROR, "ERROR " + describe(error), null, error);
    }

    static ClientFailure lost(String peer, ClientRequest<?> request, String why, @Nullable Throwable cause) {
        return of(
                Kind.CONNECTION_LOST,
                "connection to " + peer + " lost before the answer to " + request + ": whether it was done is unknown ("
                        + why + ")",
                cause);
    }

    static ClientFailure timeout(String peer, Call<?> call, boolean sent) {
        return of(
                Kind.TIMEOUT,
                peer + " did not answer " + call.request + " within " + call.timeoutMillis + " ms"
                        + (sent
                                ? ": whether it was done is unknown"
                                : ": it was still waiting, and has not been sent"));
    }

    static ClientFailure loginRefused(String peer, SessionOptions session, McpError error) {
        return new ClientFailure(
                Kind.PEER_ERROR,
                peer + " refused the login of "
                        + (session.clientId() == null ? "the certificate's client" : "clientId=" + session.clientId())
                        + " with ERROR " + describe(error),
                null,
                error);
    }

    /** {@code 9 FAILED: text}. */
    static String describe(McpError error) {
        McpErrorCode known = McpErrorCode.of(error.code());
        return error.code()
                + (known == null ? "" : " " + known.name())
                + (error.text().isEmpty() ? "" : ": " + error.text());
    }

    public Kind kind() {
        return kind;
    }

    /** What the peer answered, for {@link Kind#PEER_ERROR}. */
    public @Nullable McpError error() {
        return error;
    }

    /** Cheap on purpose: a lost connection fails a thousand requests at once. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
