package io.camelmcp.gateway.format;

import java.util.zip.CRC32C;
import org.apache.camel.Exchange;

/**
 * What tells an event that is sent again from another one with the same id. The line of {@link EventFormatter} would not:
 * it holds the time of receipt and the address of the peer, so the formatter keeps the hash of what it formatted.
 */
public final class ContentHash {

    private static final String PROPERTY = "CamelEventsContentHash";

    @SuppressWarnings("ArrayRecordComponent") // the octets themselves are meant: the hash holds while they are the body
    private record Formatted(byte[] line, long hash) {}

    private ContentHash() {}

    /** The hash of the body of an exchange, which the formatter may have made. */
    public static long of(Exchange exchange, byte[] body) {
        return exchange.getProperty(PROPERTY) instanceof Formatted formatted && formatted.line == body
                ? formatted.hash
                : hash(body);
    }

    static void keep(Exchange exchange, byte[] line, byte[] payload) {
        exchange.setProperty(PROPERTY, new Formatted(line, hash(payload)));
    }

    private static long hash(byte[] octets) {
        CRC32C crc = new CRC32C();
        crc.update(octets, 0, octets.length);
        return crc.getValue() << 32 | octets.length;
    }
}
