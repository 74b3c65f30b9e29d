package io.camelmcp.component;

/** When a device gets its answer. */
public enum AckMode {
    /** When the route has finished well. */
    route,
    /** When the frame has been received. */
    received
}
