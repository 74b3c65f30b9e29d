package io.camelmcp.component.modbus.roles;

import io.camelmcp.component.modbus.ModbusTable;
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
public record RoleRule(BitSet functions, @Nullable BitSet units, @Nullable Map<ModbusTable, BitSet> ranges) {

    /** @param area {@code null} for a function without an address */
    boolean allows(int unitId, int function, @Nullable ModbusTable area, int address, int quantity) {
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
