package io.camelmcp.component.modbus.roles;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** MB-TCP-Security-v36, R-21 to: exactly one UTF8String, in DER. */
class CertificateRoleTest {

    private static CertificateRole read(String hex) {
        return CertificateRole.read(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    /** The octets of a string with a length of its own before it, in the extension's OCTET STRING. */
    private static CertificateRole readText(byte[] utf8) {
        byte[] inner = der(0x0C, utf8);
        return CertificateRole.read(der(0x04, inner));
    }

    private static byte[] der(int tag, byte[] content) {
        String length = content.length < 0x80
                ? "%02x".formatted(content.length)
                : content.length < 0x100 ? "81%02x".formatted(content.length) : "82%04x".formatted(content.length);
        return HexFormat.of()
                .parseHex("%02x".formatted(tag) + length + HexFormat.of().formatHex(content));
    }

    @Test
    void roleIsTheWholeString() {
        assertThat(read("04 0A 0C 08 4F 70 65 72 61 74 6F 72")).isEqualTo(new CertificateRole.Named("Operator"));
        assertThat(readText("Schichtführer, Halle 3".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new CertificateRole.Named("Schichtführer, Halle 3"));
    }

    @Test
    void roleOf256OctetsIsTakenAndOneOctetMoreIsNot() {
        String longest = "r".repeat(256);
        assertThat(readText(longest.getBytes(StandardCharsets.US_ASCII))).isEqualTo(new CertificateRole.Named(longest));
        assertThat(readText(("r" + longest).getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(new CertificateRole.Malformed("a role of 257 octets is not in 1..256"));
    }

    @Test
    void noCertificateIsNoRole() {
        assertThat(CertificateRole.of(null)).isEqualTo(new CertificateRole.None());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "another string   | 04 04 13 02 4F 70          | a UTF8String (tag 0C) was expected, and tag 13",
                "a sequence of it | 04 06 30 04 0C 02 4F 70    | a UTF8String (tag 0C) was expected, and tag 30",
                "no OCTET STRING  | 0C 02 4F 70                | a OCTET STRING (tag 04) was expected, and tag 0C",
                "two strings      | 04 08 0C 02 4F 70 0C 02 4F 71 | a UTF8String of 2 octets is followed or cut off: 6",
                "octets behind it | 04 05 0C 02 4F 70 00       | a UTF8String of 2 octets is followed or cut off: 3",
                "octets behind    | 04 04 0C 02 4F 70 00       | a OCTET STRING of 4 octets is followed or cut off: 5",
                "cut off          | 04 04 0C 03 4F 70          | a UTF8String of 3 octets is followed or cut off: 2",
                "empty            | 04 02 0C 00                | a role of 0 octets is not in 1..256",
                "nothing          | 04 00                      | a UTF8String was expected, and 0 octets were found",
                "no octet at all  | ''                         | a OCTET STRING was expected, and 0 octets were found",
                "a long length    | 04 05 0C 81 02 4F 70       | the length of the UTF8String is not in its shortest form",
                "indefinite       | 04 06 0C 80 4F 70 00 00    | the length of the UTF8String is no DER",
                "a huge length    | 04 07 0C 84 7F FF FF FF 41 | the length of the UTF8String is no DER",
                "no UTF-8         | 04 04 0C 02 C3 28          | the role is no UTF-8",
                "a surrogate      | 04 05 0C 03 ED A0 80       | the role is no UTF-8",
                "a line feed      | 04 04 0C 02 4F 0A          | the role has control characters",
                "a null           | 04 04 0C 02 4F 00          | the role has control characters"
            })
    void everythingElseIsMalformedAndSaysWhy(String what, String hex, String why) {
        assertThat(read(hex))
                .isInstanceOfSatisfying(CertificateRole.Malformed.class, malformed -> assertThat(malformed.why())
                        .startsWith(why));
    }

    @Test
    void noValueCutAtAnyOctetIsTakenForARole() {
        byte[] whole = HexFormat.of().parseHex("040a0c084f70657261746f72");
        for (int length = 0; length < whole.length; length++) {
            assertThat(CertificateRole.read(Arrays.copyOf(whole, length)))
                    .isInstanceOf(CertificateRole.Malformed.class);
        }
    }
}
