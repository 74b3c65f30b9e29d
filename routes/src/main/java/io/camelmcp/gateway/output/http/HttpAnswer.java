package io.camelmcp.gateway.output.http;

import java.nio.charset.StandardCharsets;

/**
 * What a target has answered.
 *
 * @param status of HTTP
 * @param body   at most {@link HttpTarget#MAX_ANSWER} octets
 */
// made once and read once
@SuppressWarnings("ArrayRecordComponent")
public record HttpAnswer(int status, byte[] body) {

    private static final int SHOWN = 300;

    /** Status and the beginning of the body, on one line. */
    public String line() {
        String text = new String(body, 0, Math.min(body.length, SHOWN), StandardCharsets.UTF_8);
        String shown = text.replaceAll("\\s+", " ").replaceAll("\\p{Cntrl}", "").strip();
        return shown.isEmpty() ? Integer.toString(status) : status + " " + shown;
    }

    @Override
    public String toString() {
        return "HttpAnswer[" + status + ", " + body.length + " octets]";
    }
}
