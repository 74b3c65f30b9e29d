package io.camelmcp.component.session.store;

import org.jspecify.annotations.Nullable;

/**
 * The rules of a {@link SessionStore}: what a write makes of the record that is held. Each answers with the record to hold from
 * now on, or {@code null} if the write is refused.
 *
 * <p>An expired record counts as none for whoever comes without it. Its owner can go on using it for as long as it is there, since
 * nobody has taken it.
 */
public final class SessionWrites {

    private SessionWrites() {}

    /** Whether the record may be forgotten. */
    public static boolean isExpired(SessionRecord held, long nowMillis) {
        return held.expiresAtMillis() <= nowMillis;
    }

    /** What {@link SessionStore#find} answers. */
    public static @Nullable SessionRecord find(@Nullable SessionRecord held, long nowMillis) {
        return held == null || isExpired(held, nowMillis) ? null : held;
    }

    /** What {@link SessionStore#replace} leaves. */
    public static @Nullable SessionRecord replace(
            @Nullable SessionRecord held, @Nullable SessionRecord expected, SessionRecord next, long nowMillis) {
        if (expected == null) {
            return find(held, nowMillis) == null ? next : null;
        }
        if (held == null || !held.isSameEpoch(expected)) {
            return null;
        }
        // numbers may have been reserved since the session was found: they stay given
        return held.sessionId().equals(next.sessionId()) ? raised(next, held) : next;
    }

    /** What {@link SessionStore#reserve} leaves. */
    public static @Nullable SessionRecord reserve(@Nullable SessionRecord held, SessionRecord marks) {
        return held == null || !held.isSameEpoch(marks) ? null : raised(held, marks);
    }

    /** What {@link SessionStore#refresh} leaves of one session. */
    public static @Nullable SessionRecord refresh(@Nullable SessionRecord held, SessionRecord session) {
        return held == null || !held.isSameEpoch(session)
                ? null
                : raised(held, session).withExpiry(session.expiresAtMillis());
    }

    private static SessionRecord raised(SessionRecord session, SessionRecord marks) {
        if (session.receivedMark() >= marks.receivedMark() && session.sentMark() >= marks.sentMark()) {
            return session;
        }
        return session.withMarks(
                Math.max(session.receivedMark(), marks.receivedMark()), Math.max(session.sentMark(), marks.sentMark()));
    }
}
