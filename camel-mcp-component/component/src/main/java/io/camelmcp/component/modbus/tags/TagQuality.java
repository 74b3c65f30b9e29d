package io.camelmcp.component.modbus.tags;

import java.util.Locale;

/** How far a value can be trusted. */
public enum TagQuality {
    /** The device has answered it now. */
    GOOD,
    /** The device has not answered now; this is the last good value. */
    STALE,
    /** There is no value that can be trusted. */
    BAD;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** {@code good}, {@code stale} or {@code bad}. */
    public String label() {
        return label;
    }
}
