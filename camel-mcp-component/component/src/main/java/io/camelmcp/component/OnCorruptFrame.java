package io.camelmcp.component;

/** What happens after a frame that is not well formed. */
public enum OnCorruptFrame {
    /** The connection is closed. */
    close,
    /** Octets are dropped up to the next plausible frame. */
    resync
}
