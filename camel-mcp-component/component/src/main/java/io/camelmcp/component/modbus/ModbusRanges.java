package io.camelmcp.component.modbus;

import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.ReadCoils;
import io.camelmcp.codec.modbus.ReadDiscreteInputs;
import io.camelmcp.codec.modbus.ReadHoldingRegisters;
import io.camelmcp.codec.modbus.ReadInputRegisters;
import io.camelmcp.codec.modbus.ReadRequest;
import io.camelmcp.codec.modbus.ReadWriteMultipleRegisters;
import io.camelmcp.codec.modbus.WriteRequest;
import io.camelmcp.codec.modbus.WriteSingleCoil;
import io.camelmcp.codec.modbus.WriteSingleRegister;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that a route answers: {@code holding:352-383;coils:0x130-0x154;3/input:0-9}, where {@code 3/} stands for a unit, and
 * without it for all. Immutable.
 */
public final class ModbusRanges {

    /** No addresses. */
    public static final ModbusRanges NONE = new ModbusRanges(List.of());

    private static final int UNITS = 256;

    /** A part of the text. */
    private record Part(@Nullable Integer unit, ModbusTable table, AddressRanges.Range range) {

        boolean holds(int unitId) {
            return unit == null || unit == RegisterBank.sameUnit(unitId);
        }

        boolean overlaps(Part other) {
            return table == other.table
                    && (unit == null || other.unit == null || unit.equals(other.unit))
                    && range.overlaps(other.range);
        }

        @Override
        public String toString() {
            return (unit == null ? "" : unit + "/") + table + ":" + range.first() + "-" + range.last();
        }
    }

    private final List<Part> parts;

    private ModbusRanges(List<Part> parts) {
        this.parts = parts;
    }

    /**
     * Reads the text of the option {@code modbusRanges}.
     *
     * @throws IllegalArgumentException if it is none; names the part, and what is possible
     */
    public static ModbusRanges parse(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return NONE;
        }
        List<Part> parts = new ArrayList<>();
        for (String part : text.split("[;\\s]+")) {
            if (!part.isEmpty()) {
                try {
                    parts.add(part(part));
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(
                            "modbusRanges: " + part + ": " + e.getMessage()
                                    + "; write it like holding:352-383;coils:0x130-0x154;3/input:0-9",
                            e);
                }
            }
        }
        return new ModbusRanges(parts);
    }

    private static Part part(String text) {
        int slash = text.indexOf('/');
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("there is no table");
        }
        Integer unit = null;
        if (slash >= 0 && slash < colon) {
            String number = text.substring(0, slash);
            if (!number.matches("\\d{1,3}") || Integer.parseInt(number) >= UNITS) {
                throw new IllegalArgumentException("unit " + number + " is not in 0..255");
            }
            unit = RegisterBank.sameUnit(Integer.parseInt(number));
        }
        return new Part(
                unit,
                ModbusTable.of(text.substring(slash < colon ? slash + 1 : 0, colon)),
                AddressRanges.Range.parse(text.substring(colon + 1)));
    }

    public boolean isEmpty() {
        return parts.isEmpty();
    }

    /** An address that is in both, as text; {@code null} if there is none. */
    public @Nullable String overlap(ModbusRanges other) {
        for (Part mine : parts) {
            for (Part theirs : other.parts) {
                if (mine.overlaps(theirs)) {
                    return mine.toString();
                }
            }
        }
        return null;
    }

    /** Whether a request reads or writes one of the addresses. */
    public boolean touches(int unitId, ModbusRequest request) {
        if (request instanceof ReadRequest read) {
            return touches(unitId, ModbusTable.of(read), read.address(), read.quantity());
        }
        if (request instanceof WriteRequest write) {
            return touches(unitId, ModbusTable.of(write), write.address(), write.quantity());
        }
        return request instanceof ReadWriteMultipleRegisters both
                && (touches(unitId, ModbusTable.holding, both.readAddress(), both.readQuantity())
                        || touches(unitId, ModbusTable.holding, both.writeAddress(), both.writeQuantity()));
    }

    private boolean touches(int unitId, ModbusTable table, int address, int quantity) {
        var asked = new AddressRanges.Range(address, address + quantity - 1);
        for (Part part : parts) {
            if (part.table == table && part.holds(unitId) && part.range.overlaps(asked)) {
                return true;
            }
        }
        return false;
    }

    /**
     * What a request asks for beyond the addresses, as requests that a bank can check: each reads, or writes one address at a time.
     * Empty if all of it is in.
     */
    public List<ModbusRequest> beyond(int unitId, ModbusRequest request) {
        List<ModbusRequest> rest = new ArrayList<>();
        if (request instanceof ReadRequest read) {
            ModbusTable table = ModbusTable.of(read);
            for (AddressRanges.Range part : missing(unitId, table, read.address(), read.quantity())) {
                rest.add(read(table, part.first(), part.size()));
            }
        } else if (request instanceof WriteRequest write) {
            writes(rest, unitId, ModbusTable.of(write), write.address(), write.quantity());
        } else if (request instanceof ReadWriteMultipleRegisters both) {
            for (AddressRanges.Range part :
                    missing(unitId, ModbusTable.holding, both.readAddress(), both.readQuantity())) {
                rest.add(read(ModbusTable.holding, part.first(), part.size()));
            }
            writes(rest, unitId, ModbusTable.holding, both.writeAddress(), both.writeQuantity());
        }
        return rest;
    }

    private void writes(List<ModbusRequest> rest, int unitId, ModbusTable table, int address, int quantity) {
        for (AddressRanges.Range part : missing(unitId, table, address, quantity)) {
            for (int i = part.first(); i <= part.last(); i++) {
                rest.add(table.isBits() ? new WriteSingleCoil(i, false) : new WriteSingleRegister(i, 0));
            }
        }
    }

    private static ModbusRequest read(ModbusTable table, int address, int quantity) {
        return switch (table) {
            case coils -> new ReadCoils(address, quantity);
            case discrete -> new ReadDiscreteInputs(address, quantity);
            case holding -> new ReadHoldingRegisters(address, quantity);
            case input -> new ReadInputRegisters(address, quantity);
        };
    }

    private List<AddressRanges.Range> missing(int unitId, ModbusTable table, int address, int quantity) {
        List<AddressRanges.Range> mine = parts.stream()
                .filter(part -> part.table == table && part.holds(unitId))
                .map(Part::range)
                .toList();
        return new AddressRanges(mine).missing(address, quantity);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ModbusRanges that && parts.equals(that.parts);
    }

    @Override
    public int hashCode() {
        return Objects.hash(parts);
    }

    @Override
    public String toString() {
        return String.join(";", Arrays.asList(parts.stream().map(Part::toString).toArray(String[]::new)));
    }
}
