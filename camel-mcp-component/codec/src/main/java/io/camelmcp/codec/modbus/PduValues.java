package io.camelmcp.codec.modbus;

/** Coils and registers packed into a PDU (sections 6.1 and 6.3 of the standard). */
final class PduValues {

    private PduValues() {}

    /** Octets that carry that many bits. */
    static int bitOctets(int quantity) {
        return (quantity + 7) / 8;
    }

    /** First value in the lowest bit of the first octet; unused bits of the last octet stay zero. */
    static void putBits(byte[] pdu, int index, boolean[] values) {
        for (int i = 0; i < values.length; i++) {
            if (values[i]) {
                pdu[index + i / 8] |= (byte) (1 << i % 8);
            }
        }
    }

    static boolean[] bits(byte[] pdu, int index, int quantity) {
        boolean[] values = new boolean[quantity];
        for (int i = 0; i < quantity; i++) {
            values[i] = (pdu[index + i / 8] >> i % 8 & 1) != 0;
        }
        return values;
    }

    static void putRegisters(byte[] pdu, int index, int[] values) {
        for (int i = 0; i < values.length; i++) {
            Pdu.putU16(pdu, index + 2 * i, values[i]);
        }
    }

    static int[] registers(byte[] pdu, int index, int quantity) {
        int[] values = new int[quantity];
        for (int i = 0; i < quantity; i++) {
            values[i] = Pdu.u16(pdu, index + 2 * i);
        }
        return values;
    }

    static void checkRegisters(int[] values) {
        for (int value : values) {
            Pdu.checkWord("value", value);
        }
    }
}
