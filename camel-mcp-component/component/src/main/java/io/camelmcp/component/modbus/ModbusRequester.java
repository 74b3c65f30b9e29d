package io.camelmcp.component.modbus;

import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.ModbusResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Asks Modbus units over a connection, whoever opened it. */
@FunctionalInterface
public interface ModbusRequester {

    /**
     * Sends a request when the connection is free for it.
     *
     * @param unitId  0..255
     * @param timeout from when it is sent to the answer
     * @return the answer, which may be a {@link io.camelmcp.codec.modbus.ModbusExceptionResponse}; fails with a
     *         {@link ModbusRequestException}. Any other failure is taken as {@link ModbusRequestException.Kind#UNREACHABLE},
     *         an {@link IllegalArgumentException} as {@link ModbusRequestException.Kind#NOT_SENT}. Completed by a thread that must not wait
     */
    CompletableFuture<ModbusResponse> request(int unitId, ModbusRequest request, Duration timeout);
}
