package io.camelmcp.gateway.events;

/** An event was not taken: nobody would get it, or the queue is broken. */
public final class EventsException extends Exception {

    private static final long serialVersionUID = 1L;

    public EventsException(String message) {
        super(message);
    }

    public EventsException(String message, Throwable cause) {
        super(message, cause);
    }
}
