package io.camelmcp.gateway.fraud;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rule: the same account in two regions within a window is an alert, and freezes the account. A pure function of what is known of the
 * account, the transaction and the clock; {@code decide.lua} does the same inside Redis.
 *
 * @param window         two regions at most so far apart are an alert, milliseconds
 * @param ahead          how far a transaction may be ahead of the clock, milliseconds
 * @param freeze         how long an alert freezes the account, milliseconds
 * @param regions        regions that are known, in upper case; empty if all are
 * @param exemptAccounts accounts that are not looked at
 * @param allowedPairs   regions that may alternate, {@code DE/FR} and {@code FR/DE}
 */
record FraudRule(
        long window,
        long ahead,
        long freeze,
        Set<String> regions,
        Set<String> exemptAccounts,
        Set<String> allowedPairs) {

    /** What follows from a transaction. */
    record Step(AccountState state, Decision decision) {}

    static String region(@Nullable String text) {
        return text == null ? "" : text.trim().toUpperCase(Locale.ROOT);
    }

    boolean isExempt(String account) {
        return exemptAccounts.contains(account);
    }

    boolean isKnown(String region) {
        return !region.isEmpty() && (regions.isEmpty() || regions.contains(region));
    }

    /** The regions that may alternate with one. */
    Set<String> allowedWith(String region) {
        String begin = region + "/";
        return allowedPairs.stream()
                .filter(pair -> pair.startsWith(begin))
                .map(pair -> pair.substring(begin.length()))
                .collect(Collectors.toSet());
    }

    Step decide(AccountState state, Transaction transaction, long now) {
        String known = state.seen(transaction.key());
        if (known != null) {
            return new Step(state, again(known, state.activeUntil(now)));
        }
        Kind kind = kind(state, transaction, now);
        boolean alert = kind == Kind.ALERT;
        boolean compared = kind.compareTo(Kind.FUTURE) > 0 && kind != Kind.LATE;
        boolean moves = compared && (state.region().isEmpty() || transaction.time() > state.time());
        long until = alert ? now + freeze : kind == Kind.FROZEN ? state.frozenUntil() : 0;
        Decision decision =
                new Decision(kind, false, state.region(), state.time(), transaction.time(), now, until, until);
        AccountState next = new AccountState(
                moves ? transaction.region() : state.region(),
                moves ? transaction.time() : state.time(),
                AccountState.remember(state.seen(), entry(transaction, decision)),
                // whoever ended the last one may have been ahead of this gateway
                alert ? Math.max(now, state.unfrozenAt() + 1) : state.frozenAt(),
                alert ? until : state.frozenUntil(),
                state.unfrozenAt(),
                alert ? why(transaction, state.region()) : state.why());
        return new Step(next, decision);
    }

    private Kind kind(AccountState state, Transaction transaction, long now) {
        if (state.activeUntil(now) > 0) {
            return Kind.FROZEN;
        }
        if (!isKnown(transaction.region())) {
            return Kind.UNKNOWN;
        }
        if (transaction.time() > now + ahead) {
            return Kind.FUTURE;
        }
        if (state.region().isEmpty()) {
            return Kind.FIRST;
        }
        if (state.region().equals(transaction.region())) {
            return Kind.SAME;
        }
        if (transaction.time() < state.time() - window) {
            return Kind.LATE;
        }
        if (transaction.time() > state.time() + window) {
            return Kind.MOVED;
        }
        return allowedPairs.contains(transaction.region() + "/" + state.region()) ? Kind.ALLOWED : Kind.ALERT;
    }

    private static String why(Transaction transaction, String from) {
        return transaction.id() + AccountState.FIELD + transaction.region() + AccountState.FIELD + from;
    }

    private static String entry(Transaction transaction, Decision decision) {
        char field = AccountState.FIELD;
        return transaction.key()
                + field
                + decision.kind().text()
                + field
                + decision.fromRegion()
                + field
                + decision.fromTime()
                + field
                + decision.decidedAt()
                + field
                + decision.frozenUntil()
                + field
                + decision.time();
    }

    /** What was decided of a transaction that comes again. */
    static Decision again(String entry, long activeUntil) {
        String[] fields = entry.split(String.valueOf(AccountState.FIELD), -1);
        return new Decision(
                Kind.of(fields[1]),
                true,
                fields[2],
                Long.parseLong(fields[3]),
                Long.parseLong(fields[6]),
                Long.parseLong(fields[4]),
                Long.parseLong(fields[5]),
                activeUntil);
    }
}
