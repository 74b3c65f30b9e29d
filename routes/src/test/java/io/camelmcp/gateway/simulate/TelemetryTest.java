package io.camelmcp.gateway.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TelemetryTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void reportsAreJsonWithDeviceNumberAndMeasurements() throws Exception {
        Telemetry telemetry = new Telemetry("sim-3", 0, new Random(7));
        for (int n = 1; n <= 10_000; n++) {
            JsonNode report = JSON.readTree(telemetry.report(n));
            assertThat(report.get("device").asText()).isEqualTo("sim-3");
            assertThat(report.get("n").asInt()).isEqualTo(n);
            assertThat(report.get("temperature").asDouble()).isBetween(-20.0, 90.0);
            assertThat(report.get("pressure").asDouble()).isBetween(0.5, 12.0);
            assertThat(report.get("rpm").asInt()).isBetween(0, 3000);
        }
    }

    @Test
    void theSameSeedGivesTheSameOctetsAndAnotherSeedOthers() {
        byte[] first = new Telemetry("sim-1", 0, new Random(1)).report(1);

        assertThat(new Telemetry("sim-1", 0, new Random(1)).report(1)).isEqualTo(first);
        assertThat(new Telemetry("sim-1", 0, new Random(2)).report(1)).isNotEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 65, 1000})
    void reportOfFixedLengthIsJsonOfExactlySoManyOctets(int octets) throws Exception {
        byte[] report = new Telemetry("1234567890-1000000", octets, new Random(1)).report(999_999_999);

        assertThat(report).hasSize(octets);
        assertThat(JSON.readTree(report).get("n").asInt()).isEqualTo(999_999_999);
    }

    @Test
    void shortReportIsRandomOctets() {
        assertThat(new Telemetry("sim-1", 5, new Random(1)).report(1)).hasSize(5);
    }

    @Test
    void registersBeginWithTheNumberHighWordFirst() {
        int[] registers = new Telemetry("sim-1", 0, new Random(1)).registers(0x12345);

        assertThat(registers).hasSize(5).startsWith(0x1, 0x2345);
        assertThat(Arrays.stream(registers)).allMatch(value -> value >= 0 && value <= 0xFFFF);
    }

    @Test
    void decimalsBelowOneAndBelowZeroAreWrittenWhole() {
        assertThat(decimal(5, 2)).isEqualTo("0.05");
        assertThat(decimal(-5, 2)).isEqualTo("-0.05");
        assertThat(decimal(-1234, 2)).isEqualTo("-12.34");
        assertThat(decimal(0, 3)).isEqualTo("0.000");
    }

    private static String decimal(long value, int digits) {
        StringBuilder text = new StringBuilder();
        Telemetry.decimal(text, value, digits);
        return text.toString();
    }
}
