package io.camelmcp.component.modbus.tags;

/** Registers to numbers and octets and back, in any {@link ByteOrder}. */
final class Words {

    private Words() {}

    private static boolean isReversed(ByteOrder order) {
        return order == ByteOrder.CDAB || order == ByteOrder.DCBA;
    }

    private static boolean isSwapped(ByteOrder order) {
        return order == ByteOrder.BADC || order == ByteOrder.DCBA;
    }

    private static int swap(int word) {
        return (word & 0xFF) << 8 | word >>> 8;
    }

    /** The 16, 32 or 64 bits of 1, 2 or 4 registers, those above zero. */
    static long bits(int[] words, int from, int count, ByteOrder order) {
        boolean reversed = isReversed(order);
        boolean swapped = isSwapped(order);
        long bits = 0;
        for (int i = 0; i < count; i++) {
            int word = words[reversed ? from + count - 1 - i : from + i];
            bits = bits << 16 | (swapped ? swap(word) : word);
        }
        return bits;
    }

    static int[] words(long bits, int count, ByteOrder order) {
        boolean reversed = isReversed(order);
        boolean swapped = isSwapped(order);
        int[] words = new int[count];
        long rest = bits;
        for (int i = count - 1; i >= 0; i--) {
            int word = (int) (rest & 0xFFFF);
            words[reversed ? count - 1 - i : i] = swapped ? swap(word) : word;
            rest >>>= 16;
        }
        return words;
    }

    /** Octets of text: registers stay in their order, octets are swapped in each if the order says so. */
    static byte[] octets(int[] words, int from, int count, ByteOrder order) {
        boolean swapped = isSwapped(order);
        byte[] octets = new byte[count];
        for (int i = 0; i < count; i++) {
            boolean high = (i & 1) == 0 ^ swapped;
            int word = words[from + i / 2];
            octets[i] = (byte) (high ? word >>> 8 : word);
        }
        return octets;
    }

    /** Registers of text; what it does not fill is 0. */
    static int[] words(byte[] octets, int count, ByteOrder order) {
        boolean swapped = isSwapped(order);
        int[] words = new int[count];
        for (int i = 0; i < octets.length; i++) {
            boolean high = (i & 1) == 0 ^ swapped;
            words[i / 2] |= (octets[i] & 0xFF) << (high ? 8 : 0);
        }
        return words;
    }
}
