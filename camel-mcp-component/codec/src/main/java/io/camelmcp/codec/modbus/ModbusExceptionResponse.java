package io.camelmcp.codec.modbus;

/**
 * The answer to a request that failed: function with bit 0x80 set, code u8 (section 7 of the standard).
 *
 * @param function function of the request, without the bit, 0..127
 * @param code     number of {@link ModbusExceptionCode}, or one of the device's own, 0..255
 */
public record ModbusExceptionResponse(int function, int code) implements ModbusResponse {

    private static final int LENGTH = 2;

    /**
     * A checked response.
     *
     * @throws IllegalArgumentException if a component is out of its range
     */
    public ModbusExceptionResponse {
        Pdu.checkIn("function", function, 0, 127);
        Pdu.checkIn("code", code, 0, 255);
    }

    public ModbusExceptionResponse(int function, ModbusExceptionCode code) {
        this(function, code.code());
    }

    @Override
    public byte[] encode() {
        return new byte[] {(byte) (function | ModbusFunction.EXCEPTION_BIT), (byte) code};
    }

    static ModbusExceptionResponse decode(byte[] pdu, ModbusRequest request) {
        BadResponse.requireLength(pdu, request, LENGTH);
        return new ModbusExceptionResponse(request.function(), Pdu.u8(pdu, 1));
    }
}
