package io.camelmcp.component.modbus.tags;

import io.camelmcp.codec.modbus.ModbusExceptionResponse;
import io.camelmcp.component.modbus.ModbusRequestException;
import io.camelmcp.component.modbus.ModbusRequester;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Reads tags once, when somebody asks for them. */
public final class TagReader {

    /**
     * What was read.
     *
     * @param values  of all tags, in their order
     * @param failure why there was no answer, if there was none at all; else {@code null}
     * @param unitId  of the refusal
     * @param refusal if there were answers, and all were exceptions, the last of them; else {@code null}
     */
    public record Reading(
            List<TagValue> values,
            @Nullable ModbusRequestException failure,
            int unitId,
            @Nullable ModbusExceptionResponse refusal) {}

    private TagReader() {}

    /**
     * Reads.
     *
     * @param executor runs its tasks one after another
     */
    public static CompletableFuture<Reading> read(
            TagPollerOptions options,
            List<TagPoint> points,
            ModbusRequester requester,
            Executor executor,
            TagClock clock) {
        CompletableFuture<Reading> reading = new CompletableFuture<>();
        List<PointState> states = points.stream().map(PointState::new).toList();
        Map<Integer, List<PointState>> units = new LinkedHashMap<>();
        for (PointState state : states) {
            units.computeIfAbsent(state.point.unitId(), u -> new ArrayList<>()).add(state);
        }
        RequestLine line = new RequestLine(requester, executor, options.window(), options.timeout());
        PollLog log = new PollLog(options.peer(), clock);
        List<UnitReader> readers = new ArrayList<>();
        units.forEach((unitId, ofUnit) -> readers.add(new UnitReader(
                unitId, new UnitState(true), ofUnit, line, options, clock, log, UnitReader.Temper.ONCE)));
        int[] left = {readers.size()};
        executor.execute(() -> readers.forEach(reader -> reader.run(() -> {
            if (--left[0] == 0) {
                reading.complete(reading(states, line));
            }
        })));
        return reading;
    }

    private static Reading reading(List<PointState> states, RequestLine line) {
        List<TagValue> values = states.stream().map(PointState::now).toList();
        if (line.isAnswered()) {
            return new Reading(values, null, 0, null);
        }
        return new Reading(values, line.lastFailure(), line.lastRefusingUnit(), line.lastRefusal());
    }
}
