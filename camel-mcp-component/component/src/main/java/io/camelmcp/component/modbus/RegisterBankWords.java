package io.camelmcp.component.modbus;

import org.jspecify.annotations.Nullable;

/**
 * The registers of one table, 65536 of 16 bits. A page of 8 KiB exists once something was written to it. Not thread safe by
 * itself, but a read that a write runs into yields some value, never an exception: {@link RegisterBankUnit} repeats it.
 */
final class RegisterBankWords {

    private static final int PAGE_BITS = 12;
    private static final int PAGE_SIZE = 1 << PAGE_BITS;
    private static final int PAGE_MASK = PAGE_SIZE - 1;

    private final short[] @Nullable [] pages = new short[RegisterBank.ADDRESSES / PAGE_SIZE] @Nullable [];

    /** Fills {@code values} from {@code address} on. */
    void read(int address, int[] values) {
        int done = 0;
        while (done < values.length) {
            int from = address + done;
            int offset = from & PAGE_MASK;
            int count = Math.min(values.length - done, PAGE_SIZE - offset);
            short[] page = pages[from >> PAGE_BITS];
            for (int i = 0; i < count; i++) {
                // a repeated read must not keep what the first one found, hence the zero
                values[done + i] = page == null ? 0 : page[offset + i] & 0xFFFF;
            }
            done += count;
        }
    }

    int read(int address) {
        short[] page = pages[address >> PAGE_BITS];
        return page == null ? 0 : page[address & PAGE_MASK] & 0xFFFF;
    }

    void write(int address, int value) {
        short[] page = pages[address >> PAGE_BITS];
        if (page == null) {
            page = new short[PAGE_SIZE];
            pages[address >> PAGE_BITS] = page;
        }
        page[address & PAGE_MASK] = (short) value;
    }

    void write(int address, int[] values) {
        for (int i = 0; i < values.length; i++) {
            write(address + i, values[i]);
        }
    }
}
