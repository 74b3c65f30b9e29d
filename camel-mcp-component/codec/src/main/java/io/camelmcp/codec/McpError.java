package io.camelmcp.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Body of an ERROR frame: {@code failed command} u8, {@code code} u16, text UTF-8.
 *
 * @param failedCommand command that could not be served, 0..255; 0 when the error answers none
 * @param code          number of {@link McpErrorCode}, 0..65535
 * @param text          generic text, at most 255 octets of UTF-8; longer text is cut at a character
 */
public record McpError(int failedCommand, int code, String text) {

    static final int MAX_TEXT = 255;
    private static final int FIXED = 3;

    public McpError(int failedCommand, McpErrorCode code, String text) {
        this(failedCommand, code.code(), text);
    }

    /** The octets of the body, 3..258. */
    public byte[] encode() {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int length = lengthWithinLimit(utf8);
        byte[] body = new byte[FIXED + length];
        body[0] = (byte) failedCommand;
        body[1] = (byte) (code >> 8);
        body[2] = (byte) code;
        System.arraycopy(utf8, 0, body, FIXED, length);
        return body;
    }

    /**
     * Reads the body of an ERROR frame.
     *
     * @throws McpProtocolException BAD_FRAME if it has fewer than 3 octets
     */
    public static McpError decode(byte[] body) {
        if (body.length < FIXED) {
            throw new McpProtocolException(
                    McpErrorCode.BAD_FRAME, "body of ERROR has " + body.length + " octets, at least 3 are needed");
        }
        int code = (body[1] & 0xFF) << 8 | body[2] & 0xFF;
        String text = new String(Arrays.copyOfRange(body, FIXED, body.length), StandardCharsets.UTF_8);
        return new McpError(body[0] & 0xFF, code, text);
    }

    private static int lengthWithinLimit(byte[] utf8) {
        if (utf8.length <= MAX_TEXT) {
            return utf8.length;
        }
        int length = MAX_TEXT;
        while (length > 0 && (utf8[length] & 0xC0) == 0x80) {
            length--;
        }
        return length;
    }
}
