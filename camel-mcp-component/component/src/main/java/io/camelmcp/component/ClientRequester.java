package io.camelmcp.component;

import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.ModbusResponse;
import io.camelmcp.component.client.AnswerHandler;
import io.camelmcp.component.client.ClientFailure;
import io.camelmcp.component.client.DeviceClient;
import io.camelmcp.component.client.ModbusCall;
import io.camelmcp.component.modbus.ModbusRequestException;
import io.camelmcp.component.modbus.ModbusRequestException.Kind;
import io.camelmcp.component.modbus.ModbusRequester;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Asks through a client that this side connects. */
final class ClientRequester implements ModbusRequester {

    private final Supplier<DeviceClient> clients;

    ClientRequester(Supplier<DeviceClient> clients) {
        this.clients = clients;
    }

    @Override
    public CompletableFuture<ModbusResponse> request(int unitId, ModbusRequest request, Duration timeout) {
        CompletableFuture<ModbusResponse> future = new CompletableFuture<>();
        DeviceClient client = clients.get();
        try {
            client.send(new ModbusCall(unitId, request), timeout, new AnswerHandler<ModbusResponse>() {
                @Override
                public void answered(ModbusResponse answer) {
                    future.complete(answer);
                }

                @Override
                public void failed(ClientFailure failure) {
                    future.completeExceptionally(exception(client, failure));
                }
            });
        } catch (ClientFailure failure) {
            future.completeExceptionally(exception(client, failure));
        }
        return future;
    }

    private static ModbusRequestException exception(DeviceClient client, ClientFailure failure) {
        Kind kind =
                switch (failure.kind()) {
                    // without a connection it was not the unit that was silent
                    case TIMEOUT -> client.status().connected() > 0 ? Kind.TIMEOUT : Kind.UNREACHABLE;
                    case BAD_ANSWER, PEER_ERROR -> Kind.BAD_ANSWER;
                    case BUSY, NOT_CONNECTED, CONNECTION_LOST, CLOSED -> Kind.UNREACHABLE;
                };
        return new ModbusRequestException(kind, failure.getMessage(), failure);
    }
}
