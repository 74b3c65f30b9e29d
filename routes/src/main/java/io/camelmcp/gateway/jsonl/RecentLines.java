package io.camelmcp.gateway.jsonl;

import io.camelmcp.gateway.events.Event;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The lines that were written last, to know a batch that comes again because its confirmation was lost. An event is a
 * repeat if the same line, message id and all, is among them.
 */
final class RecentLines {

    private final int mostOctets;
    private final Set<ByteBuffer> lines = new LinkedHashSet<>();
    private long octets;
    private final List<ByteBuffer> next = new ArrayList<>();

    /** @param mostOctets of the lines that are remembered; the oldest are forgotten first */
    RecentLines(int mostOctets) {
        this.mostOctets = mostOctets;
    }

    /** The events that are not here yet. Nothing changes before {@link #written}. */
    List<Event> without(List<Event> events) {
        next.clear();
        List<Event> fresh = new ArrayList<>(events.size());
        for (Event event : events) {
            ByteBuffer line = ByteBuffer.wrap(event.json());
            if (event.messageId().isEmpty()) {
                fresh.add(event);
            } else if (!lines.contains(line)) {
                fresh.add(event);
                next.add(line);
            }
        }
        return fresh;
    }

    /** What was asked for last has been written: from now on it counts too. */
    void written() {
        next.forEach(this::add);
        next.clear();
    }

    void clear() {
        lines.clear();
        octets = 0;
    }

    /** Remembers the lines of a piece of a file; what stands before the first line feed may be half of one. */
    void addTail(byte[] piece, int length, boolean fromStart) {
        int from = fromStart ? 0 : length;
        for (int i = 0; i < length; i++) {
            if (piece[i] == '\n') {
                if (from < i) {
                    add(ByteBuffer.wrap(piece, from, i - from));
                }
                from = i + 1;
            }
        }
    }

    /** Takes over what the file before had, if this one is too short to hold a batch. */
    void addAll(RecentLines before) {
        before.lines.forEach(this::add);
    }

    private void add(ByteBuffer line) {
        if (!lines.add(line)) {
            return;
        }
        octets += line.remaining();
        for (Iterator<ByteBuffer> oldest = lines.iterator(); octets > mostOctets; oldest.remove()) {
            octets -= oldest.next().remaining();
        }
    }
}
