package io.camelmcp.component.session;

import io.camelmcp.component.session.auth.Identity;
import io.camelmcp.component.session.state.SessionState;
import io.camelmcp.component.session.store.SessionRecord;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The session of a device that has logged in. It outlives connections: a LOGIN with its id resumes it (docs/protocol.md,
 * section 5). Changed by one thread at a time, read by any.
 */
public final class DeviceSession extends Session {

    /** How far sequence numbers may run ahead of what the store knows. */
    public static final int STORED_AHEAD = 8_192;

    /** Numbers of the gateway's own requests that are reserved at once. */
    public static final int SENT_RESERVE = 1_024;

    private static final Logger LOG = LoggerFactory.getLogger(DeviceSession.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ID_OCTETS = 16;

    private final String sessionId;
    private final String node;
    private final long sinceMillis;
    private volatile long epoch;
    private volatile Identity identity;
    private volatile Set<String> groups;
    private volatile SessionState state = SessionState.ACTIVE;

    /** A session of a record that the store has taken. */
    public DeviceSession(SessionRecord record, Identity identity, Set<String> groups, long nowMillis) {
        super(record.clientId(), record.tag());
        this.sessionId = record.sessionId();
        this.node = record.node();
        this.epoch = record.epoch();
        this.identity = identity;
        this.groups = groups;
        this.sinceMillis = nowMillis;
    }

    /** The record of a new session; its epoch is the one that follows. */
    public static SessionRecord newRecord(String clientId, long epoch, String node, long expiresAtMillis) {
        byte[] id = new byte[ID_OCTETS];
        RANDOM.nextBytes(id);
        return new SessionRecord(
                clientId,
                Base64.getUrlEncoder().withoutPadding().encodeToString(id),
                random(),
                epoch,
                node,
                0,
                0,
                expiresAtMillis);
    }

    /** The record of the session as it is now, for the store. */
    public SessionRecord record(long receivedMark, long sentMark, long expiresAtMillis) {
        return new SessionRecord(clientId(), sessionId, tag(), epoch, node, receivedMark, sentMark, expiresAtMillis);
    }

    /** The same session has been resumed. */
    public void resumed(long newEpoch, Identity newIdentity, Set<String> newGroups) {
        epoch = newEpoch;
        identity = newIdentity;
        groups = newGroups;
    }

    /** The device has proved again who it is. */
    public void refreshed(Identity newIdentity, Set<String> newGroups) {
        identity = newIdentity;
        groups = newGroups;
    }

    @Override
    public String sessionId() {
        return sessionId;
    }

    @Override
    public Set<String> groups() {
        return groups;
    }

    @Override
    public long epoch() {
        return epoch;
    }

    public Identity identity() {
        return identity;
    }

    public Instant since() {
        return Instant.ofEpochMilli(sinceMillis);
    }

    public SessionState state() {
        return state;
    }

    /** Something has happened to it; {@link IllegalStateException} if that cannot be. */
    public void on(SessionState.Event event) {
        SessionState next = SessionState.TABLE.next(state, event);
        LOG.debug("event=session-state clientId={} from={} cause={} to={}", clientId(), state, event, next);
        state = next;
    }
}
