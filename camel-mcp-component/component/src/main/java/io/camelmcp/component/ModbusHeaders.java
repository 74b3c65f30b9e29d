package io.camelmcp.component;

import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.ReadFifoQueue;
import io.camelmcp.codec.modbus.ReadRequest;
import io.camelmcp.codec.modbus.ReadWriteMultipleRegisters;
import io.camelmcp.codec.modbus.WriteRequest;
import java.util.Map;

/** Headers that say what a request is about. */
final class ModbusHeaders {

    private ModbusHeaders() {}

    static void put(Map<String, Object> headers, ModbusRequest request) {
        headers.put(McpConstants.FUNCTION, request.function());
        if (request instanceof ReadRequest read) {
            headers.put(McpConstants.ADDRESS, read.address());
            headers.put(McpConstants.QUANTITY, read.quantity());
        } else if (request instanceof WriteRequest write) {
            headers.put(McpConstants.ADDRESS, write.address());
            headers.put(McpConstants.QUANTITY, write.quantity());
        } else if (request instanceof ReadWriteMultipleRegisters both) {
            headers.put(McpConstants.ADDRESS, both.writeAddress());
            headers.put(McpConstants.QUANTITY, both.writeQuantity());
            headers.put(McpConstants.READ_ADDRESS, both.readAddress());
            headers.put(McpConstants.READ_QUANTITY, both.readQuantity());
        } else if (request instanceof ReadFifoQueue queue) {
            headers.put(McpConstants.ADDRESS, queue.address());
        }
    }
}
