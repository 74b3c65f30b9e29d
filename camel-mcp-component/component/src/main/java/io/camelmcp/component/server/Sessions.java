package io.camelmcp.component.server;

import io.camelmcp.component.session.DeviceSession;
import io.camelmcp.component.session.LoginRequest;
import io.camelmcp.component.session.SessionChange;
import io.camelmcp.component.session.auth.Identity;
import io.camelmcp.component.session.directory.DeviceDirectory;
import io.camelmcp.component.session.directory.DeviceInfo;
import io.camelmcp.component.session.state.SessionState;
import io.camelmcp.component.session.store.QueuedPush;
import io.camelmcp.component.session.store.SessionRecord;
import io.camelmcp.component.session.store.SessionStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions of a port that have a login: who has which, who may take it, when it ends (docs/protocol.md, section 5). A LOGIN takes
 * the record in the store first, by compare-and-set of its epoch, and then the session here: the newest epoch has it.
 */
public final class Sessions implements DeviceDirectory {

    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);

    /** Logins of one client at the same moment that may be ahead of one. */
    private static final int MAX_TRIES = 8;

    private static final long RESERVE_AGAIN_MILLIS = 20;

    private final McpServer server;
    private final SessionOptions options;
    private final SessionStore store;
    private final ServerClock clock;
    private final KeptPushes kept;
    private final Map<String, ServerSession> sessions = new ConcurrentHashMap<>();

    /** How many LOGINs of a client are between the store and here: its session must not end meanwhile. */
    private final Map<String, Integer> underway = new ConcurrentHashMap<>();

    /** Clients for whom the store has taken a push while their LOGIN was between the store and here. */
    private final Set<String> unheard = ConcurrentHashMap.newKeySet();

    /** Sessions without a connection and when they lost it, the longest ago first. */
    private final Map<ServerSession, Long> detached = new LinkedHashMap<>();

    private volatile boolean closed;
    private volatile long refreshedMillis;

    Sessions(McpServer server, SessionOptions options) {
        this.server = server;
        this.options = options;
        this.store = options.store();
        this.clock = server.clock();
        this.refreshedMillis = clock.millis();
        this.kept = new KeptPushes(options);
    }

    /** What a LOGIN has come to. */
    interface Login {

        /** The connection has the session; on its event loop. */
        void attached(ServerSession session, boolean resumed);

        /** Another LOGIN of the client was newer. */
        void takenOver();

        /** It cannot be decided now, or there is no room. */
        void busy(String why);
    }

    private record Claim(SessionRecord record, boolean resume, boolean isFirst) {}

    KeptPushes kept() {
        return kept;
    }

    // ------------------------------------------------------------------ login

    /** Takes or resumes the session of a client for a connection; on the event loop of that. */
    void login(McpConnection connection, Identity identity, LoginRequest request, Login login) {
        if (closed) {
            login.busy("the port closes");
            return;
        }
        if (!sessions.containsKey(identity.clientId()) && isFull()) {
            login.busy("maxSessions=" + options.maxSessions() + " are in use");
            return;
        }
        underway.merge(identity.clientId(), 1, Integer::sum);
        claim(identity.clientId(), request.sessionId(), MAX_TRIES)
                .whenComplete((claim, failure) -> connection.onLoop(() -> {
                    if (failure != null) {
                        storeFailed(identity.clientId(), failure);
                        login.busy("the session store has failed");
                    } else if (claim == null) {
                        login.busy("too many logins of one client at once");
                    } else {
                        install(connection, identity, request, claim, login);
                    }
                    underway.computeIfPresent(identity.clientId(), (id, count) -> count == 1 ? null : count - 1);
                    ServerSession session = sessions.get(identity.clientId());
                    if (unheard.remove(identity.clientId()) && session != null) {
                        session.onLoop(() -> lookAgain(session));
                    }
                }));
    }

    private CompletableFuture<@Nullable Claim> claim(String clientId, @Nullable String sessionId, int tries) {
        return store.find(clientId)
                .thenCompose(found -> {
                    boolean resume = found != null && found.sessionId().equals(sessionId);
                    SessionRecord next = next(clientId, found, resume);
                    return store.replace(found, next).thenCompose(written -> {
                        if (written) {
                            return CompletableFuture.<@Nullable Claim>completedFuture(
                                    new Claim(next, resume, found == null));
                        }
                        return tries <= 1
                                ? CompletableFuture.<@Nullable Claim>completedFuture(null)
                                : claim(clientId, sessionId, tries - 1);
                    });
                })
                .toCompletableFuture();
    }

    private SessionRecord next(String clientId, @Nullable SessionRecord found, boolean resume) {
        // a session whose record is gone already is older all the same
        ServerSession present = sessions.get(clientId);
        long before = Math.max(found == null ? 0 : found.epoch(), present == null ? 0 : present.claimedEpoch());
        long epoch = before + 1;
        long expiry = clock.millis() + options.lifeMillis();
        if (!resume || found == null) {
            return DeviceSession.newRecord(clientId, epoch, options.node(), expiry);
        }
        return new SessionRecord(
                clientId,
                found.sessionId(),
                found.tag(),
                epoch,
                options.node(),
                found.receivedMark(),
                found.sentMark(),
                expiry);
    }

    private void install(McpConnection connection, Identity identity, LoginRequest request, Claim claim, Login login) {
        SessionRecord record = claim.record;
        Set<String> groups = Set.copyOf(request.groups());
        ServerSession[] before = new ServerSession[1];
        ServerSession mine = sessions.compute(record.clientId(), (clientId, present) -> {
            before[0] = present;
            if (present != null && present.claimedEpoch() > record.epoch()) {
                return present;
            }
            if (present != null
                    && present.device().sessionId().equals(record.sessionId())
                    && present.device().state() != SessionState.ENDED) {
                present.claim(record.epoch());
                return present;
            }
            return ServerSession.of(
                    server, new DeviceSession(record, identity, groups, clock.millis()), record, connection.loop());
        });
        if (mine != before[0] && claim.isFirst) {
            // the store had no session of this client, so nothing waits in it
            mine.complete();
        }
        if (!mine.isClaimedBy(record.epoch())) {
            login.takenOver();
        } else if (mine == before[0]) {
            mine.onLoop(() -> release(mine, connection, identity, groups, record.epoch(), login));
        } else if (before[0] != null) {
            ServerSession old = before[0];
            server.login().takenOver(record.clientId());
            old.onLoop(() -> {
                List<Push> left = end(old, SessionState.Event.TAKEN_OVER);
                connection.onLoop(() -> {
                    inherit(mine, left);
                    attach(mine, connection, record.epoch(), claim.resume, login);
                });
            });
        } else {
            makeRoom();
            attach(mine, connection, record.epoch(), claim.resume, login);
        }
    }

    /** On the event loop that has the session: takes over what has waited in the one before, unless it has been taken over itself. */
    private void inherit(ServerSession heir, List<Push> left) {
        if (left.isEmpty()) {
            return;
        }
        if (heir.device().state() != SessionState.ENDED) {
            heir.outbox().adopt(left);
            heir.pump();
            return;
        }
        ServerSession next = sessions.get(heir.device().clientId());
        if (next == null || next == heir) {
            drop(left);
        } else {
            next.onLoop(() -> inherit(next, left));
        }
    }

    /** On the event loop that has the session: gives it to the connection that has resumed it. */
    private void release(
            ServerSession session, McpConnection next, Identity identity, Set<String> groups, long epoch, Login login) {
        if (!session.isClaimedBy(epoch) || session.device().state() == SessionState.ENDED) {
            next.onLoop(login::takenOver);
            return;
        }
        McpConnection last = session.detach();
        if (last != null && last != next) {
            last.takenOver();
        }
        session.device().on(SessionState.Event.RESUMED);
        session.device().resumed(epoch, identity, groups);
        forgetDetached(session);
        session.inbox().move(next.loop());
        next.onLoop(() -> attach(session, next, epoch, true, login));
    }

    private void attach(ServerSession session, McpConnection connection, long epoch, boolean resumed, Login login) {
        if (!session.isClaimedBy(epoch) || session.device().state() == SessionState.ENDED) {
            login.takenOver();
            return;
        }
        if (session.isComplete()) {
            attached(session, connection, resumed, login);
            return;
        }
        kept.load(session.marks())
                .whenComplete((waiting, failure) -> connection.onLoop(() -> {
                    boolean mine =
                            session.isClaimedBy(epoch) && session.device().state() != SessionState.ENDED;
                    if (mine && failure == null) {
                        waiting.forEach(push -> kept.give(push, session));
                        session.complete();
                    }
                    kept.loaded();
                    if (!mine) {
                        login.takenOver();
                    } else if (failure == null) {
                        attached(session, connection, resumed, login);
                    } else {
                        // the device resumes, and then it is tried again
                        storeFailed(session.device().clientId(), failure);
                        attached(session, connection, resumed, login);
                        connection.close(CloseReason.STORE);
                    }
                }));
    }

    private void attached(ServerSession session, McpConnection connection, boolean resumed, Login login) {
        login.attached(session, resumed);
        tell(resumed ? SessionChange.Kind.RESUMED : SessionChange.Kind.LOGIN, session, "");
        if (connection.isClosing()) {
            // it was closed while its LOGIN was on its way
            lost(session, connection);
        }
    }

    /** Whether there are as many sessions as may be, and all have a connection. */
    private boolean isFull() {
        int most = options.maxSessions();
        if (most == 0 || sessions.size() < most) {
            return false;
        }
        synchronized (detached) {
            return detached.isEmpty();
        }
    }

    /** Ends the session that has been without a connection for longest, if there are more than may be. */
    private void makeRoom() {
        int most = options.maxSessions();
        if (most == 0 || sessions.size() <= most) {
            return;
        }
        ServerSession oldest;
        synchronized (detached) {
            Iterator<ServerSession> all = detached.keySet().iterator();
            if (!all.hasNext()) {
                return;
            }
            oldest = all.next();
            all.remove();
        }
        oldest.onLoop(() -> {
            endDetached(oldest, SessionState.Event.EVICTED);
            if (oldest.device().state() == SessionState.DETACHED) {
                // a LOGIN was on its way to it
                synchronized (detached) {
                    detached.put(oldest, clock.nanos());
                }
            }
        });
    }

    // ------------------------------------------------------------------ ends

    /** The connection of a session is lost; on the event loop that has both. */
    void lost(ServerSession session, McpConnection connection) {
        if (session.connection() != connection) {
            return;
        }
        session.detach();
        if (session.device().state() != SessionState.ACTIVE) {
            return;
        }
        session.device().on(SessionState.Event.CONNECTION_LOST);
        synchronized (detached) {
            detached.put(session, clock.nanos());
        }
        Outbox box = session.outboxIfAny();
        if (box != null) {
            for (Push push : box.detached()) {
                keep(session.device().clientId(), push);
            }
            watch(session, box);
        }
        store.refresh(List.of(
                session.marks().withExpiry(clock.millis() + options.retention().toMillis())));
        tell(SessionChange.Kind.DETACHED, session, "");
    }

    /** While there is no connection whose deadlines are looked at, the requests that wait need a timer of their own. */
    void watch(ServerSession session, Outbox box) {
        long left = box.millisToNext(clock.nanos());
        if (left >= 0) {
            session.inbox()
                    .loop()
                    .schedule(
                            () -> session.onLoop(() -> {
                                if (session.connection() == null
                                        && session.device().state() == SessionState.DETACHED) {
                                    box.look(clock.nanos(), false);
                                    watch(session, box);
                                }
                            }),
                            left,
                            TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Ends a session for good; on the event loop that has it.
     *
     * @return requests of ours that have waited for the device, and that the store does not keep
     */
    List<Push> end(ServerSession session, SessionState.Event why) {
        DeviceSession device = session.device();
        boolean takenOver = why == SessionState.Event.TAKEN_OVER;
        if (device.state() == SessionState.ENDED || !leave(session, takenOver)) {
            return List.of();
        }
        device.on(why);
        forgetDetached(session);
        McpConnection connection = session.connection();
        if (connection != null) {
            connection.sessionEnded(why);
        }
        String detail = why.name().toLowerCase(Locale.ROOT).replace('_', '-');
        Outbox box = session.outboxIfAny();
        List<Push> left = box == null ? List.of() : leave(session, box, "the session has ended (" + detail + ")");
        session.close();
        if (!takenOver) {
            store.remove(session.marks());
            drop(left);
        }
        tell(takenOver ? SessionChange.Kind.TAKEN_OVER : SessionChange.Kind.ENDED, session, takenOver ? "" : detail);
        return takenOver ? left : List.of();
    }

    /** Takes the session out of the directory; {@code false} if a LOGIN is on its way to it, which goes first. */
    private boolean leave(ServerSession session, boolean anyway) {
        boolean[] free = {anyway};
        sessions.computeIfPresent(session.session().clientId(), (clientId, present) -> {
            if (present != session) {
                free[0] = true;
                return present;
            }
            free[0] |= !isWanted(session, session.session().epoch());
            return free[0] ? null : present;
        });
        return free[0];
    }

    /** Whether a LOGIN that is newer than this epoch is on its way to a session. */
    private boolean isWanted(ServerSession session, long epoch) {
        return !session.isClaimedBy(epoch)
                || underway.containsKey(session.session().clientId());
    }

    private List<Push> leave(ServerSession session, Outbox box, String why) {
        List<Push> left = box.end(why);
        boolean anyKept = left.stream().anyMatch(push -> push.kept() != null);
        left.removeIf(push -> {
            QueuedPush waiting = push.kept();
            if (waiting != null) {
                kept.leave(waiting);
            }
            return waiting != null;
        });
        ServerSession next = sessions.get(session.session().clientId());
        if (anyKept && next != null && next != session) {
            // it may have looked for them already, when they were still here
            next.onLoop(() -> lookAgain(next));
        }
        return left;
    }

    private void lookAgain(ServerSession session) {
        if (session.isComplete() && session.device().state() != SessionState.ENDED) {
            kept.load(session.marks())
                    .whenComplete((waiting, failure) -> session.onLoop(() -> {
                        boolean wanted = failure == null && session.device().state() != SessionState.ENDED;
                        if (wanted) {
                            waiting.forEach(push -> kept.give(push, session));
                        }
                        kept.loaded();
                        if (wanted) {
                            session.pump();
                        }
                    }));
        }
    }

    private static void drop(List<Push> pushes) {
        for (Push push : pushes) {
            push.failed(PushFailure.of(
                    PushFailure.Kind.OFFLINE, "its session has ended while the request waited; nothing has been sent"));
        }
    }

    private void endDetached(ServerSession session, SessionState.Event why) {
        if (session.device().state() == SessionState.DETACHED) {
            end(session, why);
        }
    }

    private void forgetDetached(ServerSession session) {
        synchronized (detached) {
            detached.remove(session);
        }
    }

    /** Looks for sessions whose device has not come back in time, and tells the store which ones live; from any thread. */
    void sweep(long nowMillis) {
        List<ServerSession> over = new ArrayList<>();
        long now = clock.nanos();
        synchronized (detached) {
            for (Map.Entry<ServerSession, Long> entry : detached.entrySet()) {
                if (now - entry.getValue() < options.retention().toNanos()) {
                    break;
                }
                over.add(entry.getKey());
            }
        }
        for (ServerSession session : over) {
            session.onLoop(() -> endDetached(session, SessionState.Event.RETENTION_OVER));
        }
        kept.sweep();
        if (nowMillis - refreshedMillis >= options.ttl().toMillis() / 4) {
            refreshedMillis = nowMillis;
            refreshAll(nowMillis);
        }
    }

    private void refreshAll(long nowMillis) {
        for (ServerSession session : sessions.values()) {
            session.onLoop(() -> {
                if (session.device().state() == SessionState.ACTIVE) {
                    store.refresh(List.of(session.marks().withExpiry(nowMillis + options.lifeMillis())));
                }
            });
        }
    }

    /** The port closes: sessions stay in the store, as if their connections had been lost. */
    void close() {
        closed = true;
        List<SessionRecord> all = new ArrayList<>();
        long expiry = clock.millis() + options.retention().toMillis();
        for (ServerSession session : sessions.values()) {
            all.add(session.marks().withExpiry(expiry));
            session.onLoop(() -> {
                Outbox box = session.outboxIfAny();
                if (box != null) {
                    drop(leave(session, box, "the gateway stops"));
                }
            });
        }
        store.refresh(all);
        sessions.clear();
        synchronized (detached) {
            detached.clear();
        }
    }

    // ------------------------------------------------------------------ store

    /**
     * Raises the marks of a session, and then goes on on its event loop, with whether they are stored. A session that the store no longer
     * has is lost, unless a LOGIN here has taken its record and is on its way to it.
     */
    void reserve(ServerSession session, long received, long sent, Consumer<Boolean> goOn) {
        DeviceSession device = session.device();
        long epoch = device.epoch();
        store.reserve(device.record(received, sent, clock.millis() + options.lifeMillis()))
                .whenComplete((held, failure) -> session.onLoop(() -> {
                    if (device.state() == SessionState.ENDED) {
                        goOn.accept(false);
                    } else if (failure != null) {
                        storeFailed(device.clientId(), failure);
                        McpConnection connection = session.connection();
                        if (connection != null) {
                            connection.close(CloseReason.STORE);
                        }
                        goOn.accept(false);
                    } else if (held) {
                        goOn.accept(true);
                    } else if (isWanted(session, epoch)) {
                        session.inbox()
                                .loop()
                                .schedule(
                                        () -> session.onLoop(() -> reserve(session, received, sent, goOn)),
                                        RESERVE_AGAIN_MILLIS,
                                        TimeUnit.MILLISECONDS);
                    } else {
                        fenced(session);
                        goOn.accept(false);
                    }
                }));
    }

    private void fenced(ServerSession session) {
        List<Push> left = end(session, SessionState.Event.TAKEN_OVER);
        ServerSession heir = sessions.get(session.session().clientId());
        if (heir == null) {
            drop(left);
        } else {
            heir.onLoop(() -> inherit(heir, left));
        }
    }

    private void tell(SessionChange.Kind kind, ServerSession session, String detail) {
        DeviceSession device = session.device();
        try {
            options.listener()
                    .changed(new SessionChange(
                            kind,
                            device.clientId(),
                            device.sessionId(),
                            device.epoch(),
                            session.remoteAddress(),
                            detail));
        } catch (RuntimeException e) {
            LOG.warn("event=listener-failed change={} clientId={}", kind, device.clientId(), e);
        }
    }

    // ------------------------------------------------------------------ push

    /** Sends a request to a device, or lets it wait; from any thread. */
    public void push(String clientId, Push push) {
        push.begin(clock.nanos());
        if (server.isSuspended()) {
            push.failed(PushFailure.of(
                    PushFailure.Kind.BUSY, "the port is suspended, and takes no answers; nothing has been sent"));
            return;
        }
        ServerSession session = sessions.get(clientId);
        if (session == null) {
            // the store may know it from before a restart
            keep(clientId, push);
        } else {
            session.onLoop(() -> push(session, push));
        }
    }

    private void keep(String clientId, Push push) {
        Push.Patience how = push.patience();
        if (how == null) {
            push.failed(PushFailure.of(PushFailure.Kind.OFFLINE, "it has no session here"));
        } else {
            kept.keep(clientId, push, how, this::arrived);
        }
    }

    /** The store has another request: a session that is here already must hear of it, any other one finds it there. */
    private void arrived(QueuedPush push) {
        if (underway.containsKey(push.clientId())) {
            unheard.add(push.clientId());
        }
        ServerSession session = sessions.get(push.clientId());
        if (session != null) {
            session.onLoop(() -> {
                if (session.device().tag().equals(push.tag())
                        && session.device().state() != SessionState.ENDED) {
                    kept.give(push, session);
                    session.pump();
                }
            });
        }
    }

    private void push(ServerSession session, Push push) {
        if (session.device().state() == SessionState.ENDED) {
            ServerSession next = sessions.get(session.device().clientId());
            if (next != null && next != session) {
                next.onLoop(() -> push(next, push));
            } else {
                push.failed(PushFailure.of(PushFailure.Kind.OFFLINE, "its session has ended"));
            }
            return;
        }
        if (session.connection() != null) {
            session.outbox().add(push);
            session.pump();
        } else if (push.isPatient()) {
            keep(session.device().clientId(), push);
        } else {
            push.failed(PushFailure.of(PushFailure.Kind.OFFLINE, "it is not connected"));
        }
    }

    /** Clients of a group, or all, that have a session now. */
    public Collection<String> clients(@Nullable String group) {
        List<String> names = new ArrayList<>();
        for (ServerSession session : sessions.values()) {
            if (group == null || session.session().groups().contains(group)) {
                names.add(session.session().clientId());
            }
        }
        return names;
    }

    // ------------------------------------------------------------------ directory

    @Override
    public List<DeviceInfo> devices() {
        return sessions.values().stream()
                .map(ServerSession::info)
                .sorted(Comparator.comparing(DeviceInfo::clientId))
                .toList();
    }

    @Override
    public Optional<DeviceInfo> device(String clientId) {
        return Optional.ofNullable(sessions.get(clientId)).map(ServerSession::info);
    }

    @Override
    public boolean disconnect(String clientId) {
        ServerSession session = sessions.get(clientId);
        if (session == null) {
            return false;
        }
        session.onLoop(() -> {
            McpConnection connection = session.connection();
            end(session, SessionState.Event.DISCONNECTED);
            if (connection != null) {
                connection.close(CloseReason.DISCONNECTED);
            }
        });
        return true;
    }

    /** Sessions with and without a connection. */
    public int size() {
        return sessions.size();
    }

    private static void storeFailed(String clientId, Throwable failure) {
        LOG.warn("event=session-store-failed clientId={} cause=\"{}\"", clientId, failure.toString());
    }
}
