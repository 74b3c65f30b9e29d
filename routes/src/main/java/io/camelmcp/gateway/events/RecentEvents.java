package io.camelmcp.gateway.events;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/** The last events that have reached the disk, for whoever wants to see what comes in. For several threads. */
public final class RecentEvents {

    /** Name in the registry. */
    public static final String BEAN = "recentEvents";

    /** Events, at most. */
    public static final int MAX_EVENTS = 1_000;

    /** Octets of all of them, at most. */
    static final int MAX_OCTETS = 4 * 1024 * 1024;

    private final Deque<Event> events = new ArrayDeque<>();
    private int octets;

    synchronized void add(Event event) {
        events.add(event);
        octets += event.json().length;
        while (events.size() > MAX_EVENTS || octets > MAX_OCTETS) {
            octets -= events.remove().json().length;
        }
    }

    /** The newest first. */
    public List<Event> newestFirst() {
        List<Event> copy;
        synchronized (this) {
            copy = new ArrayList<>(events);
        }
        Collections.reverse(copy);
        return copy;
    }
}
