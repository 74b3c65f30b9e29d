package io.camelmcp.codec.modbus;

import java.nio.charset.StandardCharsets;

/** Text in a PDU: ISO 8859-1, so that whatever octets a device sends survive as characters. */
final class PduText {

    private static final int LAST = 0xFF;

    private PduText() {}

    static String read(byte[] pdu, int index, int length) {
        return new String(pdu, index, length, StandardCharsets.ISO_8859_1);
    }

    static void check(String name, String text, int max) {
        Pdu.checkIn("length of " + name, text.length(), 0, max);
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > LAST) {
                throw new IllegalArgumentException(
                        name + ": character " + i + " is not one of ISO 8859-1, which has one octet each");
            }
        }
    }
}
