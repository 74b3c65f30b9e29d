package io.camelmcp.component;

import org.jspecify.annotations.Nullable;

/** No answer within {@code requestTimeout}. The message says whether the request had been sent: then it may have been done. */
public class McpTimeoutException extends McpException {

    private static final long serialVersionUID = 1L;

    public McpTimeoutException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
