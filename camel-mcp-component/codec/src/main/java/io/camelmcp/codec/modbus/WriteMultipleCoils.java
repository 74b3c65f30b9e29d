package io.camelmcp.codec.modbus;

import java.util.Arrays;

/**
 * Request to write coils (function 0F; section 6.11 of the standard). Value equality includes the values.
 *
 * @param address first coil, 0-based, 2 octets, 0..65535
 * @param values  1..1968 values, one bit each; not copied: whoever makes a request gives the array away
 */
public record WriteMultipleCoils(int address, boolean[] values) implements WriteRequest {

    public static final int MAX_QUANTITY = 1968;

    private static final int FIXED = 6;

    /**
     * A checked request.
     *
     * @throws IllegalArgumentException if a component is out of its range, or address + quantity exceeds 65536
     */
    public WriteMultipleCoils {
        Pdu.checkRange(address, "quantity", values.length, MAX_QUANTITY);
    }

    @Override
    public int function() {
        return ModbusFunction.WRITE_MULTIPLE_COILS;
    }

    @Override
    public int quantity() {
        return values.length;
    }

    @Override
    public byte[] encode() {
        int octets = PduValues.bitOctets(values.length);
        byte[] pdu = Arrays.copyOf(Pdu.words(function(), address, values.length), FIXED + octets);
        pdu[5] = (byte) octets;
        PduValues.putBits(pdu, FIXED, values);
        return pdu;
    }

    static WriteMultipleCoils decode(byte[] pdu) throws ModbusException {
        Pdu.requireAtLeast(pdu, FIXED);
        int address = Pdu.u16(pdu, 1);
        int quantity = Pdu.u16(pdu, 3);
        int byteCount = Pdu.u8(pdu, 5);
        Pdu.requireQuantity(pdu, "quantity", quantity, MAX_QUANTITY);
        Pdu.requireByteCount(pdu, byteCount, PduValues.bitOctets(quantity));
        Pdu.requireLength(pdu, FIXED + byteCount);
        Pdu.requireRange(pdu, address, quantity);
        return new WriteMultipleCoils(address, PduValues.bits(pdu, FIXED, quantity));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WriteMultipleCoils that
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
        return "WriteMultipleCoils[address=" + address + ", quantity=" + values.length + "]";
    }
}
