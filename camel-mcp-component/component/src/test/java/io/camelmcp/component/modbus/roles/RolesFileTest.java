package io.camelmcp.component.modbus.roles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelmcp.component.modbus.roles.CertificateRole.Malformed;
import io.camelmcp.component.modbus.roles.CertificateRole.Named;
import io.camelmcp.component.modbus.roles.CertificateRole.None;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the rules of a file let a role do. */
class RolesFileTest {

    private static final String RULES =
            """
            roles:
              operator:
                - functions: read
                - functions: [WRITE_SINGLE_REGISTER, 0x10, 0x17]
                  units: [1, 10-19]
                  ranges:
                    holding: [0-99, 0x100]
              engineer:
                - functions: all
              technician:
                - functions: [write]
                  ranges: {coils: 5}
              none:
                - functions: [READ_INPUT_REGISTERS]
                  ranges: {input: 0-9}
              "*":
                - functions: 0x2B
            """;

    private static boolean allows(CertificateRole role, int unitId, String pdu) {
        return RolesFile.read("roles.yaml", RULES)
                .of(role)
                .allows(unitId, HexFormat.of().parseHex(pdu.replace(" ", "")));
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        // role, unit, PDU, allowed
        "operator, 200, 03 FF00 0001, true",
        "operator, 200, 01 0000 0001, true",
        "operator, 1, 06 0063 0001, true",
        "operator, 1, 06 0064 0001, false",
        "operator, 1, 06 0100 0001, true",
        "operator, 10, 06 0000 0001, true",
        "operator, 19, 06 0000 0001, true",
        "operator, 20, 06 0000 0001, false",
        "operator, 1, 10 0062 0002 04 00010002, true",
        "operator, 1, 10 0063 0002 04 00010002, false",
        // more octets than the quantity says, which a device behind the port might write
        "operator, 1, 10 0062 0001 28 0001, false",
        "operator, 1, 10 0062 0002 04 000100020003, false",
        "operator, 1, 17 FF00 0001 0000 0001 04 00070007, false",
        "operator, 1, 05 0000 FF00, false",
        "operator, 1, 16 0000 0000 0000, false",
        // 17: reads what it may read by 03 anyway, and writes where it may write
        "operator, 1, 17 FF00 0001 0000 0001 02 0007, true",
        "operator, 1, 17 0000 0001 0064 0001 02 0007, false",
        // too short to say an address: only a rule without ranges allows it
        "operator, 1, 06 00, false",
        "engineer, 1, 06 00, true",
        "operator, 1, 2B 0E 01 00, true",
        "technician, 7, 2B 0E 01 00, true",
        "technician, 7, 05 0005 FF00, true",
        "technician, 7, 05 0006 FF00, false",
        "technician, 7, 0F 0005 0000 00, true",
        "technician, 7, 06 0005 0000, false",
        "technician, 7, 03 0005 0001, false",
        "technician, 7, 17 0005 0001 0005 0001 02 0007, false",
        "engineer, 255, 41 0102, true",
        "engineer, 255, 08 0000 0000, true",
        "operator, 255, 08 0000 0000, false",
        "stranger, 1, 03 0000 0001, false",
        "stranger, 1, 2B 0E 01 00, true",
        // a certificate cannot name the rules that are meant for others
        "none, 1, 04 0000 0001, false",
        "none, 1, 2B 0E 01 00, true",
        "'*', 1, 03 0000 0001, false",
        "Operator, 1, 03 0000 0001, false"
    })
    void roleMayDoWhatOneOfItsRulesOrOfThoseForAnyRoleAllows(String role, int unit, String pdu, boolean allowed) {
        assertThat(allows(new Named(role), unit, pdu)).isEqualTo(allowed);
    }

    @Test
    void masterWithoutARoleHasTheRulesForNoneAndNoOther() {
        assertThat(allows(new None(), 3, "04 0000 000A")).isTrue();
        assertThat(allows(new None(), 3, "04 0000 000B")).isFalse();
        assertThat(allows(new None(), 3, "04 FFFF FFFF")).isFalse();
        assertThat(allows(new None(), 3, "2B 0E 01 00")).isFalse();
    }

    @Test
    void masterWithAMalformedRoleMayDoNothing() {
        assertThat(allows(new Malformed("x"), 3, "04 0000 000A")).isFalse();
        assertThat(allows(new Malformed("x"), 3, "2B 0E 01 00")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "role: {}                                | roles.yaml:1: unknown key role; known are roles",
                "roles: []                               | roles.yaml:1: roles must be a map",
                "roles: {a: {}}                          | roles.yaml:1: a must be a list",
                "roles: {a: [{units: 1}]}                | roles.yaml:1: functions is missing",
                "roles: {a: [{functions: reed}]}         | roles.yaml:1: reed is no function; use read, write, all",
                "roles: {a: [{functions: 0}]}            | roles.yaml:1: 0 is no function",
                "roles: {a: [{functions: 128}]}          | roles.yaml:1: 128 is no function",
                "roles: {a: [{functions: 3, unit: 1}]}   | roles.yaml:1: unknown key unit; known are functions, units",
                "roles: {a: [{functions: 3, units: 256}]} | roles.yaml:1: 256 is neither a number of 0..255",
                "roles: {a: [{functions: 3, units: 9-1}]} | roles.yaml:1: 9-1 is neither a number of 0..255 nor a range",
                "roles: {a: [{functions: 3, units: 1-2-3}]} | roles.yaml:1: 1-2-3 is neither",
                "roles: {a: [{functions: 3, ranges: {holding: 65536}}]} | roles.yaml:1: 65536 is neither",
                "roles: {a: [{functions: 3, ranges: {registers: 1}}]}   | roles.yaml:1: unknown key registers"
            })
    void mistakeInAFileIsNamedWithItsLine(String yaml, String message) {
        assertThatThrownBy(() -> RolesFile.read("roles.yaml", yaml)).hasMessageStartingWith(message);
    }

    @Test
    void lineIsThatOfTheMistake() {
        assertThatThrownBy(() -> RolesFile.read("roles.yaml", RULES.replace("0-99", "0-99999")))
                .hasMessageStartingWith("roles.yaml:7: 0-99999 is neither a number of 0..65535");
    }
}
