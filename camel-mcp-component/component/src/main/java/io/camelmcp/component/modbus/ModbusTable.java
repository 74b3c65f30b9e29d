package io.camelmcp.component.modbus;

import io.camelmcp.codec.modbus.ReadCoils;
import io.camelmcp.codec.modbus.ReadDiscreteInputs;
import io.camelmcp.codec.modbus.ReadHoldingRegisters;
import io.camelmcp.codec.modbus.ReadRequest;
import io.camelmcp.codec.modbus.WriteMultipleCoils;
import io.camelmcp.codec.modbus.WriteRequest;
import io.camelmcp.codec.modbus.WriteSingleCoil;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The four tables of a unit, 65536 addresses each, by the names that options and files have for them. */
public enum ModbusTable {
    coils,
    discrete,
    holding,
    input;

    /** Whether a master may write it. */
    public boolean isWritable() {
        return this == coils || this == holding;
    }

    /** Whether its values are single bits. */
    public boolean isBits() {
        return this == coils || this == discrete;
    }

    /**
     * The table with this name, in any case.
     *
     * @throws IllegalArgumentException if there is none; names them all
     */
    public static ModbusTable of(String name) {
        for (ModbusTable table : values()) {
            if (table.name().equalsIgnoreCase(name)) {
                return table;
            }
        }
        throw new IllegalArgumentException(name + " is not one of "
                + Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", ")));
    }

    static ModbusTable of(ReadRequest read) {
        if (read instanceof ReadHoldingRegisters) {
            return holding;
        }
        if (read instanceof ReadCoils) {
            return coils;
        }
        return read instanceof ReadDiscreteInputs ? discrete : input;
    }

    static ModbusTable of(WriteRequest write) {
        return write instanceof WriteSingleCoil || write instanceof WriteMultipleCoils ? coils : holding;
    }
}
