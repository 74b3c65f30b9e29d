package io.camelmcp.logs;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What {@link Pattern} keeps to itself before Java 20: the numbers of named groups. And how often a part of the expression would
 * be tried by its bounds alone, which no budget stops where the part looks at no character, as in {@code (?:(?:){1000}){1000}}.
 */
final class RegexGroups {

    /** Repetitions within each other, multiplied. */
    static final long MAX_REPEATS = 100_000;

    private final Map<String, Integer> names = new LinkedHashMap<>();
    private final Deque<Long> open = new ArrayDeque<>();
    private final String regex;
    private int count;
    // outside all groups
    private boolean hasAlternatives;
    // repetitions inside what has just ended
    private long inside = 1;
    // and the most in the group so far
    private long most = 1;

    private RegexGroups(String regex) {
        this.regex = regex;
    }

    /**
     * Reads an expression.
     *
     * @param regex that {@link Pattern} has compiled
     * @throws IllegalArgumentException if its bounds repeat too often, it has the flag {@code x}, or it can match nothing in too many ways
     */
    static RegexGroups of(String regex) {
        RegexGroups groups = new RegexGroups(regex);
        int at = 0;
        while (at < regex.length()) {
            at = groups.step(at);
        }
        EmptyMatches.check(regex);
        return groups;
    }

    /** Numbers of the named groups, in their order. */
    Map<String, Integer> names() {
        return names;
    }

    /** Whether a match can begin at the first character only. */
    boolean isAnchored() {
        return regex.startsWith("^") && !hasAlternatives;
    }

    private int step(int at) {
        char c = regex.charAt(at);
        switch (c) {
            case '\\' -> {
                inside = 1;
                return afterEscape(regex, at);
            }
            case '[' -> {
                inside = 1;
                return afterClass(regex, at);
            }
            case '(' -> opened(at);
            case ')' -> {
                inside = most;
                most = open.isEmpty() ? 1 : open.pop();
            }
            case '{' -> repeated(at);
            case '|' -> hasAlternatives |= open.isEmpty();
            case '*', '+', '?', '^', '$' -> {}
            default -> inside = 1;
        }
        return at + 1;
    }

    private void opened(int at) {
        open.push(most);
        most = 1;
        inside = 1;
        if (!regex.startsWith("?", at + 1)) {
            count++;
        } else if (regex.startsWith("?<", at + 1) && Character.isLetter(regex.charAt(at + 3))) {
            names.put(regex.substring(at + 3, regex.indexOf('>', at)), ++count);
        } else {
            requireNoFlagX(at + 2);
        }
    }

    // (?ix) and (?i-x:, where the letters behind the hyphen are flags that are taken away
    private void requireNoFlagX(int flags) {
        for (int at = flags; Character.isLetter(regex.charAt(at)); at++) {
            if (regex.charAt(at) == 'x') {
                throw new IllegalArgumentException(
                        "the flag x is not supported; write the pattern without comments and white space");
            }
        }
    }

    private void repeated(int at) {
        String bounds = regex.substring(at + 1, Math.max(at + 1, regex.indexOf('}', at)));
        long times = 1;
        for (String bound : bounds.split(",", -1)) {
            if (bound.matches("\\d{1,10}")) {
                times = Math.max(times, Long.parseLong(bound));
            }
        }
        inside *= times;
        if (inside > MAX_REPEATS) {
            throw new IllegalArgumentException(
                    "{" + bounds + "} repeats a part " + inside + " times; at most " + MAX_REPEATS + " are allowed");
        }
        most = Math.max(most, inside);
    }

    /** Where an escape ends. */
    static int afterEscape(String regex, int at) {
        char c = regex.charAt(at + 1);
        if (c == 'Q') {
            int end = regex.indexOf("\\E", at);
            return end < 0 ? regex.length() : end + 2;
        }
        if ("kpPxN".indexOf(c) >= 0 && at + 2 < regex.length() && "<{".indexOf(regex.charAt(at + 2)) >= 0) {
            int end = regex.indexOf(regex.charAt(at + 2) == '<' ? '>' : '}', at);
            return end < 0 ? regex.length() : end + 1;
        }
        int digits =
                switch (c) {
                    case 'x' -> 2;
                    case 'u' -> 4;
                    case 'c', 'p', 'P' -> 1;
                    default -> 0;
                };
        int end = at + 2 + digits;
        while (Character.isDigit(c) && end < regex.length() && Character.isDigit(regex.charAt(end))) {
            end++; // of an octal number, or of the number of a group
        }
        return Math.min(end, regex.length());
    }

    /** Where a class of characters ends. */
    static int afterClass(String regex, int start) {
        int depth = 1;
        int at = start + 1;
        if (regex.startsWith("^", at)) {
            at++;
        }
        int first = at;
        while (at < regex.length() && depth > 0) {
            char c = regex.charAt(at);
            if (c == '\\') {
                at = afterEscape(regex, at);
                continue;
            }
            if (c == '[') {
                depth++;
            } else if (c == ']' && at > first) {
                depth--;
            }
            at++;
        }
        return at;
    }
}
