package io.camelmcp.component;

import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.ModbusResponse;
import io.camelmcp.component.client.DeviceClient;
import io.camelmcp.component.modbus.ModbusRequestException;
import io.camelmcp.component.modbus.ModbusRequestException.Kind;
import io.camelmcp.component.modbus.ModbusRequester;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Asks through a client; what times out without a connection is told as such, because it was not the unit that was silent. */
final class ClientRequester implements ModbusRequester {

    private final Supplier<DeviceClient> clients;

    ClientRequester(Supplier<DeviceClient> clients) {
        this.clients = clients;
    }

    @Override
    public CompletableFuture<ModbusResponse> request(int unitId, ModbusRequest request, Duration timeout) {
        DeviceClient client = clients.get();
        return client.request(unitId, request, timeout)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                        failure instanceof ModbusRequestException known ? asSeen(client, known) : failure));
    }

    private static ModbusRequestException asSeen(DeviceClient client, ModbusRequestException failure) {
        boolean noConnection = failure.kind() == Kind.TIMEOUT && client.status().connected() == 0;
        return noConnection
                ? new ModbusRequestException(Kind.UNREACHABLE, failure.getMessage(), failure.getCause())
                : failure;
    }
}
