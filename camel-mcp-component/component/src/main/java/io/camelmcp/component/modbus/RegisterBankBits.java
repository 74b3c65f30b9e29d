package io.camelmcp.component.modbus;

import org.jspecify.annotations.Nullable;

/**
 * The coils or discrete inputs of one table, 65536 bits in 8 KiB that exist once something was written. Thread safety as
 * {@link RegisterBankWords}.
 */
final class RegisterBankBits {

    private long @Nullable [] words;

    /** Fills {@code values} from {@code address} on. */
    void read(int address, boolean[] values) {
        long[] present = words;
        for (int i = 0; i < values.length; i++) {
            int bit = address + i;
            // a shift counts modulo 64; a repeated read must not keep what the first one found
            values[i] = present != null && (present[bit >> 6] >>> bit & 1) != 0;
        }
    }

    void write(int address, boolean value) {
        long[] present = present();
        if (value) {
            present[address >> 6] |= 1L << address;
        } else {
            present[address >> 6] &= ~(1L << address);
        }
    }

    void write(int address, boolean[] values) {
        for (int i = 0; i < values.length; i++) {
            write(address + i, values[i]);
        }
    }

    private long[] present() {
        long[] present = words;
        if (present == null) {
            present = new long[RegisterBank.ADDRESSES / Long.SIZE];
            words = present;
        }
        return present;
    }
}
