package io.camelmcp.component.modbus.roles;

import java.util.BitSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that a role may do.
 *
 * @param functions 1..127
 * @param units     0..255; {@code null} for all
 * @param ranges    addresses of each area, those of an area that is missing are not among them; {@code null} for everything, also
 *                  functions that have no address
 */
public record RoleRule(BitSet functions, @Nullable BitSet units, @Nullable Map<Area, BitSet> ranges) {

    /** The four tables of Modbus. */
    public enum Area {
        coils,
        discrete,
        input,
        holding
    }

    /** @param area {@code null} for a function without an address */
    boolean allows(int unitId, int function, @Nullable Area area, int address, int quantity) {
        if (!functions.get(function) || units != null && !units.get(unitId)) {
            return false;
        }
        if (ranges == null) {
            return true;
        }
        BitSet addresses = area == null ? null : ranges.get(area);
        return addresses != null && addresses.nextClearBit(address) >= address + quantity;
    }
}
