package io.camelmcp.logs;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a group of a rule becomes in {@link LogEvent#fields()}. A text that is not of its type (a hyphen where a number should be)
 * has no field: so a column of a database has one type for all events.
 */
enum FieldType {
    /** The text; an empty one has no field. */
    STRING,
    /** A whole number of 32 bits. */
    INT,
    /** A whole number of 64 bits. */
    LONG,
    /** A finite number. */
    DOUBLE,
    /** true, yes, on, 1; false, no, off, 0. */
    BOOL,
    /** An IPv4 or IPv6 address, without its zone. */
    IP,
    /** {@code a=1 b="two words"}: a field for each. */
    KV,
    /** As CEF writes them: values with spaces, up to the next {@code key=}, and escapes with a backslash. */
    CEF,
    /** As LEEF writes them: parted by tabs, or by what the group {@code delimiter} says. */
    LEEF,
    /** Structured data of RFC 5424: {@code [id key="value"]} is {@code id.key}. */
    SD;

    boolean isMany() {
        return this == KV || this == CEF || this == LEEF || this == SD;
    }

    /** The value of a text; {@code null} if it is none of this type. */
    @Nullable
    Object convert(String text) {
        if (text.isEmpty()) {
            return null;
        }
        try {
            return switch (this) {
                case INT -> Integer.valueOf(text);
                case LONG -> Long.valueOf(text);
                case DOUBLE -> number(text);
                case BOOL -> bool(text);
                case IP -> isAddress(text) ? text : null;
                default -> text;
            };
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable Double number(String text) {
        char last = text.charAt(text.length() - 1);
        double number = Double.parseDouble(text);
        // Java reads 1f, 2d and NaN
        return Character.isDigit(last) && Double.isFinite(number) ? number : null;
    }

    private static @Nullable Boolean bool(String text) {
        return switch (text) {
            case "true", "TRUE", "True", "yes", "on", "1" -> Boolean.TRUE;
            case "false", "FALSE", "False", "no", "off", "0" -> Boolean.FALSE;
            default -> null;
        };
    }

    static boolean isAddress(String text) {
        return text.indexOf(':') < 0 ? isIpv4(text) : isIpv6(text);
    }

    private static boolean isIpv4(String text) {
        int parts = 0;
        int number = -1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                number = (number < 0 ? 0 : number * 10) + c - '0';
            } else if (c == '.' && number >= 0) {
                parts++;
                number = -1;
            } else {
                return false;
            }
            if (number > 255 || parts > 3) {
                return false;
            }
        }
        return parts == 3 && number >= 0;
    }

    private static boolean isIpv6(String text) {
        if (text.length() > 45) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.digit(c, 16) < 0 && c != ':' && c != '.') {
                return false;
            }
        }
        try {
            // with a colon it is an address or nothing: no name is looked up
            InetAddress.getByName(text);
            return true;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Puts the fields of a text of many into {@code fields}. */
    void putAll(String text, String delimiter, Map<String, FieldType> types, Map<String, Object> fields) {
        KeyValues values = new KeyValues(text, types, fields);
        switch (this) {
            case KV -> values.plain();
            case CEF -> values.cef();
            case LEEF -> values.leef(delimiter);
            default -> values.structured();
        }
    }
}
