package io.camelmcp.codec.modbus;

import io.netty.buffer.ByteBuf;

/**
 * CRC-16 of RTU frames: reflected polynomial 0xA001, start 0xFFFF, no final inversion (Modbus over Serial Line V1.02, section
 * 6.2.2). On the wire its low octet comes first. Check value: {@code "123456789"} has 0x4B37.
 */
public final class Crc16 {

    /** Octets on the wire. */
    public static final int LENGTH = 2;

    private static final int POLYNOMIAL = 0xA001;
    private static final int START = 0xFFFF;
    private static final char[] TABLE = new char[256];

    static {
        for (int octet = 0; octet < TABLE.length; octet++) {
            int crc = octet;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >> 1 : crc >> 1 ^ POLYNOMIAL;
            }
            TABLE[octet] = (char) crc;
        }
    }

    private Crc16() {}

    /**
     * CRC of octets; nothing is consumed.
     *
     * @param index  absolute index of the first octet
     * @param length number of octets
     * @return 0..65535
     */
    public static int of(ByteBuf octets, int index, int length) {
        int crc = START;
        for (int i = index; i < index + length; i++) {
            crc = crc >> 8 ^ TABLE[(crc ^ octets.getByte(i)) & 0xFF];
        }
        return crc;
    }

    /**
     * Whether the last two octets of a frame are the CRC of all before them; nothing is consumed.
     *
     * @param index  absolute index of the frame's first octet
     * @param length octets of the frame, CRC included
     */
    public static boolean holds(ByteBuf octets, int index, int length) {
        int end = index + length - LENGTH;
        return octets.getUnsignedShortLE(end) == of(octets, index, length - LENGTH);
    }
}
