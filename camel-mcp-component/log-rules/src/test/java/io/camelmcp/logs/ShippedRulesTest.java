package io.camelmcp.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelmcp.yaml.YamlFile;
import io.camelmcp.yaml.YamlMap;
import io.camelmcp.yaml.YamlValue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShippedRulesTest {

    @Test
    void everyRuleHasATestAndKeepsItsLinesWhenAllFilesAreTogether() {
        LogParser parser = LogRules.shipped().newParser();
        List<String> rules = new ArrayList<>();
        for (RuleFile file : ShippedRules.files()) {
            for (YamlValue item :
                    YamlFile.read(file.name(), file.text()).asMap().list("rules")) {
                YamlMap rule = item.asMap();
                rules.add(rule.string("name"));
                assertThat(rule.list("tests")).as(rule.string("name")).isNotEmpty();
                for (YamlValue test : rule.list("tests")) {
                    LogRecord record = new LogRecords(test.asMap().string("line")).next();
                    assertThat(parser.parse(record, 0).rule()).as(record.line()).isEqualTo(rule.string("name"));
                }
            }
        }
        assertThat(rules).hasSizeGreaterThan(20);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "Nov 23 04:02:52 gate kernel: ~IN=~ SRC=",
                "Nov 23 04:02:52 gate kernel: ~IN=a OUT=~ SRC=",
                "10.0.0.9 - - [23/Nov/2026:04:02:52 +0000] \"~\\\"~-",
                "10.0.0.9 - - [23/Nov/2026:04:02:52 +0000] \"GET / HTTP/1.1\" 200 1 \"-\" \"~\\\"~-",
                "2026/11/23 04:02:52 [error] 29#30: ~, ~host: x",
                "CEF:0|a|b|c|d|e|1|~ a=\\=~-",
                "CEF:0|~\\|~-",
                "LEEF:2.0|a|b|c|d|~ sev=~-",
                "<13>1 - h p - - [a~ x=\"\\]\"~-",
                "<13>1 - h p - - [a x=\"~\\]~-",
                "<13>1 - h p - - ~[a x=\"\"]~x",
                "2026-11-23 04:02:52,537 INFO a~.a~-",
                "Nov 23 04:02:52 gate sshd[4711]: Failed password for~ x from 1 port~-",
                "Nov 23 04:02:52 gate sshd[4711]: Connection closed by user~ 1.1.1.1 port~-",
            })
    void noLineStopsARule(String begin, String part, String end) throws InterruptedException {
        int rounds = (LogRecords.MAX_LINE - begin.length() - end.length()) / part.length();
        String line = begin + part.repeat(rounds) + end;
        LogEvent[] event = new LogEvent[1];
        // the stack of a thread that a program made small
        Thread small = new Thread(
                null,
                () -> event[0] = LogRules.shipped().newParser().parse(LogRecord.of(line), 0),
                "small-stack",
                256 * 1024);
        small.start();
        small.join();

        assertThat(event[0].stopped()).isNull();
    }

    @Test
    void everyRuleButTwoIsFoundByATextOfItsPattern() {
        assertThat(LogRules.shipped().list())
                .filteredOn(rule -> !List.of("java.plain", "syslog.rfc3164").contains(rule.name()))
                .allSatisfy(rule -> assertThat(rule.literals()).as(rule.name()).anyMatch(text -> text.length() > 1));
    }
}
