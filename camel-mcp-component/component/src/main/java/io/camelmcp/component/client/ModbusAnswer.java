package io.camelmcp.component.client;

import io.camelmcp.codec.modbus.ModbusResponse;
import io.camelmcp.component.modbus.ModbusRequestException;
import io.camelmcp.component.modbus.ModbusRequestException.Kind;
import java.util.concurrent.CompletableFuture;

/** The answer to a Modbus request as a future. */
final class ModbusAnswer extends CompletableFuture<ModbusResponse> implements AnswerHandler<ModbusResponse> {

    @Override
    public void answered(ModbusResponse answer) {
        complete(answer);
    }

    @Override
    public void failed(ClientFailure failure) {
        Kind kind =
                switch (failure.kind()) {
                    case TIMEOUT -> Kind.TIMEOUT;
                    case BAD_ANSWER, PEER_ERROR -> Kind.BAD_ANSWER;
                    case BUSY -> Kind.NOT_SENT;
                    case NOT_CONNECTED, CONNECTION_LOST, CLOSED -> Kind.UNREACHABLE;
                };
        completeExceptionally(new ModbusRequestException(kind, failure.getMessage(), failure));
    }
}
