package io.camelmcp.component;

import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.modbus.ModbusException;
import io.camelmcp.codec.modbus.ModbusExceptionResponse;
import io.camelmcp.component.modbus.ModbusJson;
import io.camelmcp.component.server.ModbusServerRequest;
import io.camelmcp.component.server.RequestHandler;
import io.camelmcp.component.server.ServerRequest;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.util.ObjectHelper;
import org.jspecify.annotations.Nullable;

/** Hands requests to the route of a consumer, and its outcome back. */
final class RouteHandler implements RequestHandler {

    private final McpConsumer consumer;
    private final McpEndpoint endpoint;
    private final @Nullable RouteExecutor executor;
    private final boolean byArrival;
    private final boolean onReceipt;
    private final boolean bankReads;
    private final boolean answersBody;
    private final ExchangePattern pattern;
    private final long timeoutNanos;
    private final LongAdder pending = new LongAdder();
    private volatile boolean suspended;

    RouteHandler(McpConsumer consumer, McpEndpoint endpoint, @Nullable RouteExecutor executor) {
        McpConfiguration configuration = endpoint.getConfiguration();
        this.consumer = consumer;
        this.endpoint = endpoint;
        this.executor = executor;
        this.byArrival = configuration.getOrdering() == Ordering.arrival;
        this.onReceipt = configuration.getAckMode() == AckMode.received;
        this.bankReads = configuration.getBankEvents() == BankEvents.all;
        this.answersBody = endpoint.getExchangePattern() == ExchangePattern.InOut;
        this.pattern = endpoint.getExchangePattern();
        long timeout = configuration.getRequestTimeout();
        if (timeout < 1) {
            throw new IllegalArgumentException(endpoint.address() + ": requestTimeout=" + timeout + " is below 1");
        }
        this.timeoutNanos = TimeUnit.MILLISECONDS.toNanos(timeout);
    }

    @Override
    public void handle(ServerRequest request) {
        Exchange exchange;
        try {
            exchange = consumer.createExchange(false);
            exchange.setPattern(patternFor(request));
            exchange.setIn(new McpMessage(endpoint.getCamelContext(), request));
        } catch (RuntimeException e) {
            consumer.getExceptionHandler().handleException("Error creating an exchange", e);
            request.fail(McpErrorCode.FAILED);
            return;
        }
        consumer.getAsyncProcessor().process(exchange, doneSync -> finished(request, exchange));
    }

    private ExchangePattern patternFor(ServerRequest request) {
        return request instanceof ModbusServerRequest modbus
                        && (modbus.isAnsweredByHandler() || modbus.mayBeAnsweredByHandler())
                ? ExchangePattern.InOut
                : pattern;
    }

    private void finished(ServerRequest request, Exchange exchange) {
        try {
            McpErrorCode error = RouteOutcome.errorOf(exchange);
            if (error != null) {
                endModbusOr(request, exchange, error);
            } else if (request instanceof ModbusServerRequest modbus) {
                request.complete(modbusAnswer(modbus, exchange));
            } else {
                request.complete(answersBody ? body(exchange) : McpFrame.EMPTY);
            }
        } catch (Exception e) {
            consumer.getExceptionHandler().handleException("Error answering a device", exchange, e);
            request.fail(McpErrorCode.FAILED);
        } finally {
            consumer.releaseExchange(exchange, false);
        }
    }

    private void endModbusOr(ServerRequest request, Exchange exchange, McpErrorCode error) {
        byte[] chosen = request instanceof ModbusServerRequest modbus ? chosenException(modbus, exchange) : null;
        if (chosen != null) {
            request.complete(chosen);
        } else {
            request.fail(error);
        }
    }

    /** The PDU that answers; empty when the bank is to answer. */
    private static byte[] modbusAnswer(ModbusServerRequest modbus, Exchange exchange) {
        if (!modbus.isAnsweredByHandler() && !modbus.mayBeAnsweredByHandler()) {
            return McpFrame.EMPTY;
        }
        Object body = exchange.getMessage().getBody();
        boolean leftToBank = !modbus.isAnsweredByHandler()
                && (body == null || body.equals(ModbusJson.write(modbus.frame().unitId(), modbus.request())));
        return leftToBank
                ? McpFrame.EMPTY
                : ModbusAnswers.toPdu(
                        modbus.request(), body, exchange.getContext().getTypeConverter());
    }

    /** A route may choose the exception code that the master gets. */
    private static byte @Nullable [] chosenException(ModbusServerRequest modbus, Exchange exchange) {
        Exception thrown = exchange.getException();
        ModbusException chosen = thrown == null ? null : ObjectHelper.getException(ModbusException.class, thrown);
        return chosen == null
                ? null
                : new ModbusExceptionResponse(modbus.request().function(), chosen.code()).encode();
    }

    private static byte[] body(Exchange exchange) {
        return McpBodies.toOctets(exchange, exchange.getMessage().getBody());
    }

    void suspended(boolean now) {
        suspended = now;
    }

    int pending() {
        return pending.intValue();
    }

    @Override
    public void accepted() {
        pending.increment();
    }

    @Override
    public void answered() {
        pending.decrement();
    }

    @Override
    public @Nullable Executor executor() {
        return executor;
    }

    @Override
    public void stalled() {
        if (executor != null) {
            executor.stalled();
        }
    }

    @Override
    public boolean isSuspended() {
        return suspended;
    }

    @Override
    public boolean isOrderedByArrival() {
        return byArrival;
    }

    @Override
    public boolean isAnsweredOnReceipt() {
        return onReceipt;
    }

    @Override
    public boolean takesBankReads() {
        return bankReads;
    }

    @Override
    public long requestTimeoutNanos() {
        return timeoutNanos;
    }
}
