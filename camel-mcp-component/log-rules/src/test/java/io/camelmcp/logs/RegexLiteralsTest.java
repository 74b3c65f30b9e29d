package io.camelmcp.logs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegexLiteralsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '"',
            value = {
                "^sshd\\[(\\d+)\\]: Failed ~ sshd[,]: Failed ",
                "user (?<name>root) from ~ user ,root, from ",
                "ab+c ~ ab,bc",
                "ab*c ~ a,c",
                "ab?c ~ a,c",
                "ab{0,3}c ~ a,c",
                "ab{2}c ~ ab,bc",
                "x(?:abc)+y ~ x,abc,y",
                "x(?:abc)?y ~ x,y",
                "x(?=abc)y ~ x,y",
                "x(?<!abc)y ~ x,y",
                "(?:one|two) three ~  three",
                "a[b\\]c]d[]e]f[^]g]h ~ a,d,f,h",
                "\\Qa.b\\E=\\. ~ a.b=.",
                "k\\tv ~ k\tv",
                "a(?i)b=c(?-i)d ~ a,=,d",
                "(?i:abc=)def ~ =,def",
                "été: ~ été:",
                "漢=a ~ =a",
            })
    void everyMatchContainsTheTexts(String regex, String texts) {
        assertThat(String.join(",", RegexLiterals.of(regex)).strip()).isEqualTo(texts.strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a|b", "abc\\1", "(?x) a b", "abc\\x41", "abc\\p{L}", "abc\\", "(?:a", "[[a]", "abc\\u0041"})
    void wherePatternIsNotUnderstoodNothingIsPromised(String regex) {
        assertThat(RegexLiterals.of(regex)).isEmpty();
    }

    @Test
    void depthIsBounded() {
        String deep = "(".repeat(10_000) + "abc" + ")".repeat(10_000);

        assertThat(RegexLiterals.of(deep)).isEmpty();
    }
}
