package io.camelmcp.component.client;

import io.camelmcp.codec.McpCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which handler of a client takes which command of the peer. From any thread. */
public final class PeerCommands {

    private record Entry(Set<Integer> commands, PeerHandler handler) {}

    private volatile List<Entry> entries = List.of();

    /**
     * Adds a handler.
     *
     * @param commands what it takes; empty for all that no other handler takes
     * @throws IllegalArgumentException if another handler takes one of them, or there is one for the rest already
     */
    synchronized void add(Set<Integer> commands, PeerHandler handler) {
        for (Entry other : entries) {
            if (commands.isEmpty() && other.commands.isEmpty()) {
                throw new IllegalArgumentException("another consumer of this client has no commands either;"
                        + " say which commands each of them takes, as in commands=READ_STATUS,COMMAND");
            }
            Set<Integer> both = new TreeSet<>(commands);
            both.retainAll(other.commands);
            if (!both.isEmpty()) {
                throw new IllegalArgumentException(
                        "commands " + both.stream().map(McpCommand::name).toList()
                                + " are taken by another consumer of this client");
            }
        }
        List<Entry> next = new ArrayList<>(entries);
        next.add(new Entry(Set.copyOf(commands), handler));
        entries = List.copyOf(next);
    }

    synchronized void remove(PeerHandler handler) {
        entries = entries.stream().filter(entry -> entry.handler != handler).toList();
    }

    /** {@code null} if nobody takes it. */
    @Nullable
    PeerHandler handlerOf(int command) {
        PeerHandler rest = null;
        for (Entry entry : entries) {
            if (entry.commands.contains(command)) {
                return entry.handler;
            }
            rest = entry.commands.isEmpty() ? entry.handler : rest;
        }
        return McpCommand.isRoutable(command) ? rest : null;
    }
}
