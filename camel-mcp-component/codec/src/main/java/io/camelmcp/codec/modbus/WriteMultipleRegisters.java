package io.camelmcp.codec.modbus;

import java.util.Arrays;

/**
 * Request to write holding registers (function 10 hex; section 6.12 of the standard). Value equality includes the values.
 *
 * @param address first register, 0-based, 2 octets, 0..65535
 * @param values  1..123 values of 2 octets, 0..65535 each; not copied: whoever makes a request gives the array away
 */
public record WriteMultipleRegisters(int address, int[] values) implements WriteRequest {

    public static final int MAX_QUANTITY = 123;

    private static final int FIXED = 6;

    /**
     * A checked request.
     *
     * @throws IllegalArgumentException if a component is out of its range, or address + quantity exceeds 65536
     */
    public WriteMultipleRegisters {
        Pdu.checkRange(address, "quantity", values.length, MAX_QUANTITY);
        PduValues.checkRegisters(values);
    }

    @Override
    public int function() {
        return ModbusFunction.WRITE_MULTIPLE_REGISTERS;
    }

    @Override
    public int quantity() {
        return values.length;
    }

    @Override
    public byte[] encode() {
        byte[] pdu = Arrays.copyOf(Pdu.words(function(), address, values.length), FIXED + 2 * values.length);
        pdu[5] = (byte) (2 * values.length);
        PduValues.putRegisters(pdu, FIXED, values);
        return pdu;
    }

    static WriteMultipleRegisters decode(byte[] pdu) throws ModbusException {
        Pdu.requireAtLeast(pdu, FIXED);
        int address = Pdu.u16(pdu, 1);
        int quantity = Pdu.u16(pdu, 3);
        int byteCount = Pdu.u8(pdu, 5);
        Pdu.requireQuantity(pdu, "quantity", quantity, MAX_QUANTITY);
        Pdu.requireByteCount(pdu, byteCount, 2 * quantity);
        Pdu.requireLength(pdu, FIXED + byteCount);
        Pdu.requireRange(pdu, address, quantity);
        return new WriteMultipleRegisters(address, PduValues.registers(pdu, FIXED, quantity));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WriteMultipleRegisters that
                && address == that.address
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * address + Arrays.hashCode(values);
    }

    /** Without the values, which may be private. */
    @Override
    public String toString() {
        return "WriteMultipleRegisters[address=" + address + ", quantity=" + values.length + "]";
    }
}
