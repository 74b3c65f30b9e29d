package io.camelmcp.benchmark.rules;

import com.sun.management.ThreadMXBean;
import io.camelmcp.benchmark.process.CommandLoop;
import io.camelmcp.logs.LogEvent;
import io.camelmcp.logs.LogParser;
import io.camelmcp.logs.LogRecord;
import io.camelmcp.logs.LogRules;
import io.camelmcp.logs.RuleFile;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The process that parses. Argument: what with. */
public final class RulesMain {

    private static final long RECEIVED = 1_795_406_573_000L;
    private static final int LINES_BETWEEN_LOOKS = 1_000;

    private final List<String> lines;
    // something of the result; below zero if no rule knew the line
    private final ToLongFunction<String> subject;
    private int at;

    private RulesMain(String subject) {
        List<RuleFile> files = Corpus.files();
        this.lines = Corpus.lines(files);
        LogRules rules = LogRules.of(files, rule -> {});
        this.subject = subject.equals("regex") ? inOrder(rules) : parsed(rules, subject);
    }

    public static void main(String[] arguments) throws Exception {
        RulesMain main = new RulesMain(arguments[0]);
        CommandLoop.run((command, words) -> main.measure(Long.parseLong(words.get(0))));
        System.exit(0);
    }

    /** Every pattern after the other, and all groups of the one that matches as texts. */
    private static ToLongFunction<String> inOrder(LogRules rules) {
        Matcher[] matchers = rules.list().stream()
                .map(rule -> Pattern.compile(rule.pattern(), Pattern.UNIX_LINES).matcher(""))
                .toArray(Matcher[]::new);
        return line -> {
            for (Matcher matcher : matchers) {
                if (matcher.reset(line).find()) {
                    long seen = 0;
                    for (int g = 1; g <= matcher.groupCount(); g++) {
                        String text = matcher.group(g);
                        seen += text == null ? 0 : text.length();
                    }
                    return seen;
                }
            }
            return -1;
        };
    }

    private static ToLongFunction<String> parsed(LogRules rules, String subject) {
        LogParser parser = rules.newParser();
        ToLongFunction<LogEvent> use =
                switch (subject) {
                    case "rules" -> event -> 0;
                    case "rules-fields" -> event -> event.fields().size();
                    default -> event -> event.toJson().length;
                };
        return line -> {
            LogEvent event = parser.parse(LogRecord.of(line), RECEIVED);
            long seen = use.applyAsLong(event) + event.severity().ordinal() + (event.timestampMillis() & 0xFF);
            return event.isKnown() ? seen : -1;
        };
    }

    private RulesSample measure(long millis) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long begin = threads.getCurrentThreadCpuTime();
        long end = System.nanoTime() + millis * 1_000_000;
        long done = 0;
        long known = 0;
        long check = 0;
        while (System.nanoTime() < end) {
            for (int i = 0; i < LINES_BETWEEN_LOOKS; i++) {
                long seen = subject.applyAsLong(lines.get(at));
                at = at + 1 == lines.size() ? 0 : at + 1;
                known += seen < 0 ? 0 : 1;
                check += seen;
            }
            done += LINES_BETWEEN_LOOKS;
        }
        return new RulesSample(threads.getCurrentThreadCpuTime() - begin, done, known, check);
    }
}
