package io.camelmcp.logs;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How bad it is: the eight severities of RFC 5424, 6.2.1, the worst first, so that {@link #ordinal()} is their number. */
public enum Severity {
    EMERGENCY,
    ALERT,
    CRITICAL,
    ERROR,
    WARNING,
    NOTICE,
    INFO,
    DEBUG;

    private static final Severity[] ALL = values();

    // what programs write
    private static final Map<String, Severity> NAMES = Map.ofEntries(
            Map.entry("emergency", EMERGENCY),
            Map.entry("emerg", EMERGENCY),
            Map.entry("panic", EMERGENCY),
            Map.entry("alert", ALERT),
            Map.entry("critical", CRITICAL),
            Map.entry("crit", CRITICAL),
            Map.entry("fatal", CRITICAL),
            Map.entry("severe", ERROR),
            Map.entry("error", ERROR),
            Map.entry("err", ERROR),
            Map.entry("warning", WARNING),
            Map.entry("warn", WARNING),
            Map.entry("notice", NOTICE),
            Map.entry("info", INFO),
            Map.entry("information", INFO),
            Map.entry("informational", INFO),
            Map.entry("log", INFO),
            Map.entry("debug", DEBUG),
            Map.entry("fine", DEBUG),
            Map.entry("trace", DEBUG));

    private final String text = name().toLowerCase(Locale.ROOT);

    /** Its name as events say it, e.g. {@code warning}. */
    public String text() {
        return text;
    }

    /** The one that a program means by a word, in any case, e.g. {@code WARN}; {@code null} if it is none. */
    public static @Nullable Severity named(String word) {
        Severity severity = NAMES.get(word);
        return severity != null ? severity : NAMES.get(word.toLowerCase(Locale.ROOT));
    }

    /** The one in the priority of a syslog message, which is eight times the facility plus this (RFC 5424, 6.2.1). */
    static Severity ofPriority(int priority) {
        return ALL[priority & 7];
    }
}
