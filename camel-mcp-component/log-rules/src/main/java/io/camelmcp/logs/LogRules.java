package io.camelmcp.logs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rules that are applied together: those of files of a lower {@code order} first, then by the name of the file, then as they
 * stand there. The first one that matches a line makes its event. Immutable, for any number of threads.
 */
public final class LogRules {

    /** Rules, at most. */
    public static final int MAX_RULES = 2_000;

    private static final Logger LOG = LoggerFactory.getLogger(LogRules.class);

    private final Rule[] ordered;
    private final Dispatch dispatch;
    private final RuleAlarm alarm;
    private final LongSupplier nanoTime;
    private final Queue<LogParser> idle = new ConcurrentLinkedQueue<>();

    private LogRules(List<Rule> rules, RuleAlarm alarm, LongSupplier nanoTime) {
        this.ordered = rules.toArray(Rule[]::new);
        this.dispatch = new Dispatch(rules);
        this.alarm = alarm;
        this.nanoTime = nanoTime;
    }

    /**
     * Puts files together.
     *
     * @param alarm is told of rules that are disabled; the log says it too
     * @throws IllegalArgumentException if two rules have one name, or there are more than {@value #MAX_RULES}
     */
    public static LogRules of(List<RuleFile> files, RuleAlarm alarm) {
        return of(files, alarm, System::nanoTime);
    }

    static LogRules of(List<RuleFile> files, RuleAlarm alarm, LongSupplier nanoTime) {
        return new LogRules(check(files), alarm, nanoTime);
    }

    /**
     * Whether files go together, which is quicker than to put them together.
     *
     * @return their rules, in order
     * @throws IllegalArgumentException if two rules have one name, or there are more than {@value #MAX_RULES}
     */
    static List<Rule> check(List<RuleFile> files) {
        List<RuleFile> sorted = new ArrayList<>(files);
        sorted.sort(Comparator.comparingInt(RuleFile::order).thenComparing(RuleFile::name));
        List<Rule> rules =
                sorted.stream().flatMap(file -> file.rules().stream()).toList();
        if (rules.size() > MAX_RULES) {
            throw new IllegalArgumentException(rules.size() + " rules exceed " + MAX_RULES + "; remove some");
        }
        Map<String, Rule> names = new HashMap<>();
        for (Rule rule : rules) {
            Rule other = names.putIfAbsent(rule.name, rule);
            if (other != null) {
                throw new IllegalArgumentException(rule.file + ":" + rule.line + ": the name " + rule.name
                        + " is that of a rule in " + other.file + ":" + other.line + " already; choose another one");
            }
        }
        return rules;
    }

    /** The rules that are in this library. */
    public static LogRules shipped() {
        return of(ShippedRules.files(), rule -> {});
    }

    /** A parser for one thread. */
    public LogParser newParser() {
        return new LogParser(this, nanoTime);
    }

    /** Lets a parser do something that nobody else uses meanwhile; parsers are kept for the next one. */
    public <T> T parsing(Function<LogParser, T> work) {
        LogParser kept = idle.poll();
        LogParser parser = kept == null ? newParser() : kept;
        try {
            return work.apply(parser);
        } finally {
            idle.add(parser);
        }
    }

    /**
     * Parses a text of any number of lines.
     *
     * @param received when it came, milliseconds since the epoch
     */
    public List<LogEvent> parseAll(String text, long received) {
        return parsing(parser -> {
            List<LogEvent> events = new ArrayList<>();
            new LogRecords(text).forEachRemaining(record -> events.add(parser.parse(record, received)));
            return events;
        });
    }

    /** The rules in the order in which they are tried. */
    public List<RuleInfo> list() {
        return Arrays.stream(ordered).map(Rule::info).toList();
    }

    /** Rules that are disabled because they cost too much. */
    public List<RuleInfo> disabled() {
        return list().stream().filter(rule -> rule.disabled() != null).toList();
    }

    Rule[] ordered() {
        return ordered;
    }

    Dispatch dispatch() {
        return dispatch;
    }

    void alarm(Rule rule) {
        RuleInfo info = rule.info();
        LOG.warn(
                "event=log-rule-disabled rule={} file={}:{} reason=\"{}\"",
                rule.name,
                rule.file,
                rule.line,
                info.disabled());
        alarm.disabled(info);
    }
}
