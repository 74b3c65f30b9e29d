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

    /** A line whose hash is made once: it is looked for, put in and taken out. */
    private record Line(ByteBuffer text, int hash) {

        Line(byte[] octets, int from, int length) {
            this(ByteBuffer.wrap(octets, from, length));
        }

        private Line(ByteBuffer text) {
            this(text, text.hashCode());
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    private final int mostOctets;
    private final Set<Line> lines = new LinkedHashSet<>();
    private long octets;
    private final List<Line> next = new ArrayList<>();

    /** @param mostOctets of the lines that are remembered; the oldest are forgotten first */
    RecentLines(int mostOctets) {
        this.mostOctets = mostOctets;
    }

    /** The events that are not here yet. Nothing changes before {@link #written}. */
    List<Event> without(List<Event> events) {
        next.clear();
        List<Event> fresh = new ArrayList<>(events.size());
        for (Event event : events) {
            if (event.messageId().isEmpty()) {
                fresh.add(event);
                continue;
            }
            Line line = new Line(event.json(), 0, event.json().length);
            if (!lines.contains(line)) {
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
                    add(new Line(piece, from, i - from));
                }
                from = i + 1;
            }
        }
    }

    /** Takes over what the file before had, if this one is too short to hold a batch. */
    void addAll(RecentLines before) {
        before.lines.forEach(this::add);
    }

    private void add(Line line) {
        if (!lines.add(line)) {
            return;
        }
        octets += line.text.remaining();
        for (Iterator<Line> oldest = lines.iterator(); octets > mostOctets; oldest.remove()) {
            octets -= oldest.next().text.remaining();
        }
    }
}
