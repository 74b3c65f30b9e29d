package io.camelmcp.component.modbus.tags;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/**
 * {@code value = raw * scale + offset}, in decimals: 215 at 0.1 is 21.5, not 21.500000000000004. With whole scale and offset the
 * value of a whole number is whole.
 */
final class TagScale {

    private static final int MAX_EXACT_POWER = 15;
    private static final long MAX_EXACT = 1L << 53;
    private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);

    private final BigDecimal scale;
    private final BigDecimal offset;
    private final boolean identity;
    private final boolean whole;
    // raw * factor + summand, divided by power, is exact in a double as long as all are below 2^53; 0: no such numbers
    private final long factor;
    private final long summand;
    private final double power;

    TagScale(BigDecimal scale, BigDecimal offset) {
        this.scale = scale;
        this.offset = offset;
        identity = scale.compareTo(BigDecimal.ONE) == 0 && offset.signum() == 0;
        BigDecimal shortScale = scale.stripTrailingZeros();
        BigDecimal shortOffset = offset.stripTrailingZeros();
        int decimals = Math.max(0, Math.max(shortScale.scale(), shortOffset.scale()));
        whole = decimals == 0;
        BigInteger one = shortScale.movePointRight(decimals).toBigInteger();
        BigInteger other = shortOffset.movePointRight(decimals).toBigInteger();
        boolean exact = decimals <= MAX_EXACT_POWER && one.bitLength() < 53 && other.bitLength() < 53;
        factor = exact ? one.longValue() : 0;
        summand = exact ? other.longValue() : 0;
        power = Math.pow(10, Math.min(decimals, MAX_EXACT_POWER));
    }

    boolean isIdentity() {
        return identity;
    }

    /** Value of a whole number. */
    Number apply(long raw) {
        long high = Math.multiplyHigh(raw, factor);
        long product = raw * factor;
        // within 2^62, so that adding cannot overflow
        if (factor != 0 && high == product >> 63 && product >> 62 == product >> 63) {
            long number = product + summand;
            if (whole) {
                return number;
            }
            if (Math.abs(number) < MAX_EXACT) {
                return number / power;
            }
        }
        return apply(BigDecimal.valueOf(raw));
    }

    /** Value of a whole number beyond 64 bits, signed. */
    Number apply(BigDecimal raw) {
        BigDecimal value = raw.multiply(scale).add(offset);
        if (!whole) {
            return value.doubleValue();
        }
        BigInteger number = value.toBigInteger();
        boolean isLong = number.compareTo(LONG_MIN) >= 0 && number.compareTo(LONG_MAX) <= 0;
        if (isLong) {
            return number.longValue();
        }
        return number;
    }

    /** Value of a finite real number; infinite if it is too large. */
    double applyReal(BigDecimal raw) {
        return raw.multiply(scale).add(offset).doubleValue();
    }

    /** What the device holds for a value, not rounded yet. */
    BigDecimal raw(BigDecimal value) {
        return identity ? value : value.subtract(offset).divide(scale, MathContext.DECIMAL128);
    }

    /** The values that raw numbers of {@code least..most} stand for: {@code 0..6553.5}. */
    String range(BigDecimal least, BigDecimal most) {
        BigDecimal one = least.multiply(scale).add(offset).stripTrailingZeros();
        BigDecimal other = most.multiply(scale).add(offset).stripTrailingZeros();
        return one.min(other).toPlainString() + ".." + one.max(other).toPlainString();
    }
}
