package io.camelmcp.component;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelmcp.codec.McpFrame;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** The body of a message as octets of a frame. */
final class McpBodies {

    private static final ObjectMapper JSON = new ObjectMapper();

    private McpBodies() {}

    /**
     * Octets as they are, text as UTF-8, whatever Camel converts to octets, and anything else as JSON.
     *
     * @param body {@code null} for no octets
     * @throws IllegalArgumentException if it is none of these; it names the class
     */
    static byte[] toOctets(Exchange exchange, @Nullable Object body) {
        if (body == null) {
            return McpFrame.EMPTY;
        }
        if (body instanceof byte[] octets) {
            return octets;
        }
        if (body instanceof CharSequence text) {
            return text.toString().getBytes(StandardCharsets.UTF_8);
        }
        byte[] converted = exchange.getContext().getTypeConverter().tryConvertTo(byte[].class, exchange, body);
        if (converted != null) {
            return converted;
        }
        try {
            return JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "a body of " + body.getClass().getName()
                            + " is neither octets, text, nor an object that can be written as JSON: "
                            + e.getOriginalMessage(),
                    e);
        }
    }
}
