package io.camelmcp.logs;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a rule has cost too much. For several threads. */
final class RuleHealth {

    /** So many times within {@link #WINDOW_NANOS}, and the rule is disabled. */
    static final int MAX_OFFENCES = 5;

    static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final ArrayDeque<Long> offences = new ArrayDeque<>();
    private volatile @Nullable String disabled;

    /** Why the rule is disabled; {@code null} if it is not. */
    @Nullable
    String disabled() {
        return disabled;
    }

    /**
     * The rule was stopped.
     *
     * @param now nanoseconds, of any clock
     * @return whether it is disabled by this
     */
    synchronized boolean offence(String what, long now) {
        if (disabled != null) {
            return false;
        }
        offences.add(now);
        while (now - offences.element() > WINDOW_NANOS) {
            offences.remove();
        }
        if (offences.size() < MAX_OFFENCES) {
            return false;
        }
        disabled = what + ", " + MAX_OFFENCES + " times within " + TimeUnit.NANOSECONDS.toMinutes(WINDOW_NANOS)
                + " minutes; correct the pattern, or give it a higher budget";
        return true;
    }
}
