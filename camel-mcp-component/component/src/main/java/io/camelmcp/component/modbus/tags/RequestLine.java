package io.camelmcp.component.modbus.tags;

import io.camelmcp.codec.modbus.ModbusExceptionResponse;
import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.ModbusResponse;
import io.camelmcp.component.modbus.ModbusRequestException;
import io.camelmcp.component.modbus.ModbusRequestException.Kind;
import io.camelmcp.component.modbus.ModbusRequester;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends few requests at a time, so that the time of each runs from when it is sent, and not while others are waited for. All
 * methods and handlers run on the executor, one after another.
 */
final class RequestLine {

    /** Told how a request ended; one of both is not null. */
    interface Handler {
        void ended(@Nullable ModbusResponse response, @Nullable ModbusRequestException failure);
    }

    private static final ModbusRequestException CLOSED = new ModbusRequestException(Kind.UNREACHABLE, "stopped", null);

    private static final ModbusRequestException UNWANTED =
            new ModbusRequestException(Kind.NOT_SENT, "not wanted any more", null);

    private record Waiting(int unitId, ModbusRequest request, BooleanSupplier wanted, Handler handler) {}

    private final ModbusRequester requester;
    private final Executor executor;
    private final Duration timeout;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private int free;
    private long sent;
    private boolean closed;
    private boolean answered;
    private @Nullable ModbusExceptionResponse lastRefusal;
    private int lastRefusingUnit;
    private @Nullable ModbusRequestException lastFailure;

    RequestLine(ModbusRequester requester, Executor executor, int window, Duration timeout) {
        this.requester = requester;
        this.executor = executor;
        this.free = window;
        this.timeout = timeout;
    }

    void send(int unitId, ModbusRequest request, Handler handler) {
        send(unitId, request, () -> true, handler);
    }

    /** @param wanted asked when its turn has come; else it is not sent, and ends as {@link Kind#NOT_SENT} */
    void send(int unitId, ModbusRequest request, BooleanSupplier wanted, Handler handler) {
        if (closed) {
            handler.ended(null, CLOSED);
            return;
        }
        waiting.add(new Waiting(unitId, request, wanted, handler));
        sendNext();
    }

    /** Sends nothing any more; what waits fails. */
    void close() {
        closed = true;
        failWaiting(CLOSED);
    }

    /** Why a request had no answer, the last time; {@code null} while all had one. */
    @Nullable
    ModbusRequestException lastFailure() {
        return lastFailure;
    }

    /** The exception that a request was answered with the last time; {@code null} while none was. */
    @Nullable
    ModbusExceptionResponse lastRefusal() {
        return lastRefusal;
    }

    /** The unit that {@link #lastRefusal} is of. */
    int lastRefusingUnit() {
        return lastRefusingUnit;
    }

    /** Whether any request was answered otherwise than with an exception. */
    boolean isAnswered() {
        return answered;
    }

    /** Requests sent so far. */
    long sent() {
        return sent;
    }

    private void sendNext() {
        while (free > 0) {
            Waiting next = waiting.poll();
            if (next == null) {
                return;
            }
            if (!next.wanted.getAsBoolean()) {
                next.handler.ended(null, UNWANTED);
                continue;
            }
            free--;
            sent++;
            ask(next).whenComplete((response, failure) -> later(() -> ended(next, response, failure)));
        }
    }

    private CompletableFuture<ModbusResponse> ask(Waiting next) {
        try {
            return requester.request(next.unitId, next.request, timeout);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void later(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            // the executor ends, and nobody waits any more
        }
    }

    private void ended(Waiting request, @Nullable ModbusResponse response, @Nullable Throwable failure) {
        free++;
        ModbusRequestException why = response == null ? exception(failure) : null;
        if (why != null) {
            lastFailure = why;
        } else if (response instanceof ModbusExceptionResponse refusal) {
            lastRefusal = refusal;
            lastRefusingUnit = request.unitId;
        } else {
            answered = true;
        }
        if (why != null && isOfAll(why)) {
            // what waits would fail like that one by one
            failWaiting(why);
        }
        try {
            request.handler.ended(response, why);
        } finally {
            sendNext();
        }
    }

    private static boolean isOfAll(ModbusRequestException why) {
        return switch (why.kind()) {
            case UNREACHABLE -> true;
            // the line is full, unless it is the request that cannot be sent
            case NOT_SENT -> !(why.getCause() instanceof IllegalArgumentException);
            case TIMEOUT, BAD_ANSWER -> false;
        };
    }

    private void failWaiting(ModbusRequestException why) {
        List<Waiting> all = new ArrayList<>(waiting);
        waiting.clear();
        for (Waiting one : all) {
            one.handler.ended(null, why);
        }
    }

    private static ModbusRequestException exception(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof ModbusRequestException known) {
            return known;
        }
        Kind kind = cause instanceof IllegalArgumentException ? Kind.NOT_SENT : Kind.UNREACHABLE;
        return new ModbusRequestException(kind, cause == null ? null : cause.getMessage(), cause);
    }
}
