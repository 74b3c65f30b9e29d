package io.camelmcp.component.session.state;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A state machine as a table: state x event gives the next state. What has no row is not possible, never ignored.
 *
 * @param <S> states
 * @param <E> events
 */
public final class Transitions<S extends Enum<S>, E extends Enum<E>> {

    private final Map<S, Map<E, S>> rows;

    private Transitions(Map<S, Map<E, S>> rows) {
        this.rows = rows;
    }

    static <S extends Enum<S>, E extends Enum<E>> Builder<S, E> builder(Class<S> states, Class<E> events) {
        return new Builder<>(states, events);
    }

    /**
     * The state that follows.
     *
     * @throws IllegalStateException if the table has no row for it
     */
    public S next(S state, E event) {
        S next = row(rows, state).get(event);
        if (next == null) {
            throw new IllegalStateException("no transition from " + state + " on " + event);
        }
        return next;
    }

    /** Whether an event is possible in a state. */
    public boolean has(S state, E event) {
        return row(rows, state).containsKey(event);
    }

    private static <S, E> Map<E, S> row(Map<S, Map<E, S>> rows, S state) {
        return Objects.requireNonNull(rows.get(state), "every state has a row");
    }

    /** Collects the rows. */
    static final class Builder<S extends Enum<S>, E extends Enum<E>> {
        private final Map<S, Map<E, S>> rows;

        private Builder(Class<S> states, Class<E> events) {
            rows = new EnumMap<>(states);
            for (S state : EnumSet.allOf(states)) {
                rows.put(state, new EnumMap<>(events));
            }
        }

        Builder<S, E> on(S state, E event, S next) {
            return on(Set.of(state), event, next);
        }

        Builder<S, E> on(Set<S> states, E event, S next) {
            for (S state : states) {
                if (row(rows, state).put(event, next) != null) {
                    throw new IllegalArgumentException("two rows for " + state + " and " + event);
                }
            }
            return this;
        }

        Transitions<S, E> build() {
            return new Transitions<>(rows);
        }
    }
}
