package io.camelmcp.component.modbus.tags;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Values of one tag to registers and back.
 *
 * <p>Values are {@link Boolean}; {@link Integer}, {@link Long} or {@link BigInteger} for whole numbers; {@link Double} for others;
 * {@link String}.
 */
final class TagCodec {

    /** What is no value, and why. */
    record NoValue(String reason) {
        static final NoValue NAN = new NoValue("not a number (NaN)");
        static final NoValue INFINITE = new NoValue("infinite");
        static final NoValue BCD = new NoValue("not a BCD number");
        static final NoValue TEXT = new NoValue("not UTF-8 text");
    }

    /** More than the smallest and the largest double have. */
    private static final int MAX_DIGITS = 800;

    private static final BigInteger TWO_64 = BigInteger.ONE.shiftLeft(64);

    private final Tag tag;
    private final TagType type;
    private final ByteOrder order;
    private final int count;
    private final TagScale scale;

    TagCodec(Tag tag, ByteOrder order) {
        this.tag = tag;
        this.type = tag.type();
        this.order = order;
        this.count = tag.quantity();
        this.scale = new TagScale(tag.scale(), tag.offset());
    }

    /**
     * Value of registers.
     *
     * @param words 0..65535 each
     * @param from  the first one of the tag
     * @return a value or {@link NoValue}
     */
    Object decode(int[] words, int from) {
        return switch (type) {
            case BIT -> (words[from] >>> tag.bit() & 1) == 1;
            case STRING -> text(Words.octets(words, from, tag.octets(), order));
            case RAW -> HexFormat.of().formatHex(Words.octets(words, from, tag.octets(), order));
            default -> number(Words.bits(words, from, count, order));
        };
    }

    private Object number(long bits) {
        return switch (type) {
            case INT16 -> small((short) bits);
            case UINT16 -> small((int) bits);
            case INT32 -> small((int) bits);
            case UINT32, INT64 -> scale.isIdentity() ? (Object) bits : scale.apply(bits);
            case UINT64 -> unsigned(bits);
            case FLOAT32 -> real(Float.intBitsToFloat((int) bits));
            case FLOAT64 -> real(Double.longBitsToDouble(bits));
            default -> bcd(bits);
        };
    }

    private Object small(int raw) {
        return scale.isIdentity() ? (Object) raw : scale.apply(raw);
    }

    private Object unsigned(long bits) {
        BigInteger number = BigInteger.valueOf(bits);
        if (bits < 0) {
            number = number.add(TWO_64);
        }
        return scale.isIdentity() ? number : scale.apply(new BigDecimal(number));
    }

    private Object real(float raw) {
        if (Float.isNaN(raw) || Float.isInfinite(raw)) {
            return Float.isNaN(raw) ? NoValue.NAN : NoValue.INFINITE;
        }
        // by its shortest decimal, so that 0.1 is 0.1 and not 0.10000000149011612
        String decimal = Float.toString(raw);
        return scale.isIdentity() ? (Object) Double.valueOf(decimal) : scaled(new BigDecimal(decimal));
    }

    private Object real(double raw) {
        if (Double.isNaN(raw) || Double.isInfinite(raw)) {
            return Double.isNaN(raw) ? NoValue.NAN : NoValue.INFINITE;
        }
        return scale.isIdentity() ? (Object) raw : scaled(BigDecimal.valueOf(raw));
    }

    private Object scaled(BigDecimal raw) {
        double value = scale.applyReal(raw);
        return Double.isInfinite(value) ? NoValue.INFINITE : (Object) value;
    }

    private Object bcd(long bits) {
        int number = 0;
        for (int shift = 16 * count - 4; shift >= 0; shift -= 4) {
            int digit = (int) (bits >>> shift & 0xF);
            if (digit > 9) {
                return NoValue.BCD;
            }
            number = 10 * number + digit;
        }
        return small(number);
    }

    private static Object text(byte[] octets) {
        int length = 0;
        while (length < octets.length && octets[length] != 0) {
            length++;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            return NoValue.TEXT;
        }
    }

