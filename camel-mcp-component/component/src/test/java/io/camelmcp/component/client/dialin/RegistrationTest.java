package io.camelmcp.component.client.dialin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.camelmcp.component.client.dialin.Registration.Reading;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Where a registration packet ends, and what id it yields. */
class RegistrationTest {

    private static final byte[] BEAT = {(byte) 0xFE, (byte) 0xFE};

    private static Registration of(String value) {
        return Registration.parse(value, 12, BEAT);
    }

    private static Reading read(String value, String received) {
        return of(value).read(received.getBytes(StandardCharsets.ISO_8859_1), false);
    }

    private static Reading paused(String value, String received) {
        return of(value).read(received.getBytes(StandardCharsets.ISO_8859_1), true);
    }

    private static Reading known(String id, int octets) {
        return new Reading.Known(id, octets);
    }

    private static String why(Reading reading) {
        return ((Reading.Refused) reading).why();
    }

    @Test
    void fixedPacketEndsWithItsLastOctet() {
        assertThat(read("text:GW-7", "GW-")).isEqualTo(new Reading.More());
        assertThat(read("text:GW-7", "GW-7")).isEqualTo(known("GW-7", 4));
        assertThat(read("text:GW-7", "GW-7\u00FE\u00FE")).isEqualTo(known("GW-7", 4));
        assertThat(read("hex:01A3", "\u0001\u00A3\u0001\u0003")).isEqualTo(known("01A3", 2));
        assertThat(read("text:GW-7, text:GX-8,hex:00ff", "GX-8")).isEqualTo(known("GX-8", 4));
        assertThat(read("text:GW-7", "GW-7\r\n\u0001")).as("line end").isEqualTo(known("GW-7", 6));
        assertThat(why(read("text:GW-7", "GX"))).isEqualTo("unknown registration packet: GX");
    }

    @Test
    void packetsOfWhichOneBeginsAnotherAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("text:GW-1,text:GW-12"))
                .withMessageContaining("GW-1 and GW-12 begin alike");
    }

    @Test
    void patternEndsAtALineEndOrAPauseOrTheLimit() {
        assertThat(read("pattern:[A-Z]{3}\\d+", "DTU42")).isEqualTo(new Reading.More());
        assertThat(paused("pattern:[A-Z]{3}\\d+", "DTU42")).isEqualTo(known("DTU42", 5));
        assertThat(read("pattern:[A-Z]{3}\\d+", "DTU42\r\n\u0001")).isEqualTo(known("DTU42", 7));
        assertThat(read("pattern:[A-Z]{3}\\d+", "DTU123456789")).isEqualTo(known("DTU123456789", 12));
        assertThat(why(read("pattern:[A-Z]{3}\\d+", "DTU1234567890")))
                .isEqualTo("registration packet longer than registrationLength=12: DTU1234567890");
        assertThat(why(read("pattern:[A-Z]{3}\\d+", "dtu42\n"))).startsWith("registration packet does not match");
    }

    @Test
    void packetOfWhichAPauseHasCutOffTheRestIsWaitedFor() {
        assertThat(paused("pattern:[A-Z]{3}\\d{3}", "DTU0")).isEqualTo(new Reading.More());
        assertThat(paused("pattern:[A-Z]{3}\\d{3}", "DTU001")).isEqualTo(known("DTU001", 6));
    }

    @Test
    void heartbeatsBehindAPatternDoNotBelongToIt() {
        assertThat(paused("pattern:[A-Z]{3}\\d+", "DTU42\u00FE\u00FE\u00FE\u00FE"))
                .isEqualTo(known("DTU42", 5));
        assertThat(paused("pattern:[A-Z]{3}\\d+", "DTU123456789\u00FE\u00FE")).isEqualTo(known("DTU123456789", 12));
    }

    @Test
    void heartbeatsWithoutAnEndAreRefused() {
        String four = "\u00FE\u00FE".repeat(4);
        assertThat(read("pattern:[A-Z]{3}\\d+", "DTU123456789" + four)).isEqualTo(known("DTU123456789", 12));
        assertThat(read("pattern:[A-Z]{3}\\d+", "D" + "\u00FE\u00FE".repeat(9))).isEqualTo(new Reading.More());
        assertThat(why(read("pattern:[A-Z]{3}\\d+", "D" + "\u00FE\u00FE".repeat(10))))
                .startsWith("registration packet longer than registrationLength=12");
    }

    @Test
    void groupIsTheIdAndBinaryIsShownInHexadecimal() {
        assertThat(paused("pattern:ID=(\\w+);", "ID=A7;")).isEqualTo(known("A7", 6));
        assertThat(paused("pattern:\\x01(.{4})", "\u0001\u0000\u0010\u0020\u00FF"))
                .isEqualTo(known("001020ff", 5));
        assertThat(why(paused("pattern:ID=(\\w*);", "ID=;"))).startsWith("registration packet without an id");
    }

    @Test
    void addressNeedsNoPacket() throws Exception {
        assertThat(of("address").idOf(InetAddress.getByName("192.0.2.7"))).isEqualTo("192.0.2.7");
        assertThat(of("text:A").idOf(InetAddress.getByName("192.0.2.7"))).isNull();
    }

    @Test
    void optionThatCannotBeReadIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("GW-7"))
                .withMessageContaining("registration=GW-7 begins neither with text: nor with hex:");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("hex:1"))
                .withMessageContaining("pairs of hexadecimal digits");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("text:1234567890123"))
                .withMessageContaining("13 octets, which is not in 1..12");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("pattern:["))
                .withMessageContaining("registration=pattern:[");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Registration.parse("text:A", 2_000, BEAT))
                .withMessageContaining("registrationLength=2000 is not in 1..1024");
    }
}
