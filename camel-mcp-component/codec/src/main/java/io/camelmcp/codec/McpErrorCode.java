package io.camelmcp.codec;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What went wrong, as an ERROR frame says it (docs/protocol.md, section 2: who may retry, what happens to the connection). */
public enum McpErrorCode {
    BAD_FRAME(1),
    UNSUPPORTED_VERSION(2),
    UNKNOWN_COMMAND(3),
    FRAME_TOO_LARGE(4),
    NOT_LOGGED_IN(5),
    FORBIDDEN(6),
    BUSY(7),
    TIMEOUT(8),
    FAILED(9),
    TAKEN_OVER(10),
    SESSION_GONE(11),
    STALE(12);

    private static final McpErrorCode[] VALUES = values();

    private final int code;
    private final String text;

    McpErrorCode(int code) {
        this.code = code;
        this.text = name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Number on the wire, 2 octets, 1..12. */
    public int code() {
        return code;
    }

    /** {@code bad frame} for {@link #BAD_FRAME}: generic on purpose, a peer learns its own mistake, nothing of the inside. */
    public String text() {
        return text;
    }

    /** The code with this number, or {@code null} for one that a later protocol may define. */
    public static @Nullable McpErrorCode of(int code) {
        return code >= 1 && code <= VALUES.length ? VALUES[code - 1] : null;
    }
}
