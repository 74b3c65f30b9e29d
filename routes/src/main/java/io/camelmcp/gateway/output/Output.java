package io.camelmcp.gateway.output;

import io.camelmcp.gateway.events.Event;
import java.util.List;

/**
 * A target that events are written to: an index of a search engine, a table, a topic. One thread at a time writes.
 *
 * <p>Events leave their queue when {@link #write} has returned, and come again, the same ones in the same order, when it
 * has thrown. So it returns only when the target has confirmed all that it did not refuse, and hands on
 * {@link Event#messageId()} wherever the target can tell a repeat by it.
 */
public interface Output extends AutoCloseable {

    /**
     * Writes events and waits until the target has them.
     *
     * @return what the target has refused for good, each with the reason; those go to the dead letters, the others are done
     * @throws Exception if the target is away or asks to come again; the message names the target and what it said, in
     *                   one line without secrets
     */
    List<RefusedEvent> write(List<Event> events) throws Exception;

    /** Gives back connections and threads. What has been begun has ended, well or not. */
    @Override
    void close();
}
