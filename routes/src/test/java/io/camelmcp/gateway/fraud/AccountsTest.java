package io.camelmcp.gateway.fraud;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelmcp.gateway.engines.Engine;
import io.camelmcp.gateway.engines.RedisEngine;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens while Redis is away, and when it is back. It has an engine of its own, because it stops it. */
class AccountsTest {

    private final AtomicLong now = new AtomicLong(System.currentTimeMillis());
    private final String prefix = Engine.unique("fraud");
    private RedisEngine engine;
    private Accounts accounts;
    private Accounts other;

    @BeforeEach
    void start() throws Exception {
        engine = new RedisEngine();
        engine.start();
        accounts = accounts();
        other = accounts();
    }

    @AfterEach
    void stop() throws Exception {
        accounts.close();
        other.close();
        engine.stop();
    }

    private Accounts accounts() {
        return new Accounts(
                FraudRuleTest.RULE,
                new RedisAccounts(RedisURI.create(engine.url()), prefix, Duration.ofSeconds(2), FraudRuleTest.RULE),
                1_000,
                now::get);
    }

    private Kind decide(Accounts where, String id, String account, String region) {
        return where.decide(new Transaction(id, account, region, now.incrementAndGet(), null, null))
                .decision()
                .kind();
    }

    private void awaitBack(Accounts gateway) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
            now.addAndGet(Accounts.PAUSE_MILLIS);
            gateway.frozen(1);
            return gateway.away() == null;
        });
    }

    @Test
    void gatewaysShareWhatRedisKnowsAndWhenItIsAwayEachGoesOnByWhatItHasSeen() throws Exception {
        assertThat(decide(accounts, "1", "A", "DE")).isEqualTo(Kind.FIRST);
        assertThat(decide(other, "2", "A", "DE")).isEqualTo(Kind.SAME);
        assertThat(decide(other, "1", "B", "FR")).isEqualTo(Kind.FIRST);
        engine.stop();

        Accounts.Decided alone = accounts.decide(new Transaction("3", "A", "FR", now.incrementAndGet(), null, null));
        assertThat(alone.decision().kind()).isEqualTo(Kind.ALERT);
        assertThat(alone.alone()).isTrue();
        assertThat(accounts.away()).isNotNull();
        assertThat(accounts.frozen(10)).extracting(FrozenAccount::account).containsExactly("A");
        assertThat(decide(accounts, "2", "B", "DE"))
                .as("only the other gateway has seen it")
                .isEqualTo(Kind.FIRST);

        engine.start();
        awaitBack(accounts);
        awaitBack(other);
        assertThat(decide(other, "4", "A", "FR"))
                .as("the other gateway learns of the freeze")
                .isEqualTo(Kind.FROZEN);
        assertThat(accounts.decide(new Transaction("3", "A", "FR", now.get(), null, null))
                        .decision()
                        .repeat())
                .as("and that the transaction has been decided")
                .isTrue();
    }

    @Test
    void freezeThatIsEndedWhileRedisIsAwayIsEndedWhenItIsBack() throws Exception {
        decide(accounts, "1", "A", "DE");
        assertThat(decide(accounts, "2", "A", "FR")).isEqualTo(Kind.ALERT);
        engine.stop();
        now.addAndGet(10);
        assertThat(accounts.unfreeze("A")).isTrue();
        assertThat(accounts.unfreeze("A")).isFalse();

        engine.start();
        awaitBack(accounts);
        assertThat(other.frozen(10)).isEmpty();
        assertThat(decide(other, "3", "A", "FR")).isEqualTo(Kind.SAME);
    }

    @Test
    void gatewayThatStartsWithoutRedisDecidesAndFindsItLater() throws Exception {
        engine.stop();
        try (Accounts late = accounts()) {
            assertThat(decide(late, "1", "A", "DE")).isEqualTo(Kind.FIRST);
            assertThat(late.away()).isNotNull();
            engine.start();
            awaitBack(late);
            assertThat(decide(other, "2", "A", "FR")).isEqualTo(Kind.ALERT);
        }
    }

    @Test
    void localMemoryIsBoundedAndForgetsFrozenAccountsLast() {
        Accounts local = new Accounts(FraudRuleTest.RULE, null, 100, now::get);
        decide(local, "1", "frozen", "DE");
        assertThat(decide(local, "2", "frozen", "FR")).isEqualTo(Kind.ALERT);
        for (int i = 0; i < 300; i++) {
            decide(local, "1", "a" + i, "DE");
        }
        assertThat(decide(local, "3", "frozen", "FR")).isEqualTo(Kind.FROZEN);
        assertThat(decide(local, "2", "a0", "FR")).as("forgotten").isEqualTo(Kind.FIRST);
        assertThat(decide(local, "2", "a299", "FR")).isEqualTo(Kind.ALERT);
        assertThat(local.decide(new Transaction("9", "x", "DE", now.get(), null, null))
                        .alone())
                .as("there is no Redis that is missed")
                .isFalse();
    }
}
