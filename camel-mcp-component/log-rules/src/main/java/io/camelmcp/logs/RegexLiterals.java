package io.camelmcp.logs;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads from a regular expression which texts every match contains: {@code ^(\S+) sshd\[\d+\]: (?:Failed|Bad) key} gives
 * {@code " sshd["}, {@code "]: "} and {@code " key"}. Where it is not sure it gives less, never too much. Alternatives, what
 * may be missing, and letters in any case give nothing.
 */
final class RegexLiterals {

    private static final int MAX_DEPTH = 50;

    private final String regex;
    private int at;
    private boolean anyCase;
    private boolean lost;

    private RegexLiterals(String regex) {
        this.regex = regex;
    }

    /** The texts, in the order of the expression; empty if there are none that are sure. */
    static List<String> of(String regex) {
        RegexLiterals reader = new RegexLiterals(regex);
        Sequence whole = reader.alternatives(0);
        return reader.lost || reader.at < regex.length() ? List.of() : whole.finish();
    }

    /** What a part of the expression contains for sure; {@code open} is the text that may still grow. */
    private static final class Sequence {
        final List<String> closed = new ArrayList<>();
        final StringBuilder open = new StringBuilder();

        void cut() {
            if (!open.isEmpty()) {
                closed.add(open.toString());
                open.setLength(0);
            }
        }

        List<String> finish() {
            cut();
            return closed;
        }
    }

    private Sequence alternatives(int depth) {
        boolean outer = anyCase;
        Sequence first = sequence(depth);
        boolean alone = true;
        while (!lost && at < regex.length() && regex.charAt(at) == '|') {
            at++;
            sequence(depth);
            alone = false;
        }
        anyCase = outer; // a flag holds to the end of its group
        return alone ? first : new Sequence();
    }

    private Sequence sequence(int depth) {
        Sequence result = new Sequence();
        if (depth > MAX_DEPTH) {
            lost = true;
        }
        while (!lost && at < regex.length() && regex.charAt(at) != '|' && regex.charAt(at) != ')') {
            char c = regex.charAt(at++);
            switch (c) {
                case '(' -> group(result, depth);
                case '[' -> {
                    characterClass();
                    quantifier();
                    result.cut();
                }
                case '\\' -> escape(result);
                case '.' -> {
                    quantifier();
                    result.cut();
                }
                case '^', '$' -> result.cut();
                case '*', '+', '?', '{' -> lost = true; // nothing before it: not as we understand it
                default -> literal(result, c);
            }
        }
        return result;
    }

    private void literal(Sequence result, char c) {
        Repeat repeat = quantifier();
        if (repeat == Repeat.MAYBE || c >= LiteralSearch.ALPHABET || anyCase && Character.isLetter(c)) {
            result.cut();
            return;
        }
        result.open.append(c);
        if (repeat == Repeat.MANY) {
            result.cut();
            result.open.append(c); // the last of them stands before what follows
        }
    }

    private void group(Sequence result, int depth) {
        boolean counts = true;
        boolean outer = anyCase;
        if (regex.startsWith("?", at)) {
            if (regex.startsWith("?<", at) && !regex.startsWith("?<=", at) && !regex.startsWith("?<!", at)) {
                at = regex.indexOf('>', at) + 1;
            } else if (regex.startsWith("?:", at) || regex.startsWith("?>", at)) {
                at += 2;
            } else if (regex.startsWith("?=", at) || regex.startsWith("?!", at)) {
                at += 2;
                counts = false;
            } else if (regex.startsWith("?<", at)) {
                at += 3;
                counts = false;
            } else if (flags()) {
                result.cut();
                return; // (?i) up to the end of the group around it
            }
        }
        Sequence inner = alternatives(depth + 1);
        anyCase = outer;
        if (lost || at >= regex.length() || regex.charAt(at) != ')') {
            lost = true;
            return;
        }
        at++;
        Repeat repeat = quantifier();
        if (!counts || repeat == Repeat.MAYBE) {
            result.cut();
            return;
        }
        result.cut();
        result.closed.addAll(inner.finish());
    }

    /** Reads {@code ?i)} or {@code ?i:}; true if the group ends with it. */
    private boolean flags() {
        boolean on = true;
        for (at++; at < regex.length(); at++) {
            char c = regex.charAt(at);
            if (c == ')' || c == ':') {
                at++;
                return c == ')';
            }
            switch (c) {
                case '-' -> on = false;
                case 'i' -> anyCase = on;
                case 'd', 'm', 's', 'u', 'U' -> {}
                default -> lost = true; // x changes what white space means
            }
        }
        lost = true;
        return true;
    }

    private void escape(Sequence result) {
        if (at >= regex.length()) {
            lost = true;
            return;
        }
        char c = regex.charAt(at++);
        if (c == 'Q') {
            int end = regex.indexOf("\\E", at);
            String quoted = regex.substring(at, end < 0 ? regex.length() : end);
            at = end < 0 ? regex.length() : end + 2;
            result.cut();
            if (quantifier() == Repeat.ONCE) {
                for (char q : quoted.toCharArray()) {
                    if (q >= LiteralSearch.ALPHABET || anyCase && Character.isLetter(q)) {
                        result.cut();
                    } else {
                        result.open.append(q);
                    }
                }
            }
        } else if (c == 't') {
            literal(result, '\t');
        } else if (!Character.isLetterOrDigit(c)) {
            literal(result, c);
        } else if ("dDsSwWhHvVRX".indexOf(c) >= 0) {
            quantifier();
            result.cut();
        } else if ("bBAzZG".indexOf(c) >= 0) {
            result.cut();
        } else {
            lost = true; // \p{..}, \x41, back references
        }
    }

    // nothing of it is used, but it must be left at the right place
    private void characterClass() {
        int depth = 1;
        if (regex.startsWith("^", at)) {
            at++;
        }
        boolean first = true;
        while (at < regex.length() && depth > 0) {
            char c = regex.charAt(at++);
            if (c == '\\') {
                if (regex.startsWith("Q", at)) {
                    lost = true;
                    return;
                }
                at++;
            } else if (c == '[') {
                depth++;
            } else if (c == ']' && !(first && depth == 1)) {
                depth--;
            }
            first = false;
        }
        if (depth > 0) {
            lost = true;
        }
    }

    private enum Repeat {
        /** Exactly once. */
        ONCE,
        /** At least once. */
        MANY,
        /** Perhaps not at all. */
        MAYBE
    }

    private Repeat quantifier() {
        if (at >= regex.length()) {
            return Repeat.ONCE;
        }
        Repeat repeat =
                switch (regex.charAt(at)) {
                    case '?', '*' -> Repeat.MAYBE;
                    case '+' -> Repeat.MANY;
                    case '{' -> at + 1 < regex.length() && regex.charAt(at + 1) == '0' ? Repeat.MAYBE : Repeat.MANY;
                    default -> Repeat.ONCE;
                };
        if (repeat == Repeat.ONCE) {
            return repeat;
        }
        if (regex.charAt(at) == '{') {
            int end = regex.indexOf('}', at);
            if (end < 0) {
                lost = true;
                return Repeat.MAYBE;
            }
            at = end;
        }
        at++;
        if (at < regex.length() && (regex.charAt(at) == '?' || regex.charAt(at) == '+')) {
            at++; // lazy, possessive
        }
        return repeat;
    }
}
