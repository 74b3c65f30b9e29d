package io.camelmcp.component.modbus;

import io.camelmcp.codec.modbus.CommunicationRequest;
import io.camelmcp.codec.modbus.ModbusException;
import io.camelmcp.codec.modbus.ModbusExceptionCode;
import io.camelmcp.codec.modbus.ModbusFunction;
import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.ModbusResponse;

/**
 * What stands behind a Modbus server: it answers reads, and keeps writes after the route has finished well (docs/protocol.md, section
 * 9). {@link RegisterBank} is one in memory; an application may have its own, {@code bank=#bean:name}.
 *
 * <pre>{@code
 * class Database implements ModbusBank {
 *     public void check(int unit, ModbusRequest request) throws ModbusException {
 *         if (request instanceof ReadHoldingRegisters read && read.address() + read.quantity() <= 100) {
 *             return;
 *         }
 *         throw ModbusBank.noSuchAddress(request);
 *     }
 *
 *     public ModbusResponse answer(int unit, ModbusRequest read) throws ModbusException { … }
 *     public ModbusResponse apply(int unit, ModbusRequest write) throws ModbusException { … }
 * }
 * }</pre>
 *
 * <p>Requests come with a structure that the standard allows; functions 08, 0B, 0C and user-defined ones never come. Requests of one
 * connection come one after another, those of several connections at the same time: a bank is thread safe. What it throws beyond
 * {@link ModbusException} is told as exception 04.
 */
public interface ModbusBank {

    /**
     * Whether a call may take long. Then it is made on the threads of the consumer (so {@code processing=eventLoop} is refused),
     * never on an event loop. Asked once for each connection.
     */
    default boolean mayBlock() {
        return true;
    }

    /**
     * Whether a unit is answered at all; a request to another one gets silence. Called on event loops: it must not block.
     *
     * @param unitId 0..255
     */
    default boolean serves(int unitId) {
        return true;
    }

    /**
     * Whether a request could be done. It comes before the route, and before {@link #apply}; {@link #answer} without a route
     * comes without it.
     *
     * @param unitId 0..255
     * @throws ModbusException what the master is told: ILLEGAL_DATA_ADDRESS (02), GATEWAY_PATH_UNAVAILABLE (0A) for a unit that
     *                         does not exist, ILLEGAL_FUNCTION (01)
     */
    void check(int unitId, ModbusRequest request) throws ModbusException;

    /**
     * Answers a request that reads.
     *
     * @param unitId 0..255
     * @throws ModbusException what the master is told
     */
    ModbusResponse answer(int unitId, ModbusRequest read) throws ModbusException;

    /**
     * Does a request that writes, and answers it. All of it or nothing.
     *
     * @param unitId 0..255
     * @throws ModbusException what the master is told; nothing has been written then
     */
    ModbusResponse apply(int unitId, ModbusRequest write) throws ModbusException;

    /** The failure for addresses that do not exist, 02. */
    static ModbusException noSuchAddress(ModbusRequest request) {
        return new ModbusException(
                request.function(), ModbusExceptionCode.ILLEGAL_DATA_ADDRESS, request + ": no such address");
    }

    /** The failure for functions that a bank does not have, 01. */
    static ModbusException noSuchFunction(ModbusRequest request) {
        return new ModbusException(
                request.function(),
                ModbusExceptionCode.ILLEGAL_FUNCTION,
                "function " + ModbusFunction.name(request.function())
                        + (request instanceof CommunicationRequest
                                ? " is answered by the server"
                                : " is not served by a bank"));
    }
}
