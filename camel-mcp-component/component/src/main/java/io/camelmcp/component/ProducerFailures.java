package io.camelmcp.component;

import io.camelmcp.codec.McpError;
import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.modbus.ModbusExceptionCode;
import io.camelmcp.codec.modbus.ModbusExceptionResponse;
import io.camelmcp.codec.modbus.ModbusFunction;
import io.camelmcp.component.client.ClientFailure;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a producer fails an exchange with. */
final class ProducerFailures {

    private ProducerFailures() {}

    static McpException of(McpEndpoint endpoint, ClientFailure failure) {
        return of(endpoint, failure, "");
    }

    /** @param more to be said at the end of the message */
    static McpException of(McpEndpoint endpoint, ClientFailure failure, String more) {
        String message = endpoint.address() + ": " + failure.getMessage() + more;
        return switch (failure.kind()) {
            case BUSY -> new McpBusyException(message);
            case NOT_CONNECTED -> new McpConnectionException(message, failure.getCause(), false);
            case CONNECTION_LOST -> new McpConnectionException(message, failure.getCause(), true);
            case CLOSED -> new McpConnectionException(message, failure.getCause(), false);
            case TIMEOUT -> new McpTimeoutException(message, failure.getCause());
            case PEER_ERROR -> peerError(message, failure.error());
            case BAD_ANSWER -> new McpException(message, failure.getCause());
        };
    }

    private static McpException peerError(String message, @Nullable McpError error) {
        if (error == null) {
            return new McpException(message);
        }
        return error.code() == McpErrorCode.BUSY.code()
                ? new McpBusyException(message)
                : new McpErrorException(message, error.code(), error.text());
    }

    static McpModbusException of(McpEndpoint endpoint, int unitId, ModbusExceptionResponse response) {
        return of(endpoint, unitId, response, "");
    }

    /** @param more to be said at the end of the message */
    static McpModbusException of(McpEndpoint endpoint, int unitId, ModbusExceptionResponse response, String more) {
        ModbusExceptionCode known = ModbusExceptionCode.of(response.code());
        String name = known == null ? "" : " " + known.name();
        return new McpModbusException(
                String.format(
                        Locale.ROOT,
                        "%s: unit %d answered %s with exception %02X%s%s",
                        endpoint.address(),
                        unitId,
                        ModbusFunction.name(response.function()),
                        response.code(),
                        name,
                        more),
                response.function(),
                response.code());
    }
}
