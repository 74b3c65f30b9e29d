package io.camelmcp.codec.modbus;

/**
 * Request to write one coil (function 05; section 6.5 of the standard).
 *
 * @param address the coil, 0-based, 2 octets, 0..65535
 * @param value   2 octets on the wire: {@code FF00} is on, {@code 0000} is off, nothing else is legal
 */
public record WriteSingleCoil(int address, boolean value) implements SingleWriteRequest {

    private static final int ON = 0xFF00;
    private static final int OFF = 0x0000;

    /**
     * A checked request.
     *
     * @throws IllegalArgumentException if the address is out of its range
     */
    public WriteSingleCoil {
        Pdu.checkWord("address", address);
    }

    @Override
    public int function() {
        return ModbusFunction.WRITE_SINGLE_COIL;
    }

    @Override
    public byte[] encode() {
        return Pdu.words(function(), address, value ? ON : OFF);
    }

    static WriteSingleCoil decode(byte[] pdu) throws ModbusException {
        Pdu.requireLength(pdu, 5);
        int value = Pdu.u16(pdu, 3);
        if (value != ON && value != OFF) {
            throw Pdu.illegalValue(pdu, "value " + value + " is neither 0 nor " + ON);
        }
        return new WriteSingleCoil(Pdu.u16(pdu, 1), value == ON);
    }
}
