package io.camelmcp.codec;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Commands of the protocol, one octet each (docs/protocol.md, section 2). A command is an {@code int} of 0..255, because
 * 0x20..0x6F belong to the application and cannot be enumerated.
 */
public final class McpCommand {

    public static final int LOGIN = 0x01;
    public static final int LOGOUT = 0x02;
    public static final int PING = 0x03;
    public static final int GOAWAY = 0x04;
    public static final int READ_STATUS = 0x0A;
    public static final int COMMAND = 0x0B;
    public static final int REPORT = 0x0C;
    public static final int LOG = 0x0D;
    public static final int ERROR = 0xFF;

    /** Set in the command of an answer: 0x0C is answered by 0x8C. */
    public static final int ANSWER_BIT = 0x80;

    /** Octets of the body of a PING, at most. */
    public static final int MAX_PING_BODY = 16;

    public static final int APPLICATION_FIRST = 0x20;
    public static final int APPLICATION_LAST = 0x6F;

    private static final Map<String, Integer> BY_NAME = new TreeMap<>(Map.of(
            "LOGIN", LOGIN,
            "LOGOUT", LOGOUT,
            "PING", PING,
            "GOAWAY", GOAWAY,
            "READ_STATUS", READ_STATUS,
            "COMMAND", COMMAND,
            "REPORT", REPORT,
            "LOG", LOG,
            "ERROR", ERROR));

    private static final String[] NAMES = new String[256];

    static {
        for (int command = 0; command < NAMES.length; command++) {
            NAMES[command] = String.format(Locale.ROOT, "0x%02X", command);
        }
        BY_NAME.forEach((name, command) -> NAMES[command] = name);
    }

    private McpCommand() {}

    /**
     * Name of a command as logs, headers and events show it.
     *
     * @param command 0..255
     * @return {@code REPORT}, or {@code 0x42} for a command without a name
     */
    public static String name(int command) {
        return NAMES[command & 0xFF];
    }

    /**
     * Command by its name, hexadecimal ({@code 0x42}) or decimal ({@code 66}) number.
     *
     * @throws IllegalArgumentException if it is none of these, or not in 0..255
     */
    public static int parse(String text) {
        String trimmed = text.trim().toUpperCase(Locale.ROOT);
        Integer named = BY_NAME.get(trimmed);
        if (named != null) {
            return named;
        }
        try {
            int number = Integer.decode(trimmed);
            if (number >= 0 && number <= 0xFF) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, together with numbers out of range
        }
        throw new IllegalArgumentException(
                "command " + text + " is neither one of " + BY_NAME.keySet() + " nor a number of 0x00..0xFF");
    }

    /** Whether the command is one that a device may send to a route: named telemetry, or an application command. */
    public static boolean isRoutable(int command) {
        return (command >= READ_STATUS && command <= LOG)
                || (command >= APPLICATION_FIRST && command <= APPLICATION_LAST);
    }
}
