package io.camelmcp.logs;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How the timestamps of a rule are written.
 *
 * @param formats   tried in order
 * @param zone      of timestamps that name none
 * @param epochUnit milliseconds of a unit if they are numbers since 1970: 1, 1000; 0 if they are not
 */
record Timestamps(List<DateTimeFormatter> formats, ZoneId zone, int epochUnit) {

    /** Longer texts are no timestamps. */
    static final int MAX_LENGTH = 100;

    // 2026-11-23T04:02:52Z, +01:00, or a space for the T and no zone
    private static final String ISO = "yyyy-MM-dd['T'][ ]HH:mm:ss[ ][XXX][XX][X]";

    /**
     * Reads the formats.
     *
     * @param formats patterns of {@link DateTimeFormatter} without fractions of seconds, which may always be there; or
     *                {@code iso}; or alone {@code epoch} (seconds) or {@code epochMillis}
     * @throws IllegalArgumentException if one cannot work; the message says which and why
     */
    static Timestamps of(List<String> formats, ZoneId zone) {
        if (formats.size() == 1 && formats.get(0).equals("epoch")) {
            return new Timestamps(List.of(), ZoneOffset.UTC, 1000);
        }
        if (formats.size() == 1 && formats.get(0).equals("epochMillis")) {
            return new Timestamps(List.of(), ZoneOffset.UTC, 1);
        }
        List<DateTimeFormatter> formatters = new ArrayList<>();
        for (String format : formats) {
            formatters.add(formatter(format));
        }
        return new Timestamps(List.copyOf(formatters), zone, 0);
    }

    private static DateTimeFormatter formatter(String format) {
        if (format.startsWith("epoch")) {
            throw new IllegalArgumentException(format + " must be the only format of its rule");
        }
        if (format.indexOf('S') >= 0 && !format.contains("'")) {
            throw new IllegalArgumentException(
                    format + ": leave out the fraction of seconds (.SSS), it may always be there");
        }
        try {
            return new DateTimeFormatterBuilder()
                    .parseCaseInsensitive()
                    .appendPattern(format.equals("iso") ? ISO : format)
                    .toFormatter(Locale.ENGLISH);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    format + " is no format of a timestamp: " + e.getMessage()
                            + "; write it like yyyy-MM-dd HH:mm:ss, or iso, epoch, epochMillis",
                    e);
        }
    }
}
