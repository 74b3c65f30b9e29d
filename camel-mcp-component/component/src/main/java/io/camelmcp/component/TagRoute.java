package io.camelmcp.component;

import io.camelmcp.component.modbus.tags.TagReport;
import io.camelmcp.component.modbus.tags.TagSink;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

/** Hands what has been read to the route of a consumer, and tells the poller how that ended. */
final class TagRoute implements TagSink {

    private final DefaultConsumer consumer;
    private final TagBody kind;
    private final Map<String, Object> headers;
    private final @Nullable Executor executor;
    private final AtomicInteger pending;

    /**
     * A way to a route.
     *
     * @param headers  of every message: what is known of the device
     * @param executor runs the route; {@code null} to run it on the event loop
     */
    TagRoute(DefaultConsumer consumer, TagBody kind, Map<String, Object> headers, @Nullable Executor executor) {
        this(consumer, kind, headers, executor, new AtomicInteger());
    }

    /** @param pending counts the exchanges that have not finished, of several ways to one route */
    TagRoute(
            DefaultConsumer consumer,
            TagBody kind,
            Map<String, Object> headers,
            @Nullable Executor executor,
            AtomicInteger pending) {
        this.consumer = consumer;
        this.pending = pending;
        this.kind = kind;
        this.headers = Map.copyOf(headers);
        this.executor = executor;
    }

    /** Exchanges that have not finished. */
    int pending() {
        return pending.get();
    }

    @Override
    public void accept(TagReport report, Consumer<Boolean> done) {
        pending.incrementAndGet();
        if (executor == null) {
            run(report, done);
            return;
        }
        try {
            executor.execute(() -> run(report, done));
        } catch (RejectedExecutionException e) {
            pending.decrementAndGet();
            done.accept(false);
        }
    }

    private void run(TagReport report, Consumer<Boolean> done) {
        Exchange exchange;
        try {
            exchange = consumer.createExchange(false);
            fill(exchange.getIn(), report);
        } catch (RuntimeException e) {
            consumer.getExceptionHandler().handleException("Error creating an exchange", e);
            pending.decrementAndGet();
            done.accept(false);
            return;
        }
        AtomicBoolean once = new AtomicBoolean();
        AsyncCallback callback = doneSync -> {
            if (once.compareAndSet(false, true)) {
                finished(exchange, done);
            }
        };
        try {
            consumer.getAsyncProcessor().process(exchange, callback);
        } catch (RuntimeException | Error e) {
            // nobody else would end it, and its tags would never be polled again
            exchange.setException(e);
            callback.done(true);
        }
    }

    private void finished(Exchange exchange, Consumer<Boolean> done) {
        boolean ok = RouteOutcome.errorOf(exchange) == null;
        try {
            Exception cause = exchange.getException();
            if (cause != null) {
                consumer.getExceptionHandler().handleException("Error processing the values of tags", exchange, cause);
            }
        } finally {
            consumer.releaseExchange(exchange, false);
            pending.decrementAndGet();
            done.accept(ok);
        }
    }

    private void fill(Message message, TagReport report) {
        message.setBody(body(kind, report));
        headers.forEach(message::setHeader);
        message.setHeader(McpConstants.COMMAND_NAME, McpConstants.MODBUS);
        message.setHeader(McpConstants.RECEIVED_AT, report.timeMillis());
        message.setHeader(McpConstants.TAGS, report.values().size());
        message.setHeader(McpConstants.TAGS_BAD, report.badCount());
        message.setHeader(McpConstants.PERIOD, report.periodMillis());
    }

    static Object body(TagBody kind, TagReport report) {
        return switch (kind) {
            case map -> TagMap.of(report.values(), report.timeMillis());
            case list -> TagMap.listOf(report.values(), report.timeMillis());
            case json -> TagMap.of(report.values(), report.timeMillis()).toString();
        };
    }
}
