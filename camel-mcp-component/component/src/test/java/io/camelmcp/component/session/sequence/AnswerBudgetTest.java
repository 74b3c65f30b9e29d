package io.camelmcp.component.session.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnswerBudgetTest {

    @Test
    void allOfItCanBeTakenAndNotAnOctetMore() {
        AnswerBudget budget = new AnswerBudget(10);
        assertThat(budget.take(10)).isTrue();
        assertThat(budget.take(1)).isFalse();
        assertThat(budget.left()).isZero();
    }

    @Test
    void refusalTakesNothingAndWhatIsGivenBackCanBeTakenAgain() {
        AnswerBudget budget = new AnswerBudget(10);
        assertThat(budget.take(11)).isFalse();
        assertThat(budget.left()).isEqualTo(10);
        assertThat(budget.take(6)).isTrue();
        assertThat(budget.take(5)).isFalse();
        budget.give(6);
        assertThat(budget.take(10)).isTrue();
    }
}
