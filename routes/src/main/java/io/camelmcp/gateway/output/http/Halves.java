package io.camelmcp.gateway.output.http;

import io.camelmcp.gateway.events.Event;
import io.camelmcp.gateway.output.RefusedEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is left to send of a batch. A part that a target refuses as a whole is tried in halves, until the event is found
 * that is at fault.
 */
public final class Halves {

    private final Deque<List<Event>> parts = new ArrayDeque<>();
    private final List<RefusedEvent> refused = new ArrayList<>();

    public Halves(List<Event> events) {
        parts.add(events);
    }

    /** The next part; null if nothing is left. */
    public @Nullable List<Event> next() {
        return parts.poll();
    }

    /** These are to be sent before all others. */
    public void again(List<Event> events) {
        if (!events.isEmpty()) {
            parts.addFirst(events);
        }
    }

    public void refuse(Event event, String reason) {
        refused.add(new RefusedEvent(event, reason));
    }

    /** Sends both halves of a part again; a single event is refused. */
    public void halve(List<Event> part, String reason) {
        if (part.size() == 1) {
            refuse(part.get(0), reason);
            return;
        }
        int middle = part.size() / 2;
        again(part.subList(middle, part.size()));
        again(part.subList(0, middle));
    }

    public List<RefusedEvent> refused() {
        return refused;
    }
}
