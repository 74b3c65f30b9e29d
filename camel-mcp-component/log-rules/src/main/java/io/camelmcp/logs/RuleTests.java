package io.camelmcp.logs;

import io.camelmcp.yaml.YamlMap;
import io.camelmcp.yaml.YamlValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tests of a file: each line is given to all rules of the file in their order, and must become the event that is expected.
 */
final class RuleTests {

    /** When lines of tests come: the last second of a year, so that dates without one are in that year. */
    private static final Instant NOW = Instant.parse("2026-12-31T23:59:59Z");

    private RuleTests() {}

    /** @param places of the rules, in their order */
    static void run(RuleFile file, List<YamlMap> places) {
        LogRules rules = LogRules.of(List.of(file), alarm -> {});
        LogParser parser = rules.newParser();
        for (int i = 0; i < places.size(); i++) {
            Rule rule = file.rules().get(i);
            for (YamlValue item : places.get(i).list("tests")) {
                YamlMap test = item.asMap("line", "received", "match", "expect");
                run(parser, rule, test);
            }
        }
        file.rules().forEach(rule -> rule.matched.reset());
    }

    private static void run(LogParser parser, Rule rule, YamlMap test) {
        LogRecords records = new LogRecords(test.string("line"));
        if (!records.hasNext()) {
            throw test.get("line").error("line is empty; write a line of the log");
        }
        LogRecord record = records.next();
        if (records.hasNext()) {
            throw test.get("line").error("line is more than one record; give each a test of its own");
        }
        LogEvent event = parser.parse(record, received(test).toEpochMilli());
        String head = "test of rule " + rule.name + ": ";
        if (event.stopped() != null) {
            throw test.error(
                    head + "the rule " + event.stopped() + " costs too much for this line and was stopped; correct"
                            + " its pattern, or give it a higher budget");
        }
        if (!test.bool("match", true)) {
            if (rule.name.equals(event.rule())) {
                throw test.error(head + "the rule matches, and it should not");
            }
            return;
        }
        if (!rule.name.equals(event.rule())) {
            throw test.error(head + reason(rule, event, record.line()));
        }
        if (test.has("expect")) {
            compare(head, test.map("expect", "event_type", "timestamp", "severity", "message", "fields"), event);
        }
    }

    private static String reason(Rule rule, LogEvent event, String line) {
        if (event.isKnown()) {
            return "the rule " + event.rule() + " above it takes the line; change their order";
        }
        for (String literal : rule.literals) {
            if (!line.contains(literal)) {
                return "the line does not contain the literal \"" + literal + "\"";
            }
        }
        return "the pattern does not match the line";
    }

    private static Instant received(YamlMap test) {
        if (!test.has("received")) {
            return NOW;
        }
        YamlValue value = test.get("received");
        try {
            return Instant.parse(value.asString());
        } catch (DateTimeException e) {
            throw value.error("received=" + value.asString() + " is no time; write it like " + NOW);
        }
    }

    private static void compare(String head, YamlMap expected, LogEvent event) {
        Map<String, Object> actual = event.toMap();
        for (String key : expected.keys()) {
            YamlValue value = expected.get(key);
            if (!key.equals("fields")) {
                require(head, value, key, value.asString(), String.valueOf(actual.get(key)));
                continue;
            }
            Map<String, Object> fields = new LinkedHashMap<>(event.fields());
            YamlMap wanted = value.asMap();
            for (String field : wanted.keys()) {
                String found = String.valueOf(fields.remove(field));
                require(head, wanted.get(field), "fields." + field, wanted.string(field), found);
            }
            if (!fields.isEmpty()) {
                throw value.error(head + "there are more fields than expected: " + fields + "; add them");
            }
        }
    }

    private static void require(String head, YamlValue place, String key, String expected, String actual) {
        if (!expected.equals(actual)) {
            throw place.error(head + key + " is " + actual + ", expected " + expected);
        }
    }
}
