package io.camelmcp.gateway.format;

/**
 * Checks that octets are exactly one JSON value (RFC 8259) and copies it without the white space between its tokens.
 * Names, strings and numbers keep the very octets they came with: no digit is lost, no escape rewritten. For valid UTF-8
 * only, see {@link Utf8}. Not for several threads.
 */
final class JsonCompactor {

    /** Objects and arrays within each other; deeper than that is not taken as JSON, as readers may refuse it. */
    static final int MAX_DEPTH = 100;

    /** Characters of a number, and octets of a name in an object: what common readers take at most. */
    static final int MAX_NUMBER = 1_000;

    static final int MAX_NAME = 50_000;

    private static final int END = -1;

    private final byte[] in;
    private final byte[] out;
    private int at;
    private int written;

    private JsonCompactor(byte[] in) {
        this.in = in;
        this.out = new byte[in.length];
    }

    /** Appends the value to {@code target}; if the octets are not one JSON value it appends nothing and says false. */
    static boolean append(byte[] octets, OctetBuffer target) {
        JsonCompactor compactor = new JsonCompactor(octets);
        if (compactor.value(0) && compactor.skipSpace() == END) {
            target.append(compactor.out, 0, compactor.written);
            return true;
        }
        return false;
    }

    private boolean value(int depth) {
        return switch (skipSpace()) {
            case '{' -> object(depth + 1);
            case '[' -> array(depth + 1);
            case '"' -> string();
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> number();
        };
    }

    private boolean object(int depth) {
        if (depth > MAX_DEPTH) {
            return false;
        }
        copy();
        if (skipSpace() == '}') {
            return copy();
        }
        while (true) {
            if (skipSpace() != '"' || !name() || skipSpace() != ':' || !copy() || !value(depth)) {
                return false;
            }
            int next = skipSpace();
            if (next == '}') {
                return copy();
            }
            if (next != ',') {
                return false;
            }
            copy();
        }
    }

    private boolean array(int depth) {
        if (depth > MAX_DEPTH) {
            return false;
        }
        copy();
        if (skipSpace() == ']') {
            return copy();
        }
        while (true) {
            if (!value(depth)) {
                return false;
            }
            int next = skipSpace();
            if (next == ']') {
                return copy();
            }
            if (next != ',') {
                return false;
            }
            copy();
        }
    }

    private boolean name() {
        int from = at;
        return string() && at - from <= MAX_NAME;
    }

    private boolean string() {
        copy();
        while (true) {
            int c = peek();
            if (c == '"') {
                return copy();
            }
            if (c == END || c < 0x20 || (c == '\\' ? !escape() : !copy())) {
                return false;
            }
        }
    }

    private boolean escape() {
        copy();
        int kind = peek();
        if (kind == 'u') {
            copy();
            for (int i = 0; i < 4; i++) {
                if (Character.digit(peek(), 16) < 0 || !copy()) {
                    return false;
                }
            }
            return true;
        }
        return kind != END && "\"\\/bfnrt".indexOf(kind) >= 0 && copy();
    }

    private boolean number() {
        int from = at;
        return digitsOfNumber() && at - from <= MAX_NUMBER;
    }

    private boolean digitsOfNumber() {
        if (peek() == '-') {
            copy();
        }
        if (peek() == '0') {
            copy();
        } else if (!digits()) {
            return false;
        }
        if (peek() == '.') {
            copy();
            if (!digits()) {
                return false;
            }
        }
        if (peek() == 'e' || peek() == 'E') {
            copy();
            if (peek() == '+' || peek() == '-') {
                copy();
            }
            return digits();
        }
        return true;
    }

    private boolean digits() {
        int from = at;
        while (peek() >= '0' && peek() <= '9') {
            copy();
        }
        return at > from;
    }

    private boolean literal(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (peek() != word.charAt(i)) {
                return false;
            }
            copy();
        }
        return true;
    }

    private int skipSpace() {
        int c = peek();
        while (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
            at++;
            c = peek();
        }
        return c;
    }

    private int peek() {
        return at < in.length ? in[at] & 0xFF : END;
    }

    private boolean copy() {
        out[written++] = in[at++];
        return true;
    }
}
