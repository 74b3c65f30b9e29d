package io.camelmcp.component.session.state;

import java.util.EnumSet;

/** Where a session is (docs/protocol.md, section 7). */
public enum SessionState {
    /** It has a connection. */
    ACTIVE,
    /** It waits for its device to come back. */
    DETACHED,
    /** It is over. */
    ENDED;

    /** What can happen to a session. */
    public enum Event {
        /** Its connection is closed. */
        CONNECTION_LOST,
        /** A LOGIN has resumed it, on another connection. */
        RESUMED,
        /** The device has said LOGOUT. */
        LOGOUT,
        /** A LOGIN without its id has begun another session of the same client. */
        TAKEN_OVER,
        /** Its token has expired. */
        TOKEN_EXPIRED,
        /** Nothing has been heard for the time that a session lives. */
        TTL_OVER,
        /** The device has not come back in time. */
        RETENTION_OVER,
        /** It had to make room for another one. */
        EVICTED,
        /** An operator has ended it. */
        DISCONNECTED
    }

    /** All transitions; an anonymous session has none, and ends with its connection. */
    public static final Transitions<SessionState, Event> TABLE = Transitions.builder(SessionState.class, Event.class)
            .on(ACTIVE, Event.CONNECTION_LOST, DETACHED)
            .on(EnumSet.of(ACTIVE, DETACHED), Event.RESUMED, ACTIVE)
            .on(EnumSet.of(ACTIVE, DETACHED), Event.TAKEN_OVER, ENDED)
            .on(EnumSet.of(ACTIVE, DETACHED), Event.DISCONNECTED, ENDED)
            .on(ACTIVE, Event.LOGOUT, ENDED)
            .on(ACTIVE, Event.TOKEN_EXPIRED, ENDED)
            .on(ACTIVE, Event.TTL_OVER, ENDED)
            .on(DETACHED, Event.RETENTION_OVER, ENDED)
            .on(DETACHED, Event.EVICTED, ENDED)
            .build();
}
