package io.camelmcp.codec.modbus;

/** Request to read the eight exception status outputs of a device (function 07; section 6.7 of the standard). */
public record ReadExceptionStatus() implements ModbusRequest {

    @Override
    public int function() {
        return ModbusFunction.READ_EXCEPTION_STATUS;
    }

    @Override
    public boolean isWrite() {
        return false;
    }

    @Override
    public byte[] encode() {
        return new byte[] {(byte) function()};
    }

    static ReadExceptionStatus decode(byte[] pdu) throws ModbusException {
        Pdu.requireLength(pdu, 1);
        return new ReadExceptionStatus();
    }
}
