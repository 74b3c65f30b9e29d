package io.camelmcp.component;

import io.camelmcp.codec.McpErrorCode;
import org.jspecify.annotations.Nullable;

/** The peer answered ERROR; for code 7 (BUSY) a {@link McpBusyException} is thrown instead. */
public class McpErrorException extends McpException {

    private static final long serialVersionUID = 1L;

    private final int code;
    private final String text;

    public McpErrorException(String message, int code, String text) {
        super(message);
        this.code = code;
        this.text = text;
    }

    /** Number of {@link McpErrorCode} (docs/protocol.md, section 2, says who may try again), or one of a later protocol. */
    public int getCode() {
        return code;
    }

    /** {@code FORBIDDEN} and the like; {@code null} for a code that is not known here. */
    public @Nullable String getName() {
        McpErrorCode known = McpErrorCode.of(code);
        return known == null ? null : known.name();
    }

    /** What the peer added, may be empty. */
    public String getText() {
        return text;
    }
}
