package io.camelmcp.component.session.auth;

import org.jspecify.annotations.Nullable;

/** The alphabet of client ids and groups: 1..64 of {@code A-Z a-z 0-9 . _ : -} (docs/protocol.md, section 5). */
public final class Names {

    /** Characters of the longest name. */
    public static final int MAX_LENGTH = 64;

    private static final int MAX_SHOWN = 80;

    private Names() {}

    public static boolean isName(@Nullable String text) {
        if (text == null || text.isEmpty() || text.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (!isAllowed(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /**
     * A name, or the reason why it is none.
     *
     * @param what what the text is, for the message
     * @throws IllegalArgumentException if it is too long, empty, or has other characters
     */
    public static String require(String what, String text) {
        if (!isName(text)) {
            throw new IllegalArgumentException(
                    what + "=" + shown(text) + " is not 1.." + MAX_LENGTH + " of A-Z a-z 0-9 . _ : -");
        }
        return text;
    }

    /** What a peer has sent, fit for a line of the log: short, and without characters that could forge one. */
    public static String shown(String text) {
        StringBuilder shown = new StringBuilder(Math.min(text.length(), MAX_SHOWN) + 3);
        for (int i = 0; i < text.length() && i < MAX_SHOWN; i++) {
            char c = text.charAt(i);
            shown.append(c > ' ' && c < 0x7F ? c : '?');
        }
        return text.length() > MAX_SHOWN ? shown.append("...").toString() : shown.toString();
    }

    private static boolean isAllowed(char c) {
        return c >= 'A' && c <= 'Z'
                || c >= 'a' && c <= 'z'
                || c >= '0' && c <= '9'
                || c == '.'
                || c == '_'
                || c == ':'
                || c == '-';
    }
}
