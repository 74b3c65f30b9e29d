package io.camelmcp.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlFileTest {

    private static YamlMap map(String text) {
        return YamlFile.read("f.yaml", text).asMap();
    }

    private static void assertError(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(YamlException.class).hasMessage(message);
    }

    @Test
    void valuesAreReadByTheirTypes() {
        YamlMap map = map(
                """
                text: pump
                quoted: "12"
                hex: 0x1F
                minus: -5
                scale: 0.10
                yes: True
                list: [1, 2]
                map: {a: b}
                """);

        assertThat(map.string("text")).isEqualTo("pump");
        assertThat(map.string("quoted")).isEqualTo("12");
        assertThat(map.integer("hex", 0, 65535)).isEqualTo(31);
        assertThat(map.integer("minus", -10, 0)).isEqualTo(-5);
        assertThat(map.decimal("scale", BigDecimal.ONE)).isEqualTo(new BigDecimal("0.10"));
        assertThat(map.number("scale", 1)).isEqualTo(0.1);
        assertThat(map.bool("yes", false)).isTrue();
        assertThat(map.list("list")).extracting(v -> v.asInt(0, 9)).containsExactly(1, 2);
        assertThat(map.map("map", "a").string("a")).isEqualTo("b");
        assertThat(map.find("list")).matches(YamlValue::isList);
        assertThat(map.find("map")).matches(YamlValue::isMap);
        assertThat(map.line()).isEqualTo(1);
        assertThat(map.keys()).startsWith("text", "quoted");
        assertThat(map.get("scale").line()).isEqualTo(5);
    }

    @Test
    void whatIsMissingIsTheAlternative() {
        YamlMap map = map("a: 1");

        assertThat(map.stringOr("x", null)).isNull();
        assertThat(map.integer("x", 0, 9, 7)).isEqualTo(7);
        assertThat(map.number("x", 2.5)).isEqualTo(2.5);
        assertThat(map.decimal("x", BigDecimal.TEN)).isEqualTo(BigDecimal.TEN);
        assertThat(map.bool("x", true)).isTrue();
        assertThat(map.durationOr("x", null)).isNull();
        assertThat(map.list("x")).isEmpty();
        assertThat(map.has("x")).isFalse();
        assertError(() -> map.string("x"), "f.yaml:1: x is missing; add it");
    }

    @ParameterizedTest
    @CsvSource({"500ms,500", "5s,5000", "1m,60000", "1m30s,90000", "2h,7200000", "1d,86400000", "250,250", "0,0"})
    void durationsHaveUnits(String text, long millis) {
        assertThat(map("t: " + text).get("t").asDuration()).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5 s", "-1s", "s", "1x", "1m5", "5S"})
    void whatIsNoDurationIsRefused(String text) {
        assertError(
                () -> map("\nt: " + text).get("t").asDuration(),
                "f.yaml:2: t=" + text + " is not a time; write it like 500ms, 5s or 1m");
    }

    @Test
    void durationBeyondTenYearsIsRefused() {
        assertError(
                () -> map("t: 999999999999d").get("t").asDuration(),
                "f.yaml:1: t=999999999999d is longer than ten years");
    }

    @Test
    void errorsNameFileLineKeyValueAndWayOut() {
        YamlMap map = map("\na: 70000\nb: x\nc: on\nd:\ne: [1]\nf: 1e999\n");

        assertError(() -> map.integer("a", 0, 65535), "f.yaml:2: a=70000 is not in 0..65535");
        assertError(() -> map.integer("b", 0, 9), "f.yaml:3: b=x is not a whole number of 0..9");
        assertError(() -> map.number("b", 1), "f.yaml:3: b=x is not a number; write it like 0.1 or -2e3");
        assertError(() -> map.bool("c", true), "f.yaml:4: c=on must be true or false");
        assertError(() -> map.string("d"), "f.yaml:5: d has no value; give one, or remove the key");
        assertError(() -> map.string("e"), "f.yaml:6: e must be one value, found a list");
        assertError(() -> map.map("b"), "f.yaml:3: b must be a map (key: value), found x");
        assertError(() -> map.list("b"), "f.yaml:3: b must be a list (- item), found x");
        assertError(() -> map.list("d"), "f.yaml:5: d must be a list (- item), and has no value");
        assertError(() -> map.number("f", 1), "f.yaml:7: f=1e999 is too large for a number");
        assertError(
                () -> map.get("b").asEnum(TimeUnit.class),
                "f.yaml:3: b=x is not one of " + java.util.Arrays.toString(TimeUnit.values()));
        assertThat(map("u: seconds").get("u").asEnum(TimeUnit.class)).isEqualTo(TimeUnit.SECONDS);
    }

    @Test
    void unknownKeyIsRefusedWithTheKnownOnes() {
        assertError(
                () -> YamlFile.read("f.yaml", "name: a\nadress: 1\n").asMap("name", "address"),
                "f.yaml:2: unknown key adress; known are name, address");
    }

    @Test
    void keyThatComesTwiceIsRefused() {
        assertError(() -> map("a: 1\nb: 2\na: 3\n"), "f.yaml:3: a stands here again after line 1; remove one");
    }

    @Test
    void keyThatIsNoWordIsRefused() {
        assertError(() -> map("b: 2\n? [x]\n: 1\n"), "f.yaml:2: a key must be a word");
    }

    @Test
    void whatIsNoYamlIsRefusedWithItsLine() {
        assertThatThrownBy(() -> map("a: 1\nb: [1\nc: 2\n"))
                .isInstanceOf(YamlException.class)
                .hasMessageStartingWith("f.yaml:3: is no YAML: ");
        assertError(() -> map(""), "f.yaml:1: is empty");
    }

    @Test
    void depthIsLimited() {
        assertThat(YamlFile.read("f.yaml", "[".repeat(20) + "]".repeat(20)).isList())
                .isTrue();
        assertError(() -> YamlFile.read("f.yaml", "[".repeat(100_000)), "f.yaml:1: is nested deeper than 20 levels");
    }

    @Test
    void lengthIsLimited() {
        assertThatThrownBy(() -> YamlFile.read("f.yaml", "a".repeat(4_194_305)))
                .hasMessage("f.yaml:1: 4194305 characters exceed 4194304; split the file");
    }

    @Test
    void aliasesThatMultiplyAreRefused() {
        StringBuilder text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 9; i++) {
            text.append("a").append(i).append(": &a").append(i).append(" [");
            text.append(("*a" + (i - 1) + ", ").repeat(9))
                    .append("*a")
                    .append(i - 1)
                    .append("]\n");
        }

        assertThatThrownBy(() -> map(text.toString()))
                .isInstanceOf(YamlException.class)
                .hasMessageContaining("holds more than 500000 values");
        assertThat(map("a: &x [1]\nb: *x\n").list("b")).hasSize(1);
    }

    @Test
    void valueThatHoldsItselfIsRefused() {
        assertThatThrownBy(() -> map("a: &x [*x]\n")).isInstanceOf(YamlException.class);
    }
}
