package io.camelmcp.gateway.trace;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.camelmcp.component.McpConstants;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * Trace ids: 32 characters of {@code 0-9a-f}, as W3C Trace Context has them.
 *
 * <p>That of an exchange is the first of these that is there: the header {@code traceparent} or {@code traceId}; the first field
 * {@code traceId} or {@code traceparent} of a JSON body; a hash of its message id, so that a message that comes again has the same; a random
 * one.
 */
public final class TraceIds {

    /** Key in the MDC, and name of the field and of the header. */
    public static final String KEY = "traceId";

    /** What W3C Trace Context calls its header. */
    public static final String PARENT = "traceparent";

    private static final int LENGTH = 32;
    private static final String SOURCE_OF_PARENT = "00-";
    private static final int LENGTH_OF_PARENT = 55;
    private static final int LOOKED_INTO = 65_536;
    private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);
    private static final byte[] BEGIN = "\"trace".getBytes(US_ASCII);

    private TraceIds() {}

    /** The trace id of an exchange, the same for as long as it lives. */
    public static String of(Exchange exchange) {
        return exchange.getUnitOfWork() instanceof TraceUnitOfWork work ? work.traceId(exchange) : find(exchange);
    }

    /** The trace id that a message brings, in a header or in its body; null if it brings none. */
    public static @Nullable String given(Message message) {
        String id = normal(text(message, PARENT));
        if (id == null) {
            id = normal(text(message, KEY));
        }
        return id == null ? inBody(message.getBody()) : id;
    }

    static String find(Exchange exchange) {
        Message message = exchange.getMessage();
        String id = given(message);
        if (id != null) {
            return id;
        }
        String messageId = message.getHeader(McpConstants.MESSAGE_ID, String.class);
        return messageId == null || messageId.isEmpty() ? random() : ofMessage(messageId);
    }

    private static @Nullable String text(Message message, String header) {
        Object value = message.getHeader(header);
        if (value instanceof byte[] octets) {
            return new String(octets, StandardCharsets.ISO_8859_1); // Kafka
        }
        return value instanceof String text ? text : null;
    }

    private static @Nullable String inBody(@Nullable Object body) {
        if (body instanceof byte[] octets) {
            return inJson(octets);
        }
        return body instanceof String text && text.contains("\"trace")
                ? inJson(text.getBytes(StandardCharsets.UTF_8))
                : null;
    }

    /**
     * The trace id that JSON names: of the first field {@code traceId} or {@code traceparent} in its first 64 KiB whose value is one.
     *
     * @return null if there is none
     */
    public static @Nullable String inJson(byte[] json) {
        int end = Math.min(json.length, LOOKED_INTO);
        for (int at = 0; at < end; at++) {
            if (json[at] == '"' && matches(json, at, end, BEGIN)) {
                int close = next(json, at + 1, end, '"');
                String value = isName(json, at + 1, close) ? value(json, close + 1, end) : null;
                String id = normal(value);
                if (id != null) {
                    return id;
                }
            }
        }
        return null;
    }

    private static boolean isName(byte[] json, int from, int to) {
        int length = to - from;
        return length == KEY.length() && matches(json, from, to, KEY.getBytes(US_ASCII))
                || length == PARENT.length() && matches(json, from, to, PARENT.getBytes(US_ASCII));
    }

    // behind the name: a colon and a text without escapes, white space between
    private static @Nullable String value(byte[] json, int from, int end) {
        int colon = skipSpace(json, from, end);
        if (colon >= end || json[colon] != ':') {
            return null;
        }
        int open = skipSpace(json, colon + 1, end);
        if (open >= end || json[open] != '"') {
            return null;
        }
        int close = next(json, open + 1, Math.min(end, open + 2 + LENGTH_OF_PARENT), '"');
        return close < 0 ? null : new String(json, open + 1, close - open - 1, StandardCharsets.ISO_8859_1);
    }

    private static int skipSpace(byte[] json, int from, int end) {
        int at = from;
        while (at < end && (json[at] == ' ' || json[at] == '\n' || json[at] == '\r' || json[at] == '\t')) {
            at++;
        }
        return at;
    }

    private static int next(byte[] json, int from, int end, char wanted) {
        for (int at = from; at < end; at++) {
            if (json[at] == wanted) {
                return at;
            }
        }
        return -1;
    }

    private static boolean matches(byte[] json, int at, int end, byte[] text) {
        if (at + text.length > end) {
            return false;
        }
        for (int i = 0; i < text.length; i++) {
            if (json[at + i] != text[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * The id that a text is: 32 or 16 hexadecimal digits, a UUID, or a {@code traceparent}.
     *
     * @return null if it is none of them, or all zeros
     */
    public static @Nullable String normal(@Nullable String text) {
        if (text == null) {
            return null;
        }
        String digits =
                switch (text.length()) {
                    case LENGTH -> text;
                    case 16 -> "0000000000000000" + text;
                    case 36 -> text.replace("-", "");
                    case LENGTH_OF_PARENT -> text.startsWith(SOURCE_OF_PARENT) ? text.substring(3, 3 + LENGTH) : "";
                    default -> "";
                };
        if (digits.length() != LENGTH) {
            return null;
        }
        boolean zero = true;
        boolean lower = true;
        for (int i = 0; i < LENGTH; i++) {
            char c = digits.charAt(i);
            if (Character.digit(c, 16) < 0 || c > 'f') {
                return null;
            }
            zero &= c == '0';
            lower &= c < 'A' || c > 'F';
        }
        return zero ? null : lower ? digits : digits.toLowerCase(Locale.ROOT);
    }

    /** The id of a message that brings none: always the same. */
    public static String ofMessage(String messageId) {
        long a = 0x9E3779B97F4A7C15L;
        long b = 0xC2B2AE3D27D4EB4FL;
        for (int i = 0; i < messageId.length(); i++) {
            char c = messageId.charAt(i);
            a = (a ^ c) * 0x100000001B3L;
            b = Long.rotateLeft(b ^ c, 27) * 0x9FB21C651E98DF25L;
        }
        return text(mix(a + b), mix(b ^ Long.rotateLeft(a, 32)));
    }

    private static String random() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return text(random.nextLong(), random.nextLong() | 1);
    }

    // the finalizer of MurmurHash3
    private static long mix(long value) {
        long mixed = (value ^ value >>> 33) * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ mixed >>> 33) * 0xC4CEB9FE1A85EC53L;
        return mixed ^ mixed >>> 33;
    }

    private static String text(long high, long low) {
        byte[] octets = new byte[LENGTH];
        for (int i = 0; i < 16; i++) {
            octets[i] = HEX[(int) (high >>> 60 - 4 * i) & 0xF];
            octets[16 + i] = HEX[(int) (low >>> 60 - 4 * i) & 0xF];
        }
        return new String(octets, StandardCharsets.ISO_8859_1);
    }
}
