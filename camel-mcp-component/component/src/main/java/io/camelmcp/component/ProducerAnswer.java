package io.camelmcp.component;

import io.camelmcp.codec.modbus.ModbusExceptionResponse;
import io.camelmcp.codec.modbus.ModbusResponse;
import io.camelmcp.component.client.AnswerHandler;
import io.camelmcp.component.client.ClientFailure;
import io.camelmcp.component.client.ModbusCall;
import java.util.function.Consumer;
import org.apache.camel.Exchange;

/**
 * Ends an exchange with the answer to its request.
 *
 * @param accept puts the answer into the exchange
 * @param ended  run then, well or not
 */
record ProducerAnswer<A>(McpEndpoint endpoint, Exchange exchange, Consumer<A> accept, Runnable ended)
        implements AnswerHandler<A> {

    /** Of a Modbus request: what was read becomes the body, an exception that the device answered with that of the exchange. */
    static ProducerAnswer<ModbusResponse> of(McpEndpoint endpoint, Exchange exchange, ModbusCall call, Runnable ended) {
        return new ProducerAnswer<>(
                endpoint,
                exchange,
                answer -> {
                    if (answer instanceof ModbusExceptionResponse refused) {
                        exchange.setException(ProducerFailures.of(endpoint, call.unitId(), refused));
                    } else {
                        ModbusRequests.accept(exchange.getMessage(), answer);
                    }
                },
                ended);
    }

    @Override
    public void answered(A answer) {
        try {
            accept.accept(answer);
        } catch (RuntimeException e) {
            exchange.setException(e);
        }
        ended.run();
    }

    @Override
    public void failed(ClientFailure failure) {
        exchange.setException(ProducerFailures.of(endpoint, failure));
        ended.run();
    }
}
