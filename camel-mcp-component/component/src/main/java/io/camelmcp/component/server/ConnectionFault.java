package io.camelmcp.component.server;

import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.McpProtocolException;
import java.io.IOException;
import javax.net.ssl.SSLException;

/** What an exception in a pipeline means for its connection: which reason is counted, and what the peer is told. */
final class ConnectionFault {

    private ConnectionFault() {}

    static void handle(DeviceConnection connection, Throwable cause) {
        if (cause instanceof McpProtocolException fault) {
            connection.writeFault(fault.code(), text(fault.code()));
        }
        connection.close(reason(cause), cause.getMessage());
    }

    static CloseReason reason(Throwable cause) {
        if (cause instanceof McpProtocolException fault) {
            return switch (fault.code()) {
                case UNSUPPORTED_VERSION -> CloseReason.UNSUPPORTED_VERSION;
                case FRAME_TOO_LARGE -> CloseReason.FRAME_TOO_LARGE;
                default -> CloseReason.BAD_FRAME;
            };
        }
        if (cause instanceof SSLException || cause.getCause() instanceof SSLException) {
            return CloseReason.TLS;
        }
        return cause instanceof IOException ? CloseReason.PEER : CloseReason.IO_ERROR;
    }

    /** Generic on purpose: a peer learns its own mistake, nothing of the inside. */
    static String text(McpErrorCode code) {
        return switch (code) {
            case BAD_FRAME -> "bad frame";
            case UNSUPPORTED_VERSION -> "unsupported version";
            case UNKNOWN_COMMAND -> "unknown command";
            case FRAME_TOO_LARGE -> "frame too large";
            case NOT_LOGGED_IN -> "not logged in";
            case FORBIDDEN -> "forbidden";
            case BUSY -> "busy";
            case TIMEOUT -> "timeout";
            case FAILED -> "failed";
            case TAKEN_OVER -> "taken over";
            case SESSION_GONE -> "session gone";
            case STALE -> "stale";
        };
    }
}
