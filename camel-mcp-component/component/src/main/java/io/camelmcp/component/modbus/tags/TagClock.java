package io.camelmcp.component.modbus.tags;

import java.util.function.LongSupplier;

/**
 * What time it is.
 *
 * @param nanos  never goes back
 * @param millis since 1970
 */
public record TagClock(LongSupplier nanos, LongSupplier millis) {

    public static final TagClock SYSTEM = new TagClock(System::nanoTime, System::currentTimeMillis);

    long nanosNow() {
        return nanos.getAsLong();
    }

    long millisNow() {
        return millis.getAsLong();
    }
}
