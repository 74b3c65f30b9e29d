package io.camelmcp.gateway.fraud;

import org.jspecify.annotations.Nullable;

/**
 * What is known of an account. The same in Redis, as a hash with the short names in brackets.
 *
 * @param region      the last region (r); empty if there was none
 * @param time        the latest time in it, milliseconds since 1970 (t)
 * @param seen        the last transactions and what was decided of them (s): for each {@link #ENTRY}, then its key, kind, last region, the
 *                    time of that, time of the decision, end of the freeze and its own time with {@link #FIELD} behind each but the last
 * @param frozenAt    when the last freeze began (fa); 0 for never
 * @param frozenUntil when it ends (fu)
 * @param unfrozenAt  when a person ended one last (ua); 0 for never
 * @param why         the transaction of the last freeze, its region and the one before, {@link #FIELD} between them (w)
 */
record AccountState(
        String region, long time, String seen, long frozenAt, long frozenUntil, long unfrozenAt, String why) {

    static final char ENTRY = '\u001e';
    static final char FIELD = '\u001f';

    /** Transactions that are remembered of an account. */
    static final int REMEMBERED = 32;

    static final AccountState NEW = new AccountState("", 0, "", 0, 0, 0, "");

    /** How long it is frozen; 0 if it is not. */
    long activeUntil(long now) {
        return frozenUntil > now && frozenAt > unfrozenAt ? frozenUntil : 0;
    }

    /** The entry of the transaction with a key, without {@link #ENTRY}. */
    @Nullable
    String seen(String key) {
        return entry(seen, key);
    }

    private static @Nullable String entry(String seen, String key) {
        int at = seen.indexOf(ENTRY + key + FIELD);
        if (at < 0) {
            return null;
        }
        int end = seen.indexOf(ENTRY, at + 1);
        return seen.substring(at + 1, end < 0 ? seen.length() : end);
    }

    /** With one more transaction; the oldest one is forgotten if there are too many. */
    static String remember(String seen, String entry) {
        String all = seen + ENTRY + entry;
        int count = (int) all.chars().filter(c -> c == ENTRY).count();
        return count > REMEMBERED ? all.substring(all.indexOf(ENTRY, 1)) : all;
    }

    AccountState unfrozen(long now) {
        // the gateway that froze it may be ahead of this one
        return new AccountState(region, time, seen, frozenAt, frozenUntil, Math.max(now, frozenAt), why);
    }

    /** What both know: the later region, the later freeze and the later end of one, and the transactions of both. */
    AccountState merge(AccountState other) {
        String both = seen;
        for (String entry : other.seen.split(String.valueOf(ENTRY), -1)) {
            if (!entry.isEmpty() && entry(both, entry.substring(0, entry.indexOf(FIELD))) == null) {
                both = remember(both, entry);
            }
        }
        boolean later = !other.region.isEmpty() && (region.isEmpty() || other.time > time);
        boolean newerFreeze = other.frozenAt > frozenAt;
        return new AccountState(
                later ? other.region : region,
                later ? other.time : time,
                both,
                newerFreeze ? other.frozenAt : frozenAt,
                newerFreeze ? other.frozenUntil : frozenUntil,
                Math.max(unfrozenAt, other.unfrozenAt),
                newerFreeze ? other.why : why);
    }
}
