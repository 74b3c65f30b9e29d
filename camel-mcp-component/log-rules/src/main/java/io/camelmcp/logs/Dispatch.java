package io.camelmcp.logs;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which rules are worth a try on a line: each has texts that every match contains, and all texts of all rules are looked for at
 * once. Its longest text makes a rule a candidate, the others confirm it.
 */
final class Dispatch {

    /** Texts of a rule that are looked for, the longest ones. */
    private static final int TEXTS_OF_A_RULE = 4;

    private final LiteralSearch search;
    private final int ruleWords;
    // bits of the rules that are tried on every line, and of those that a text makes candidates
    private final long[] always;
    private final long[][] rulesOfText;
    // bits of the texts of each rule
    private final long[][] textsOfRule;

    Dispatch(List<Rule> rules) {
        ruleWords = (rules.size() + 63) / 64;
        Map<String, Integer> texts = new LinkedHashMap<>();
        for (Rule rule : rules) {
            for (String text : chosen(rule)) {
                texts.putIfAbsent(text, texts.size());
            }
        }
        search = new LiteralSearch(List.copyOf(texts.keySet()));
        always = new long[ruleWords];
        rulesOfText = new long[texts.size()][ruleWords];
        textsOfRule = new long[rules.size()][search.words()];
        for (int i = 0; i < rules.size(); i++) {
            List<String> own = chosen(rules.get(i));
            (own.isEmpty() ? always : rulesOfText[number(texts, own.get(0))])[i >> 6] |= 1L << i;
            for (String text : own) {
                int number = number(texts, text);
                textsOfRule[i][number >> 6] |= 1L << number;
            }
        }
    }

    private static int number(Map<String, Integer> texts, String text) {
        return texts.getOrDefault(text, -1);
    }

    // one character is in nearly every line
    private static List<String> chosen(Rule rule) {
        return rule.literals.stream()
                .distinct()
                .filter(text -> text.length() > 1)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .limit(TEXTS_OF_A_RULE)
                .toList();
    }

    int textWords() {
        return search.words();
    }

    int ruleWords() {
        return ruleWords;
    }

    /** Sets the bits of the rules to try, and of the texts that are in the line. */
    void candidates(BudgetedText line, long[] found, long[] candidates) {
        search.search(line.characters(), line.length(), found);
        System.arraycopy(always, 0, candidates, 0, ruleWords);
        for (int w = 0; w < found.length; w++) {
            for (long bits = found[w]; bits != 0; bits &= bits - 1) {
                long[] rules = rulesOfText[w << 6 | Long.numberOfTrailingZeros(bits)];
                for (int r = 0; r < ruleWords; r++) {
                    candidates[r] |= rules[r];
                }
            }
        }
    }

    boolean hasAllTexts(int rule, long[] found) {
        long[] needed = textsOfRule[rule];
        for (int w = 0; w < needed.length; w++) {
            if ((found[w] & needed[w]) != needed[w]) {
                return false;
            }
        }
        return true;
    }
}
