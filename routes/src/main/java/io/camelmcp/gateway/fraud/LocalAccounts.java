package io.camelmcp.gateway.fraud;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What this gateway knows of accounts by itself: a copy of what Redis has said, and what was decided while it was away. Bounded: the
 * account that has been quiet for longest is forgotten, one that is frozen only if all of the oldest are. From any thread.
 */
final class LocalAccounts {

    private static final int LOOKED_AT = 64;

    private final int most;
    private final Map<String, AccountState> states = new LinkedHashMap<>(16, 0.75f, true);

    /** @param most accounts that are remembered */
    LocalAccounts(int most) {
        this.most = most;
    }

    synchronized Decision decide(FraudRule rule, Transaction transaction, long now) {
        FraudRule.Step step =
                rule.decide(states.getOrDefault(transaction.account(), AccountState.NEW), transaction, now);
        put(transaction.account(), step.state(), now);
        return step.decision();
    }

    /** Takes over what Redis knows of an account; of its transactions only the one just decided. */
    synchronized void adopt(String account, AccountState told, String entry, long now) {
        AccountState mine = states.getOrDefault(account, AccountState.NEW);
        String key = entry.substring(0, entry.indexOf(AccountState.FIELD));
        String seen = mine.seen(key) == null ? AccountState.remember(mine.seen(), entry) : mine.seen();
        put(
                account,
                new AccountState(
                        told.region(),
                        told.time(),
                        seen,
                        told.frozenAt(),
                        told.frozenUntil(),
                        told.unfrozenAt(),
                        told.why()),
                now);
    }

    /** Ends a freeze; whether there was one. */
    synchronized boolean unfreeze(String account, long now) {
        AccountState state = states.get(account);
        if (state == null || state.activeUntil(now) <= 0) {
            return false;
        }
        put(account, state.unfrozen(now), now);
        return true;
    }

    synchronized Map<String, AccountState> copy() {
        return new LinkedHashMap<>(states);
    }

    synchronized List<FrozenAccount> frozen(long now, int limit) {
        List<FrozenAccount> frozen = new ArrayList<>();
        for (Map.Entry<String, AccountState> each : states.entrySet()) {
            if (frozen.size() < limit && each.getValue().activeUntil(now) > 0) {
                frozen.add(FrozenAccount.of(each.getKey(), each.getValue()));
            }
        }
        return frozen;
    }

    private void put(String account, AccountState state, long now) {
        states.put(account, state);
        if (states.size() > most) {
            Iterator<AccountState> oldest = states.values().iterator();
            for (int i = 0; i < LOOKED_AT && oldest.hasNext(); i++) {
                if (oldest.next().activeUntil(now) == 0) {
                    oldest.remove();
                    return;
                }
            }
            oldest = states.values().iterator();
            oldest.next();
            oldest.remove();
        }
    }
}
