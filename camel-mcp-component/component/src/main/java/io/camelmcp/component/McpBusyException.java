package io.camelmcp.component;

/**
 * Too much at once: try again later. A producer throws it when its queue is full or the peer answered BUSY; a route that throws
 * it makes the device get ERROR 7 (BUSY), which it may retry after a backoff, instead of ERROR 9.
 */
public class McpBusyException extends McpException {

    private static final long serialVersionUID = 1L;

    public McpBusyException(String message) {
        super(message);
    }
}
