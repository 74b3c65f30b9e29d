package io.camelmcp.logs;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a rule has the severity from.
 *
 * @param group    name of the group that says it; {@code null} for {@code otherwise} always
 * @param exact    severities by what the group says
 * @param prefixes severities by how that begins, in order
 * @param otherwise if it is none of them
 */
record SeverityRule(
        @Nullable String group, Map<String, Severity> exact, Map<String, Severity> prefixes, Severity otherwise) {

    static final SeverityRule INFO = new SeverityRule(null, Map.of(), Map.of(), Severity.INFO);

    Severity of(String text) {
        Severity mapped = exact.get(text);
        if (mapped != null) {
            return mapped;
        }
        for (Map.Entry<String, Severity> prefix : prefixes.entrySet()) {
            if (text.startsWith(prefix.getKey())) {
                return prefix.getValue();
            }
        }
        if (!exact.isEmpty() || !prefixes.isEmpty() || text.isEmpty()) {
            return otherwise;
        }
        char first = text.charAt(0);
        if (first >= '0' && first <= '9' && text.length() <= 3) {
            return Severity.ofPriority(number(text));
        }
        Severity named = Severity.named(text);
        return named == null ? otherwise : named;
    }

    private static int number(String text) {
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            number = number * 10 + Character.digit(text.charAt(i), 10);
        }
        return number;
    }
}
