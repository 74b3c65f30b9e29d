package io.camelmcp.codec.modbus;

/**
 * Request to set and clear single bits of a holding register (function 16 hex; section 6.16 of the standard).
 *
 * @param address the register, 0-based, 2 octets, 0..65535
 * @param andMask bits to keep, 2 octets, 0..65535
 * @param orMask  bits to set where {@code andMask} is 0, 2 octets, 0..65535
 */
public record MaskWriteRegister(int address, int andMask, int orMask) implements SingleWriteRequest {

    private static final int LENGTH = 7;

    /**
     * A checked request.
     *
     * @throws IllegalArgumentException if a component is out of its range
     */
    public MaskWriteRegister {
        Pdu.checkWord("address", address);
        Pdu.checkWord("andMask", andMask);
        Pdu.checkWord("orMask", orMask);
    }

    @Override
    public int function() {
        return ModbusFunction.MASK_WRITE_REGISTER;
    }

    /**
     * New value of the register: {@code (current AND andMask) OR (orMask AND NOT andMask)}.
     *
     * @param current 0..65535
     */
    public int apply(int current) {
        return current & andMask | orMask & ~andMask;
    }

    @Override
    public byte[] encode() {
        byte[] pdu = new byte[LENGTH];
        pdu[0] = (byte) function();
        Pdu.putU16(pdu, 1, address);
        Pdu.putU16(pdu, 3, andMask);
        Pdu.putU16(pdu, 5, orMask);
        return pdu;
    }

    static MaskWriteRegister decode(byte[] pdu) throws ModbusException {
        Pdu.requireLength(pdu, LENGTH);
        return new MaskWriteRegister(Pdu.u16(pdu, 1), Pdu.u16(pdu, 3), Pdu.u16(pdu, 5));
    }
}
