package io.camelmcp.codec.modbus;

/**
 * Request to write one holding register (function 06; section 6.6 of the standard).
 *
 * @param address the register, 0-based, 2 octets, 0..65535
 * @param value   2 octets, 0..65535
 */
public record WriteSingleRegister(int address, int value) implements SingleWriteRequest {

    /**
     * A checked request.
     *
     * @throws IllegalArgumentException if a component is out of its range
     */
    public WriteSingleRegister {
        Pdu.checkWord("address", address);
        Pdu.checkWord("value", value);
    }

    @Override
    public int function() {
        return ModbusFunction.WRITE_SINGLE_REGISTER;
    }

    @Override
    public byte[] encode() {
        return Pdu.words(function(), address, value);
    }

    static WriteSingleRegister decode(byte[] pdu) throws ModbusException {
        Pdu.requireLength(pdu, 5);
        return new WriteSingleRegister(Pdu.u16(pdu, 1), Pdu.u16(pdu, 3));
    }
}
