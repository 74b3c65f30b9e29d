package io.camelmcp.component.session.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelmcp.component.session.sequence.ReceivedNumbers.Standing;
import org.junit.jupiter.api.Test;

class ReceivedNumbersTest {

    private final AnswerBudget budget = new AnswerBudget(1_000);
    private final ReceivedNumbers numbers = new ReceivedNumbers(32, 0, budget);

    @Test
    void numberIsNewThenRunningThenDone() {
        assertThat(numbers.standing(5)).isEqualTo(Standing.NEW);
        numbers.accepted(5);
        assertThat(numbers.standing(5)).isEqualTo(Standing.RUNNING);
        numbers.completed(5, new byte[] {1});
        assertThat(numbers.standing(5)).isEqualTo(Standing.DONE);
        assertThat(numbers.answerTo(5)).containsExactly(1);
        assertThat(numbers.highest()).isEqualTo(5);
    }

    @Test
    void numberThatFailedIsToBeRunAgainAndRunsThen() {
        numbers.accepted(5);
        numbers.failed(5);
        assertThat(numbers.standing(5)).isEqualTo(Standing.AGAIN);
        numbers.accepted(5);
        assertThat(numbers.standing(5)).isEqualTo(Standing.RUNNING);
    }

    @Test
    void gapIsNewUntilItIs1024BehindAndStaleThen() {
        numbers.accepted(1_024);
        assertThat(numbers.standing(1)).isEqualTo(Standing.NEW);
        numbers.accepted(1_025);
        assertThat(numbers.standing(1)).isEqualTo(Standing.STALE);
        assertThat(numbers.standing(2)).isEqualTo(Standing.NEW);
    }

    @Test
    void placeOfANumberThatIsForgottenKnowsNothingOfTheNextOneThere() {
        numbers.accepted(3);
        numbers.completed(3, new byte[] {1});
        numbers.accepted(4);
        numbers.failed(4);
        numbers.accepted(2_000);
        assertThat(numbers.standing(3 + ReceivedNumbers.REMEMBERED)).isEqualTo(Standing.NEW);
        assertThat(numbers.standing(4 + ReceivedNumbers.REMEMBERED)).isEqualTo(Standing.NEW);
    }

    @Test
    void endOfARequestThatIsForgottenChangesNothing() {
        numbers.accepted(3);
        numbers.accepted(3 + ReceivedNumbers.REMEMBERED);
        numbers.completed(3, new byte[] {1});
        numbers.failed(3);
        assertThat(numbers.standing(3)).isEqualTo(Standing.STALE);
        assertThat(numbers.standing(3 + ReceivedNumbers.REMEMBERED)).isEqualTo(Standing.RUNNING);
        assertThat(budget.left()).isEqualTo(1_000);
    }

    @Test
    void emptyAnswersAreKnownForAllAndOthersForTheLast64() {
        for (int number = 1; number <= 70; number++) {
            numbers.accepted(number);
            numbers.completed(number, number % 2 == 0 ? new byte[] {(byte) number} : new byte[0]);
        }
        assertThat(numbers.answerTo(1)).isEmpty();
        assertThat(numbers.answerTo(2)).containsExactly(2);
        for (int number = 71; number <= 71 + 64; number++) {
            numbers.accepted(number);
            numbers.completed(number, new byte[] {1});
        }
        assertThat(numbers.answerTo(2)).isNull();
        assertThat(numbers.answerTo(1)).isEmpty();
    }

    @Test
    void asManyAnswersAreKeptAsTheWindowIfThatIsMore() {
        ReceivedNumbers wide = new ReceivedNumbers(100, 0, budget);
        for (int number = 1; number <= 101; number++) {
            wide.accepted(number);
            wide.completed(number, new byte[] {1});
        }
        assertThat(wide.answerTo(1)).isNull();
        assertThat(wide.answerTo(2)).isNotNull();
    }

    @Test
    void oldestAnswersMakeRoomWhenTheBudgetIsUsedUpAndAllIsGivenBack() {
        for (int number = 1; number <= 3; number++) {
            numbers.accepted(number);
            numbers.completed(number, new byte[400]);
        }
        assertThat(numbers.answerTo(1)).isNull();
        assertThat(numbers.answerTo(2)).hasSize(400);
        assertThat(budget.left()).isEqualTo(200);
        numbers.accepted(4);
        numbers.completed(4, new byte[1_001]);
        assertThat(numbers.answerTo(4)).as("larger than all of the budget").isNull();
        assertThat(numbers.standing(4)).isEqualTo(Standing.DONE);
        numbers.close();
        assertThat(budget.left()).isEqualTo(1_000);
    }

    @Test
    void numbersUpToTheRestoredMarkAreRunAgainAndHigherOnesAreNew() {
        ReceivedNumbers restored = new ReceivedNumbers(32, 70_000, budget);
        assertThat(restored.highest()).isEqualTo(70_000);
        assertThat(restored.extend(70_001 - 65_536)).isEqualTo(70_001);
        assertThat(restored.standing(69_999)).isEqualTo(Standing.AGAIN);
        assertThat(restored.standing(70_001)).isEqualTo(Standing.NEW);
        restored.accepted(70_001);
        assertThat(restored.standing(69_999)).isEqualTo(Standing.AGAIN);
        assertThat(restored.standing(70_001 - ReceivedNumbers.REMEMBERED)).isEqualTo(Standing.STALE);
    }

    @Test
    void numbersGoOnBehindTheWrap() {
        assertThat(numbers.extend(65_534)).isEqualTo(65_534);
        numbers.accepted(65_534);
        long next = numbers.extend(1);
        assertThat(next).isEqualTo(65_537);
        numbers.accepted(next);
        assertThat(numbers.standing(numbers.extend(65_534))).isEqualTo(Standing.RUNNING);
        assertThat(numbers.standing(numbers.extend(65_535))).isEqualTo(Standing.NEW);
    }
}
