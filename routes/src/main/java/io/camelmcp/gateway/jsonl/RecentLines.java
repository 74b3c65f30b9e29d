package io.camelmcp.gateway.jsonl;

import io.camelmcp.gateway.events.Event;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The lines that were written last, to know a batch that comes again because its confirmation was lost. An event is a
 * repeat if the same line, message id and all, is among them.
 */
final class RecentLines {

    private Set<ByteBuffer> lines = new HashSet<>();
    private Set<ByteBuffer> next = new HashSet<>();

    /** The events that are not here yet. Nothing changes before {@link #written}. */
    List<Event> without(List<Event> events) {
        next = new HashSet<>();
        List<Event> fresh = new ArrayList<>(events.size());
        for (Event event : events) {
            ByteBuffer line = ByteBuffer.wrap(event.json());
            boolean known = !event.messageId().isEmpty() && lines.contains(line);
            if (!known) {
                fresh.add(event);
            }
            if (!event.messageId().isEmpty()) {
                next.add(line);
            }
        }
        if (fresh.size() < events.size()) {
            next.addAll(lines); // more of what comes again may follow
        }
        return fresh;
    }

    /** What was asked for last has been written: from now on it is what counts. */
    void written() {
        lines = next;
    }

    void clear() {
        lines = new HashSet<>();
    }

    /** Remembers the lines of a piece of a file; what stands before the first line feed may be half of one. */
    void addTail(byte[] octets, int length, boolean fromStart) {
        int from = fromStart ? 0 : length;
        for (int i = 0; i < length; i++) {
            if (octets[i] == '\n') {
                if (from < i) {
                    lines.add(ByteBuffer.wrap(octets, from, i - from));
                }
                from = i + 1;
            }
        }
    }

    /** Takes over what the file before had, if this one is too short to hold a batch. */
    void addAll(RecentLines before) {
        lines.addAll(before.lines);
    }
}
