package io.camelmcp.gateway.fraud;

import io.lettuce.core.RedisException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of accounts: in Redis, and while that is away in this gateway. When it is back it gets first what was decided without it;
 * decisions wait for that. From any thread.
 */
final class Accounts implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Accounts.class);

    /** After a failure Redis is left alone for so long: each try may take a whole timeout. */
    static final long PAUSE_MILLIS = 2_000;

    /** A decision, and whether it was made without Redis although there should be one. */
    record Decided(Decision decision, boolean alone) {}

    private final FraudRule rule;
    private final @Nullable RedisAccounts redis;
    private final LocalAccounts local;
    private final LongSupplier clock;
    // decisions share it, what is given to Redis when it is back has it alone
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);
    private volatile @Nullable String away;
    private volatile long nextTry;

    /**
     * @param redis null for none
     * @param clock milliseconds since 1970
     */
    Accounts(FraudRule rule, @Nullable RedisAccounts redis, int mostLocal, LongSupplier clock) {
        this.rule = rule;
        this.redis = redis;
        this.local = new LocalAccounts(mostLocal);
        this.clock = clock;
    }

    Decided decide(Transaction transaction) {
        long now = clock.getAsLong();
        while (true) {
            RedisAccounts.@Nullable Answer answer = ask(now, store -> {
                RedisAccounts.Answer told = store.decide(transaction, now);
                local.adopt(transaction.account(), told.state(), told.entry(), now);
                return told;
            });
            if (answer != null) {
                return new Decided(answer.decision(), false);
            }
            lock.readLock().lock();
            try {
                // it may have come back in between: then it has been given what was known here, and nothing may be
                // added
                if (redis == null || away != null) {
                    return new Decided(local.decide(rule, transaction, now), redis != null);
                }
            } finally {
                lock.readLock().unlock();
            }
        }
    }

    /** Ends a freeze; whether there was one. */
    boolean unfreeze(String account) {
        long now = clock.getAsLong();
        boolean here = local.unfreeze(account, now);
        Boolean there = ask(now, store -> store.unfreeze(account, now));
        return here || Boolean.TRUE.equals(there);
    }

    List<FrozenAccount> frozen(int limit) {
        long now = clock.getAsLong();
        List<FrozenAccount> there = ask(now, store -> store.frozen(now, limit));
        return there == null ? local.frozen(now, limit) : there;
    }

    /** Why Redis is not asked; null if it is, or there is none. */
    @Nullable
    String away() {
        return away;
    }

    /** Asks Redis; null if it is away. */
    private <T> @Nullable T ask(long now, Function<RedisAccounts, T> question) {
        RedisAccounts store = redis;
        if (store == null || away != null && (now < nextTry || !isBack(store, now))) {
            return null;
        }
        lock.readLock().lock();
        try {
            return question.apply(store);
        } catch (RedisException e) {
            lost(e, now);
            return null;
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Gives Redis what it has missed; whether it is there again. */
    private boolean isBack(RedisAccounts store, long now) {
        lock.writeLock().lock();
        try {
            if (away == null) {
                return true;
            }
            if (now < nextTry) {
                return false;
            }
            Map<String, AccountState> states = local.copy();
            store.merge(states, now);
            away = null;
            LOG.warn(
                    "event=fraud-redis-back accounts={} detail=\"it has been given what was decided without it\"",
                    states.size());
            return true;
        } catch (RedisException e) {
            lost(e, now);
            return false;
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void lost(RedisException e, long now) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        String why = String.valueOf(cause.getMessage()).replaceAll("\\s+", " ");
        synchronized (this) {
            nextTry = now + PAUSE_MILLIS;
            if (away == null) {
                LOG.error(
                        "event=fraud-redis-away reason=\"{}\" detail=\"decisions go by what this gateway has seen itself\"",
                        why);
            }
            away = why;
        }
    }

    @Override
    public void close() {
        if (redis != null) {
            redis.close();
        }
    }
}
