package io.camelmcp.component;

import org.apache.camel.CamelException;
import org.jspecify.annotations.Nullable;

/** Base of what an {@code mcp:} producer fails an exchange with; the subclasses say what to do about it. */
public class McpException extends CamelException {

    private static final long serialVersionUID = 1L;

    public McpException(String message) {
        super(message);
    }

    public McpException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
