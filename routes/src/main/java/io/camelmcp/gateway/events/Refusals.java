package io.camelmcp.gateway.events;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Where a route says which events of its batch a target will never take. When the batch leaves its queue they move to
 * the dead letters, in the same transaction. One object for all copies of an exchange, so that it does not matter
 * whether a step works on a copy.
 */
public final class Refusals {

    /** The property of the exchange. */
    static final String PROPERTY = "CamelEventsRefusals";

    private final Map<Event, String> reasons = new LinkedHashMap<>();

    Refusals() {}

    /** Those of the batch that the exchange comes from; null if it does not come from {@code events:}. */
    public static @Nullable Refusals of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, Refusals.class);
    }

    /** @param reason what the target said, in one line */
    public synchronized void add(Event event, String reason) {
        reasons.merge(event, reason, (one, other) -> one.contains(other) ? one : one + "; " + other);
    }

    /** What was refused, with the reason, in the order in which it was said. */
    synchronized Map<Event, String> reasons() {
        return new LinkedHashMap<>(reasons);
    }
}
