package io.camelmcp.component;

import org.jspecify.annotations.Nullable;

/**
 * Whom a request goes to.
 *
 * @param kind one device, a group, or all
 * @param name of the device or group; {@code null} for all
 */
record PushTarget(Kind kind, @Nullable String name) {

    enum Kind {
        DEVICE,
        GROUP,
        ALL
    }

    private static final String DEVICE = "device:";
    private static final String GROUP = "group:";

    /** @throws IllegalArgumentException if it is none of {@code device:ID}, {@code group:NAME}, {@code all} */
    static PushTarget parse(String text) {
        if (text.startsWith(DEVICE) && text.length() > DEVICE.length()) {
            return new PushTarget(Kind.DEVICE, text.substring(DEVICE.length()));
        }
        if (text.startsWith(GROUP) && text.length() > GROUP.length()) {
            return new PushTarget(Kind.GROUP, text.substring(GROUP.length()));
        }
        if (text.equals("all")) {
            return new PushTarget(Kind.ALL, null);
        }
        throw new IllegalArgumentException("target=" + text + " is none of device:ID, group:NAME, all");
    }
}
