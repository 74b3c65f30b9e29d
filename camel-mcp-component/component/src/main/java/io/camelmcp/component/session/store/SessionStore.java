package io.camelmcp.component.session.store;

import java.util.Collection;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one record for each client. No method waits: a stage completes when the store has what it says, on any thread, or fails
 * when it cannot say. What has been written with success is there after a crash of the process, if the store outlives it.
 */
public interface SessionStore extends AutoCloseable {

    /** The record of a client, {@code null} if there is none or it has expired. */
    CompletionStage<@Nullable SessionRecord> find(String clientId);

    /**
     * Writes a record if the one there is still what was found.
     *
     * @param expected what the store must hold in the same epoch; {@code null} for no record, or an expired one
     * @return whether it was written
     */
    CompletionStage<Boolean> replace(@Nullable SessionRecord expected, SessionRecord next);

    /**
     * Raises the marks of a session, never lowers them.
     *
     * @return {@code false} if the store no longer holds this session in this epoch: another connection or node has taken it
     */
    CompletionStage<Boolean> reserve(SessionRecord marks);

    /**
     * Puts off the expiry of sessions, and raises their marks; those that are no longer held in that epoch are passed over. May be
     * written later, and lost in a crash.
     */
    void refresh(Collection<SessionRecord> sessions);

    /** Forgets a session if it is still held in this epoch. May be written later. */
    void remove(SessionRecord session);

    /** The requests that wait for devices; they share the life of the sessions. */
    PushQueue pushes();

    @Override
    void close();
}
