package io.camelmcp.component;

import org.jspecify.annotations.Nullable;

/** There is no connection to the peer, or there is none any more. */
public class McpConnectionException extends McpException {

    private static final long serialVersionUID = 1L;

    private final boolean outcomeUnknown;

    public McpConnectionException(String message, @Nullable Throwable cause, boolean outcomeUnknown) {
        super(message, cause);
        this.outcomeUnknown = outcomeUnknown;
    }

    /** Whether the request had been sent, so that it may have been done; when {@code false} sending it again is safe. */
    public boolean isOutcomeUnknown() {
        return outcomeUnknown;
    }
}
