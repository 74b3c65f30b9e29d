package io.camelmcp.component.modbus;

import org.jspecify.annotations.Nullable;

/** Why a request through a {@link ModbusRequester} has no answer. */
public final class ModbusRequestException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What can be concluded from it. */
    public enum Kind {
        /** The connection is there, and the unit was silent. */
        TIMEOUT,
        /** It was not sent, for a reason that says nothing about the unit: others use the line, or there is no such request. */
        NOT_SENT,
        /** There is no connection, or it was lost. */
        UNREACHABLE,
        /** What came does not answer the request. */
        BAD_ANSWER
    }

    private final Kind kind;

    public ModbusRequestException(Kind kind, @Nullable String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** Cheap on purpose: a lost connection fails many requests at once. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
