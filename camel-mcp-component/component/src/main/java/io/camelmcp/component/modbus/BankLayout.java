package io.camelmcp.component.modbus;

import io.camelmcp.codec.modbus.ModbusException;
import io.camelmcp.codec.modbus.ModbusExceptionCode;
import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.ReadRequest;
import io.camelmcp.codec.modbus.ReadWriteMultipleRegisters;
import io.camelmcp.codec.modbus.WriteRequest;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which units and addresses a {@link RegisterBank} has. Immutable. */
final class BankLayout {

    /** Stands for each unit that is not there by its own number. */
    static final int ANY = 256;

    private static final int ABSENT = -1;

    /**
     * What a unit has.
     *
     * @param ranges   addresses that exist; a table without an entry has none
     * @param readOnly addresses that masters may not write
     */
    record Unit(Map<ModbusTable, AddressRanges> ranges, Map<ModbusTable, AddressRanges> readOnly) {

        /** A unit with all addresses. */
        static final Unit WHOLE = new Unit(whole(), Map.of());

        private static Map<ModbusTable, AddressRanges> whole() {
            Map<ModbusTable, AddressRanges> all = new EnumMap<>(ModbusTable.class);
            Arrays.stream(ModbusTable.values()).forEach(table -> all.put(table, AddressRanges.ALL));
            return all;
        }

        boolean has(ModbusTable table, int address, int quantity) {
            AddressRanges there = ranges.get(table);
            return there != null && there.contains(address, quantity);
        }

        boolean isWritable(ModbusTable table, int address, int quantity) {
            AddressRanges fixed = readOnly.get(table);
            return has(table, address, quantity) && (fixed == null || !fixed.touches(address, quantity));
        }

        boolean allows(ModbusRequest request) {
            if (request instanceof ReadRequest read) {
                return has(ModbusTable.of(read), read.address(), read.quantity());
            }
            if (request instanceof WriteRequest write) {
                return isWritable(ModbusTable.of(write), write.address(), write.quantity());
            }
            return !(request instanceof ReadWriteMultipleRegisters both)
                    || has(ModbusTable.holding, both.readAddress(), both.readQuantity())
                            && isWritable(ModbusTable.holding, both.writeAddress(), both.writeQuantity());
        }
    }

    private final @Nullable Unit[] units = new @Nullable Unit[ANY + 1];
    private final int[] indexes = new int[ANY];
    private final boolean silent;

    /**
     * A layout.
     *
     * @param units  by unit id 0..254, or {@link #ANY}
     * @param silent whether a unit that does not exist gets no answer, instead of exception 0A
     */
    BankLayout(Map<Integer, Unit> units, boolean silent) {
        this.silent = silent;
        units.forEach((id, unit) -> this.units[id] = unit);
        for (int id = 0; id < indexes.length; id++) {
            int own = RegisterBank.sameUnit(id);
            indexes[id] = units.containsKey(own) ? own : units.containsKey(ANY) ? ANY : ABSENT;
        }
    }

    boolean serves(int unitId) {
        return !silent || indexes[unitId] != ABSENT;
    }

    /** Where the values of a unit are, 0..256; -1 for a unit that does not exist. */
    int indexOf(int unitId) {
        return indexes[unitId];
    }

    /** @throws ModbusException 0A for a unit, 02 for an address that does not exist */
    void check(int unitId, ModbusRequest request) throws ModbusException {
        int index = indexes[unitId];
        Unit unit = index == ABSENT ? null : units[index];
        if (unit == null) {
            throw new ModbusException(
                    request.function(),
                    ModbusExceptionCode.GATEWAY_PATH_UNAVAILABLE,
                    "unit " + unitId + " does not exist here");
        }
        if (!unit.allows(request)) {
            throw ModbusBank.noSuchAddress(request);
        }
    }
}
