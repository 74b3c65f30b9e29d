package io.camelmcp.gateway.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing buffer that writes JSON. Not for several threads. */
public final class OctetBuffer {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] octets;
    private int length;

    public OctetBuffer(int capacity) {
        octets = new byte[capacity];
    }

    public byte[] toArray() {
        return Arrays.copyOf(octets, length);
    }

    /** The octets themselves, of which the first {@link #length()} count; valid until more is appended. */
    public byte[] octets() {
        return octets;
    }

    public int length() {
        return length;
    }

    /** Takes back what was appended after {@code length} octets. */
    public void truncate(int length) {
        this.length = length;
    }

    public OctetBuffer append(int octet) {
        reserve(1);
        octets[length++] = (byte) octet;
        return this;
    }

    public OctetBuffer append(byte[] source, int from, int count) {
        reserve(count);
        System.arraycopy(source, from, octets, length, count);
        length += count;
        return this;
    }

    public OctetBuffer append(byte[] source) {
        return append(source, 0, source.length);
    }

    /** Appends text that needs no escape, as ASCII. */
    public OctetBuffer append(String ascii) {
        reserve(ascii.length());
        for (int i = 0; i < ascii.length(); i++) {
            octets[length++] = (byte) ascii.charAt(i);
        }
        return this;
    }

    public OctetBuffer append(long number) {
        return append(Long.toString(number));
    }

    /** Appends a number with zeros in front, {@code digits} long. */
    public OctetBuffer appendPadded(int number, int digits) {
        reserve(digits);
        int rest = number;
        for (int i = length + digits - 1; i >= length; i--) {
            octets[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    /** Appends valid UTF-8 as the inside of a JSON string: quotes, backslashes and control characters are escaped. */
    public OctetBuffer appendEscaped(byte[] utf8) {
        reserve(utf8.length);
        for (byte octet : utf8) {
            if (octet == '"' || octet == '\\') {
                append('\\').append(octet);
            } else if (octet >= 0 && octet < 0x20) {
                appendControl(octet);
            } else {
                append(octet);
            }
        }
        return this;
    }

    public OctetBuffer appendEscaped(String text) {
        return appendEscaped(text.getBytes(StandardCharsets.UTF_8));
    }

    private void appendControl(int c) {
        switch (c) {
            case '\n' -> append("\\n");
            case '\r' -> append("\\r");
            case '\t' -> append("\\t");
            default -> append("\\u00").append(HEX[c >> 4]).append(HEX[c & 0xF]);
        }
    }

    private void reserve(int more) {
        if (length + more > octets.length) {
            octets = Arrays.copyOf(octets, Math.max(length + more, octets.length * 2));
        }
    }
}
