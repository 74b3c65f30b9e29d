package io.camelmcp.codec.modbus;

import org.jspecify.annotations.Nullable;

/** Why a request failed, as an exception response says it (Modbus Application Protocol V1.1b3, section 7). */
public enum ModbusExceptionCode {
    /** The function is not served here. */
    ILLEGAL_FUNCTION(0x01),
    /** Address, or address + quantity, is outside the data. */
    ILLEGAL_DATA_ADDRESS(0x02),
    /** Quantity, byte count, length or value of the PDU is not legal. */
    ILLEGAL_DATA_VALUE(0x03),
    /** The request was legal and its execution failed. */
    SERVER_DEVICE_FAILURE(0x04),
    /** Accepted, and takes long. */
    ACKNOWLEDGE(0x05),
    /** Overload; ask again later. */
    SERVER_DEVICE_BUSY(0x06),
    /** Parity error in a file record. */
    MEMORY_PARITY_ERROR(0x08),
    /** A gateway knows no way to the unit. */
    GATEWAY_PATH_UNAVAILABLE(0x0A),
    /** The unit behind a gateway is silent. */
    GATEWAY_TARGET_FAILED_TO_RESPOND(0x0B);

    private static final @Nullable ModbusExceptionCode[] BY_CODE = new @Nullable ModbusExceptionCode[0x0C];

    static {
        for (ModbusExceptionCode value : values()) {
            BY_CODE[value.code] = value;
        }
    }

    private final int code;

    ModbusExceptionCode(int code) {
        this.code = code;
    }

    /** Number on the wire, 1 octet, 1..11. */
    public int code() {
        return code;
    }

    /** The code with this number, or {@code null} for one that the standard does not define. */
    public static @Nullable ModbusExceptionCode of(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
