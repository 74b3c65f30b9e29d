package io.camelmcp.gateway.format;

import java.util.zip.CRC32C;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * What tells an event that is sent again from another one with the same id. The line of {@link EventFormatter} would not:
 * it holds the time of receipt and the address of the peer, so the formatter keeps the hash of what it formatted.
 */
public final class ContentHash {

    private static final String PROPERTY = "CamelEventsContentHash";

    // that very object is meant: the hash holds while it is the body
    private record Formatted(Object body, long hash) {}

    private ContentHash() {}

    /** The hash of the body of an exchange: what the formatter has kept, else that of its octets. */
    public static long of(Exchange exchange, byte[] body) {
        Long kept = kept(exchange, body);
        return kept == null ? of(body) : kept;
    }

    /** The hash of what a body, of one event or of many, was made of; null if nobody has kept it. */
    public static @Nullable Long kept(Exchange exchange, Object body) {
        Formatted formatted = exchange.getProperty(PROPERTY, Formatted.class);
        return formatted != null && formatted.body == body ? formatted.hash : null;
    }

    /**
     * Remembers what a body was made of.
     *
     * @param body    that the exchange has now
     * @param payload what is the same when it is sent again
     */
    public static void keep(Exchange exchange, Object body, byte[] payload) {
        exchange.setProperty(PROPERTY, new Formatted(body, of(payload)));
    }

    /** The hash of octets. */
    public static long of(byte[] octets) {
        CRC32C crc = new CRC32C();
        crc.update(octets, 0, octets.length);
        return crc.getValue() << 32 | octets.length;
    }
}
