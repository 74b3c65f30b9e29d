package io.camelmcp.gateway.events;

import java.util.concurrent.RejectedExecutionException;

/** The queue takes nothing more for now: it, the disk, or the number of sends under way is full. Try again later. */
public final class EventsBusyException extends RejectedExecutionException {

    private static final long serialVersionUID = 1L;

    public EventsBusyException(String message) {
        super(message);
    }

    public EventsBusyException(String message, Throwable cause) {
        super(message, cause);
    }
}
