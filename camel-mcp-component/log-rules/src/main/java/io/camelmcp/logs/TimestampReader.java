package io.camelmcp.logs;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads timestamps of one rule. Lines of a log come in the order of time, many in each second: so what was read for a second is
 * kept, and the fraction behind it is read by hand. Not for several threads.
 */
final class TimestampReader {

    /** What {@link #read} says if the text is no timestamp of the rule. */
    static final long NONE = Long.MIN_VALUE;

    private static final int SLOTS = 64;
    private static final long DAY_MILLIS = 86_400_000;
    private static final int[] FRACTION_MILLIS = {0, 100, 10, 1};

    private final Timestamps timestamps;
    private final String[] texts = new String[SLOTS];
    private final long[] millis = new long[SLOTS];
    // day of receipt that a time without a year was read on; NONE if the text has a year
    private final long[] days = new long[SLOTS];

    TimestampReader(Timestamps timestamps) {
        this.timestamps = timestamps;
        Arrays.fill(texts, "");
    }

    /**
     * Reads a part of a line.
     *
     * @param received when the line came, milliseconds since the epoch: a time without a year is the last one before that, at
     *                 most a day after it
     * @return milliseconds since the epoch, or {@link #NONE}
     */
    long read(String line, int start, int end, long received) {
        if (timestamps.epochUnit() > 0) {
            return epoch(line, start, end, timestamps.epochUnit());
        }
        int point = fraction(line, start, end);
        int rest = point;
        int fraction = 0;
        if (point < end) {
            rest++;
            while (rest < end && isDigit(line.charAt(rest))) {
                int digit = rest - point;
                fraction += digit <= 3 ? (line.charAt(rest) - '0') * FRACTION_MILLIS[digit] : 0;
                rest++;
            }
        }
        long base = base(line, start, point, rest, end, received);
        return base == NONE ? NONE : base + fraction;
    }

    // :05.123 or :05,123; the end if there is none
    private static int fraction(String line, int start, int end) {
        for (int i = start + 3; i < end - 1; i++) {
            char c = line.charAt(i);
            if ((c == '.' || c == ',')
                    && line.charAt(i - 3) == ':'
                    && isDigit(line.charAt(i - 1))
                    && isDigit(line.charAt(i + 1))) {
                return i;
            }
        }
        return end;
    }

    private long base(String line, int start, int point, int rest, int end, long received) {
        int hash = 0;
        for (int i = start; i < point; i++) {
            hash = hash * 31 + line.charAt(i);
        }
        for (int i = rest; i < end; i++) {
            hash = hash * 31 + line.charAt(i);
        }
        int slot = (hash ^ hash >>> 6 ^ hash >>> 12) & (SLOTS - 1);
        String known = texts[slot];
        int head = point - start;
        boolean hit = known.length() == head + end - rest
                && known.regionMatches(0, line, start, head)
                && known.regionMatches(head, line, rest, end - rest)
                && (days[slot] == NONE || days[slot] == Math.floorDiv(received, DAY_MILLIS));
        if (hit && head > 0) {
            return millis[slot];
        }
        String text = line.substring(start, point) + line.substring(rest, end);
        days[slot] = NONE;
        millis[slot] = parse(text.indexOf("  ") < 0 ? text : text.replace("  ", " "), received, slot);
        texts[slot] = text;
        return millis[slot];
    }

    private long parse(String text, long received, int slot) {
        for (var format : timestamps.formats()) {
            try {
                TemporalAccessor parsed = format.parse(text);
                if (parsed.isSupported(ChronoField.INSTANT_SECONDS)) {
                    return Instant.from(parsed).toEpochMilli();
                }
                ZoneId named = parsed.query(TemporalQueries.zone());
                ZoneId zone = named == null ? timestamps.zone() : named;
                LocalTime time = LocalTime.from(parsed);
                if (parsed.isSupported(ChronoField.YEAR)) {
                    return LocalDate.from(parsed)
                            .atTime(time)
                            .atZone(zone)
                            .toInstant()
                            .toEpochMilli();
                }
                Long last = lastBefore(MonthDay.from(parsed), time, zone, received + DAY_MILLIS);
                if (last != null) {
                    days[slot] = Math.floorDiv(received, DAY_MILLIS);
                    return last;
                }
            } catch (DateTimeException | ArithmeticException e) { // the latter for a year beyond all milliseconds
                // the next format, if there is one
            }
        }
        return NONE;
    }

    // RFC 3164 has no year: in January a line of December is of last year, and February 29 of the last leap year
    private static @Nullable Long lastBefore(MonthDay day, LocalTime time, ZoneId zone, long limit) {
        int year = ZonedDateTime.ofInstant(Instant.ofEpochMilli(limit), zone).getYear();
        for (int back = 0; back <= 8; back++) {
            if (day.isValidYear(year - back)) {
                long millis = day.atYear(year - back)
                        .atTime(time)
                        .atZone(zone)
                        .toInstant()
                        .toEpochMilli();
                if (millis <= limit) {
                    return millis;
                }
            }
        }
        return null;
    }

    private static long epoch(String line, int start, int end, int unit) {
        int digits = start;
        long number = 0;
        while (digits < end && isDigit(line.charAt(digits))) {
            number = number * 10 + line.charAt(digits) - '0';
            digits++;
        }
        if (digits == start || digits - start > 15) {
            return NONE;
        }
        if (unit == 1) {
            return digits == end ? number : NONE;
        }
        int fraction = 0;
        if (digits < end && line.charAt(digits) == '.') {
            for (int i = 1; i <= 3 && digits + i < end && isDigit(line.charAt(digits + i)); i++) {
                fraction += (line.charAt(digits + i) - '0') * FRACTION_MILLIS[i];
            }
        } else if (digits < end) {
            return NONE;
        }
        return number * unit + fraction;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
