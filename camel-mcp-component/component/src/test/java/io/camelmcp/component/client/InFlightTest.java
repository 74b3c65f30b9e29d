package io.camelmcp.component.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** docs/protocol.md, section 3: numbers 1..65535, the newest minus the oldest unanswered one below the window. */
class InFlightTest {

    private static Call<byte[]> call() {
        return new Call<>(new McpCall(12, 0, new byte[0]), new Reply<>(), 1000, new AtomicInteger(1));
    }

    @Test
    void numbersBeginAtOneAndWrapToOne() {
        InFlight inFlight = new InFlight(1);
        for (int round = 0; round < 2; round++) {
            for (int number = 1; number <= 65_535; number++) {
                Call<byte[]> call = call();
                assertThat(inFlight.add(call)).isTrue();
                assertThat(call.id).isEqualTo(number);
                assertThat(inFlight.find(number)).isSameAs(call);
                inFlight.remove(call);
            }
        }
    }

    @Test
    void numberStillPendingIsNotGivenAgainWhileOthersPassIt() {
        InFlight inFlight = new InFlight(1024);
        Call<byte[]> slow = call();
        inFlight.add(slow);
        int passed = 0;
        for (Call<byte[]> call = call(); inFlight.add(call); call = call()) {
            assertThat(call.id).isNotEqualTo(slow.id);
            inFlight.remove(call);
            passed++;
        }
        // the window is about numbers, not about how many are unanswered
        assertThat(passed).isEqualTo(1023);
        inFlight.remove(slow);
        assertThat(inFlight.add(call())).isTrue();
    }

    @Test
    void answersAreFoundInAnyOrderAcrossTheWrap() {
        InFlight inFlight = new InFlight(4);
        for (int i = 0; i < 65_533; i++) {
            Call<byte[]> call = call();
            inFlight.add(call);
            inFlight.remove(call);
        }
        List<Call<byte[]>> calls = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Call<byte[]> call = call();
            assertThat(inFlight.add(call)).isTrue();
            calls.add(call);
        }
        assertThat(inFlight.add(call())).isFalse();
        assertThat(calls).extracting(call -> call.id).containsExactly(65_534, 65_535, 1, 2);
        assertThat(inFlight.find(2)).isSameAs(calls.get(3));
        assertThat(inFlight.find(65_534)).isSameAs(calls.get(0));
        assertThat(inFlight.find(3)).isNull();
        assertThat(inFlight.find(65_533)).isNull();
        assertThat(inFlight.find(0)).isNull();
    }

    @Test
    void numberGivenUpIsSkippedUntilItsLateAnswerHasCome() {
        InFlight inFlight = new InFlight(1);
        Call<byte[]> abandoned = call();
        inFlight.add(abandoned);
        inFlight.abandon(abandoned);
        assertThat(inFlight.find(1)).isNull();
        assertThat(numbersOfOneRound(inFlight, 65_534)).doesNotContain(1);

        assertThat(inFlight.isLateAnswer(1)).isTrue();
        assertThat(inFlight.isLateAnswer(1)).isFalse();
        assertThat(numbersOfOneRound(inFlight, 65_535)).contains(1);
    }

    private static List<Integer> numbersOfOneRound(InFlight inFlight, int count) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Call<byte[]> call = call();
            inFlight.add(call);
            numbers.add(call.id);
            inFlight.remove(call);
        }
        return numbers;
    }

    @Test
    void newConnectionForgetsAllAndBeginsAtOne() {
        InFlight inFlight = new InFlight(3);
        Call<byte[]> first = call();
        Call<byte[]> second = call();
        Call<byte[]> third = call();
        inFlight.add(first);
        inFlight.add(second);
        inFlight.add(third);
        inFlight.abandon(first);
        List<Call<?>> forgotten = new ArrayList<>();
        inFlight.clear(forgotten::add);
        assertThat(forgotten).containsExactly(second, third);
        assertThat(inFlight.isEmpty()).isTrue();
        assertThat(inFlight.abandoned()).isZero();
        Call<byte[]> next = call();
        inFlight.add(next);
        assertThat(next.id).isEqualTo(1);
    }
}
