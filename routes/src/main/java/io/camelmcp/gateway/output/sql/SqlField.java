package io.camelmcp.gateway.output.sql;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What of an event can be in a column. */
enum SqlField {
    /** Unique; null for an event without one. */
    MESSAGE_ID("messageId"),
    CLIENT_ID("clientId"),
    /** A number. */
    DEVICE_ID("deviceId"),
    PROTOCOL("protocol"),
    COMMAND("command"),
    /** A point in time. */
    RECEIVED_AT("receivedAt"),
    REMOTE_ADDRESS("remoteAddress"),
    TRACE_ID("traceId"),
    /** What the device sent, if that was JSON: as it stands in the event. */
    BODY("body"),
    /** What the device sent, if that was text. */
    BODY_TEXT("bodyText"),
    /** The whole event as JSON. */
    EVENT("event");

    private final String text;

    SqlField(String text) {
        this.text = text;
    }

    static @Nullable SqlField of(String text) {
        return Arrays.stream(values())
                .filter(field -> field.text.equals(text))
                .findFirst()
                .orElse(null);
    }

    static String names() {
        return Arrays.stream(values()).map(field -> field.text).collect(Collectors.joining(", "));
    }

    boolean isJson() {
        return this == BODY || this == EVENT;
    }

    @Override
    public String toString() {
        return text;
    }
}
