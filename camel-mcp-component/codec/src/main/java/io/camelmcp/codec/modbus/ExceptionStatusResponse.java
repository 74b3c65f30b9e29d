package io.camelmcp.codec.modbus;

/**
 * Answer to function 07.
 *
 * @param status eight outputs, the first one in the lowest bit, 1 octet, 0..255
 */
public record ExceptionStatusResponse(int status) implements ModbusResponse {

    /**
     * A checked response.
     *
     * @throws IllegalArgumentException if the status is out of its range
     */
    public ExceptionStatusResponse {
        Pdu.checkIn("status", status, 0, 0xFF);
    }

    @Override
    public int function() {
        return ModbusFunction.READ_EXCEPTION_STATUS;
    }

    @Override
    public byte[] encode() {
        return new byte[] {(byte) function(), (byte) status};
    }

    static ExceptionStatusResponse decode(byte[] pdu, ReadExceptionStatus request) {
        BadResponse.requireLength(pdu, request, 2);
        return new ExceptionStatusResponse(Pdu.u8(pdu, 1));
    }
}
