package io.camelmcp.gateway.fraud;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of docs/fraud.md, row by row. */
class FraudRuleTest {

    private static final long NOW = 1_800_000_000_000L;
    private static final long MINUTE = 60_000;

    static final FraudRule RULE = new FraudRule(
            5 * MINUTE, MINUTE, 60 * MINUTE, Set.of("DE", "FR", "AT"), Set.of("bank"), Set.of("DE/AT", "AT/DE"));

    private AccountState state = AccountState.NEW;
    private int ids;

    private Decision decide(String id, String region, long time, long now) {
        return decide(transaction(id, region, time), now);
    }

    private Decision decide(Transaction transaction, long now) {
        FraudRule.Step step = RULE.decide(state, transaction, now);
        state = step.state();
        return step.decision();
    }

    private static Transaction transaction(String id, String region, long time) {
        return new Transaction(id, "A", region, time, null, null);
    }

    private Kind decide(String region, long time) {
        return decide("t" + ids++, region, time, Math.max(NOW, time)).kind();
    }

    @ParameterizedTest(name = "DE, then {0} {1} s later: {2}")
    @CsvSource({
        "DE, 10, SAME",
        "DE, -1000, SAME",
        "FR, 0, ALERT",
        "FR, 1, ALERT",
        "FR, 300, ALERT",
        "FR, 301, MOVED",
        "FR, -1, ALERT",
        "FR, -300, ALERT",
        "FR, -301, LATE",
        "AT, 0, ALLOWED",
        "AT, 299, ALLOWED",
        "AT, -301, LATE",
        "XX, 1, UNKNOWN",
        "'', 1, UNKNOWN",
    })
    void secondTransactionIsDecidedByRegionAndDistance(String region, long seconds, Kind kind) {
        assertThat(decide("DE", NOW - 400_000)).isEqualTo(Kind.FIRST);
        assertThat(decide(region, NOW - 400_000 + seconds * 1_000)).isEqualTo(kind);
    }

    @Test
    void aClockThatIsAheadIsNotBelieved() {
        decide("DE", NOW);
        assertThat(decide("a", "FR", NOW + MINUTE, NOW).kind()).isEqualTo(Kind.ALERT);
        state = AccountState.NEW;
        assertThat(decide("b", "FR", NOW + MINUTE + 1, NOW).kind()).isEqualTo(Kind.FUTURE);
        assertThat(state.region()).as("and moves nothing").isEmpty();
    }

    @Test
    void onlyALaterTimeMovesTheLastRegion() {
        decide("DE", NOW);
        decide("DE", NOW - 3 * MINUTE);
        assertThat(state.time()).isEqualTo(NOW);
        assertThat(decide("AT", NOW - MINUTE)).isEqualTo(Kind.ALLOWED);
        assertThat(state.region()).isEqualTo("DE");
        assertThat(decide("AT", NOW)).isEqualTo(Kind.ALLOWED);
        assertThat(state.region()).as("at the same time the first one stays").isEqualTo("DE");
        assertThat(decide("AT", NOW + 1)).isEqualTo(Kind.ALLOWED);
        assertThat(state.region()).isEqualTo("AT");
    }

    @Test
    void transactionThatComesAgainGetsWhatItGotAndChangesNothing() {
        decide("a", "DE", NOW, NOW);
        Decision alert = decide("b", "FR", NOW + 1, NOW + 2);
        AccountState before = state;

        assertThat(decide("a", "DE", NOW, NOW + 3))
                .isEqualTo(new Decision(Kind.FIRST, true, "", 0, NOW, NOW, 0, NOW + 2 + 60 * MINUTE));
        assertThat(decide("b", "FR", NOW + 1, NOW + Duration.ofDays(1).toMillis()))
                .isEqualTo(new Decision(
                        Kind.ALERT,
                        true,
                        alert.fromRegion(),
                        alert.fromTime(),
                        NOW + 1,
                        NOW + 2,
                        alert.frozenUntil(),
                        0));
        assertThat(state).isEqualTo(before);
    }

