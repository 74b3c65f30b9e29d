package io.camelmcp.component.client;

import io.camelmcp.codec.modbus.ModbusResponse;
import io.camelmcp.component.modbus.ModbusRequestException;
import io.camelmcp.component.modbus.ModbusRequestException.Kind;
import java.util.concurrent.CompletableFuture;

/** The answer to a Modbus request as a future. */
final class ModbusAnswer extends CompletableFuture<ModbusResponse> implements AnswerHandler<ModbusResponse> {

    /** Hands a request over. */
    @FunctionalInterface
    interface Sending {
        /** @throws IllegalArgumentException if such a request must not be sent */
        void send(AnswerHandler<ModbusResponse> answer) throws ClientFailure;
    }

    private ModbusAnswer() {}

    /** Sends, and gives the answer; the future fails also when nothing could be sent. */
    static CompletableFuture<ModbusResponse> to(Sending sending) {
        ModbusAnswer answer = new ModbusAnswer();
        try {
            sending.send(answer);
        } catch (ClientFailure e) {
            answer.failed(e);
        } catch (IllegalArgumentException e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

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
