package io.camelmcp.component;

/** Who opens the connection. */
public enum McpMode {
    /** Listens. */
    server,
    /** Connects. */
    client
}
