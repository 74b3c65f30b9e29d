package io.camelmcp.component.session.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** docs/protocol.md, section 3: numbers, window, wrap. */
class SendWindowTest {

    @Test
    void numbersRunFromOneTo65535AndWrapToOne() {
        SendWindow<String> window = new SendWindow<>(1, 0);
        SequenceExtender peer = new SequenceExtender(0);
        for (int round = 0; round < 3; round++) {
            for (int seq = 1; seq <= 65_535; seq++) {
                assertThat(window.nextSeq()).isEqualTo(seq);
                assertThat(window.add("x")).isEqualTo(seq);
                assertThat(window.highest()).isEqualTo(peer.extend(seq));
                assertThat(window.remove(seq)).isEqualTo("x");
            }
        }
    }

    @Test
    void numbersGoOnAfterTheStoredMark() {
        assertThat(new SendWindow<>(1, 65_535).add("x")).isEqualTo(1);
        assertThat(new SendWindow<>(1, 65_536 + 41).add("x")).isEqualTo(42);
        assertThatThrownBy(() -> new SendWindow<>(1, -1)).hasMessageContaining("-1");
    }

    @Test
    void newestMinusOldestUnansweredStaysBelowTheWindow() {
        SendWindow<Integer> window = new SendWindow<>(3, 0);
        window.add(1);
        window.add(2);
        assertThat(window.isFull()).isFalse();
        window.add(3);
        assertThat(window.isFull()).isTrue();
        // it is about numbers, not about how many are unanswered
        window.remove(2);
        window.remove(3);
        assertThat(window.isFull()).isTrue();
        assertThatThrownBy(() -> window.add(4))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("window=3");
        window.remove(1);
        assertThat(window.isFull()).isFalse();
        assertThat(window.isEmpty()).isTrue();
    }

    @Test
    void requestOfAnotherProcessKeepsItsNumberAndCountsForTheWindow() {
        SendWindow<String> window = new SendWindow<>(4, 65_536 + 1_000);
        assertThat(window.restore(65_535, "a")).isTrue();
        assertThat(window.restore(65_537, "b")).isTrue();
        assertThat(window.restore(65_537, "again")).isFalse();
        assertThat(window.restore(65_534, "out of order")).isFalse();
        assertThat(window.restore(65_536 + 1_001, "not given yet")).isFalse();
        assertThat(window).containsExactly("a", "b");
        assertThat(window.isFull()).as("far ahead of the oldest").isTrue();

        assertThat(window.remove(65_535)).isEqualTo("a");
        assertThat(window.isFull()).isTrue();
        assertThat(window.remove(1)).isEqualTo("b");
        assertThat(window.add("c")).isEqualTo(1_001);
        assertThat(new SendWindow<>(4, 100_000).restore(90_000, "long gone")).isFalse();
    }

    @Test
    void zeroOfTheCircleCountsForTheWindowAtTheWrap() {
        SendWindow<String> window = new SendWindow<>(3, 65_534);
        assertThat(window.add("a")).isEqualTo(65_535);
        assertThat(window.add("b")).isEqualTo(1);
        // 2 is three after 65535 on the circle of 16 bits, on which the peer compares
        assertThat(window.isFull()).isTrue();
    }

    @Test
    void answersAreFoundInAnyOrderAcrossTheWrap() {
        SendWindow<String> window = new SendWindow<>(8, 65_532);
        for (String request : new String[] {"a", "b", "c", "d", "e"}) {
            window.add(request);
        }
        assertThat(window).containsExactly("a", "b", "c", "d", "e");
        assertThat(window.get(2)).isEqualTo("e");
        assertThat(window.get(0)).isNull();
        assertThat(window.get(65_532)).isNull();
        assertThat(window.get(3)).isNull();
        assertThat(window.get(-1)).isNull();
        assertThat(window.get(65_536)).isNull();
        assertThat(window.remove(1)).isEqualTo("d");
        assertThat(window.remove(1)).as("once").isNull();
        assertThat(window.remove(65_533)).isEqualTo("a");
        assertThat(window.oldest()).isEqualTo("b");
        assertThat(window).containsExactly("b", "c", "e");
    }

    @Test
    void eachMayBeRemovedWhileGoingThroughThem() {
        SendWindow<Integer> window = new SendWindow<>(100, 0);
        for (int i = 1; i <= 100; i++) {
            window.add(i);
        }
        int expected = 1;
        for (Integer request : window) {
            assertThat(request).isEqualTo(expected++);
            window.remove(request);
        }
        assertThat(expected).isEqualTo(101);
        assertThat(window.isEmpty()).isTrue();
        assertThat(window.oldest()).isNull();
        assertThatThrownBy(() -> window.iterator().next()).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void numberThatIsPassedOverIsNotGiven() {
        SendWindow<String> window = new SendWindow<>(5, 65_533);
        assertThat(window.add("a")).isEqualTo(65_534);
        window.skip();
        window.skip();
        assertThat(window.add("b")).isEqualTo(2);
        assertThat(window).containsExactly("a", "b");
        assertThat(window.get(65_535)).isNull();
        assertThat(window.get(1)).isNull();
        assertThat(window.isFull()).isTrue();
    }

    @Test
    void windowMayChangeWhileRequestsAreUnanswered() {
        SendWindow<String> window = new SendWindow<>(4, 0);
        window.add("a");
        window.add("b");
        window.setWindow(2);
        assertThat(window.isFull()).isTrue();
        window.setWindow(3);
        assertThat(window.isFull()).isFalse();
        assertThatThrownBy(() -> window.setWindow(0))
                .hasMessageContaining("window=0")
                .hasMessageContaining("1..1024");
        assertThatThrownBy(() -> new SendWindow<>(1_025, 0)).hasMessageContaining("window=1025");
    }

    @Test
    void behavesLikeAMapOfNumbersWhateverIsAnsweredWhen() {
        for (long seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            int limit = 1 + random.nextInt(64);
            SendWindow<Long> window = new SendWindow<>(limit, 65_400);
            TreeMap<Long, Integer> model = new TreeMap<>();
            for (int step = 0; step < 2_000; step++) {
                boolean full = !model.isEmpty() && next(window.highest()) - model.firstKey() >= limit;
                assertThat(window.isFull()).as("seed %d", seed).isEqualTo(full);
                if (random.nextInt(10) == 0) {
                    window.skip();
                } else if (random.nextBoolean() && !full) {
                    long number = next(window.highest());
                    model.put(number, window.add(number));
                    assertThat(model.get(number)).isEqualTo((int) (number % 65_536));
                } else if (!model.isEmpty()) {
                    Long[] numbers = model.keySet().toArray(new Long[0]);
                    Map.Entry<Long, Integer> any = model.floorEntry(numbers[random.nextInt(numbers.length)]);
                    assertThat(window.remove(any.getValue()))
                            .as("seed %d", seed)
                            .isEqualTo(any.getKey());
                    model.remove(any.getKey());
                }
                assertThat(window).as("seed %d", seed).containsExactlyElementsOf(model.keySet());
                assertThat(window.size()).isEqualTo(model.size());
            }
        }
    }

    private static long next(long number) {
        return (number + 1) % 65_536 == 0 ? number + 2 : number + 1;
    }
}
