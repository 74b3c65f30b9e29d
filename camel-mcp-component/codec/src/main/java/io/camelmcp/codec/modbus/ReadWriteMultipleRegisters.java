package io.camelmcp.codec.modbus;

import java.util.Arrays;

/**
 * Request to write holding registers and then read some (function 17 hex; section 6.17 of the standard). The write comes
 * first. Value equality includes the values.
 *
 * @param readAddress  first register to read, 0-based, 2 octets, 0..65535
 * @param readQuantity number of registers to read, 2 octets, 1..125
 * @param writeAddress first register to write, 0-based, 2 octets, 0..65535
 * @param values       1..121 values to write, 2 octets, 0..65535 each; not copied
 */
public record ReadWriteMultipleRegisters(int readAddress, int readQuantity, int writeAddress, int[] values)
        implements ModbusRequest {

    public static final int MAX_READ_QUANTITY = 125;
    public static final int MAX_WRITE_QUANTITY = 121;

    private static final int FIXED = 10;

    /**
     * A checked request.
     *
     * @throws IllegalArgumentException if a component is out of its range, or an address + quantity exceeds 65536
     */
    public ReadWriteMultipleRegisters {
        Pdu.checkRange(readAddress, "read quantity", readQuantity, MAX_READ_QUANTITY);
        Pdu.checkRange(writeAddress, "write quantity", values.length, MAX_WRITE_QUANTITY);
        PduValues.checkRegisters(values);
    }

    @Override
    public int function() {
        return ModbusFunction.READ_WRITE_MULTIPLE_REGISTERS;
    }

    /** Number of registers to write, 1..121. */
    public int writeQuantity() {
        return values.length;
    }

    @Override
    public boolean isWrite() {
        return true;
    }

    @Override
    public byte[] encode() {
        byte[] pdu = Arrays.copyOf(Pdu.words(function(), readAddress, readQuantity), FIXED + 2 * values.length);
        Pdu.putU16(pdu, 5, writeAddress);
        Pdu.putU16(pdu, 7, values.length);
        pdu[9] = (byte) (2 * values.length);
        PduValues.putRegisters(pdu, FIXED, values);
        return pdu;
    }

    static ReadWriteMultipleRegisters decode(byte[] pdu) throws ModbusException {
        Pdu.requireAtLeast(pdu, FIXED);
        int readAddress = Pdu.u16(pdu, 1);
        int readQuantity = Pdu.u16(pdu, 3);
        int writeAddress = Pdu.u16(pdu, 5);
        int writeQuantity = Pdu.u16(pdu, 7);
        int byteCount = Pdu.u8(pdu, 9);
        Pdu.requireQuantity(pdu, "read quantity", readQuantity, MAX_READ_QUANTITY);
        Pdu.requireQuantity(pdu, "write quantity", writeQuantity, MAX_WRITE_QUANTITY);
        Pdu.requireByteCount(pdu, byteCount, 2 * writeQuantity);
        Pdu.requireLength(pdu, FIXED + byteCount);
        Pdu.requireRange(pdu, readAddress, readQuantity);
        Pdu.requireRange(pdu, writeAddress, writeQuantity);
        int[] values = PduValues.registers(pdu, FIXED, writeQuantity);
        return new ReadWriteMultipleRegisters(readAddress, readQuantity, writeAddress, values);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ReadWriteMultipleRegisters that
                && readAddress == that.readAddress
                && readQuantity == that.readQuantity
                && writeAddress == that.writeAddress
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * (31 * readAddress + readQuantity) + writeAddress) + Arrays.hashCode(values);
    }

    /** Without the values, which may be private. */
    @Override
    public String toString() {
        return "ReadWriteMultipleRegisters[readAddress=" + readAddress + ", readQuantity=" + readQuantity
                + ", writeAddress=" + writeAddress + ", writeQuantity=" + values.length + "]";
    }
}
