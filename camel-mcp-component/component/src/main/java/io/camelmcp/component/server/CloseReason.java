package io.camelmcp.component.server;

import java.util.Locale;

/** Why a connection has ended, in counters and log lines. */
public enum CloseReason {
    PEER,
    LOGOUT,
    DRAINED,
    BAD_FRAME,
    UNSUPPORTED_VERSION,
    FRAME_TOO_LARGE,
    UNKNOWN_PROTOCOL,
    DETECT_TIMEOUT,
    FRAME_TIMEOUT,
    WRITE_TIMEOUT,
    IDLE,
    CONNECTION_LIMIT,
    ADDRESS_LIMIT,
    /** An idle Modbus connection has made room for a new one. */
    EVICTED,
    /** Modbus is not taken from there. */
    NOT_ALLOWED,
    TLS,
    LOGIN_TIMEOUT,
    LOGIN_FAILED,
    BANNED,
    TAKEN_OVER,
    DISCONNECTED,
    DEAD,
    CONNECTION_RATE,
    /** A device that dialled in did not say who it is, or may not come in. */
    REGISTRATION,
    STORE,
    IO_ERROR;

    /** {@code bad-frame} for {@link #BAD_FRAME}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether the peer is at fault, so that an operator wants to see it. */
    boolean isNotable() {
        return this != PEER && this != LOGOUT && this != DRAINED && this != IDLE;
    }
}
