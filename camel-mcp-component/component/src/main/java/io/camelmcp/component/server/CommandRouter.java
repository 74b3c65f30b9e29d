package io.camelmcp.component.server;

import io.camelmcp.codec.McpCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which handler of a port takes which command. Changes come from the threads that start and stop consumers; look-ups read one
 * snapshot.
 */
public final class CommandRouter {

    /** Stands for Modbus requests among the commands. */
    public static final int MODBUS = 0x100;

    private record Entry(Set<Integer> commands, ModbusClaim claim, RequestHandler handler) {

        /** Whether it takes what no other handler does: ranges alone are a claim to them only. */
        boolean takesRest() {
            return commands.isEmpty() && claim.ranges().isEmpty();
        }
    }

    private final List<Entry> entries = new ArrayList<>();
    private volatile @Nullable RequestHandler[] table = new RequestHandler[MODBUS + 1];
    private volatile ModbusRoutes modbus = new ModbusRoutes(null);

    /**
     * Adds a handler.
     *
     * @param commands what it takes, {@link #MODBUS} among them; empty for all that no other handler takes
     * @throws IllegalArgumentException if another handler takes one of them, or there is one for the rest already
     */
    public void add(Set<Integer> commands, RequestHandler handler) {
        add(commands, ModbusClaim.NONE, handler);
    }

    /**
     * Adds a handler.
     *
     * @param commands as above; with ranges in the claim, empty is none
     * @param claim    what it takes of Modbus beside
     * @throws IllegalArgumentException as above, or if another handler claims the same
     */
    public synchronized void add(Set<Integer> commands, ModbusClaim claim, RequestHandler handler) {
        Entry added = new Entry(Set.copyOf(commands), claim, handler);
        for (Entry other : entries) {
            refuseOverlap(claim, other.claim);
            if (added.takesRest() && other.takesRest()) {
                throw new IllegalArgumentException("another consumer of this port has no commands either;"
                        + " say which commands each of them takes, as in commands=REPORT,LOG");
            }
            Set<Integer> both = new TreeSet<>(commands);
            both.retainAll(other.commands);
            if (!both.isEmpty()) {
                throw new IllegalArgumentException(
                        "commands " + both.stream().map(CommandRouter::name).toList()
                                + " are taken by another consumer of this port");
            }
        }
        entries.add(added);
        rebuild();
    }

    private static void refuseOverlap(ModbusClaim claim, ModbusClaim other) {
        String range = claim.ranges().overlap(other.ranges());
        if (range != null) {
            throw new IllegalArgumentException(
                    "modbusRanges=" + range + " overlaps with modbusRanges of another consumer of this port");
        }
        Set<Integer> both = new TreeSet<>(claim.functions().codes());
        both.retainAll(other.functions().codes());
        if (!both.isEmpty()) {
            throw new IllegalArgumentException("userFunctions " + both + " are taken by another consumer of this port");
        }
    }

    /** Removes a handler; unknown ones are ignored. */
    public synchronized void remove(RequestHandler handler) {
        entries.removeIf(entry -> entry.handler == handler);
        rebuild();
    }

    /** The handler of a command, 0..255 or {@link #MODBUS}; {@code null} if nobody takes it. */
    public @Nullable RequestHandler handlerOf(int command) {
        return table[command];
    }

    /** Who takes Modbus. */
    ModbusRoutes modbus() {
        return modbus;
    }

    /** Whether there are handlers, and all of them refuse requests for now. */
    public synchronized boolean isSuspended() {
        return !entries.isEmpty() && entries.stream().allMatch(entry -> entry.handler.isSuspended());
    }

    private void rebuild() {
        @Nullable RequestHandler[] next = new RequestHandler[MODBUS + 1];
        for (Entry entry : entries) {
            for (int command = 0; command <= MODBUS; command++) {
                boolean routable = command == MODBUS || McpCommand.isRoutable(command);
                if (entry.takesRest() ? routable && next[command] == null : entry.commands.contains(command)) {
                    next[command] = entry.handler;
                }
            }
        }
        table = next;
        ModbusRoutes routes = new ModbusRoutes(next[MODBUS]);
        for (Entry entry : entries) {
            routes.add(entry.claim, entry.handler);
        }
        modbus = routes;
    }

    private static String name(int command) {
        return command == MODBUS ? "MODBUS" : McpCommand.name(command);
    }
}
