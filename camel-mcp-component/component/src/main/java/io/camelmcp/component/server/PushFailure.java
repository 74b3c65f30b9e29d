package io.camelmcp.component.server;

import io.camelmcp.codec.McpError;
import org.jspecify.annotations.Nullable;

/**
 * Why a request of ours has no answer of its device.
 *
 * @param kind  what has happened
 * @param text  in words
 * @param error what the device has said, for {@link Kind#REFUSED}
 */
public record PushFailure(Kind kind, String text, @Nullable McpError error) {

    /** What can happen. */
    public enum Kind {
        /** The device is not connected, or not known; nothing has been sent. */
        OFFLINE,
        /** Too much waits for it already; nothing has been sent. */
        BUSY,
        /** It has not answered in time: whether it has done it is not known. */
        TIMEOUT,
        /** Its session has ended, or its connection is lost for good: whether it has done it is not known. */
        LOST,
        /** It has answered ERROR. */
        REFUSED,
        /** Its answer cannot be understood. */
        BAD_ANSWER
    }

    static PushFailure of(Kind kind, String text) {
        return new PushFailure(kind, text, null);
    }
}
