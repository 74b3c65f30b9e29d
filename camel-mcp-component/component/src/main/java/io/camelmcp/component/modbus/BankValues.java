package io.camelmcp.component.modbus;

import io.camelmcp.yaml.WholeNumbers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Values as a bank file has them: {@code 7}, {@code -1}, {@code 0x1F}, {@code float32:21.5}, {@code string:ACME}, {@code hex:01ff}. */
final class BankValues {

    private static final String KNOWN =
            "write a whole number of -32768..65535, 0x1F, int32:, uint32:, int64:, float32:, float64:, string: or hex:";

    private BankValues() {}

    /**
     * Registers, big-endian where a value has several.
     *
     * @throws IllegalArgumentException if a text is no value; says which, and what is possible
     */
    static int[] registers(List<String> texts) {
        return texts.stream()
                .flatMapToInt(text -> Arrays.stream(registers(text.trim())))
                .toArray();
    }

    /**
     * Bits.
     *
     * @throws IllegalArgumentException if a text is none
     */
    static boolean[] bits(List<String> texts) {
        boolean[] bits = new boolean[texts.size()];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = switch (texts.get(i).trim()) {
                case "1", "true" -> true;
                case "0", "false" -> false;
                default -> throw new IllegalArgumentException("value " + texts.get(i) + " is not 0, 1, true or false");
            };
        }
        return bits;
    }

    private static int[] registers(String text) {
        int colon = text.indexOf(':');
        String type = colon < 0 ? "" : text.substring(0, colon);
        String value = text.substring(colon + 1);
        try {
            return switch (type) {
                case "" -> new int[] {register(value)};
                case "int32" -> words(ByteBuffer.allocate(4).putInt(WholeNumbers.parseInt(value)));
                case "uint32" -> words(ByteBuffer.allocate(4).putInt(unsigned(value)));
                case "int64" -> words(ByteBuffer.allocate(8).putLong(WholeNumbers.parse(value)));
                case "float32" -> words(ByteBuffer.allocate(4).putFloat(Float.parseFloat(value)));
                case "float64" -> words(ByteBuffer.allocate(8).putDouble(Double.parseDouble(value)));
                case "string" -> words(ByteBuffer.wrap(even(value.getBytes(StandardCharsets.UTF_8))));
                case "hex" -> words(ByteBuffer.wrap(even(HexFormat.of().parseHex(value))));
                default -> throw new IllegalArgumentException("value " + text + " has no type " + type + "; " + KNOWN);
            };
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("value " + text + " is not possible; " + KNOWN, e);
        }
    }

    private static int register(String text) {
        int value = WholeNumbers.parseInt(text);
        if (value < Short.MIN_VALUE || value > 0xFFFF) {
            throw new NumberFormatException(text);
        }
        return value & 0xFFFF;
    }

    private static int unsigned(String text) {
        long value = WholeNumbers.parse(text);
        if (value < 0 || value > 0xFFFF_FFFFL) {
            throw new NumberFormatException(text);
        }
        return (int) value;
    }

    private static byte[] even(byte[] octets) {
        return Arrays.copyOf(octets, octets.length + octets.length % 2);
    }

    private static int[] words(ByteBuffer octets) {
        octets.rewind();
        int[] words = new int[octets.remaining() / 2];
        for (int i = 0; i < words.length; i++) {
            words[i] = octets.getShort() & 0xFFFF;
        }
        return words;
    }
}
