package io.camelmcp.codec.modbus;

/**
 * A request that is answered by an exception response. The connection stays in step: framing was good, only the PDU was not,
 * or could not be served.
 */
public final class ModbusException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int function;
    private final ModbusExceptionCode code;

    /**
     * A refused request.
     *
     * @param function function of the request, 0..255
     * @param code     why
     * @param message  which thing had which value, and the limit; for logs, never sent
     */
    public ModbusException(int function, ModbusExceptionCode code, String message) {
        super(message);
        this.function = function;
        this.code = code;
    }

    /** Function of the request, 0..255. */
    public int function() {
        return function;
    }

    public ModbusExceptionCode code() {
        return code;
    }

    /** The exception response that tells the client. */
    public ModbusExceptionResponse response() {
        return new ModbusExceptionResponse(function & ~ModbusFunction.EXCEPTION_BIT, code);
    }

    /** Cheap on purpose: whatever a peer can trigger must not cost a stack walk. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
