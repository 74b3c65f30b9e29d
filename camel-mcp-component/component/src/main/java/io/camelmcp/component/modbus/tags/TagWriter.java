package io.camelmcp.component.modbus.tags;

import io.camelmcp.codec.modbus.MaskWriteRegister;
import io.camelmcp.codec.modbus.ModbusExceptionCode;
import io.camelmcp.codec.modbus.ModbusExceptionResponse;
import io.camelmcp.codec.modbus.ModbusFunction;
import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.ModbusResponse;
import io.camelmcp.codec.modbus.ReadHoldingRegisters;
import io.camelmcp.codec.modbus.ReadRegistersResponse;
import io.camelmcp.codec.modbus.WriteSingleRegister;
import io.camelmcp.component.modbus.ModbusRequestException;
import io.camelmcp.component.modbus.ModbusRequester;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Writes values of tags by their names, request after request.
 *
 * <p>Bits of a register are written with function 16 (hex), which leaves the others alone. To a unit that answers it with
 * exception 01 the register is read, changed and written instead: what the device changes in between is lost then, and what
 * others write; two writes of one writer do not disturb each other.
 */
public final class TagWriter {

    /**
     * How a write ended.
     *
     * @param written values that the device has taken, by name, as they read back
     * @param failed  names of the request that failed, empty if none did
     * @param left    names that were not tried then
     * @param unitId  that was asked then
     * @param refusal what it answered, or {@code null}
     * @param failure why it did not answer, or {@code null}
     */
    public record Result(
            Map<String, Object> written,
            List<String> failed,
            List<String> left,
            int unitId,
            @Nullable ModbusExceptionResponse refusal,
            @Nullable ModbusRequestException failure) {}

    private final Map<String, TagPoint> points = new HashMap<>();
    private final ModbusRequester requester;
    private final Executor executor;
    private final Duration timeout;
    // on the executor only
    private final Set<Integer> withoutMask = new HashSet<>();
    private final Queue<Runnable> changes = new ArrayDeque<>();
    private boolean changing;

    /**
     * A writer.
     *
     * @param executor runs its tasks one after another
     * @param timeout  of each request
     */
    public TagWriter(List<TagPoint> points, ModbusRequester requester, Executor executor, Duration timeout) {
        points.forEach(point -> this.points.put(point.name(), point));
        this.requester = requester;
        this.executor = executor;
        this.timeout = timeout;
    }

    /**
     * Writes.
     *
     * @param values by name
     * @throws IllegalArgumentException if a name is unknown, a tag is not writable, a value does not fit, or two tags overlap;
     *                                  nothing is written then
     */
    public CompletableFuture<Result> write(Map<String, ?> values) {
        Run run = new Run(new ArrayDeque<>(TagWrite.plan(points, values)));
        executor.execute(run::next);
        return run.result;
    }

    private final class Run {
        private final Deque<TagWrite> writes;
        private final RequestLine line = new RequestLine(requester, executor, 1, timeout);
        private final Map<String, Object> written = new LinkedHashMap<>();
        private final CompletableFuture<Result> result = new CompletableFuture<>();

        Run(Deque<TagWrite> writes) {
            this.writes = writes;
        }

        void next() {
            try {
                tryNext();
            } catch (RuntimeException e) {
                // whoever waits for the result must not wait for ever
                result.completeExceptionally(e);
            }
        }

        private void tryNext() {
            TagWrite write = writes.pollFirst();
            if (write == null) {
                result.complete(new Result(written, List.of(), List.of(), 0, null, null));
            } else if (write.isMask() && withoutMask.contains(write.unitId())) {
                change(write);
            } else {
                line.send(write.unitId(), write.request(), (response, failure) -> ended(write, response, failure));
            }
        }

        private void ended(
                TagWrite write, @Nullable ModbusResponse response, @Nullable ModbusRequestException failure) {
            if (response instanceof ModbusExceptionResponse refusal) {
                if (refusal.function() == ModbusFunction.MASK_WRITE_REGISTER
                        && refusal.code() == ModbusExceptionCode.ILLEGAL_FUNCTION.code()) {
                    withoutMask.add(write.unitId());
                    change(write);
                } else {
                    fail(write, refusal, null);
                }
            } else if (response == null) {
                fail(write, null, failure);
            } else {
                written.putAll(write.values());
                next();
            }
        }

        private void fail(
                TagWrite write, @Nullable ModbusExceptionResponse refusal, @Nullable ModbusRequestException failure) {
            List<String> left = writes.stream().flatMap(w -> w.names().stream()).toList();
            result.complete(new Result(written, List.copyOf(write.names()), left, write.unitId(), refusal, failure));
        }

        /** Reads, changes and writes a register, one after the other with those of other runs. */
        private void change(TagWrite write) {
            changes.add(() -> {
                ModbusRequest read = new ReadHoldingRegisters(write.address(), 1);
                line.send(write.unitId(), read, (response, failure) -> {
                    if (response instanceof ReadRegistersResponse registers) {
                        MaskWriteRegister mask = write.maskWrite();
                        int value = mask.apply(registers.values()[0]) & 0xFFFF;
                        line.send(
                                write.unitId(),
                                new WriteSingleRegister(write.address(), value),
                                (answer, why) -> changed(write, answer, why));
                    } else {
                        changed(write, response, failure);
                    }
                });
            });
            nextChange();
        }

        private void changed(
                TagWrite write, @Nullable ModbusResponse response, @Nullable ModbusRequestException failure) {
            changing = false;
            ended(write, response, failure);
            nextChange();
        }
    }

    private void nextChange() {
        if (changing) {
            return;
        }
        Runnable next = changes.poll();
        if (next != null) {
            changing = true;
            next.run();
        }
    }
}
