package io.camelmcp.component.modbus.roles;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * The role of a Modbus master: the extension {@value #OID} of its certificate, one ASN.1 UTF8String that is one role as a whole
 * (MB-TCP-Security-v36, R-21, R-22, R-65).
 */
public sealed interface CertificateRole {

    /** Of the extension, assigned to the Modbus Organization. */
    String OID = "1.3.6.1.4.1.50316.802.1";

    /** Octets of UTF-8 in the longest role. */
    int MAX_LENGTH = 256;

    /** No certificate, or one without the extension. */
    record None() implements CertificateRole {}

    /**
     * A role.
     *
     * @param name 1..{@value #MAX_LENGTH} octets of UTF-8, without control characters
     */
    record Named(String name) implements CertificateRole {}

    /**
     * An extension that is none: such a certificate may do nothing.
     *
     * @param why what was expected and what was found, for logs
     */
    record Malformed(String why) implements CertificateRole {}

    /**
     * The role in a certificate, whose chain has been checked.
     *
     * @param certificate {@code null} if the peer has shown none
     */
    static CertificateRole of(@Nullable X509Certificate certificate) {
        byte[] value = certificate == null ? null : certificate.getExtensionValue(OID);
        return value == null ? new None() : read(value);
    }

    /**
     * Reads the value of the extension, strictly: DER, and not an octet more.
     *
     * @param value the OCTET STRING that holds the UTF8String
     */
    static CertificateRole read(byte[] value) {
        try {
            byte[] inside = content(value, 0x04, "OCTET STRING");
            return new Named(text(content(inside, 0x0C, "UTF8String")));
        } catch (IllegalArgumentException e) {
            return new Malformed(String.valueOf(e.getMessage()));
        }
    }

    private static byte[] content(byte[] der, int tag, String name) {
        ByteBuffer in = ByteBuffer.wrap(der);
        if (in.remaining() < 2) {
            throw new IllegalArgumentException("a " + name + " was expected, and " + der.length + " octets were found");
        }
        int found = in.get() & 0xFF;
        if (found != tag) {
            throw new IllegalArgumentException(
                    "a " + name + " (tag %02X) was expected, and tag %02X was found".formatted(tag, found));
        }
        int length = length(in, name);
        if (length != in.remaining()) {
            throw new IllegalArgumentException("a " + name + " of " + length + " octets is followed or cut off: "
                    + in.remaining() + " were found");
        }
        byte[] content = new byte[length];
        in.get(content);
        return content;
    }

    /** DER allows the shortest form only, and no indefinite length. */
    private static int length(ByteBuffer in, String name) {
        int first = in.get() & 0xFF;
        if (first < 0x80) {
            return first;
        }
        int octets = first & 0x7F;
        if (octets == 0 || octets > 2 || in.remaining() < octets) {
            throw new IllegalArgumentException("the length of the " + name + " is no DER");
        }
        int length = 0;
        for (int i = 0; i < octets; i++) {
            length = length << 8 | in.get() & 0xFF;
        }
        if (length < 0x80 || octets == 2 && length < 0x100) {
            throw new IllegalArgumentException("the length of the " + name + " is not in its shortest form");
        }
        return length;
    }

    private static String text(byte[] octets) {
        if (octets.length == 0 || octets.length > MAX_LENGTH) {
            throw new IllegalArgumentException("a role of " + octets.length + " octets is not in 1.." + MAX_LENGTH);
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the role is no UTF-8", e);
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("the role has control characters");
        }
        return text;
    }
}
