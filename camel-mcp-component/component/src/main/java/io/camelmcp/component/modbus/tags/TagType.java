package io.camelmcp.component.modbus.tags;

/** What the registers or the bit of a tag are. */
public enum TagType {
    /** One bit: a coil, a discrete input, or a bit of a register. */
    BIT(1),
    INT16(1),
    UINT16(1),
    INT32(2),
    UINT32(2),
    INT64(4),
    UINT64(4),
    FLOAT32(2),
    FLOAT64(4),
    /** Four decimal digits, 4 bits each. */
    BCD16(1),
    /** Eight decimal digits, 4 bits each. */
    BCD32(2),
    /** UTF-8 text, two octets a register, up to the first octet 0. */
    STRING(0),
    /** Octets as they are; the value is their hexadecimal text. */
    RAW(0);

    private final int registers;

    TagType(int registers) {
        this.registers = registers;
    }

    /** Registers that a value takes, 0 if the tag says it. */
    int registers() {
        return registers;
    }

    boolean hasLength() {
        return registers == 0;
    }

    /** Whether scale, offset and deadband mean something. */
    boolean isNumber() {
        return this != BIT && !hasLength();
    }
}
