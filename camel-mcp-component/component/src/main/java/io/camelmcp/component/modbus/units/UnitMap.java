package io.camelmcp.component.modbus.units;

import java.util.BitSet;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where each unit of a port is.
 *
 * @param local        units that the port answers itself
 * @param tcpBroadcast whether unit 0 is a broadcast on Modbus TCP too
 * @param targets      of the units that are somewhere else
 * @param broadcasts   where a broadcast goes to
 */
public record UnitMap(
        BitSet local, boolean tcpBroadcast, Map<Integer, UnitTarget> targets, Collection<UnitTarget> broadcasts) {

    /** Whether the port answers for a unit itself. */
    public boolean isLocal(int unitId) {
        return local.get(unitId);
    }

    /** {@code null} if there is no way to the unit. */
    public @Nullable UnitTarget targetOf(int unitId) {
        return targets.get(unitId);
    }
}
