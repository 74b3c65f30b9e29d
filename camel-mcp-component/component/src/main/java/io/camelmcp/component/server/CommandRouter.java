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

    private record Entry(Set<Integer> commands, RequestHandler handler) {}

    private final List<Entry> entries = new ArrayList<>();
    private volatile @Nullable RequestHandler[] table = new RequestHandler[MODBUS + 1];

    /**
     * Adds a handler.
     *
     * @param commands what it takes, {@link #MODBUS} among them; empty for all that no other handler takes
     * @throws IllegalArgumentException if another handler takes one of them, or there is one for the rest already
     */
    public synchronized void add(Set<Integer> commands, RequestHandler handler) {
        for (Entry other : entries) {
            if (commands.isEmpty() && other.commands.isEmpty()) {
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
        entries.add(new Entry(Set.copyOf(commands), handler));
        rebuild();
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

    /** Whether there are handlers, and all of them refuse requests for now. */
    public synchronized boolean isSuspended() {
        return !entries.isEmpty() && entries.stream().allMatch(entry -> entry.handler.isSuspended());
    }

    private void rebuild() {
        @Nullable RequestHandler[] next = new RequestHandler[MODBUS + 1];
        for (Entry entry : entries) {
            for (int command = 0; command <= MODBUS; command++) {
                boolean routable = command == MODBUS || McpCommand.isRoutable(command);
                if (entry.commands.isEmpty() ? routable && next[command] == null : entry.commands.contains(command)) {
                    next[command] = entry.handler;
                }
            }
        }
        table = next;
    }

    private static String name(int command) {
        return command == MODBUS ? "MODBUS" : McpCommand.name(command);
    }
}
