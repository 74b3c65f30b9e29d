package io.camelmcp.component.session.state;

import java.util.EnumSet;

/** Where a connection is between its first octet and its end (docs/protocol.md, section 7). */
public enum ConnectionState {
    /** Its protocol is not known yet. */
    NEW,
    /** It must log in before anything else. */
    LOGIN_WAIT,
    /** Requests and answers go both ways. */
    OPEN,
    /** As {@link #OPEN}, with round trips so slow that it is looked at more often. */
    SLOW,
    /** It loses PINGs, and is being tested. */
    PROBING,
    /** No new requests are taken; it ends when all are answered. */
    DRAINING,
    /** It has ended. */
    CLOSED;

    /** What can happen to a connection. */
    public enum Event {
        /** Its protocol is clear, and it has to log in. */
        LOGIN_REQUIRED,
        /** Its protocol is clear, and it may begin. */
        CHOSEN,
        /** A LOGIN has been accepted. */
        LOGGED_IN,
        /** Three slow round trips. */
        SLOW_RTT,
        /** Five good round trips. */
        GOOD_RTT,
        /** Too many PINGs lost. */
        LOSS,
        /** A frame has come while it was being tested, and its round trips were good before. */
        HEARD,
        /** A frame has come while it was being tested, and its round trips were slow before. */
        HEARD_SLOW,
        /** No more requests shall be taken. */
        DRAIN,
        /** It ends: closed by the peer, broken, dead, taken over, logged out, refused, timed out, or drained. */
        END
    }

    /** All transitions. */
    public static final Transitions<ConnectionState, Event> TABLE = Transitions.builder(
                    ConnectionState.class, Event.class)
            .on(NEW, Event.LOGIN_REQUIRED, LOGIN_WAIT)
            .on(NEW, Event.CHOSEN, OPEN)
            .on(EnumSet.of(LOGIN_WAIT, OPEN, PROBING), Event.LOGGED_IN, OPEN)
            .on(SLOW, Event.LOGGED_IN, SLOW)
            .on(DRAINING, Event.LOGGED_IN, DRAINING)
            .on(OPEN, Event.SLOW_RTT, SLOW)
            .on(SLOW, Event.GOOD_RTT, OPEN)
            .on(EnumSet.of(OPEN, SLOW), Event.LOSS, PROBING)
            .on(PROBING, Event.HEARD, OPEN)
            .on(PROBING, Event.HEARD_SLOW, SLOW)
            .on(EnumSet.of(LOGIN_WAIT, OPEN, SLOW, PROBING), Event.DRAIN, DRAINING)
            .on(EnumSet.complementOf(EnumSet.of(CLOSED)), Event.END, CLOSED)
            .build();
}
