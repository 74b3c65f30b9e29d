package io.camelmcp.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LiteralSearchTest {

    @Test
    void textsWithinAndOverEachOtherAreAllFound() {
        assertThat(found(List.of("he", "she", "his", "hers", "r"), "ushers")).containsExactly(0, 1, 3, 4);
        assertThat(found(List.of("abcd", "bc", "x"), "abce")).containsExactly(1);
        assertThat(found(List.of("aa"), "")).isEmpty();
        assertThat(found(List.of(), "anything")).isEmpty();
    }

    @Test
    void charactersBeyondTheAlphabetPartTexts() {
        assertThat(found(List.of("ab", "é"), "a漢b é")).containsExactly(1);
    }

    @Test
    void itFindsWhatIndexOfFinds() {
        Random random = new Random(7);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            texts.add(word(random, 1 + random.nextInt(5)));
        }
        LiteralSearch search = new LiteralSearch(texts);
        long[] found = new long[search.words()];
        for (int n = 0; n < 2_000; n++) {
            String line = word(random, random.nextInt(60));
            search.search(line.toCharArray(), line.length(), found);
            for (int t = 0; t < texts.size(); t++) {
                assertThat((found[t >> 6] >>> t & 1) == 1)
                        .as("%s in %s", texts.get(t), line)
                        .isEqualTo(line.contains(texts.get(t)));
            }
        }
    }

    private static String word(Random random, int length) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append((char) ('a' + random.nextInt(4)));
        }
        return word.toString();
    }

    private static List<Integer> found(List<String> texts, String line) {
        LiteralSearch search = new LiteralSearch(texts);
        long[] found = new long[search.words()];
        search.search(line.toCharArray(), line.length(), found);
        List<Integer> numbers = new ArrayList<>();
        for (int t = 0; t < texts.size(); t++) {
            if ((found[t >> 6] >>> t & 1) == 1) {
                numbers.add(t);
            }
        }
        return numbers;
    }
}
