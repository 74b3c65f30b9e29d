package io.camelmcp.gateway.fraud;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What all gateways know of accounts, in Redis. Each decision is one script, so that two gateways cannot both take the same last region.
 * What cannot be answered in time is a {@link RedisException}; nothing waits in a queue for Redis to come back. From any thread.
 */
final class RedisAccounts implements AutoCloseable {

    private static final int BATCH = 500;

    /** How long an account is kept beyond its window: transactions come late, and again. */
    private static final long KEPT_MILLIS = Duration.ofHours(1).toMillis();

    /** What Redis has said. */
    record Answer(Decision decision, AccountState state, String entry) {}

    private final RedisURI uri;
    private final Duration timeout;
    private final String prefix;
    private final FraudRule rule;
    private final ClientResources resources;
    private final RedisClient client;
    private final String decide = script("decide.lua");
    private final String merge = script("merge.lua");
    private final String unfreeze = script("unfreeze.lua");
    private @Nullable StatefulRedisConnection<String, String> connection;

    /**
     * Does not connect yet.
     *
     * @param prefix  of all keys; in braces there, so that a cluster keeps them together
     * @param timeout of each command, and of connecting
     */
    RedisAccounts(RedisURI uri, String prefix, Duration timeout, FraudRule rule) {
        this.uri = uri;
        this.timeout = timeout;
        this.prefix = "{" + prefix + "}:";
        this.rule = rule;
        uri.setTimeout(timeout);
        resources = DefaultClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .build();
        client = RedisClient.create(resources);
        client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(10_000)
                .timeoutOptions(TimeoutOptions.enabled(timeout))
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(timeout)
                        .keepAlive(true)
                        .build())
                .build());
    }

    Answer decide(Transaction transaction, long now) {
        StringBuilder allowed = new StringBuilder().append(AccountState.FIELD);
        rule.allowedWith(transaction.region())
                .forEach(region -> allowed.append(region).append(AccountState.FIELD));
        List<String> told = run(
                decide,
                keys(transaction.account()),
                transaction.account(),
                transaction.id(),
                transaction.region(),
                Long.toString(transaction.time()),
                Long.toString(now),
                Long.toString(rule.window()),
                Long.toString(rule.ahead()),
                Long.toString(rule.freeze()),
                rule.isKnown(transaction.region()) ? "1" : "0",
                allowed.toString(),
                Integer.toString(AccountState.REMEMBERED),
                keep(),
                transaction.key());
        long active = Long.parseLong(told.get(2));
        Decision decision = FraudRule.again(told.get(1), active);
        AccountState state = new AccountState(
                told.get(3),
                Long.parseLong(told.get(4)),
                "",
                Long.parseLong(told.get(5)),
                Long.parseLong(told.get(6)),
                Long.parseLong(told.get(7)),
                told.get(8));
        boolean repeat = told.get(0).equals("1");
        return new Answer(
                new Decision(
                        decision.kind(),
                        repeat,
                        decision.fromRegion(),
                        decision.fromTime(),
                        decision.time(),
                        decision.decidedAt(),
                        decision.frozenUntil(),
                        active),
                state,
                told.get(1));
    }

    /** Ends a freeze; whether there was one. */
    boolean unfreeze(String account, long now) {
        return run(unfreeze, keys(account), account, Long.toString(now)).get(0).equals("1");
    }

    /** Gives it what was decided without it. */
    void merge(Map<String, AccountState> states, long now) {
        var redis = connection().async();
        String digest = connection().sync().scriptLoad(merge);
        List<RedisFuture<List<String>>> sent = new ArrayList<>();
        for (Map.Entry<String, AccountState> each : states.entrySet()) {
            AccountState state = each.getValue();
            sent.add(redis.evalsha(
                    digest,
                    ScriptOutputType.MULTI,
                    keys(each.getKey()),
                    each.getKey(),
                    Long.toString(now),
                    keep(),
                    Integer.toString(AccountState.REMEMBERED),
                    state.region(),
                    Long.toString(state.time()),
                    state.seen(),
                    Long.toString(state.frozenAt()),
                    Long.toString(state.frozenUntil()),
                    Long.toString(state.unfrozenAt()),
                    state.why()));
            if (sent.size() == BATCH) {
                await(sent);
            }
        }
        await(sent);
    }

    private void await(List<RedisFuture<List<String>>> sent) {
        if (!LettuceFutures.awaitAll(timeout.toMillis() * 2, TimeUnit.MILLISECONDS, sent.toArray(RedisFuture[]::new))) {
            throw new RedisException("accounts were not taken in time");
        }
        sent.clear();
    }

    /** The accounts that are frozen, the first to end first. */
    List<FrozenAccount> frozen(long now, int limit) {
        var redis = connection().sync();
        List<FrozenAccount> frozen = new ArrayList<>();
        for (String account : redis.zrangebyscore(
                prefix + "frozen",
                Range.from(Range.Boundary.excluding(now), Range.Boundary.unbounded()),
                Limit.from(limit))) {
            AccountState state = state(account);
            if (state.activeUntil(now) > 0) {
                frozen.add(FrozenAccount.of(account, state));
            }
        }
        return frozen;
    }

    /** What Redis knows of an account. */
    AccountState state(String account) {
        Map<String, String> hash = connection().sync().hgetall(keys(account)[0]);
        return new AccountState(
                hash.getOrDefault("r", ""),
                Long.parseLong(hash.getOrDefault("t", "0")),
                hash.getOrDefault("s", ""),
                Long.parseLong(hash.getOrDefault("fa", "0")),
                Long.parseLong(hash.getOrDefault("fu", "0")),
                Long.parseLong(hash.getOrDefault("ua", "0")),
                hash.getOrDefault("w", ""));
    }

    private String[] keys(String account) {
        return new String[] {prefix + "account:" + account, prefix + "frozen"};
    }

    private String keep() {
        return Long.toString(rule.window() + KEPT_MILLIS);
    }

    private List<String> run(String script, String[] keys, String... values) {
        var redis = connection().sync();
        try {
            return redis.evalsha(redis.digest(script), ScriptOutputType.MULTI, keys, values);
        } catch (RedisNoScriptException e) {
            return redis.eval(script, ScriptOutputType.MULTI, keys, values);
        }
    }

    private synchronized StatefulRedisConnection<String, String> connection() {
        StatefulRedisConnection<String, String> open = connection;
        if (open == null) {
            open = client.connect(uri);
            connection = open;
        }
        return open;
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        resources.shutdown(0, 2, TimeUnit.SECONDS);
    }

    private static String script(String name) {
        try (InputStream in = RedisAccounts.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
