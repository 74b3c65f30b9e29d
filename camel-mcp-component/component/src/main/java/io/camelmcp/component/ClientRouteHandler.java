package io.camelmcp.component;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.Protocol;
import io.camelmcp.component.client.PeerHandler;
import io.camelmcp.component.client.PeerRequest;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** Hands requests of the peer of a client to the route of a consumer, and its outcome back. */
final class ClientRouteHandler implements PeerHandler {

    private final McpClientConsumer consumer;
    private final @Nullable Executor executor;
    private final ExchangePattern pattern;
    private final long timeoutNanos;
    private final LongAdder pending = new LongAdder();
    private volatile boolean suspended;

    ClientRouteHandler(McpClientConsumer consumer, McpEndpoint endpoint, @Nullable Executor executor) {
        long timeout = endpoint.getConfiguration().getRequestTimeout();
        if (timeout < 1) {
            throw new IllegalArgumentException(endpoint.address() + ": requestTimeout=" + timeout + " is below 1");
        }
        this.consumer = consumer;
        this.executor = executor;
        this.pattern = endpoint.getExchangePattern();
        this.timeoutNanos = TimeUnit.MILLISECONDS.toNanos(timeout);
    }

    @Override
    public void handle(PeerRequest request) {
        Exchange exchange;
        try {
            exchange = consumer.createExchange(false);
            exchange.setPattern(pattern);
            fill(exchange.getIn(), request);
        } catch (RuntimeException e) {
            consumer.getExceptionHandler().handleException("Error creating an exchange", e);
            request.fail(McpErrorCode.FAILED);
            return;
        }
        consumer.getAsyncProcessor().process(exchange, doneSync -> finished(request, exchange));
    }

    private static void fill(Message message, PeerRequest request) {
        McpFrame frame = request.frame();
        PeerRequest.Source source = request.source();
        message.setBody(frame.body());
        message.setHeader(McpConstants.CLIENT_ID, source.clientId());
        message.setHeader(McpConstants.MESSAGE_ID, request.messageId());
        message.setHeader(McpConstants.DUPLICATE, request.isDuplicate());
        message.setHeader(McpConstants.RECEIVED_AT, request.receivedAtMillis());
        message.setHeader(McpConstants.REMOTE_ADDRESS, source.remoteAddress());
        message.setHeader(McpConstants.PROTOCOL, Protocol.MCP.label());
        message.setHeader(McpConstants.COMMAND, frame.command());
        message.setHeader(McpConstants.COMMAND_NAME, McpCommand.name(frame.command()));
        message.setHeader(McpConstants.VERSION, frame.version());
        message.setHeader(McpConstants.DEVICE_ID, frame.id());
        if (frame.version() == McpFrame.SEQUENCED) {
            message.setHeader(McpConstants.SEQUENCE, frame.seq());
        }
        if (source.sessionId() != null) {
            message.setHeader(McpConstants.SESSION_ID, source.sessionId());
        }
    }

    private void finished(PeerRequest request, Exchange exchange) {
        try {
            McpErrorCode error = RouteOutcome.errorOf(exchange);
            if (error != null) {
                request.fail(error);
            } else if (pattern.isOutCapable()) {
                request.complete(
                        McpBodies.toOctets(exchange, exchange.getMessage().getBody()));
            } else {
                request.complete(McpFrame.EMPTY);
            }
        } catch (Exception e) {
            consumer.getExceptionHandler().handleException("Error answering the peer", exchange, e);
            request.fail(McpErrorCode.FAILED);
        } finally {
            consumer.releaseExchange(exchange, false);
        }
    }

    void suspended(boolean now) {
        suspended = now;
    }

    /** Requests accepted and not finished. */
    int pending() {
        return pending.intValue();
    }

    @Override
    public void accepted() {
        pending.increment();
    }

    @Override
    public void ended() {
        pending.decrement();
    }

    @Override
    public @Nullable Executor executor() {
        return executor;
    }

    @Override
    public boolean isSuspended() {
        return suspended;
    }

    @Override
    public long requestTimeoutNanos() {
        return timeoutNanos;
    }
}
