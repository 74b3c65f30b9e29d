package io.camelmcp.component.server;

import io.camelmcp.component.session.SessionListener;
import io.camelmcp.component.session.store.MemorySessionStore;
import io.camelmcp.component.session.store.SessionStore;
import java.time.Duration;

/**
 * How the sessions of a port are kept.
 *
 * @param store                where they are kept; closed by whoever made it
 * @param listener             told what happens to them
 * @param lateAnswers          told what became of requests that have waited for their device
 * @param node                 name of this gateway in the store
 * @param maxSessions          sessions with and without a connection, 0 for no limit; those without a connection make room for others
 * @param ttl                  how long a session lives after its last frame
 * @param retention            how long it lives after its connection is lost
 * @param heartbeatInterval    silence after which the gateway sends PING; zero for no heartbeat
 * @param heartbeatMinInterval what a slow link shortens it to, and the least that a device may wish for
 * @param pushQueue            requests that wait for one device, at most
 * @param retransmitAfter      how long a request of ours may be unanswered until it is sent again
 * @param maxRetransmits       how often it is sent again until the connection counts as dead
 * @param maxFrameRate         requests a second that one session may send, 0 for no limit
 */
public record SessionOptions(
        SessionStore store,
        SessionListener listener,
        LateAnswers lateAnswers,
        String node,
        int maxSessions,
        Duration ttl,
        Duration retention,
        Duration heartbeatInterval,
        Duration heartbeatMinInterval,
        int pushQueue,
        Duration retransmitAfter,
        int maxRetransmits,
        int maxFrameRate) {

    /** Sessions that are kept in memory, as long and with the limits that the protocol names. */
    static SessionOptions inMemory() {
        return new SessionOptions(
                new MemorySessionStore(),
                SessionListener.NONE,
                LateAnswers.NOBODY,
                "local",
                0,
                Duration.ofSeconds(3_600),
                Duration.ofSeconds(600),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                100,
                Duration.ofSeconds(25),
                2,
                0);
    }

    /** How long a record is good for when it is written: the session may be used until then without the store being asked. */
    long lifeMillis() {
        return Math.max(ttl.toMillis(), retention.toMillis());
    }
}
