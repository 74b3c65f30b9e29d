package io.camelmcp.component.session;

/**
 * Something that has happened to a session.
 *
 * @param kind          what
 * @param clientId      whose session it is
 * @param sessionId     which one; empty for {@link Kind#PUSH_DROPPED}, which may be found when nobody knows it any more
 * @param epoch         of the session; 0 for {@link Kind#PUSH_DROPPED}
 * @param remoteAddress {@code host:port} of its connection, the last one when it has none
 * @param detail        why, in lower case: {@code logout}, {@code taken-over}, {@code retention-over}; for {@link Kind#PUSH_DROPPED} the
 *                      command; else empty
 */
public record SessionChange(
        Kind kind, String clientId, String sessionId, long epoch, String remoteAddress, String detail) {

    /** What can happen. */
    public enum Kind {
        /** A device has logged in, and has a new session. */
        LOGIN,
        /** A device has come back to its session. */
        RESUMED,
        /** The connection of a session is lost; the session waits for its device. */
        DETACHED,
        /** Another LOGIN of the client has ended the session. */
        TAKEN_OVER,
        /** The session has ended for another reason. */
        ENDED,
        /** A request that waited for the device will not be sent any more. */
        PUSH_DROPPED
    }
}
