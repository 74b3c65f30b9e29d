package io.camelmcp.component;

import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.ReadFifoQueue;
import io.camelmcp.codec.modbus.ReadRequest;
import io.camelmcp.codec.modbus.ReadWriteMultipleRegisters;
import io.camelmcp.codec.modbus.WriteRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Headers that say what a request is about. */
final class ModbusHeaders {

    static final List<String> NAMES = List.of(
            McpConstants.FUNCTION,
            McpConstants.ADDRESS,
            McpConstants.QUANTITY,
            McpConstants.READ_ADDRESS,
            McpConstants.READ_QUANTITY);

    private ModbusHeaders() {}

    static void put(Map<String, Object> headers, ModbusRequest request) {
        for (String name : NAMES) {
            Object value = value(request, name);
            if (value != null) {
                headers.put(name, value);
            }
        }
    }

    /** @return {@code null} if there is no such header, or the request has none */
    static @Nullable Object value(ModbusRequest request, String name) {
        return switch (name) {
            case McpConstants.FUNCTION -> request.function();
            case McpConstants.ADDRESS -> address(request);
            case McpConstants.QUANTITY -> quantity(request);
            case McpConstants.READ_ADDRESS ->
                request instanceof ReadWriteMultipleRegisters both ? both.readAddress() : null;
            case McpConstants.READ_QUANTITY ->
                request instanceof ReadWriteMultipleRegisters both ? both.readQuantity() : null;
            default -> null;
        };
    }

    private static @Nullable Integer address(ModbusRequest request) {
        if (request instanceof ReadRequest read) {
            return read.address();
        }
        if (request instanceof WriteRequest write) {
            return write.address();
        }
        if (request instanceof ReadWriteMultipleRegisters both) {
            return both.writeAddress();
        }
        return request instanceof ReadFifoQueue queue ? queue.address() : null;
    }

    private static @Nullable Integer quantity(ModbusRequest request) {
        if (request instanceof ReadRequest read) {
            return read.quantity();
        }
        if (request instanceof WriteRequest write) {
            return write.quantity();
        }
        return request instanceof ReadWriteMultipleRegisters both ? both.writeQuantity() : null;
    }
}
