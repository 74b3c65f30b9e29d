package io.camelmcp.gateway.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Octets of a device as a field of a JSON object: {@code body} if they are exactly one JSON value, else {@code bodyText} if they
 * are UTF-8, else {@code bodyBase64}.
 *
 * @param name name of the field
 * @param json its value, a JSON value on one line
 */
public record PayloadField(String name, String json) {

    /** The field that says these octets, of which there is at least one. */
    public static PayloadField of(byte[] octets) {
        if (!Utf8.isValid(octets)) {
            return new PayloadField("bodyBase64", '"' + Base64.getEncoder().encodeToString(octets) + '"');
        }
        byte[] value = compact(octets);
        if (value != null) {
            return new PayloadField("body", new String(value, UTF_8));
        }
        OctetBuffer text = new OctetBuffer(2 + octets.length + octets.length / 2);
        text.append('"').appendEscaped(octets).append('"');
        return new PayloadField("bodyText", new String(text.toArray(), UTF_8));
    }

    /** Whether the octets are text in UTF-8. */
    public static boolean isUtf8(byte[] octets) {
        return Utf8.isValid(octets);
    }

    /** One JSON value without white space, all digits of its numbers kept; {@code null} if the UTF-8 text is not exactly one. */
    public static byte @Nullable [] compact(byte[] octets) {
        OctetBuffer value = new OctetBuffer(octets.length);
        return JsonCompactor.append(octets, value) ? value.toArray() : null;
    }
}
