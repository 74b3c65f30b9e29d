package io.camelmcp.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelmcp.yaml.YamlException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleFileTest {

    private static LogEvent parse(String rules, String line) {
        return LogRules.of(List.of(RuleFile.read("r.yaml", rules)), rule -> {})
                .newParser()
                .parse(LogRecord.of(line), 0);
    }

    // a rule with its keys behind the name and the pattern
    private static String rule(String pattern, String... keys) {
        return "rules:\n  - name: a\n    pattern: '" + pattern + "'\n" + String.join("", indented(keys));
    }

    private static String[] indented(String... keys) {
        return List.of(keys).stream().map(key -> "    " + key + "\n").toArray(String[]::new);
    }

    @Test
    void fieldsHaveTheTypesThatTheRuleSays() {
        LogEvent event = parse(
                rule(
                        "^i=(?<i>\\S*) l=(?<l>\\S*) d=(?<d>\\S*) b=(?<b>\\S*) ip=(?<ip>\\S*) s=(?<s>\\S*)(?<no>!)?$",
                        "fields: {i: int, l: long, d: double, b: bool, ip: ip}"),
                "i=-7 l=99999999999 d=1.5e3 b=yes ip=2001:db8::1 s=x");

        assertThat(event.fields())
                .containsExactly(
                        entry("i", -7),
                        entry("l", 99_999_999_999L),
                        entry("d", 1500.0),
                        entry("b", true),
                        entry("ip", "2001:db8::1"),
                        entry("s", "x"));
    }

    private static java.util.Map.Entry<String, Object> entry(String key, Object value) {
        return java.util.Map.entry(key, value);
    }

    @ParameterizedTest
    @CsvSource({
        "int,99999999999",
        "int,-",
        "long,1.0",
        "double,NaN",
        "double,1f",
        "double,1e999",
        "bool,perhaps",
        "ip,1.2.3",
        "ip,1.2.3.256",
        "ip,1.2.3.4.5",
        "ip,example.com",
        "ip,1..2.3",
        "ip,fe80::1::2",
        "ip,fe80::1%eth0",
        "ip,g::1"
    })
    void textThatIsNotOfItsTypeHasNoField(String type, String text) {
        assertThat(parse(rule("^x (?<f>.*)$", "fields: {f: " + type + "}"), "x " + text)
                        .fields())
                .isEmpty();
    }

    @Test
    void severityIsMappedByWordByBeginningOrNamedByTheLine() {
        String mapped = rule("^s=(?<s>\\S*)$", "severity: {group: s, map: {'7': alert, '5*': error}, default: notice}");
        assertThat(parse(mapped, "s=7").severity()).isEqualTo(Severity.ALERT);
        assertThat(parse(mapped, "s=503").severity()).isEqualTo(Severity.ERROR);
        assertThat(parse(mapped, "s=").severity()).isEqualTo(Severity.NOTICE);

        String named = rule("^l=(?<level>\\S*)$");
        assertThat(parse(named, "l=WaRn").severity()).isEqualTo(Severity.WARNING);
        assertThat(parse(named, "l=34").severity()).isEqualTo(Severity.CRITICAL);
        assertThat(parse(named, "l=what").severity()).isEqualTo(Severity.INFO);

        assertThat(parse(rule("^x", "severity: Emergency"), "x").severity()).isEqualTo(Severity.EMERGENCY);
    }

    @Test
    void linesNameFieldsThemselvesButNotThoseOfTheRule() {
        LogEvent event = parse(
                rule("^(?<host>\\S+): (?<all>.*)$", "fields: {all: kv, n: int}", "add: {kind: kv}"),
                "h: a=1 n=2 host=evil kind=evil q=\"two \\\"words\\\"\" word empty= =x n=3");

        assertThat(event.fields())
                .containsExactly(
                        entry("host", "h"),
                        entry("kind", "kv"),
                        entry("a", "1"),
                        entry("n", 2),
                        entry("q", "two \"words\""));
    }

    @Test
    void fieldsThatALineNamesAreBounded() {
        StringBuilder line = new StringBuilder("h: ");
        for (int i = 0; i < 1_000; i++) {
            line.append('k').append(i).append("=1 ");
        }

        assertThat(parse(rule("^h: (?<all>.*)$", "fields: {all: kv}"), line.toString())
                        .fields())
                .hasSize(KeyValues.MAX_FIELDS);
    }

    @Test
    void definitionsStandForPartsOfPatterns() {
        String text = "define:\n  N: '\\d+'\n  PAIR: '(?<x>%{N}),(?<y>%{N})'\n" + rule("^at %{PAIR}$");

        assertThat(parse(text, "at 1,2").fields()).containsExactly(entry("x", "1"), entry("y", "2"));
    }

    @Test
    void namedGroupsAreFoundBehindAllThatLooksLikeGroups() {
        LogEvent event = parse(rule("^\\(\\Q(\\E[(\\])](?:x)(a)(?=b)(?<!c)(?<one>b)(?<two>[^](]+)$"), "(((xabcd");

        assertThat(event.fields()).containsExactly(entry("one", "b"), entry("two", "cd"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "pattern: '(' ~ r.yaml:3: pattern is no regular expression",
                "pattern: '(?x) a' ~ r.yaml:3: pattern: the flag x is not supported",
                "pattern: 'b(?:(?ix) a)' ~ r.yaml:3: pattern: the flag x is not supported",
                "pattern: '%{NO}' ~ r.yaml:3: %{NO} is not defined",
                "pattern: '(?:(?:){1000}){1000}' ~ r.yaml:3: pattern: {1000} repeats a part 1000000 times",
                "patern: a ~ r.yaml:3: unknown key patern",
                "name: 'a b'|pattern: x ~ r.yaml:2: name",
                "pattern: x|fields: {f: int} ~ r.yaml:4: f is no group of the pattern",
                "pattern: '(?<f>x)'|fields: {f: number} ~ r.yaml:4: f=number is not one of",
                "pattern: '(?<time>x)' ~ the pattern has a group time, and there are no formats",
                "pattern: '(?<time>x)'|formats: [yyyy-QQQQQQQ] ~ r.yaml:4: yyyy-QQQQQQQ is no format of a timestamp",
                "pattern: '(?<time>x)'|formats: HH:mm:ss.SSS ~ r.yaml:4: HH:mm:ss.SSS: leave out the fraction",
                "pattern: '(?<time>x)'|formats: [epoch, iso] ~ r.yaml:4: epoch must be the only format",
                "pattern: '(?<time>x)'|formats: iso|zone: Mars ~ r.yaml:5: zone=Mars is no time zone",
                "pattern: x|formats: iso ~ r.yaml:4: formats are for the group time",
                "pattern: x|severity: bad ~ r.yaml:4: severity=bad is not one of",
                "pattern: x|severity: {group: s} ~ r.yaml:4: group=s is no group of the pattern",
                "pattern: x|literal: LONG ~ r.yaml:4: literal has 101 characters; at most 100",
                "pattern: x|literal: y漢 ~ r.yaml:4: literal=y漢 must be two characters",
                "pattern: x|budget: 1 ~ r.yaml:4: budget=1 is not in",
                "pattern: '^[x]'|tests: [{line: y}] ~ r.yaml:4: test of rule a: the pattern does not match",
                "pattern: x|literal: zz|tests: [{line: x}] ~ does not contain the literal \"zz\"",
                "pattern: x|tests: [{line: x, match: false}] ~ the rule matches, and it should not",
                "pattern: x|tests: [{line: x, received: now}] ~ r.yaml:4: received=now is no time",
                "pattern: x|tests: [{line: x, expect: {severity: error}}] ~ r.yaml:4: test of rule a: severity is info, expected error",
                "pattern: x|tests: [{line: x, expect: {fields: {f: 1}}}] ~ fields.f is null, expected 1",
                "pattern: '(?<f>x)'|tests: [{line: x, expect: {fields: {}}}] ~ there are more fields than expected: {f=x}",
                "pattern: x|tests: [{line: ''}] ~ line is empty",
                "pattern: x|tests: [{line: \"x\\nx\"}] ~ more than one record",
            })
    void whatIsWrongIsSaidWithFileAndLine(String keys, String message) {
        String text = "rules:\n  - " + (keys.startsWith("name") ? "" : "name: a\n    ")
                + keys.replace("|", "\n    ").replace("LONG", "x".repeat(101));

        assertThatThrownBy(() -> RuleFile.read("r.yaml", text))
                .isInstanceOf(YamlException.class)
                .hasMessageStartingWith("r.yaml:")
                .hasMessageContaining(message.strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(?:a?|b?)",
                "(?:a?|b*c?)",
                "(?:|)",
                "(?:a*)*",
                "(?:a?)?",
                "((?:a?)?)",
                "(?i:(?:a?)?)",
                "(?:a?|\\x41?)",
                "(?:(?:(a)|\\1)?|\\b)",
                "(?:^|$)",
                "^?",
            })
    void patternThatCanMatchNothingInTooManyWaysIsRefused(String part) {
        assertThatThrownBy(() -> RuleFile.read("r.yaml", rule("^x" + part.repeat(40) + "c")))
                .isInstanceOf(YamlException.class)
                .hasMessageContaining("it can match nothing in more than 100 ways at one place");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a?",
                "a*b+?",
                "(?:-|(\\S*))x",
                "(?:, key: \"([^\"]*)\")?",
                "(?:(\\w*) (\\d*))*",
                "(?:a?|b?)++",
                "(?>a?|b?)",
                "(?=a?|b?)",
                "(?i)\\b",
                "(?:x(?:a?|b?)|)",
                "(?:one|two|three)",
                "(?:a?b|c?d|e?f|)",
                "[(?:|)]?",
                "\\Q(?:|)\\E",
                "\\(\\?:\\|",
            })
    void patternThatCanMatchNothingInOneWayIsTaken(String part) {
        assertThat(RuleFile.read("r.yaml", rule("^x" + part.repeat(40) + "c")).size())
                .isOne();
        assertThat(RuleFile.read("r.yaml", rule("^(?:" + (part + "|").repeat(99) + "c)"))
                        .size())
                .isOne();
    }

    @Test
    void escapedParenthesisIsNoFlag() {
        assertThat(parse(rule("^\\(?x [(?x]"), "(x (").isKnown()).isTrue();
    }

    @Test
    void textOfAPatternIsShortenedAndStillFindsItsLines() {
        String text = "0123456789".repeat(20);
        LogRules rules = LogRules.of(List.of(RuleFile.read("r.yaml", rule("^" + text + "$"))), rule -> {});

        assertThat(rules.list().get(0).literals()).singleElement().asString().hasSize(LiteralSearch.MAX_TEXT);
        assertThat(rules.newParser().parse(text).isKnown()).isTrue();
        assertThat(rules.newParser().parse(text.substring(1)).isKnown()).isFalse();
    }

    @Test
    void patternThatCannotBeCompiledForItsDepthIsRefused() {
        String deep = "(".repeat(4_000) + ")".repeat(4_000);

        assertThatThrownBy(() -> RuleFile.read("r.yaml", rule(deep)))
                .isInstanceOf(YamlException.class)
                .hasMessageContaining("Stack overflow during pattern compilation")
                .hasMessageMatching(".{1,250}");
    }

    @Test
    void definitionsThatGrowAreBounded() {
        StringBuilder text = new StringBuilder("define:\n  D0: 'aaaaaaaaaa'\n");
        for (int i = 1; i < 40; i++) {
            text.append("  D" + i + ": '%{D" + (i - 1) + "}%{D" + (i - 1) + "}'\n");
        }

        assertThatThrownBy(() -> RuleFile.read("r.yaml", text + rule("%{D39}")))
                .isInstanceOf(YamlException.class)
                .hasMessageContaining("has more than 8192 characters");
    }

    @Test
    void twoRulesOfOneNameAreRefused() {
        String two = rule("x") + "  - name: a\n    pattern: y\n";
        assertThatThrownBy(() -> RuleFile.read("r.yaml", two)).hasMessageStartingWith("r.yaml:4: name=a");

        RuleFile one = RuleFile.read("one.yaml", rule("x"));
        RuleFile other = RuleFile.read("two.yaml", rule("x"));
        assertThatThrownBy(() -> LogRules.of(List.of(other, one), rule -> {}))
                .hasMessageStartingWith("two.yaml:2: the name a is that of a rule in one.yaml:2");
    }

    @Test
    void filesOfALowerOrderComeFirstThenByName() {
        RuleFile late = RuleFile.read("a.yaml", "order: 200\n" + rule("x").replace("name: a", "name: late"));
        RuleFile early = RuleFile.read("z.yaml", rule("x").replace("name: a", "name: early"));
        RuleFile middle = RuleFile.read("zz.yaml", rule("x").replace("name: a", "name: middle"));

        assertThat(LogRules.of(List.of(late, middle, early), rule -> {}).list())
                .extracting(RuleInfo::name)
                .containsExactly("early", "middle", "late");
    }
}
