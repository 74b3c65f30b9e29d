package io.camelmcp.logs;

import java.util.regex.Pattern;

/**
 * In how many ways an expression can match no text at one place, as {@code (?:a?|b?)(?:a?|b?)} can in four. {@link Pattern} may try them
 * all, and at the end of a line it looks at no character meanwhile, so that no budget stops it.
 */
final class EmptyMatches {

    /** Ways, at most. */
    static final long MOST = 100;

    private static final long MANY = 1_000_000;

    /**
     * Ways of a part.
     *
     * @param whole to match nothing with all of it; 0 if it cannot
     * @param head  to match nothing with its beginning, at least 1
     * @param tail  to match nothing with its end, at least 1
     * @param most  to match nothing with anything that is in it, at least 1
     */
    private record Ways(long whole, long head, long tail, long most) {

        static final Ways CHARACTER = new Ways(0, 1, 1, 1);
        static final Ways NOTHING = new Ways(1, 1, 1, 1);

        Ways then(Ways next) {
            return of(
                    whole * next.whole,
                    Math.max(head, whole * next.head),
                    Math.max(next.tail, tail * next.whole),
                    Math.max(Math.max(most, next.most), tail * next.head));
        }

        Ways or(Ways other) {
            long both = whole + other.whole;
            return of(
                    both,
                    Math.max(both, Math.max(head, other.head)),
                    Math.max(both, Math.max(tail, other.tail)),
                    Math.max(both, Math.max(most, other.most)));
        }

        Ways maybe() {
            return or(NOTHING);
        }

        // behind a round that has matched something there is one more, that matches nothing
        Ways again() {
            return of(whole, head, tail * (whole + 1), Math.max(most, tail * Math.max(head, whole + 1)));
        }

        /** Of its ways the first one counts: behind it {@link Pattern} never comes back. */
        Ways once() {
            return of(Math.min(whole, 1), head, 1, most);
        }

        private static Ways of(long whole, long head, long tail, long most) {
            return new Ways(Math.min(whole, MANY), Math.min(head, MANY), Math.min(tail, MANY), Math.min(most, MANY));
        }
    }

    private final String regex;
    private int at;

    private EmptyMatches(String regex) {
        this.regex = regex;
    }

    /**
     * Looks at an expression.
     *
     * @param regex that {@link Pattern} has compiled, without the flag {@code x}
     * @throws IllegalArgumentException if there are more ways than {@link #MOST}
     */
    static void check(String regex) {
        if (new EmptyMatches(regex).alternatives().most > MOST) {
            throw new IllegalArgumentException("it can match nothing in more than " + MOST
                    + " ways at one place, as (?:a?|b?)(?:a?|b?) can in four; write alternatives, and groups before"
                    + " ? and *, that match at least one character");
        }
    }

    private Ways alternatives() {
        Ways all = sequence();
        while (at < regex.length() && regex.charAt(at) == '|') {
            at++;
            all = all.or(sequence());
        }
        return all;
    }

    private Ways sequence() {
        Ways all = Ways.NOTHING;
        while (at < regex.length() && regex.charAt(at) != '|' && regex.charAt(at) != ')') {
            all = all.then(repeated(part()));
        }
        return all;
    }

    private Ways part() {
        char c = regex.charAt(at);
        switch (c) {
            case '(' -> {
                return group();
            }
            case '[' -> at = RegexGroups.afterClass(regex, at);
            case '\\' -> {
                boolean looks = !"bBAzZGkEQ123456789".contains(regex.substring(at + 1, at + 2));
                at = RegexGroups.afterEscape(regex, at);
                return looks ? Ways.CHARACTER : Ways.NOTHING;
            }
            default -> at++;
        }
        return c == '^' || c == '$' ? Ways.NOTHING : Ways.CHARACTER;
    }

    private Ways group() {
        int begin = at++;
        boolean looksAround = regex.startsWith("(?=", begin)
                || regex.startsWith("(?!", begin)
                || regex.startsWith("(?<=", begin)
                || regex.startsWith("(?<!", begin);
        boolean once = looksAround || regex.startsWith("(?>", begin);
        if (regex.startsWith("?", at)) {
            while (")>:=!".indexOf(regex.charAt(at)) < 0) {
                at++;
            }
            if (regex.charAt(at) == ')') { // (?i)
                at++;
                return Ways.NOTHING;
            }
            at++;
        }
        Ways inner = alternatives();
        at++;
        Ways ways = once ? inner.once() : inner;
        return looksAround ? Ways.of(1, Math.max(1, ways.head), 1, ways.most) : ways;
    }

    private Ways repeated(Ways part) {
        if (at >= regex.length() || "?*+{".indexOf(regex.charAt(at)) < 0) {
            return part;
        }
        char c = regex.charAt(at);
        boolean maybe = c == '?' || c == '*' || regex.startsWith("{0", at);
        at = c == '{' ? regex.indexOf('}', at) + 1 : at + 1;
        Ways ways = c == '?' ? part : part.again();
        if (maybe) {
            ways = ways.maybe();
        }
        if (at < regex.length() && regex.charAt(at) == '+') {
            at++;
            return ways.once();
        }
        if (at < regex.length() && regex.charAt(at) == '?') {
            at++;
        }
        return ways;
    }
}
