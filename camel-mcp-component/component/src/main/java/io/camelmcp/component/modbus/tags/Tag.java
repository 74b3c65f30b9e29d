package io.camelmcp.component.modbus.tags;

import io.camelmcp.codec.modbus.WriteMultipleRegisters;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A name for a value of a Modbus device.
 *
 * <pre>{@code
 * Tag.builder("flow", TagArea.HOLDING, 100, TagType.INT16).scale("0.1").unit("m3/h").writable().build()
 * }</pre>
 *
 * @param name        1..200 characters
 * @param unitId      unit that is asked, 0..255, or {@code null} for that of the endpoint
 * @param area        table of the device
 * @param address     first bit or register, 0-based, 0..65535
 * @param type        what is there
 * @param bit         bit of the register, 0 (lowest) .. 15, for {@link TagType#BIT} in a table of registers; else -1
 * @param octets      length of {@link TagType#STRING} and {@link TagType#RAW}, 1..250, 1..246 if it
 *                    is writable; else 0
 * @param byteOrder   order of the octets, or {@code null} for that of the endpoint, which a value of one register does not take
 * @param scale       what the number in the device is multiplied with, not 0
 * @param offset      what is added then
 * @param unit        unit of measure, for whoever reads it
 * @param writable    whether it may be written
 * @param deadband    change below which it is not reported, or {@code null} to report each change
 * @param maxAge      time after which it is reported without a change, or {@code null} for never
 * @param period      how often it is read, or {@code null} for the period of the endpoint
 * @param description for people
 */
public record Tag(
        String name,
        @Nullable Integer unitId,
        TagArea area,
        int address,
        TagType type,
        int bit,
        int octets,
        @Nullable ByteOrder byteOrder,
        BigDecimal scale,
        BigDecimal offset,
        @Nullable String unit,
        boolean writable,
        @Nullable Deadband deadband,
        @Nullable Duration maxAge,
        @Nullable Duration period,
        @Nullable String description) {

    private static final int MAX_NAME = 200;
    private static final int MAX_OCTETS = 250;
    private static final int MAX_WRITABLE_OCTETS = 2 * WriteMultipleRegisters.MAX_QUANTITY;
    private static final int MAX_DIGITS = 40;
    private static final int MAX_ADDRESSES = 65536;
    /** How often a tag may be read. */
    public static final Duration MIN_PERIOD = Duration.ofMillis(10);

    /**
     * A checked tag.
     *
     * @throws IllegalArgumentException if something is out of its range, or contradicts something else; names tag, value and way
     *                                  out
     */
    public Tag {
        check(!name.isBlank() && name.length() <= MAX_NAME, name, "name must have 1 to " + MAX_NAME + " characters");
        check(unitId == null || (unitId >= 0 && unitId <= 255), name, "unitId=" + unitId + " is not in 0..255");
        check(address >= 0 && address < MAX_ADDRESSES, name, "address=" + address + " is not in 0..65535");
        if (area.isBits()) {
            check(type == TagType.BIT, name, "type=" + type + " is not possible in " + area + ", which holds bits");
            check(bit == -1, name, "bit=" + bit + " is for a register; remove it");
        } else if (type == TagType.BIT) {
            check(
                    bit >= 0 && bit <= 15,
                    name,
                    "bit=" + bit + " is not in 0..15, 0 being the lowest bit of the register");
        } else {
            check(bit == -1, name, "bit=" + bit + " is for type=BIT; remove it");
        }
        if (type.hasLength()) {
            check(
                    octets >= 1 && octets <= MAX_OCTETS,
                    name,
                    "a length of " + octets + " octets is not in 1.." + MAX_OCTETS);
        } else {
            check(octets == 0, name, "a length is for STRING and RAW; remove it");
        }
        check(address + registers(type, octets) <= MAX_ADDRESSES, name, "ends beyond address 65535");
        check(scale.signum() != 0, name, "scale must not be 0");
        check(isShort(scale) && isShort(offset), name, "scale or offset has more than " + MAX_DIGITS + " digits");
        if (!type.isNumber()) {
            check(
                    scale.compareTo(BigDecimal.ONE) == 0 && offset.signum() == 0 && deadband == null,
                    name,
                    "scale, offset and deadband are for numbers; remove them from type=" + type);
        }
        check(!writable || area.isWritable(), name, area + " cannot be written; remove writable");
        check(
                !writable || octets <= MAX_WRITABLE_OCTETS,
                name,
                "a length of " + octets + " octets can be read, but one request writes at most " + MAX_WRITABLE_OCTETS
                        + "; make it shorter, or remove writable");
        check(
                maxAge == null || maxAge.compareTo(MIN_PERIOD) >= 0,
                name,
                "maxAge is below " + MIN_PERIOD.toMillis() + " ms");
        check(
                period == null || period.compareTo(MIN_PERIOD) >= 0,
                name,
                "period is below " + MIN_PERIOD.toMillis() + " ms");
    }

    private static boolean isShort(BigDecimal number) {
        return Math.abs((long) number.scale()) <= MAX_DIGITS && number.precision() <= MAX_DIGITS;
    }

    private static void check(boolean right, String name, String what) {
        if (!right) {
            throw new IllegalArgumentException("tag " + name + ": " + what);
        }
    }

    private static int registers(TagType type, int octets) {
        return type.hasLength() ? (octets + 1) / 2 : type.registers();
    }

    /** Addresses that it takes: registers, or 1 for a bit. */
    public int quantity() {
        return registers(type, octets);
    }

    /** First address behind it. */
    int end() {
        return address + quantity();
    }

    public static Builder builder(String name, TagArea area, int address, TagType type) {
        return new Builder(name, area, address, type);
    }

    /** Makes a tag. */
    public static final class Builder {
        private final String name;
        private final TagArea area;
        private final int address;
        private final TagType type;
        private @Nullable Integer unitId;
        private int bit = -1;
        private int octets;
        private @Nullable ByteOrder byteOrder;
        private BigDecimal scale = BigDecimal.ONE;
        private BigDecimal offset = BigDecimal.ZERO;
        private @Nullable String unit;
        private boolean writable;
        private @Nullable Deadband deadband;
        private @Nullable Duration maxAge;
        private @Nullable Duration period;
        private @Nullable String description;

        private Builder(String name, TagArea area, int address, TagType type) {
            this.name = name;
            this.area = area;
            this.address = address;
            this.type = type;
        }

        public Builder unitId(@Nullable Integer value) {
            unitId = value;
            return this;
        }

        public Builder bit(int value) {
            bit = value;
            return this;
        }

        public Builder octets(int value) {
            octets = value;
            return this;
        }

        public Builder byteOrder(@Nullable ByteOrder value) {
            byteOrder = value;
            return this;
        }

        public Builder scale(BigDecimal value) {
            scale = value;
            return this;
        }

        public Builder scale(String value) {
            return scale(new BigDecimal(value));
        }

        public Builder offset(BigDecimal value) {
            offset = value;
            return this;
        }

        public Builder offset(String value) {
            return offset(new BigDecimal(value));
        }

        public Builder unit(@Nullable String value) {
            unit = value;
            return this;
        }

        public Builder writable() {
            return writable(true);
        }

        public Builder writable(boolean value) {
            writable = value;
            return this;
        }

        public Builder deadband(@Nullable Deadband value) {
            deadband = value;
            return this;
        }

        public Builder maxAge(@Nullable Duration value) {
            maxAge = value;
            return this;
        }

        public Builder period(@Nullable Duration value) {
            period = value;
            return this;
        }

        public Builder description(@Nullable String value) {
            description = value;
            return this;
        }

        /** @throws IllegalArgumentException see {@link Tag} */
        public Tag build() {
            return new Tag(
                    name,
                    unitId,
                    area,
                    address,
                    type,
                    bit,
                    octets,
                    byteOrder,
                    scale,
                    offset,
                    unit,
                    writable,
                    deadband,
                    maxAge,
                    period,
                    description);
        }
    }
}
