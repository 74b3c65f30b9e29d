package io.camelmcp.gateway.fraud;

import java.util.Locale;

/** What the rule says of a transaction: the first row that fits, top to bottom. */
enum Kind {
    /** The account is not looked at; nothing is remembered of it. */
    EXEMPT,
    /** The account is frozen; the transaction changes nothing. */
    FROZEN,
    /** Its region is missing, or none of those that are known; it is not compared. */
    UNKNOWN,
    /** Its time is further ahead of the clock than clocks may differ; it is not compared. */
    FUTURE,
    /** Nothing is known of the account. */
    FIRST,
    /** The region that was last. */
    SAME,
    /** Another region, and so long before the last time that it cannot be compared with what was then. */
    LATE,
    /** Another region, later than the window. */
    MOVED,
    /** Another region within the window, and the two may alternate. */
    ALLOWED,
    /** Another region within the window. */
    ALERT;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** As it stands in logs and in Redis. */
    String text() {
        return text;
    }

    static Kind of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
