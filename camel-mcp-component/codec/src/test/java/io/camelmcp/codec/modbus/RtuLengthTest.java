package io.camelmcp.codec.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RtuLengthTest {

    @ParameterizedTest
    @CsvSource({
        "0101, 8",
        "0102, 8",
        "0103, 8",
        "0104, 8",
        "0105, 8",
        "0106, 8",
        "0108, 8",
        "0107, 4",
        "010b, 4",
        "010c, 4",
        "0111, 4",
        "010f 0000 0008 01, 10",
        "0110 0000 0040 80, 137",
        "0110 0000 0000 ff, 264",
        "0114 0e, 19",
        "0115 fb, 256",
        "0116, 10",
        "0118, 6",
        "012b0e, 7",
        "0117 0000 0001 0000 0040 80, 141"
    })
    void lengthOfARequest(String begin, int length) {
        assertLength(RtuLength.REQUESTS, begin, length);
    }

    @ParameterizedTest
    @CsvSource({
        "0101 fa, 255",
        "0102 01, 6",
        "0103 80, 133",
        "0104 02, 7",
        "0117 02, 7",
        "010c 08, 13",
        "0111 03, 8",
        "0114 0c, 17",
        "0115 0d, 18",
        "0105, 8",
        "0106, 8",
        "0108, 8",
        "010b, 8",
        "010f, 8",
        "0110, 8",
        "0107, 5",
        "0116, 10",
        "0118 0006, 12",
        "0118 ffff, 65541",
        "0183, 5",
        "01ab, 5",
        "01ff, 5",
        "012b 0e 01 01 00 00 00, 10",
        "012b 0e 01 01 00 00 02 00 03 414243 01 00, 17"
    })
    void lengthOfAnAnswer(String begin, int length) {
        assertLength(RtuLength.RESPONSES, begin, length);
    }

    @Test
    void everyPublicFunctionHasARowAndNoOther() {
        Set<Integer> known = new HashSet<>();
        for (int function = 0; function < 256; function++) {
            ByteBuf frame = Unpooled.buffer()
                    .writeByte(1)
                    .writeByte(function)
                    .writeByte(0x0E)
                    .writeZero(60);
            int request = RtuLength.REQUESTS.of(frame);
            int response = RtuLength.RESPONSES.of(frame);
            assertThat(response == RtuLength.UNKNOWN).isEqualTo(request == RtuLength.UNKNOWN && function < 0x80);
            if (request != RtuLength.UNKNOWN) {
                known.add(function);
            }
        }
        assertThat(known)
                .containsExactlyInAnyOrder(
                        1, 2, 3, 4, 5, 6, 7, 8, 0x0B, 0x0C, 0x0F, 0x10, 0x11, 0x14, 0x15, 0x16, 0x17, 0x18, 0x2B);
    }

    @Test
    void encapsulatedInterfaceOtherThanIdentificationCannotBeTold() {
        ByteBuf canOpen = Unpooled.wrappedBuffer(Octets.hex("012b0d"));

        assertThat(RtuLength.REQUESTS.of(canOpen)).isEqualTo(RtuLength.UNKNOWN);
        assertThat(RtuLength.RESPONSES.of(canOpen)).isEqualTo(RtuLength.UNKNOWN);
    }

    @Test
    void identificationThatOutgrowsAFrameIsToldBeforeItsObjectsAreThere() {
        ByteBuf answer = Unpooled.wrappedBuffer(Octets.hex("012b 0e 01 01 00 00 ff 00 f8"));

        assertThat(RtuLength.RESPONSES.of(answer)).isGreaterThan(RtuLength.MAX_FRAME);
    }

    @Test
    void rowForAUserDefinedFunctionIsAddedToACopy() {
        ByteBuf frame = Unpooled.wrappedBuffer(Octets.hex("0141 00 85"));

        assertThat(RtuLength.REQUESTS.withFixed(0x41, 12).of(frame)).isEqualTo(12);
        assertThat(RtuLength.RESPONSES.withCounted(0x41, 6, 3).of(frame)).isEqualTo(6 + 0x85);
        assertThat(RtuLength.REQUESTS.of(frame)).isEqualTo(RtuLength.UNKNOWN);
    }

    @Test
    void rowThatNoFrameCanHaveIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RtuLength.REQUESTS.withFixed(0x41, 257))
                .withMessage("length 257 is not in 4..256");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RtuLength.REQUESTS.withCounted(0x41, 6, 4))
                .withMessage("byteCountAt 4 is not in 2..3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RtuLength.REQUESTS.withFixed(0x80, 8))
                .withMessage("function 128 is not in 1..127");
    }

    /** The octets are the fewest that tell: with one less more are needed. */
    private static void assertLength(RtuLength lengths, String begin, int length) {
        byte[] octets = Octets.hex(begin);
        assertThat(lengths.of(Unpooled.wrappedBuffer(octets))).isEqualTo(length);
        byte[] fewer = Arrays.copyOf(octets, octets.length - 1);
        assertThat(lengths.of(Unpooled.wrappedBuffer(fewer))).isEqualTo(RtuLength.NEED_MORE);
    }
}