    /**
     * Bit of a value.
     *
     * @throws IllegalArgumentException if it is not true or false, 1 or 0
     */
    boolean encodeBit(@Nullable Object value) {
        if (value instanceof Boolean bit) {
            return bit;
        }
        String text = String.valueOf(value).trim().toLowerCase(Locale.ROOT);
        return switch (text) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw error(value, "is not true or false");
        };
    }

    /**
     * Registers of a value, for all but bits. A number is rounded to the nearest one that the device can hold.
     *
     * @throws IllegalArgumentException if the device cannot hold it; names tag, value and range
     */
    int[] encode(@Nullable Object value) {
        return switch (type) {
            case STRING -> octets(value, String.valueOf(value).getBytes(StandardCharsets.UTF_8));
            case RAW -> octets(value, hex(value));
            default -> Words.words(bits(value), count, order);
        };
    }

    private int[] octets(@Nullable Object value, byte[] octets) {
        if (!(value instanceof CharSequence)) {
            throw error(value, "is not text");
        }
        if (octets.length > tag.octets()) {
            throw error(value, "has " + octets.length + " octets, more than " + tag.octets());
        }
        if (type == TagType.RAW && octets.length < tag.octets()) {
            throw error(value, "has " + octets.length + " octets, not " + tag.octets());
        }
        return Words.words(octets, count, order);
    }

    private byte[] hex(@Nullable Object value) {
        try {
            return HexFormat.of().parseHex(String.valueOf(value));
        } catch (IllegalArgumentException e) {
            throw error(value, "is not hexadecimal text like 01a3");
        }
    }

    private long bits(@Nullable Object value) {
        BigDecimal raw = scale.raw(decimal(value));
        return switch (type) {
            case INT16 -> whole(value, raw, Short.MIN_VALUE, Short.MAX_VALUE) & 0xFFFF;
            case UINT16 -> whole(value, raw, 0, 0xFFFF);
            case INT32 -> whole(value, raw, Integer.MIN_VALUE, Integer.MAX_VALUE) & 0xFFFF_FFFFL;
            case UINT32 -> whole(value, raw, 0, 0xFFFF_FFFFL);
            case INT64 -> whole(value, raw, Long.MIN_VALUE, Long.MAX_VALUE);
            case UINT64 ->
                whole(value, raw, BigDecimal.ZERO, new BigDecimal(TWO_64.subtract(BigInteger.ONE)))
                        .longValue();
            case FLOAT32 -> {
                float real = raw.floatValue();
                requireFinite(value, Float.isInfinite(real), Float.MAX_VALUE);
                yield Float.floatToRawIntBits(real) & 0xFFFF_FFFFL;
            }
            case FLOAT64 -> {
                double real = raw.doubleValue();
                requireFinite(value, Double.isInfinite(real), Double.MAX_VALUE);
                yield Double.doubleToRawLongBits(real);
            }
            case BCD16 -> Long.parseLong(Long.toString(whole(value, raw, 0, 9_999)), 16);
            case BCD32 -> Long.parseLong(Long.toString(whole(value, raw, 0, 99_999_999)), 16);
            default -> throw new IllegalStateException(type.toString());
        };
    }

    private long whole(@Nullable Object value, BigDecimal raw, long least, long most) {
        return whole(value, raw, BigDecimal.valueOf(least), BigDecimal.valueOf(most))
                .longValue();
    }

    private BigInteger whole(@Nullable Object value, BigDecimal raw, BigDecimal least, BigDecimal most) {
        BigDecimal rounded = raw.setScale(0, RoundingMode.HALF_UP);
        if (rounded.compareTo(least) >= 0 && rounded.compareTo(most) <= 0) {
            return rounded.toBigIntegerExact();
        }
        throw error(value, "is not in " + scale.range(least, most));
    }

    private void requireFinite(@Nullable Object value, boolean infinite, double most) {
        if (infinite) {
            throw error(value, "is beyond what a " + type + " holds, " + most);
        }
    }

    private BigDecimal decimal(@Nullable Object value) {
        if (value instanceof Number || value instanceof CharSequence) {
            try {
                BigDecimal number = value instanceof BigDecimal decimal
                        ? decimal
                        : new BigDecimal(value.toString().trim());
                // 1E999999999 is short as text, and has a billion digits once something is added to it
                if (Math.abs((long) number.scale()) <= MAX_DIGITS && number.precision() <= MAX_DIGITS) {
                    return number;
                }
                throw error(value, "has more than " + MAX_DIGITS + " digits");
            } catch (NumberFormatException e) {
                throw error(value, "is not a number");
            }
        }
        throw error(value, "is not a number");
    }

    private IllegalArgumentException error(@Nullable Object value, String what) {
        String text = String.valueOf(value);
        return new IllegalArgumentException(
                "tag " + tag.name() + ": " + (text.length() > 100 ? text.substring(0, 100) + "…" : text) + " " + what);
    }
}
