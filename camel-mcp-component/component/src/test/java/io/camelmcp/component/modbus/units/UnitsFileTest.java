package io.camelmcp.component.modbus.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a file of units says. */
class UnitsFileTest {

    @Test
    void entriesNameUnitsRangesOfThemAndTheRest() {
        UnitMap map = UnitsFile.read(
                "units.yaml",
                """
                local: [0, 1]
                defaults: {timeout: 1s, port: 1502}
                units:
                  2: {host: plc}
                  10-12: {host: converter, port: 4001, protocol: modbusRtu, timeout: 200ms, requestPause: 20ms}
                  "*": {host: rest, unitId: 1, window: 4}
                """);
        assertThat(map.isLocal(0)).isTrue();
        assertThat(map.targetOf(1)).isNull();
        assertThat(map.targetOf(2).device().address()).isEqualTo("plc:1502");
        assertThat(map.targetOf(2).unitId()).isEqualTo(2);
        assertThat(map.targetOf(2).timeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(map.targetOf(12).device())
                .isEqualTo(new UnitDevice(
                        "converter", 4001, true, 1, Duration.ofMillis(20), Duration.ZERO, 256, Duration.ofSeconds(5)));
        assertThat(map.targetOf(12).unitId()).isEqualTo(12);
        assertThat(map.targetOf(255).device().address()).isEqualTo("rest:1502");
        assertThat(map.targetOf(255).unitId()).isEqualTo(1);
        assertThat(map.broadcasts())
                .extracting(target -> target.device().host() + " " + target.unitId())
                .containsExactly("plc 2", "converter 0", "rest 1");
        assertThat(map.tcpBroadcast()).isFalse();
    }

    @Test
    void units0And255AreLocalUnlessTheFileSaysOtherwise() {
        UnitMap plain = UnitsFile.read("u", "units: {2: {host: plc}}");
        assertThat(plain.isLocal(0) && plain.isLocal(255)).isTrue();
        assertThat(plain.isLocal(1)).isFalse();
        UnitMap said = UnitsFile.read("u", "units: {255: {host: plc}}");
        assertThat(said.isLocal(255)).isFalse();
        assertThat(said.targetOf(255)).isNotNull();
        UnitMap none = UnitsFile.read("u", "local: []\nunits: {2: {host: plc}}");
        assertThat(none.isLocal(0) || none.isLocal(255)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "units: {}, unit: {}                         | units.yaml:1: ",
                "local: 1                                    | units.yaml:1: units is missing",
                "units: {2: {host: a, hots: b}}              | units.yaml:1: unknown key hots; known are host",
                "units: {2: {}}                              | units.yaml:1: host is missing; add it here or to defaults",
                "units: {256: {host: a}}                     | units.yaml:1: 256 is neither a number of 0..255",
                "units: {2-4: {host: a}, 3: {host: b}}       | units.yaml:1: unit 3 stands in line 1 already",
                "local: [2]~units: {1-4: {host: a}}          | units.yaml:2: unit 2 is local too",
                "units: {2: {host: a, port: 0}}              | units.yaml:1: port=0 is not in 1..65535",
                "units: {2: {host: a, protocol: mcp}}        | units.yaml:1: protocol=mcp is not one of [modbusTcp, modbusRtu]",
                "units: {2: {host: a, protocol: modbusRtu, window: 2}} | units.yaml:1: window=2 is not possible with modbusRtu",
                "units: {2: {host: a, timeout: 0}}           | units.yaml:1: timeout=0 is not in 1ms..1h",
                "units: {2: {host: a, retryDelay: 1m}}       | units.yaml:1: retryMaxDelay=30000ms is below retryDelay=60000ms",
                "units: {0: {host: a, protocol: modbusRtu}}  | units.yaml:1: unit 0 is the broadcast of modbusRtu",
                "units:~  2: {host: a}~  3: {host: a, window: 2} | units.yaml:3: the connection to a:502 is that of line 2"
            })
    void mistakeIsNamedWithItsLine(String yaml, String message) {
        assertThatThrownBy(() -> UnitsFile.read("units.yaml", yaml.replace('~', '\n')))
                .hasMessageStartingWith(message);
    }
}