    @Test
    void frozenAccountIsFrozenUntilTheEndOrUntilItIsFreed() {
        decide("a", "DE", NOW, NOW);
        Decision alert = decide("b", "FR", NOW, NOW);
        assertThat(alert.kind()).isEqualTo(Kind.ALERT);
        assertThat(alert.activeUntil()).isEqualTo(NOW + 60 * MINUTE);
        assertThat(decide("c", "DE", NOW + 1, NOW + 1))
                .isEqualTo(new Decision(
                        Kind.FROZEN, false, "DE", NOW, NOW + 1, NOW + 1, NOW + 60 * MINUTE, NOW + 60 * MINUTE));

        assertThat(decide("d", "DE", NOW + 60 * MINUTE, NOW + 60 * MINUTE).kind())
                .isEqualTo(Kind.SAME);

        decide("e", "FR", NOW + 61 * MINUTE, NOW + 61 * MINUTE);
        state = state.unfrozen(NOW + 62 * MINUTE);
        assertThat(decide("f", "FR", NOW + 63 * MINUTE, NOW + 63 * MINUTE).kind())
                .as("the region of the alert is the last one")
                .isEqualTo(Kind.SAME);
        assertThat(decide("e", "FR", NOW + 61 * MINUTE, NOW + 63 * MINUTE).activeUntil())
                .as("and the alert that comes again freezes nothing")
                .isZero();
    }

    @Test
    void soManyTransactionsAreRememberedAndAnOlderOneThatComesAgainDoesNoHarm() {
        decide("first", "DE", NOW, NOW);
        for (int i = 0; i < AccountState.REMEMBERED; i++) {
            decide("n" + i, "DE", NOW + i, NOW + i);
        }
        assertThat(state.seen(transaction("first", "DE", NOW).key())).isNull();
        assertThat(state.seen(transaction("n0", "DE", NOW).key())).isNotNull();
        assertThat(decide("first", "DE", NOW, NOW + 100).kind()).isEqualTo(Kind.SAME);
    }

    @Test
    void terminalsThatNumberTheirTransactionsFromOneAreToldApart() {
        decide("1", "DE", NOW, NOW);
        Decision other = decide(new Transaction("1", "A", "DE", NOW + MINUTE, null, "b"), NOW + MINUTE);
        assertThat(other.kind()).isEqualTo(Kind.SAME);
        assertThat(other.repeat()).isFalse();
        assertThat(state.time()).isEqualTo(NOW + MINUTE);

        Decision elsewhere = decide("1", "FR", NOW + 2 * MINUTE, NOW + 2 * MINUTE);
        assertThat(elsewhere.kind()).isEqualTo(Kind.ALERT);
        assertThat(elsewhere.repeat()).isFalse();
    }

    @Test
    void transactionWithoutATimeThatComesAgainHasTheTimeOfTheFirst() {
        decide("a", "DE", NOW, NOW);
        decide("b", "FR", NOW + 1, NOW + 1);
        assertThat(decide("b", "FR", NOW + 9, NOW + 9).time()).isEqualTo(NOW + 1);
    }

    @Test
    void freezeIsEndedAlsoByAGatewayWhoseClockIsBehindAndBegunByOneBehindThat() {
        decide("a", "DE", NOW, NOW);
        decide("b", "FR", NOW, NOW);
        state = state.unfrozen(NOW - 5);
        assertThat(state.activeUntil(NOW - 4)).isZero();

        Decision alert = decide("c", "FR", NOW - 3, NOW - 3);
        assertThat(alert.kind()).isEqualTo(Kind.ALERT);
        assertThat(alert.activeUntil()).isEqualTo(NOW - 3 + 60 * MINUTE);
        assertThat(state.activeUntil(NOW - 2)).isEqualTo(alert.activeUntil());
    }

    @Test
    void anIdIsNeverTakenForAPartOfAnother() {
        decide("12", "DE", NOW, NOW);
        assertThat(decide("1", "DE", NOW, NOW).repeat()).isFalse();
        assertThat(decide("2", "DE", NOW, NOW).repeat()).isFalse();
        assertThat(decide("12", "DE", NOW, NOW).repeat()).isTrue();
    }
}
