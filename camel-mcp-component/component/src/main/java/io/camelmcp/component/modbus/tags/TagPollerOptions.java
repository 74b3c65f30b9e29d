package io.camelmcp.component.modbus.tags;

import io.camelmcp.codec.modbus.ReadCoils;
import io.camelmcp.codec.modbus.ReadHoldingRegisters;
import java.time.Duration;

/**
 * How tags are read.
 *
 * @param peer         who is asked, for logs and errors
 * @param timeout      how long an answer may take, 1 ms or more
 * @param window       requests that may be under way at a time, 1 or more
 * @param maxGap       addresses between two tags that may be read along, 0..2000
 * @param maxRegisters most registers that a request reads, 1..125, and 16 times as many bits; 0 for what the standard allows
 * @param changesOnly  whether a report holds only what has changed
 */
public record TagPollerOptions(
        String peer, Duration timeout, int window, int maxGap, int maxRegisters, boolean changesOnly) {

    /** @throws IllegalArgumentException if an option is out of its range; names option, value and range */
    public TagPollerOptions {
        check("requestTimeout", timeout.toMillis(), 1, Integer.MAX_VALUE);
        check("window", window, 1, 65535);
        check("maxGap", maxGap, 0, ReadCoils.MAX_QUANTITY);
        check("maxQuantity", maxRegisters, 0, ReadHoldingRegisters.MAX_QUANTITY);
    }

    /** The same for another peer. */
    public TagPollerOptions of(String other) {
        return new TagPollerOptions(other, timeout, window, maxGap, maxRegisters, changesOnly);
    }

    private static void check(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(option + "=" + value + " is not in " + least + ".." + most);
        }
    }

    int maxQuantity(TagArea area) {
        if (maxRegisters == 0) {
            return area.maxQuantity();
        }
        return area.isBits() ? Math.min(16 * maxRegisters, area.maxQuantity()) : maxRegisters;
    }
}
