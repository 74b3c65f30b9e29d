package io.camelmcp.logs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LogParserTest {

    private final List<RuleInfo> alarms = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();

    private LogRules rules(String... rules) {
        return LogRules.of(
                List.of(RuleFile.read("r.yaml", "rules:\n" + String.join("", rules))), alarms::add, nanos::get);
    }

    private static String rule(String name, String pattern, String... keys) {
        return "  - name: " + name + "\n    pattern: '" + pattern + "'\n"
                + (keys.length == 0 ? "" : "    " + String.join("\n    ", keys) + "\n");
    }

    private static LogEvent parse(LogRules rules, String line) {
        return rules.newParser().parse(LogRecord.of(line), 0);
    }

    @Test
    void firstRuleThatMatchesMakesTheEvent() {
        LogRules rules = rules(rule("one", "^a \\d+$"), rule("two", "^a "), rule("three", "^"));

        assertThat(parse(rules, "a 7").rule()).isEqualTo("one");
        assertThat(parse(rules, "a b").rule()).isEqualTo("two");
        assertThat(parse(rules, "b").rule()).isEqualTo("three");
    }

    @Test
    void rulesBeyond64AreTriedInOrderToo() {
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            many.add(rule("r" + i, "^word" + i + "( |$)"));
        }
        LogRules rules = rules(many.toArray(String[]::new));

        assertThat(parse(rules, "word199").rule()).isEqualTo("r199");
        assertThat(parse(rules, "word64 word3").rule()).isEqualTo("r64");
        assertThat(parse(rules, "word200").isKnown()).isFalse();
    }

    @Test
    void lineThatNoRuleKnowsIsUnknownAndKeepsItsText() {
        LogEvent event =
                rules(rule("a", "^x")).newParser().parse(new LogRecord("some\u0001 \"line\"", "\tmore", false), 5);

        assertThat(event.isKnown()).isFalse();
        assertThat(new String(event.toJson(), UTF_8))
                .isEqualTo(
                        "{\"event_type\":\"unknown\",\"timestamp\":\"1970-01-01T00:00:00.005Z\",\"severity\":\"info\","
                                + "\"message\":\"some\\u0001 \\\"line\\\"\",\"raw\":\"some\\u0001 \\\"line\\\"\\n\\tmore\"}");
    }

    @Test
    void eventIsOneJsonObjectWithTheKeysOfItsMap() {
        LogRules rules = rules(rule(
                "pump",
                "^(?<time>\\S+) (?<level>\\w+) pump (?<n>\\d+) (?<bar>\\S+) (?<open>\\w+) (?<message>.*)$",
                "type: pump.report",
                "formats: iso",
                "fields: {n: long, bar: double, open: bool}"));
        LogEvent event = parse(rules, "2026-11-23T04:02:52.5678+01:00 WARN pump 7 4.5 true grün\t\u2028");

        assertThat(new String(event.toJson(), UTF_8))
                .isEqualTo("{\"event_type\":\"pump.report\",\"timestamp\":\"2026-11-23T03:02:52.567Z\","
                        + "\"severity\":\"warning\",\"message\":\"grün\\t\u2028\",\"rule\":\"pump\","
                        + "\"fields\":{\"level\":\"WARN\",\"n\":7,\"bar\":4.5,\"open\":true}}");
        assertThat(event.toMap().keySet())
                .containsExactly("event_type", "timestamp", "severity", "message", "rule", "fields");
        assertThat(event.timestamp()).isEqualTo(Instant.parse("2026-11-23T03:02:52.567Z"));
        assertThat(event.raw()).startsWith("2026-11-23T04:02:52.5678+01:00 WARN");
    }

    @Test
    void halfACharacterDoesNotKeepAnEventFromBeingJson() {
        assertThat(new String(parse(rules(rule("a", "^x(?<f>.)y")), "x\uD800y").toJson(), UTF_8))
                .contains("\"f\":\"\\uD800\"");
    }

    @Test
    void lineOf32KibIsCutBeforeAnyRuleSeesIt() {
        LogEvent event = parse(rules(rule("a", "^(?<all>x+)$")), "x".repeat(32 * 1024));

        assertThat(event.isTruncated()).isTrue();
        assertThat((String) event.fields().get("all")).hasSize(8_192);
        assertThat(event.toMap()).containsEntry("truncated", true);
    }

    @Test
    void ruleBeyondItsBudgetIsStoppedAndTheOthersGoOn() {
        LogRules rules = rules(rule("slow", "^(.*?,){11}P"), rule("fast", "^1,"));

        LogEvent event = parse(rules, "1,".repeat(4_000));

        assertThat(event.rule()).isEqualTo("fast");
        assertThat(event.stopped()).isEqualTo("slow");
        assertThat(event.toMap()).containsEntry("stopped", "slow");
        assertThat(alarms).isEmpty();
    }

    @Test
    void ruleThatOverrunsAgainAndAgainIsDisabledWithOneAlarm() {
        LogRules rules = rules(rule("slow", "(x+x+)+y"), rule("fast", "^x"));
        String line = "x".repeat(5_000) + " y";
        LogParser parser = rules.newParser();

        for (int i = 0; i < RuleHealth.MAX_OFFENCES; i++) {
            assertThat(parser.parse(LogRecord.of(line), 0).stopped()).isEqualTo("slow");
        }

        assertThat(alarms).hasSize(1);
        assertThat(alarms.get(0).name()).isEqualTo("slow");
        assertThat(alarms.get(0).disabled()).startsWith("looked at more than 1000000 characters for one line, 5 times");
        assertThat(rules.disabled()).extracting(RuleInfo::name).containsExactly("slow");
        assertThat(parser.parse(LogRecord.of(line), 0).stopped()).isNull();
        assertThat(parse(rules, "xxy").rule()).isEqualTo("fast");
        assertThat(alarms).hasSize(1);
    }

    @Test
    void offencesThatAreLongAgoAreForgotten() {
        LogRules rules = rules(rule("slow", "(x+x+)+y"));
        String line = "x".repeat(5_000) + " y";

        for (int i = 0; i < 3 * RuleHealth.MAX_OFFENCES; i++) {
            nanos.addAndGet(RuleHealth.WINDOW_NANOS / 2);
            assertThat(parse(rules, line).stopped()).isEqualTo("slow");
        }

        assertThat(alarms).isEmpty();
    }

    @Test
    void stackOverflowCostsOneLine() {
        LogRules rules = rules(rule("deep", "^(?:\\w| )*$", "budget: 100000000"), rule("any", "^."));
        LogParser parser = rules.newParser();
        // two lines of 8 KiB, if the stack of this thread bears the first
        String deep = "word ".repeat(1_600);
        LogEvent[] event = new LogEvent[2];
        Thread small = new Thread(
                null,
                () -> {
                    event[0] = parser.parse(LogRecord.of(deep), 0);
                    event[1] = parser.parse(LogRecord.of("a b"), 0);
                },
                "small-stack",
                256 * 1024);
        small.start();
        join(small);

        assertThat(event[0].stopped()).isEqualTo("deep");
        assertThat(event[0].rule()).isEqualTo("any");
        assertThat(event[1].rule()).isEqualTo("deep");
        assertThat(event[1].stopped()).isNull();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void testThatCostsTooMuchRefusesTheFile() {
        assertThatThrownBy(() ->
                        rules(rule("slow", "(x+x+)+y", "tests: [{line: '" + "x".repeat(5_000) + " y', match: false}]")))
                .hasMessageContaining("r.yaml:4: test of rule slow: the rule slow costs too much for this line");
    }

    @Test
    void literalThatIsGivenDecidesWhetherThePatternIsTried() {
        LogRules rules = rules(rule("a", "^.*(one|two)$", "literal: '=> '"));

        assertThat(parse(rules, "=> two").isKnown()).isTrue();
        assertThat(parse(rules, "two").isKnown()).isFalse();
        assertThat(rules.list().get(0).literals()).containsExactly("=> ");
        assertThat(rules.list().get(0).matched()).isEqualTo(1);
    }

    @Test
    void backslashesOfCefThatAreNoEscapesStay() {
        LogRules rules = rules(rule("cef", "^C (?<all>.*)$", "fields: {all: cef}"));

        assertThat(parse(rules, "C path=C:\\Windows\\system32 act=a\\=b\\|c\\\\ msg=one\\ntwo\\rthree\\")
                        .fields())
                .containsEntry("path", "C:\\Windows\\system32")
                .containsEntry("act", "a=b|c\\")
                .containsEntry("msg", "one\ntwo\rthree\\");
    }

    @Test
    void parserIsKeptForTheNextOne() {
        LogRules rules = rules(rule("a", "^x"));
        LogParser first = rules.<LogParser>parsing(parser -> parser);

        assertThat(rules.<LogParser>parsing(parser -> parser) == first).isTrue();
        assertThat(rules.parseAll("x\ny\n", 0)).extracting(LogEvent::type).containsExactly("a", "unknown");
    }
}
