package io.camelmcp.component;

import io.camelmcp.codec.modbus.ModbusException;
import io.camelmcp.codec.modbus.ModbusExceptionCode;
import org.jspecify.annotations.Nullable;

/**
 * A Modbus device answered with an exception. The cause is a {@link ModbusException}, unless the code is one of the device's
 * own, so a route that answers a Modbus master with what this device says passes the code on.
 */
public class McpModbusException extends McpException {

    private static final long serialVersionUID = 1L;

    private final int function;
    private final int code;

    public McpModbusException(String message, int function, int code) {
        super(message, cause(message, function, code));
        this.function = function;
        this.code = code;
    }

    private static @Nullable ModbusException cause(String message, int function, int code) {
        ModbusExceptionCode known = ModbusExceptionCode.of(code);
        return known == null ? null : new ModbusException(function, known, message);
    }

    /** Function of the request, 1..127. */
    public int getFunction() {
        return function;
    }

    /** Exception code, 1 octet, 0..255. */
    public int getCode() {
        return code;
    }

    /** {@code ILLEGAL_DATA_ADDRESS} and the like; {@code null} for a code that the standard does not define. */
    public @Nullable String getName() {
        ModbusExceptionCode known = ModbusExceptionCode.of(code);
        return known == null ? null : known.name();
    }
}
