package io.camelmcp.gateway.fraud;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelmcp.gateway.engines.Engine;
import io.camelmcp.gateway.engines.RedisEngine;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Redis and this process decide alike. */
class RedisAccountsTest {

    // the keys expire by the clock of Redis, so tests are now
    private final long start = System.currentTimeMillis();
    private RedisAccounts redis;

    @BeforeEach
    void connect() throws Exception {
        redis = accounts(FraudRuleTest.RULE, Engine.unique("fraud"));
    }

    static RedisAccounts accounts(FraudRule rule, String prefix) throws Exception {
        return new RedisAccounts(RedisURI.create(RedisEngine.running().url()), prefix, Duration.ofSeconds(5), rule);
    }

    @AfterEach
    void close() {
        redis.close();
    }

    private static Transaction any(Random random, int account, long around) {
        List<String> regions = List.of("DE", "FR", "AT", "XX", "");
        return new Transaction(
                "t" + random.nextInt(20),
                "acc-" + account,
                regions.get(random.nextInt(regions.size())),
                // half minutes, so that the ends of the window are met
                around + (random.nextInt(30) - 15) * 30_000L,
                null,
                random.nextInt(4) == 0 ? "terminal" : null);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void scriptAndRuleDecideAlikeWhateverComes(long seed) {
        Random random = new Random(seed);
        FraudRule rule =
                new FraudRule(300_000, 60_000, 120_000, Set.of("DE", "FR", "AT"), Set.of(), Set.of("DE/AT", "AT/DE"));
        try (RedisAccounts there = accounts(rule, Engine.unique("fraud"))) {
            Map<String, AccountState> here = new HashMap<>();
            Map<Kind, Integer> kinds = new HashMap<>();
            int repeats = 0;
            long clock = start;
            for (int i = 0; i < 1_500; i++) {
                clock += random.nextInt(2) * 30_000L;
                // gateways whose clocks differ
                long now = clock + (random.nextInt(3) - 1) * 10_000L;
                Transaction transaction = any(random, random.nextInt(4), now);
                AccountState before = here.getOrDefault(transaction.account(), AccountState.NEW);
                if (random.nextInt(40) == 0) {
                    boolean was = before.activeUntil(now) > 0;
                    assertThat(there.unfreeze(transaction.account(), now)).isEqualTo(was);
                    before = was ? before.unfrozen(now) : before;
                    assertThat(before.activeUntil(now)).isZero();
                }
                FraudRule.Step step = rule.decide(before, transaction, now);
                here.put(transaction.account(), step.state());

                RedisAccounts.Answer answer = there.decide(transaction, now);
                assertThat(answer.decision()).as("%s. %s", i, transaction).isEqualTo(step.decision());
                assertThat(there.state(transaction.account())).isEqualTo(step.state());
                kinds.merge(step.decision().kind(), 1, Integer::sum);
                repeats += step.decision().repeat() ? 1 : 0;
            }
            assertThat(repeats).as("control: some came again").isGreaterThan(10);
            assertThat(kinds.keySet())
                    .as("control: all rows have been met")
                    .contains(
                            Kind.FROZEN,
                            Kind.UNKNOWN,
                            Kind.FUTURE,
                            Kind.FIRST,
                            Kind.SAME,
                            Kind.LATE,
                            Kind.ALLOWED,
                            Kind.ALERT);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void scriptAndStateMergeAlikeWhateverWasDecidedOnBothSides(long seed) {
        Random random = new Random(seed);
        Map<String, AccountState> there = new HashMap<>();
        Map<String, AccountState> here = new HashMap<>();
        long now = start;
        for (int i = 0; i < 800; i++) {
            now += random.nextInt(10) == 0 ? 30_000L : 0;
            Transaction transaction = any(random, random.nextInt(200), now);
            Map<String, AccountState> side = random.nextBoolean() ? here : there;
            AccountState before = side.getOrDefault(transaction.account(), AccountState.NEW);
            if (random.nextInt(20) == 0) {
                before = before.unfrozen(now);
            }
            side.put(
                    transaction.account(),
                    FraudRuleTest.RULE.decide(before, transaction, now).state());
        }
        // into an empty Redis first
        redis.merge(there, now);
        there.forEach((account, state) -> assertThat(redis.state(account)).isEqualTo(AccountState.NEW.merge(state)));
        redis.merge(here, now);
        long at = now;
        here.forEach((account, state) -> {
            AccountState both = there.getOrDefault(account, AccountState.NEW).merge(state);
            assertThat(redis.state(account)).isEqualTo(both);
            assertThat(redis.frozen(at, 1_000).stream()
                            .anyMatch(each -> each.account().equals(account)))
                    .isEqualTo(both.activeUntil(at) > 0);
        });
    }

    @Test
    void frozenAccountsAreListedWithTheirReasonUntilTheyAreFreed() {
        redis.decide(new Transaction("1", "A", "DE", start, null, null), start);
        redis.decide(new Transaction("2", "A", "FR", start + 1, null, null), start + 1);
        redis.decide(new Transaction("1", "B", "DE", start, null, null), start);

        long until = start + 1 + FraudRuleTest.RULE.freeze();
        assertThat(redis.frozen(start + 2, 10))
                .containsExactly(new FrozenAccount("A", start + 1, until, "2", "FR", "DE"));
        assertThat(redis.frozen(until, 10)).isEmpty();
        assertThat(redis.unfreeze("A", start + 3)).isTrue();
        assertThat(redis.unfreeze("A", start + 3)).isFalse();
        assertThat(redis.unfreeze("nobody", start + 3)).isFalse();
        assertThat(redis.frozen(start + 3, 10)).isEmpty();
    }

    @Test
    void gatewayWithAShortFreezeDoesNotShortenTheListOfOneWithALongFreeze() throws Exception {
        String prefix = Engine.unique("fraud");
        FraudRule brief = new FraudRule(1_000, 1_000, 1_000, Set.of(), Set.of(), Set.of());
        RedisClient client = RedisClient.create(RedisEngine.running().url());
        try (RedisAccounts first = accounts(FraudRuleTest.RULE, prefix);
                RedisAccounts second = accounts(brief, prefix);
                var connection = client.connect()) {
            first.decide(new Transaction("1", "A", "DE", start, null, null), start);
            first.decide(new Transaction("2", "A", "FR", start, null, null), start);
            long kept = connection.sync().pttl("{" + prefix + "}:frozen");
            second.decide(new Transaction("1", "B", "DE", start, null, null), start);
            second.decide(new Transaction("2", "B", "FR", start, null, null), start);

            assertThat(first.frozen(start, 10)).hasSize(2);
            assertThat(connection.sync().pttl("{" + prefix + "}:frozen"))
                    .isBetween(kept - Duration.ofMinutes(1).toMillis(), kept);
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
    }

    @Test
    void twoGatewaysNeverTakeTheSameLastRegion() throws Exception {
        String prefix = Engine.unique("fraud");
        try (RedisAccounts one = accounts(FraudRuleTest.RULE, prefix);
                RedisAccounts two = accounts(FraudRuleTest.RULE, prefix)) {
            int rounds = 50;
            int[] alerts = new int[2];
            for (int i = 0; i < rounds; i++) {
                String account = "race-" + i;
                Thread left = new Thread(() -> alerts[0] += alert(one, account, "DE"));
                Thread right = new Thread(() -> alerts[1] += alert(two, account, "FR"));
                left.start();
                right.start();
                left.join();
                right.join();
            }
            assertThat(alerts[0] + alerts[1]).isEqualTo(rounds);
        }
    }

    private int alert(RedisAccounts accounts, String account, String region) {
        Decision decision = accounts.decide(new Transaction(region, account, region, start, null, null), start)
                .decision();
        return decision.kind() == Kind.ALERT ? 1 : 0;
    }
}
