package io.camelmcp.component.client.dialin;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Octets that an option says as {@code text:} or {@code hex:}. */
public final class Octets {

    private static final String TEXT = "text:";
    private static final String HEX = "hex:";

    private Octets() {}

    /**
     * Reads an option.
     *
     * @param most octets at most
     * @throws IllegalArgumentException naming the option, its value and what it may be
     */
    public static byte[] parse(String option, String value, int most) {
        byte[] octets;
        if (value.startsWith(TEXT)) {
            octets = value.substring(TEXT.length()).getBytes(StandardCharsets.UTF_8);
        } else if (value.startsWith(HEX)) {
            try {
                octets = HexFormat.of().parseHex(value.substring(HEX.length()));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        option + "=" + value + ": behind hex: stand pairs of hexadecimal digits, as in hex:01A3", e);
            }
        } else {
            throw new IllegalArgumentException(option + "=" + value + " begins neither with text: nor with hex:");
        }
        if (octets.length == 0 || octets.length > most) {
            throw new IllegalArgumentException(
                    option + "=" + value + " has " + octets.length + " octets, which is not in 1.." + most);
        }
        return octets;
    }
}
