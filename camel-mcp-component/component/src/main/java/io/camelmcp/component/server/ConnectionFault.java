package io.camelmcp.component.server;

import io.camelmcp.codec.McpProtocolException;
import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What an exception in a pipeline means for its connection: which reason is counted, and what the peer is told. */
final class ConnectionFault {

    private ConnectionFault() {}

    static void handle(DeviceConnection connection, Throwable cause) {
        if (cause instanceof McpProtocolException fault) {
            connection.writeFault(fault.code(), fault.code().text());
        }
        connection.close(reason(cause), detail(cause));
    }

    /** For the log. */
    static @Nullable String detail(Throwable cause) {
        if (cause instanceof NotSslRecordException || cause.getCause() instanceof NotSslRecordException) {
            // its message is all that the peer has sent, tokens included
            return "clear text on a port that speaks TLS";
        }
        return cause.getMessage();
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
}
