package io.camelmcp.component;

import io.camelmcp.codec.McpErrorCode;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.util.ObjectHelper;
import org.jspecify.annotations.Nullable;

/** How an exchange has ended, in the words of the protocol. */
final class RouteOutcome {

    private RouteOutcome() {}

    /** @return {@code null} if it has finished well: neither failed nor marked for rollback */
    static @Nullable McpErrorCode errorOf(Exchange exchange) {
        if (!exchange.isFailed() && !exchange.isRollbackOnly() && !exchange.isRollbackOnlyLast()) {
            return null;
        }
        Throwable cause = exchange.getException();
        boolean busy = cause != null
                && (ObjectHelper.getException(McpBusyException.class, cause) != null
                        || ObjectHelper.getException(RejectedExecutionException.class, cause) != null);
        return busy ? McpErrorCode.BUSY : McpErrorCode.FAILED;
    }
}
