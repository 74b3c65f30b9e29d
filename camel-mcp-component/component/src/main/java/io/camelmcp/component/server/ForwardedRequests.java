package io.camelmcp.component.server;

import io.camelmcp.codec.modbus.ModbusExceptionCode;
import io.camelmcp.codec.modbus.ModbusFrame;
import io.camelmcp.codec.modbus.ModbusFunction;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Requests of one connection for units that are reached through the port. On Modbus TCP they wait neither for each other nor for
 * what the port answers itself, and their answers overtake each other, but not within a unit; on RTU all stay in order.
 */
final class ForwardedRequests {

    private final ModbusConnection connection;
    private final UnitGateway gateway;
    private final boolean rtu;
    private final Map<Integer, ArrayDeque<UnitRequest>> lanes = new HashMap<>();

    ForwardedRequests(ModbusConnection connection, UnitGateway gateway, boolean rtu) {
        this.connection = connection;
        this.gateway = gateway;
        this.rtu = rtu;
    }

    /** Whether unit 0 stands for all units, and nobody answers. */
    boolean isBroadcast() {
        return rtu || gateway.broadcastsOverTcp();
    }

    /** Takes a request, if the port does not answer for its unit itself. */
    boolean takes(ModbusFrame frame) {
        RequestHandler target = gateway.handlerOf(frame.unitId());
        if (frame.unitId() == ModbusConnection.BROADCAST && isBroadcast()) {
            gateway.broadcast(frame.pdu());
            if (target != null) {
                connection.server.modbusDiagnostics().unanswered();
            }
            return target != null;
        }
        if (target == null) {
            return false;
        }
        int function = frame.function();
        if (function == 0 || function >= ModbusFunction.EXCEPTION_BIT) {
            connection.refuse(frame, ModbusExceptionCode.ILLEGAL_FUNCTION);
            return true;
        }
        UnitRequest request = new UnitRequest(
                connection, target, frame, rtu, connection.server.clock().millis(), connection.nowNanos());
        if (rtu) {
            connection.inbox().accept(request);
        } else {
            lanes.computeIfAbsent(frame.unitId(), unit -> new ArrayDeque<>(1)).add(request);
            connection.inbox().acceptBeside(request);
        }
        connection.hold();
        return true;
    }

    /** A request has ended: writes the answers that do not have to wait any more. */
    void ended(UnitRequest request, ServerRequest.Outcome outcome) {
        if (rtu) {
            write(request, outcome);
            return;
        }
        request.held = outcome;
        ArrayDeque<UnitRequest> lane = lanes.get(request.frame().unitId());
        if (lane == null) {
            return;
        }
        for (UnitRequest first = lane.peek(); first != null && first.held != null; first = lane.peek()) {
            lane.remove();
            write(first, first.held);
        }
        if (lane.isEmpty()) {
            lanes.remove(request.frame().unitId());
        }
    }

    private void write(UnitRequest request, ServerRequest.Outcome outcome) {
        byte[] pdu = outcome.error() == null
                ? outcome.answer()
                : ModbusConnection.exception(request.frame(), ModbusExceptionCode.GATEWAY_TARGET_FAILED_TO_RESPOND);
        connection.write(request.frame(), pdu, connection.out());
    }
}
