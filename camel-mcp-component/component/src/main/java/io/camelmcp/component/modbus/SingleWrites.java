package io.camelmcp.component.modbus;

import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.ReadWriteMultipleRegisters;
import io.camelmcp.codec.modbus.WriteMultipleCoils;
import io.camelmcp.codec.modbus.WriteMultipleRegisters;
import io.camelmcp.codec.modbus.WriteSingleCoil;
import io.camelmcp.codec.modbus.WriteSingleRegister;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** A write of several values as writes of one each, for a bank that has some of the addresses only. */
public final class SingleWrites {

    private SingleWrites() {}

    /** The writes in the order of their addresses; of other requests, the request itself. */
    public static List<ModbusRequest> of(ModbusRequest write) {
        if (write instanceof WriteMultipleRegisters several) {
            return registers(several.address(), several.values());
        }
        if (write instanceof ReadWriteMultipleRegisters both) {
            return registers(both.writeAddress(), both.values());
        }
        if (write instanceof WriteMultipleCoils several) {
            boolean[] values = several.values();
            return list(values.length, i -> new WriteSingleCoil(several.address() + i, values[i]));
        }
        return List.of(write);
    }

    private static List<ModbusRequest> registers(int address, int... values) {
        return list(values.length, i -> new WriteSingleRegister(address + i, values[i]));
    }

    private static List<ModbusRequest> list(int count, IntFunction<ModbusRequest> write) {
        return IntStream.range(0, count).mapToObj(write).toList();
    }
}
