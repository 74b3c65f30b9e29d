package io.camelmcp.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WholeNumbersTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource({"7, 7", "010, 10", "-5, -5", "+5, 5", "0x1F, 31", "-0x10, -16", "0, 0", "4294967296, 4294967296"})
    void leadingZeroIsNoOctalNumber(String text, long number) {
        assertThat(WholeNumbers.parse(text)).isEqualTo(number);
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(strings = {"", "-", "x", "0x", "1.5", "--1", "-+1", "0x-1", "9223372036854775808", " 1"})
    void whatIsNoNumberIsRefused(String text) {
        assertThatThrownBy(() -> WholeNumbers.parse(text)).isInstanceOf(NumberFormatException.class);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"2147483648", "-2147483649"})
    void tooLargeForAnIntIsRefused(String text) {
        assertThatThrownBy(() -> WholeNumbers.parseInt(text)).isInstanceOf(NumberFormatException.class);
    }
}
