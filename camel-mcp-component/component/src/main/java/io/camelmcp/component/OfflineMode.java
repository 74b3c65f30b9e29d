package io.camelmcp.component;

/** What becomes of a request to a device that has no connection. */
public enum OfflineMode {
    /** It fails. */
    fail,
    /** It waits for the device. */
    queue
}
