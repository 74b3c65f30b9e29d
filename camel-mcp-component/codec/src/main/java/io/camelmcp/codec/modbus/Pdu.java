package io.camelmcp.codec.modbus;

import static io.camelmcp.codec.modbus.ModbusExceptionCode.ILLEGAL_DATA_ADDRESS;
import static io.camelmcp.codec.modbus.ModbusExceptionCode.ILLEGAL_DATA_VALUE;

/**
 * What the PDUs share. {@code require…} checks what a peer sent and fails as the peer is to be told; {@code check…} guards
 * the constructors and fails as the programmer is to be told. A PDU begins with its function, so offsets count from there.
 */
final class Pdu {

    /** Octets of the longest PDU (section 4.1 of the standard). */
    static final int MAX_LENGTH = 253;

    /** Addresses of one table, 0..65535. */
    static final int ADDRESS_SPACE = 65_536;

    /** Makes the request from a range that has been checked. */
    @FunctionalInterface
    interface RangeFactory<T> {
        T create(int address, int quantity);
    }

    private Pdu() {}

    static int u8(byte[] pdu, int index) {
        return pdu[index] & 0xFF;
    }

    static int u16(byte[] pdu, int index) {
        return (pdu[index] & 0xFF) << 8 | pdu[index + 1] & 0xFF;
    }

    static void putU16(byte[] pdu, int index, int value) {
        pdu[index] = (byte) (value >> 8);
        pdu[index + 1] = (byte) value;
    }

    /** Function and two words: most requests, and the answers to writes. */
    static byte[] words(int function, int first, int second) {
        byte[] pdu = new byte[5];
        pdu[0] = (byte) function;
        putU16(pdu, 1, first);
        putU16(pdu, 3, second);
        return pdu;
    }

    /** Decodes function, address, quantity and nothing else. */
    static <T> T decodeRange(byte[] pdu, int maxQuantity, RangeFactory<T> factory) throws ModbusException {
        requireLength(pdu, 5);
        int address = u16(pdu, 1);
        int quantity = u16(pdu, 3);
        requireQuantity(pdu, "quantity", quantity, maxQuantity);
        requireRange(pdu, address, quantity);
        return factory.create(address, quantity);
    }

    static void requireLength(byte[] pdu, int length) throws ModbusException {
        if (pdu.length != length) {
            throw illegalValue(pdu, "the PDU has " + pdu.length + " octets, " + length + " are expected");
        }
    }

    static void requireAtLeast(byte[] pdu, int length) throws ModbusException {
        if (pdu.length < length) {
            throw illegalValue(pdu, "the PDU has " + pdu.length + " octets, at least " + length + " are expected");
        }
    }

    static void requireQuantity(byte[] pdu, String name, int quantity, int max) throws ModbusException {
        if (quantity < 1 || quantity > max) {
            throw illegalValue(pdu, name + " " + quantity + " is not in 1.." + max);
        }
    }

    static void requireByteCount(byte[] pdu, int byteCount, int expected) throws ModbusException {
        if (byteCount != expected) {
            throw illegalValue(
                    pdu, "byte count " + byteCount + " does not fit the quantity, " + expected + " is expected");
        }
    }

    static void requireRange(byte[] pdu, int address, int quantity) throws ModbusException {
        if (address + quantity > ADDRESS_SPACE) {
            throw new ModbusException(u8(pdu, 0), ILLEGAL_DATA_ADDRESS, outside(pdu, address, quantity));
        }
    }

    static ModbusException illegalValue(byte[] pdu, String message) {
        return new ModbusException(u8(pdu, 0), ILLEGAL_DATA_VALUE, function(pdu) + ": " + message);
    }

    static void checkIn(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " " + value + " is not in " + min + ".." + max);
        }
    }

    static void checkWord(String name, int value) {
        checkIn(name, value, 0, 0xFFFF);
    }

    static void checkRange(int address, String quantityName, int quantity, int max) {
        checkWord("address", address);
        checkIn(quantityName, quantity, 1, max);
        if (address + quantity > ADDRESS_SPACE) {
            throw new IllegalArgumentException("address " + address + " + " + quantityName + " " + quantity
                    + " exceeds the " + ADDRESS_SPACE + " addresses");
        }
    }

    private static String outside(byte[] pdu, int address, int quantity) {
        return function(pdu) + ": address " + address + " + quantity " + quantity + " exceeds the " + ADDRESS_SPACE
                + " addresses";
    }

    private static String function(byte[] pdu) {
        return ModbusFunction.name(u8(pdu, 0));
    }
}
