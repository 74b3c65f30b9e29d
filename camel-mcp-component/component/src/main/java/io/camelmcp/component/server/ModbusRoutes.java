package io.camelmcp.component.server;

import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.RtuLength;
import io.camelmcp.component.modbus.ModbusRanges;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which handler takes which Modbus request: a snapshot of the {@link CommandRouter}. */
final class ModbusRoutes {

    private static final int FUNCTIONS = 256;

    private record Ranged(ModbusRanges ranges, RequestHandler handler) {}

    private final @Nullable RequestHandler rest;
    private final List<Ranged> ranged = new ArrayList<>();
    private final @Nullable RequestHandler[] byFunction = new RequestHandler[FUNCTIONS];
    private RtuLength lengths = RtuLength.REQUESTS;

    /** Routes whose requests go to one handler, if there is one; more are added before anybody else sees them. */
    ModbusRoutes(@Nullable RequestHandler rest) {
        this.rest = rest;
    }

    void add(ModbusClaim claim, RequestHandler handler) {
        if (!claim.ranges().isEmpty()) {
            ranged.add(new Ranged(claim.ranges(), handler));
        }
        for (int function : claim.functions().codes()) {
            byFunction[function] = handler;
        }
        lengths = claim.functions().addTo(lengths);
    }

    /** The handler of what no other one takes; {@code null} if there is none. */
    @Nullable
    RequestHandler rest() {
        return rest;
    }

    /** A handler on whose threads a bank may work that no route is asked before; {@code null} if nobody takes Modbus. */
    @Nullable
    RequestHandler any() {
        return rest != null || ranged.isEmpty() ? rest : ranged.get(0).handler;
    }

    /** Whether somebody takes Modbus. */
    boolean isServed() {
        return rest != null || !ranged.isEmpty();
    }

    /** The handler of a user-defined function; {@code null} if nobody takes it. */
    @Nullable
    RequestHandler ofFunction(int function) {
        return byFunction[function];
    }

    /** The handler whose ranges a request touches; {@code null} if there is none. */
    @Nullable
    RequestHandler ofRange(int unitId, ModbusRequest request) {
        for (int i = 0; i < ranged.size(); i++) {
            if (ranged.get(i).ranges.touches(unitId, request)) {
                return ranged.get(i).handler;
            }
        }
        return null;
    }

    /** Whether a request touches ranges of another handler too. */
    boolean isShared(RequestHandler handler, int unitId, ModbusRequest request) {
        for (int i = 0; ranged.size() > 1 && i < ranged.size(); i++) {
            Ranged entry = ranged.get(i);
            if (entry.handler != handler && entry.ranges.touches(unitId, request)) {
                return true;
            }
        }
        return false;
    }

    /** What a request asks for beyond the ranges of a handler. */
    List<ModbusRequest> beyond(RequestHandler handler, int unitId, ModbusRequest request) {
        for (Ranged entry : ranged) {
            if (entry.handler == handler) {
                return entry.ranges.beyond(unitId, request);
            }
        }
        return List.of(request);
    }

    /** Lengths of the RTU frames of all functions. */
    RtuLength lengths() {
        return lengths;
    }
}
