package io.camelmcp.component;

/** The device that a message is for is not connected, or not known. Nothing has been sent. */
public class McpOfflineException extends McpException {

    private static final long serialVersionUID = 1L;

    public McpOfflineException(String message) {
        super(message);
    }
}
