package io.camelmcp.gateway.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StepTest {

    @Test
    void whatIsDoneAndWhatFailedAddUp() throws Exception {
        Step step = new Step(3);
        step.done(1_000_000);
        step.done(3_000_000);
        step.failed("refused");

        step.await(Duration.ofSeconds(5), ignored -> {});

        assertThat(step.done()).isEqualTo(2);
        assertThat(step.failures()).containsExactly(Map.entry("refused", 1L));
        assertThat(step.isClean()).isFalse();
        assertThat(step.micros().getMaxValue()).isBetween(3_000L, 3_010L);
    }

    @Test
    void whoeverComesAfterTheWaitHasBeenCountedAlready() throws Exception {
        Step step = new Step(2);
        step.done(1);
        step.await(Duration.ofMillis(1), ignored -> {});

        step.done(1);
        step.failed("too late");

        assertThat(step.done()).isEqualTo(1);
        assertThat(step.failures()).containsExactly(Map.entry("no answer", 1L));
    }
}
