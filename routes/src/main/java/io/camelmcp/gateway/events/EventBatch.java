package io.camelmcp.gateway.events;

import java.util.AbstractList;
import java.util.List;

/**
 * The body of an exchange from {@code from("events:…")}: events in the order in which the queue took them. It converts
 * to {@code byte[]}, {@code String} and {@code InputStream} as JSON lines, each event followed by a line feed.
 */
public final class EventBatch extends AbstractList<Event> {

    private final List<Event> events;

    public EventBatch(List<Event> events) {
        this.events = List.copyOf(events);
    }

    @Override
    public Event get(int index) {
        return events.get(index);
    }

    @Override
    public int size() {
        return events.size();
    }

    /** The events as JSON lines: UTF-8, a line feed after each, the last one included. */
    public byte[] toJsonLines() {
        int length = 0;
        for (Event event : events) {
            length += event.json().length + 1;
        }
        byte[] lines = new byte[length];
        int at = 0;
        for (Event event : events) {
            byte[] json = event.json();
            System.arraycopy(json, 0, lines, at, json.length);
            at += json.length;
            lines[at++] = '\n';
        }
        return lines;
    }

    // a body is logged by its toString in many places of Camel
    @Override
    public String toString() {
        return "EventBatch[" + size() + "]";
    }
}
