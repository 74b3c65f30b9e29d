package io.camelmcp.component.client;

import io.camelmcp.codec.modbus.ModbusResponse;
import java.util.concurrent.CompletableFuture;

/** The answer to a Modbus request as a future. */
final class ModbusAnswer extends CompletableFuture<ModbusResponse> implements AnswerHandler<ModbusResponse> {

    @Override
    public void answered(ModbusResponse answer) {
        complete(answer);
    }

    @Override
    public void failed(ClientFailure failure) {
        completeExceptionally(failure);
    }
}
