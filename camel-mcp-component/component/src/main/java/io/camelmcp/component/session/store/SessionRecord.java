package io.camelmcp.component.session.store;

/**
 * What a store keeps of a session, one record for each client (docs/protocol.md, sections 3 and 5).
 *
 * @param clientId        whose session it is
 * @param sessionId       22 characters, base64url of 128 random bits
 * @param tag             8 characters, part of the ids of its messages
 * @param epoch           1 or more; rises by one with each LOGIN that takes or resumes the session, and fences all before
 * @param node            gateway that has it
 * @param receivedMark    highest extended sequence number of the device when this was written; it has not run more than
 *                        8192 ahead of it since
 * @param sentMark        no extended sequence number above this has been given to a request of the gateway
 * @param expiresAtMillis when it may be forgotten, milliseconds since 1970
 */
public record SessionRecord(
        String clientId,
        String sessionId,
        String tag,
        long epoch,
        String node,
        long receivedMark,
        long sentMark,
        long expiresAtMillis) {

    /** Whether the other is the same session in the same epoch, whatever its marks are. */
    public boolean isSameEpoch(SessionRecord other) {
        return epoch == other.epoch && sessionId.equals(other.sessionId);
    }

    public SessionRecord withMarks(long received, long sent) {
        return new SessionRecord(clientId, sessionId, tag, epoch, node, received, sent, expiresAtMillis);
    }

    public SessionRecord withExpiry(long expiresAt) {
        return new SessionRecord(clientId, sessionId, tag, epoch, node, receivedMark, sentMark, expiresAt);
    }
}
