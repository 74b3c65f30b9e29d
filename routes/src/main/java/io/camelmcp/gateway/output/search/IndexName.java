package io.camelmcp.gateway.output.search;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Name of the index of an event: fixed, or with the UTC day of its receipt. For one thread. */
final class IndexName {

    private static final long DAY_MILLIS = 86_400_000;
    private static final Pattern DATE = Pattern.compile("\\{([^{}]*)}");
    private static final Pattern VALID = Pattern.compile("[^A-Z\\\\/*?\"<>| ,#:{}_+-][^A-Z\\\\/*?\"<>| ,#:{}]*");

    private final String before;
    private final @Nullable DateTimeFormatter date;
    private final String after;
    private long lastDay = Long.MIN_VALUE;
    private String last = "";

    private IndexName(String before, @Nullable DateTimeFormatter date, String after) {
        this.before = before;
        this.date = date;
        this.after = after;
    }

    /** @throws IllegalArgumentException if no index can be called so */
    static IndexName of(String pattern) {
        Matcher date = DATE.matcher(pattern);
        IndexName name;
        if (date.find()) {
            try {
                name = new IndexName(
                        pattern.substring(0, date.start()),
                        DateTimeFormatter.ofPattern(date.group(1), Locale.ROOT),
                        pattern.substring(date.end()));
                name.at(0);
            } catch (RuntimeException e) {
                throw new IllegalArgumentException(
                        "{" + date.group(1) + "} is no pattern of a date; write e.g. {yyyy.MM.dd}", e);
            }
        } else {
            name = new IndexName(pattern, null, "");
        }
        if (!VALID.matcher(name.at(0)).matches()) {
            throw new IllegalArgumentException("no index can be called " + name.at(0)
                    + "; small letters, digits, - _ . and one date in braces, a letter or digit first");
        }
        return name;
    }

    /** The name for what was received then, milliseconds since the epoch. */
    String at(long millis) {
        long day = Math.floorDiv(millis, DAY_MILLIS);
        if (day != lastDay) {
            last = date == null ? before : before + LocalDate.ofEpochDay(day).format(date) + after;
            lastDay = day;
        }
        return last;
    }
}
