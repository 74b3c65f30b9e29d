package io.camelmcp.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelmcp.yaml.YamlFile;
import io.camelmcp.yaml.YamlMap;
import io.camelmcp.yaml.YamlValue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

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

    @Test
    void everyRuleButTwoIsFoundByATextOfItsPattern() {
        assertThat(LogRules.shipped().list())
                .filteredOn(rule -> !List.of("java.plain", "syslog.rfc3164").contains(rule.name()))
                .allSatisfy(rule -> assertThat(rule.literals()).as(rule.name()).anyMatch(text -> text.length() > 1));
    }
}
