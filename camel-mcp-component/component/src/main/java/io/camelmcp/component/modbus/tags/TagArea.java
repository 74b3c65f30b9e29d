package io.camelmcp.component.modbus.tags;

import io.camelmcp.codec.modbus.ReadCoils;
import io.camelmcp.codec.modbus.ReadDiscreteInputs;
import io.camelmcp.codec.modbus.ReadHoldingRegisters;
import io.camelmcp.codec.modbus.ReadInputRegisters;
import io.camelmcp.codec.modbus.ReadRequest;

/** The four tables of a Modbus device. */
public enum TagArea {
    /** Bits that can be written. */
    COILS(true, true, 0),
    /** Bits that can only be read. */
    DISCRETE(true, false, 1),
    /** Registers that can only be read. */
    INPUT(false, false, 3),
    /** Registers that can be written. */
    HOLDING(false, true, 4);

    private final boolean bits;
    private final boolean writable;
    private final int digit;

    TagArea(boolean bits, boolean writable, int digit) {
        this.bits = bits;
        this.writable = writable;
        this.digit = digit;
    }

    /** Whether an address is one bit; else it is a register of 16. */
    public boolean isBits() {
        return bits;
    }

    public boolean isWritable() {
        return writable;
    }

    /** First digit of addresses like 40001. */
    int digit() {
        return digit;
    }

    /** Most addresses that one request may read by the standard. */
    int maxQuantity() {
        return bits ? ReadCoils.MAX_QUANTITY : ReadHoldingRegisters.MAX_QUANTITY;
    }

    ReadRequest read(int address, int quantity) {
        return switch (this) {
            case COILS -> new ReadCoils(address, quantity);
            case DISCRETE -> new ReadDiscreteInputs(address, quantity);
            case INPUT -> new ReadInputRegisters(address, quantity);
            case HOLDING -> new ReadHoldingRegisters(address, quantity);
        };
    }
}
