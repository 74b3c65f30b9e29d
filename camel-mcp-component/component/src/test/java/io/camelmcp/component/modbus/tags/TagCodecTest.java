package io.camelmcp.component.modbus.tags;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TagCodecTest {

    private static TagCodec codec(TagType type, ByteOrder order, String scale, String offset) {
        return new TagCodec(
                Tag.builder("t", TagArea.HOLDING, 0, type)
                        .scale(scale)
                        .offset(offset)
                        .build(),
                order);
    }

    private static TagCodec codec(TagType type) {
        return codec(type, ByteOrder.ABCD, "1", "0");
    }

    /** Octets A, B, C… of a big-endian value, put on the wire by the letters of an order. */
    private static int[] wire(byte[] bigEndian, String order) {
        int[] words = new int[order.length() / 2];
        for (int i = 0; i < words.length; i++) {
            int high = bigEndian[order.charAt(2 * i) - 'A'] & 0xFF;
            int low = bigEndian[order.charAt(2 * i + 1) - 'A'] & 0xFF;
            words[i] = high << 8 | low;
        }
        return words;
    }

    static Stream<Arguments> valuesInAllOrders() {
        String[][] orders = {
            {"AB", "BA", "AB", "BA"}, {"ABCD", "BADC", "CDAB", "DCBA"}, {"ABCDEFGH", "BADCFEHG", "GHEFCDAB", "HGFEDCBA"}
        };
        List<Arguments> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ByteOrder order = ByteOrder.values()[i];
            String two = orders[0][i];
            String four = orders[1][i];
            String eight = orders[2][i];
            for (short v : new short[] {0, 1, -1, 0x1234, Short.MIN_VALUE, Short.MAX_VALUE}) {
                byte[] octets = ByteBuffer.allocate(2).putShort(v).array();
                all.add(Arguments.of(TagType.INT16, order, wire(octets, two), (int) v));
                all.add(Arguments.of(TagType.UINT16, order, wire(octets, two), v & 0xFFFF));
            }
            for (int v : new int[] {0, 1, -1, 0x12345678, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
                byte[] octets = ByteBuffer.allocate(4).putInt(v).array();
                all.add(Arguments.of(TagType.INT32, order, wire(octets, four), v));
                all.add(Arguments.of(TagType.UINT32, order, wire(octets, four), v & 0xFFFFFFFFL));
            }
            for (long v : new long[] {0, 1, -1, 0x123456789ABCDEF0L, Long.MIN_VALUE, Long.MAX_VALUE}) {
                byte[] octets = ByteBuffer.allocate(8).putLong(v).array();
                all.add(Arguments.of(TagType.INT64, order, wire(octets, eight), v));
                all.add(Arguments.of(
                        TagType.UINT64, order, wire(octets, eight), new BigInteger(Long.toUnsignedString(v))));
            }
            for (float v : new float[] {0, 21.5f, -0.1f, Float.MAX_VALUE, Float.MIN_VALUE}) {
                byte[] octets = ByteBuffer.allocate(4).putFloat(v).array();
                all.add(Arguments.of(
                        TagType.FLOAT32, order, wire(octets, four), Double.parseDouble(Float.toString(v))));
            }
            for (double v : new double[] {0, 21.5, -0.1, Double.MAX_VALUE, Double.MIN_VALUE}) {
                byte[] octets = ByteBuffer.allocate(8).putDouble(v).array();
                all.add(Arguments.of(TagType.FLOAT64, order, wire(octets, eight), v));
            }
            all.add(Arguments.of(TagType.BCD16, order, wire(new byte[] {0x12, (byte) 0x98}, two), 1298));
            all.add(Arguments.of(
                    TagType.BCD32, order, wire(new byte[] {0x12, 0x34, 0x56, (byte) 0x99}, four), 12345699));
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("valuesInAllOrders")
    void everyTypeIsReadAndWrittenInEveryOrder(TagType type, ByteOrder order, int[] wire, Object value) {
        TagCodec codec = codec(type, order, "1", "0");
        int[] among = new int[wire.length + 3];
        System.arraycopy(wire, 0, among, 2, wire.length);

        assertThat(codec.decode(wire, 0)).isEqualTo(value);
        assertThat(codec.decode(among, 2)).isEqualTo(value);
        assertThat(codec.encode(value)).isEqualTo(wire);
    }

    @ParameterizedTest
    @CsvSource({
        "215,0.1,0,21.5",
        "3,0.1,0,0.3",
        "7,0.1,0,0.7",
        "215,0.1,-40,-18.5",
        "1,0.001,0,0.001",
        "-123,0.01,0.005,-1.225",
        "2731,0.1,-273.15,-0.05",
        "1,0.333,0,0.333"
    })
    void scaledValuesAreDecimalsAndNotTheirBinaryNeighbours(int raw, String scale, String offset, String value) {
        TagCodec codec = codec(TagType.INT16, ByteOrder.ABCD, scale, offset);

        assertThat(codec.decode(new int[] {raw & 0xFFFF}, 0).toString()).isEqualTo(value);
        assertThat(codec.encode(new BigDecimal(value))).containsExactly(raw & 0xFFFF);
        assertThat(codec.encode(Double.parseDouble(value))).containsExactly(raw & 0xFFFF);
    }

    @Test
    void tenthsOfAllRegistersPrintWithOneDigit() {
        TagCodec codec = codec(TagType.INT16, ByteOrder.ABCD, "0.1", "0");
        for (int raw = 0; raw <= 0xFFFF; raw++) {
            assertThat(codec.decode(new int[] {raw}, 0).toString()).isEqualTo((short) raw / 10.0 + "");
        }
    }

    @Test
    void wholeScaleKeepsValuesWhole() {
        assertThat(codec(TagType.UINT16, ByteOrder.ABCD, "10", "5").decode(new int[] {65535}, 0))
                .isEqualTo(655355L);
        int[] most = {0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF};
        assertThat(codec(TagType.UINT64, ByteOrder.ABCD, "10", "0").decode(most, 0))
                .isEqualTo(new BigInteger("184467440737095516150"));
        assertThat(codec(TagType.INT64, ByteOrder.ABCD, "1000", "0")
                        .decode(new int[] {0x7FFF, 0xFFFF, 0xFFFF, 0xFFFF}, 0))
                .isEqualTo(new BigInteger("9223372036854775807000"));
        assertThat(codec(TagType.INT64, ByteOrder.ABCD, "1", "1").decode(new int[] {0x8000, 0, 0, 0}, 0))
                .isEqualTo(Long.MIN_VALUE + 1);
        assertThat(codec(TagType.INT64, ByteOrder.ABCD, "1", "-1").decode(new int[] {0x8000, 0, 0, 0}, 0))
                .isEqualTo(new BigInteger("-9223372036854775809"));
        assertThat(codec(TagType.INT64, ByteOrder.ABCD, "0.5", "0")
                        .decode(new int[] {0x7FFF, 0xFFFF, 0xFFFF, 0xFFFF}, 0))
                .isEqualTo(4.611686018427388E18);
    }

    @Test
    void scaledFloatIsOfItsShortestDecimal() {
        int[] words = Words.words(Float.floatToRawIntBits(21.37f), 2, ByteOrder.ABCD);

        assertThat(codec(TagType.FLOAT32, ByteOrder.ABCD, "0.1", "1").decode(words, 0))
                .isEqualTo(3.137);
    }

    @Test
    void whatIsNoNumberHasNoValue() {
        TagCodec real = codec(TagType.FLOAT32);
        TagCodec twice = codec(TagType.FLOAT64);

        assertThat(real.decode(new int[] {0x7FC0, 0}, 0)).isEqualTo(TagCodec.NoValue.NAN);
        assertThat(real.decode(new int[] {0xFF80, 0}, 0)).isEqualTo(TagCodec.NoValue.INFINITE);
        assertThat(twice.decode(new int[] {0x7FF8, 0, 0, 0}, 0)).isEqualTo(TagCodec.NoValue.NAN);
        assertThat(twice.decode(new int[] {0x7FF0, 0, 0, 0}, 0)).isEqualTo(TagCodec.NoValue.INFINITE);
        assertThat(codec(TagType.FLOAT64, ByteOrder.ABCD, "1e10", "0")
                        .decode(Words.words(Double.doubleToLongBits(1e300), 4, ByteOrder.ABCD), 0))
                .isEqualTo(TagCodec.NoValue.INFINITE);
        assertThat(codec(TagType.BCD16).decode(new int[] {0x12A4}, 0)).isEqualTo(TagCodec.NoValue.BCD);
    }

    @Test
    void bitsOfARegisterCountFromTheLowest() {
        TagCodec lowest = new TagCodec(
                Tag.builder("b", TagArea.INPUT, 0, TagType.BIT).bit(0).build(), ByteOrder.ABCD);
        TagCodec highest = new TagCodec(
                Tag.builder("b", TagArea.INPUT, 0, TagType.BIT).bit(15).build(), ByteOrder.ABCD);

        assertThat(lowest.decode(new int[] {1}, 0)).isEqualTo(true);
        assertThat(highest.decode(new int[] {1}, 0)).isEqualTo(false);
        assertThat(highest.decode(new int[] {0x8000}, 0)).isEqualTo(true);
        assertThat(lowest.encodeBit("1")).isTrue();
        assertThat(lowest.encodeBit(0)).isFalse();
        assertThat(lowest.encodeBit(true)).isTrue();
        assertThatThrownBy(() -> lowest.encodeBit(2)).hasMessage("tag b: 2 is not true or false");
    }

    @Test
    void textEndsAtItsFirstZeroAndOrdersSwapOctetsInARegister() {
        Tag tag = Tag.builder("s", TagArea.HOLDING, 0, TagType.STRING).octets(5).build();
        int[] plain = {'P' << 8 | 'u', 'm' << 8 | 'p', 0};
        int[] swapped = {'u' << 8 | 'P', 'p' << 8 | 'm', 0};

        for (ByteOrder order : ByteOrder.values()) {
            boolean swaps = order == ByteOrder.BADC || order == ByteOrder.DCBA;
            TagCodec codec = new TagCodec(tag, order);
            assertThat(codec.decode(swaps ? swapped : plain, 0)).isEqualTo("Pump");
            assertThat(codec.encode("Pump")).isEqualTo(swaps ? swapped : plain);
        }
        TagCodec codec = new TagCodec(tag, ByteOrder.ABCD);
        byte[] umlaut = "ä€".getBytes(StandardCharsets.UTF_8);
        assertThat(codec.decode(codec.encode("ä€"), 0)).isEqualTo(new String(umlaut, StandardCharsets.UTF_8));
        assertThat(codec.decode(new int[] {0xFFFF, 0, 0}, 0)).isEqualTo(TagCodec.NoValue.TEXT);
        assertThatThrownBy(() -> codec.encode("Pumpen")).hasMessage("tag s: Pumpen has 6 octets, more than 5");
        assertThatThrownBy(() -> codec.encode(5)).hasMessage("tag s: 5 is not text");
    }

    @Test
    void rawOctetsAreHexadecimalText() {
        TagCodec codec = new TagCodec(
                Tag.builder("r", TagArea.HOLDING, 0, TagType.RAW).octets(4).build(), ByteOrder.ABCD);

        assertThat(codec.decode(new int[] {0x01A3, 0xFF00}, 0)).isEqualTo("01a3ff00");
        assertThat(codec.encode("01A3ff00")).containsExactly(0x01A3, 0xFF00);
        assertThatThrownBy(() -> codec.encode("01")).hasMessage("tag r: 01 has 1 octets, not 4");
        assertThatThrownBy(() -> codec.encode("xyz")).hasMessage("tag r: xyz is not hexadecimal text like 01a3");
    }

    @ParameterizedTest
    @CsvSource({
        "INT16,1,0,32768,-32768..32767",
        "INT16,1,0,-32769,-32768..32767",
        "UINT16,1,0,-1,0..65535",
        "UINT16,0.1,0,6553.56,0..6553.5",
        "UINT16,-1,0,1,-65535..0",
        "INT32,1,0,2147483648,-2147483648..2147483647",
        "UINT32,1,10,9,10..4294967305",
        "INT64,1,0,9223372036854775808,-9223372036854775808..9223372036854775807",
        "UINT64,1,0,18446744073709551616,0..18446744073709551615",
        "BCD16,1,0,10000,0..9999",
        "BCD32,1,0,-1,0..99999999"
    })
    void valueThatDoesNotFitIsRefusedWithTheRange(
            TagType type, String scale, String offset, String value, String range) {
        assertThatThrownBy(() -> codec(type, ByteOrder.ABCD, scale, offset).encode(new BigDecimal(value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tag t: " + value + " is not in " + range);
    }

    @Test
    void floatBeyondItsRangeIsRefused() {
        assertThatThrownBy(() -> codec(TagType.FLOAT32).encode(1e39))
                .hasMessageContaining("is beyond what a FLOAT32 holds");
        assertThatThrownBy(() -> codec(TagType.FLOAT64).encode("1e309"))
                .hasMessageContaining("is beyond what a FLOAT64 holds");
    }

    @Test
    void whatIsNoNumberIsNotWritten() {
        TagCodec codec = codec(TagType.FLOAT32);

        for (Object value : new Object[] {Double.NaN, Float.POSITIVE_INFINITY, "x", true, List.of(1)}) {
            assertThatThrownBy(() -> codec.encode(value)).hasMessage("tag t: " + value + " is not a number");
        }
        assertThatThrownBy(() -> codec.encode(null)).hasMessage("tag t: null is not a number");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1E999999999", "1E-999999999"})
    void numberOfABillionDigitsIsRefusedAtOnce(String value) {
        assertThatThrownBy(
                        () -> codec(TagType.INT16, ByteOrder.ABCD, "0.1", "1").encode(value))
                .hasMessage("tag t: " + value + " has more than 800 digits");
    }

    @Test
    void writtenNumberIsRoundedToTheNearestStep() {
        TagCodec tenths = codec(TagType.INT16, ByteOrder.ABCD, "0.1", "0");

        assertThat(tenths.encode(21.54)).containsExactly(215);
        assertThat(tenths.encode(21.55)).containsExactly(216);
        assertThat(tenths.encode("-0.26")).containsExactly(-3 & 0xFFFF);
        assertThat(codec(TagType.UINT16).encode(65535.4)).containsExactly(65535);
        assertThatThrownBy(() -> codec(TagType.UINT16).encode(65535.5)).hasMessageContaining("is not in 0..65535");
    }
}
