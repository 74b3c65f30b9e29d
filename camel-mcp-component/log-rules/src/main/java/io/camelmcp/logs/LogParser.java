package io.camelmcp.logs;

import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/** Applies rules to lines. For one thread at a time; {@link LogRules#newParser()} makes as many as are needed. */
public final class LogParser {

    private final LogRules rules;
    private final Rule[] ordered;
    private final Matcher[] matchers;
    private final TimestampReader[] timestamps;
    private final BudgetedText text = new BudgetedText();
    // bits: texts that are in the line, and rules to try on it
    private final long[] found;
    private final long[] candidates;
    private final LongSupplier nanoTime;

    LogParser(LogRules rules, LongSupplier nanoTime) {
        this.rules = rules;
        this.nanoTime = nanoTime;
        ordered = rules.ordered();
        matchers = new Matcher[ordered.length];
        timestamps = new TimestampReader[ordered.length];
        for (int i = 0; i < ordered.length; i++) {
            matchers[i] = ordered[i].pattern.matcher(text);
            timestamps[i] = new TimestampReader(ordered[i].timestamps);
        }
        found = new long[rules.dispatch().textWords()];
        candidates = new long[rules.dispatch().ruleWords()];
    }

    /** The rules that this applies. */
    public LogRules rules() {
        return rules;
    }

    /** Parses a line that has come now. */
    public LogEvent parse(String line) {
        return parse(LogRecord.of(line), System.currentTimeMillis());
    }

    /**
     * Parses a line with what belongs to it. Never fails: a line that no rule knows is an event of type
     * {@link LogEvent#UNKNOWN}.
     *
     * @param received when it came, milliseconds since the epoch: for timestamps without a year, and for lines without any
     */
    public LogEvent parse(LogRecord whole, long received) {
        LogRecord record = cut(whole);
        String line = record.line();
        text.set(line);
        rules.dispatch().candidates(text, found, candidates);
        String stopped = null;
        for (int w = 0; w < candidates.length; w++) {
            for (long bits = candidates[w]; bits != 0; bits &= bits - 1) {
                int i = w << 6 | Long.numberOfTrailingZeros(bits);
                Rule rule = ordered[i];
                if (rule.health.disabled() != null || !rules.dispatch().hasAllTexts(i, found)) {
                    continue;
                }
                String offence = null;
                try {
                    text.allow(rule.budget);
                    matchers[i].reset();
                    // without the search for another beginning, which a pattern with ^ in front does not have
                    if (rule.isAnchored ? matchers[i].lookingAt() : matchers[i].find()) {
                        rule.matched.increment();
                        return event(record, line, i, received, stopped);
                    }
                } catch (BudgetedText.SpentException e) {
                    offence = "looked at more than " + rule.budget + " characters for one line";
                } catch (StackOverflowError e) {
                    offence = "overflowed the stack";
                }
                if (offence != null) {
                    stopped = rule.name;
                    matchers[i] = rule.pattern.matcher(text); // the old one may be in any state
                    if (rule.health.offence(offence, nanoTime.getAsLong())) {
                        rules.alarm(rule);
                    }
                }
            }
        }
        return new LogEvent(record, line, null, new int[0], received, stopped);
    }

    private static LogRecord cut(LogRecord record) {
        boolean longLine = record.line().length() > LogRecords.MAX_LINE;
        boolean longMore = record.more().length() > LogRecords.MAX_MORE;
        return longLine || longMore
                ? new LogRecord(cut(record.line(), LogRecords.MAX_LINE), cut(record.more(), LogRecords.MAX_MORE), true)
                : record;
    }

    static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }

    private LogEvent event(LogRecord record, String line, int i, long received, @Nullable String stopped) {
        Rule rule = ordered[i];
        Matcher match = matchers[i];
        int[] offsets = new int[2 * rule.groups.size()];
        for (int g = 0; g < rule.groups.size(); g++) {
            int index = rule.groups.get(g).index();
            offsets[2 * g] = match.start(index);
            offsets[2 * g + 1] = match.end(index);
        }
        long timestamp = TimestampReader.NONE;
        if (rule.timeGroup >= 0 && offsets[2 * rule.timeGroup] >= 0) {
            timestamp =
                    timestamps[i].read(line, offsets[2 * rule.timeGroup], offsets[2 * rule.timeGroup + 1], received);
        }
        return new LogEvent(
                record, line, rule, offsets, timestamp == TimestampReader.NONE ? received : timestamp, stopped);
    }
}
