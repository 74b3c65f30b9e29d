package io.camelmcp.codec.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class Crc16Test {

    @Test
    void checkValueIsThatOfTheCatalogue() {
        ByteBuf digits = Unpooled.copiedBuffer("123456789", StandardCharsets.US_ASCII);

        assertThat(Crc16.of(digits, 0, 9)).isEqualTo(0x4B37);
        assertThat(digits.readerIndex()).as("nothing is consumed").isZero();
    }

    @Test
    void lowOctetComesFirstOnTheWire() {
        assertThat(Octets.hex(Octets.rtu("01 03 00 00 00 01"))).isEqualTo("010300000001840a");
        assertThat(Crc16.holds(Unpooled.wrappedBuffer(Octets.hex("ff 01 03 00 00 00 01 84 0a")), 1, 8))
                .isTrue();
        assertThat(Crc16.holds(Unpooled.wrappedBuffer(Octets.hex("01 03 00 00 00 01 0a 84")), 0, 8))
                .isFalse();
    }
}
