package io.camelmcp.component.session.store;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The requests that wait for devices, kept with the sessions of these ({@link SessionStore#pushes}): what has been appended is there
 * after a crash, if the store outlives it. A takeover ({@link SessionStore#replace} with another session) moves what has not been
 * sent to the new session. What is left behind by a session that has ended or expired stays until {@link #orphans} has given it out,
 * so that whoever waits for the answer can be told. No method waits.
 */
public interface PushQueue {

    /** What has become of a request. */
    enum Standing {
        /** The store has it. */
        KEPT,
        /** So many wait for the device already. */
        FULL,
        /** The client has no session, or another node has it. */
        NO_SESSION
    }

    /**
     * Answer to {@link #append}.
     *
     * @param push the request with its number and tag, if it is kept
     */
    record Appended(Standing standing, QueuedPush push) {}

    /**
     * Puts a request behind those that wait for its client.
     *
     * @param node that must have the session
     * @param most requests of a session that are kept
     */
    CompletionStage<Appended> append(QueuedPush push, String node, int most);

    /** What waits in a session, in the order in which it came. */
    CompletionStage<List<QueuedPush>> list(SessionRecord session);

    /**
     * A request is being sent with this extended number, in the session that it waits in. Written soon, and perhaps lost in a
     * crash: then it is sent under another number.
     */
    void sent(QueuedPush push, long number);

    /** Its answer has been passed on, or nobody can be told. Written soon. */
    void remove(QueuedPush push);

    /**
     * Requests whose session has ended or expired. Each is given out once by this store, and again by the next one that opens the
     * same data unless it has been {@linkplain #remove removed}.
     *
     * @param most of them at once
     */
    CompletionStage<List<QueuedPush>> orphans(int most);
}
