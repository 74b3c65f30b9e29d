package io.camelmcp.gateway.output;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What somebody may have meant who has mistyped a name. */
final class Nearest {

    private Nearest() {}

    /** The name that is nearest, null if none is near: a third of the letters at most may differ. */
    static @Nullable String to(String typed, Collection<String> names) {
        return names.stream()
                .filter(name -> distance(fold(typed), fold(name)) <= Math.max(1, name.length() / 3))
                .min(Comparator.comparingInt(name -> distance(fold(typed), fold(name))))
                .orElse(null);
    }

    private static String fold(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[-_.]", "");
    }

    /** Letters to put in, take out or change (Levenshtein). */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
