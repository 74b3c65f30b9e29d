package io.camelmcp.component.client;

import io.camelmcp.codec.Protocol;
import io.camelmcp.codec.modbus.EchoResponse;
import io.camelmcp.codec.modbus.ModbusFunction;
import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.ModbusResponse;
import io.camelmcp.codec.modbus.SingleWriteRequest;
import io.camelmcp.codec.modbus.WriteMultipleResponse;
import io.camelmcp.codec.modbus.WriteRequest;

/**
 * A Modbus request. Its answer may be a {@link io.camelmcp.codec.modbus.ModbusExceptionResponse}.
 *
 * @param unitId  0..255; 0 on RTU is a broadcast, which is done once it is sent and answered by nobody
 * @param request what to do
 */
public record ModbusCall(int unitId, ModbusRequest request) implements ClientRequest<ModbusResponse> {

    @Override
    public void check(ClientOptions options) {
        if (!options.protocol().isModbus()) {
            throw new IllegalArgumentException("a Modbus request cannot be sent with protocol="
                    + options.protocol().label());
        }
        if (unitId < 0 || unitId > 0xFF) {
            throw new IllegalArgumentException("unit id " + unitId + " is not in 0..255");
        }
        if (isBroadcast(options.protocol()) && !(request instanceof WriteRequest)) {
            throw new IllegalArgumentException("unit id 0 is a broadcast on modbusRtu, which nobody answers: "
                    + ModbusFunction.name(request.function()) + " cannot be sent to it");
        }
    }

    boolean isBroadcast(Protocol protocol) {
        return protocol == Protocol.MODBUS_RTU && unitId == 0;
    }

    /** What a unit would have answered to a write that was broadcast. */
    ModbusResponse assumedAnswer() {
        if (request instanceof SingleWriteRequest single) {
            return new EchoResponse(single);
        }
        WriteRequest write = (WriteRequest) request;
        return new WriteMultipleResponse(write.function(), write.address(), write.quantity());
    }

    @Override
    public String toString() {
        return ModbusFunction.name(request.function()) + " of unit " + unitId;
    }
}
