package io.camelmcp.component.server;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** Requests of one connection to several units at the same time: their answers overtake each other, but not within a unit. */
final class UnitLanes {

    private final Map<Integer, ArrayDeque<UnitRequest>> lanes = new HashMap<>();

    void add(UnitRequest request) {
        lanes.computeIfAbsent(request.frame().unitId(), unit -> new ArrayDeque<>(1))
                .add(request);
    }

    /** A request has ended: gives out the answers that do not have to wait any more. */
    void ended(
            UnitRequest request, ServerRequest.Outcome outcome, BiConsumer<UnitRequest, ServerRequest.Outcome> answer) {
        request.held = outcome;
        ArrayDeque<UnitRequest> lane = lanes.get(request.frame().unitId());
        if (lane == null) {
            return;
        }
        for (UnitRequest first = lane.peek(); first != null && first.held != null; first = lane.peek()) {
            lane.remove();
            answer.accept(first, first.held);
        }
        if (lane.isEmpty()) {
            lanes.remove(request.frame().unitId());
        }
    }
}
