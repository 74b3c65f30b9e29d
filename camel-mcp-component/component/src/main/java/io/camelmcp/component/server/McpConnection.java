package io.camelmcp.component.server;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.McpFrameDecoder;
import io.camelmcp.codec.McpFrameEncoder;
import io.camelmcp.codec.Protocol;
import io.camelmcp.component.session.LoginAnswer;
import io.camelmcp.component.session.LoginRequest;
import io.camelmcp.component.session.RateLimit;
import io.camelmcp.component.session.auth.Identity;
import io.camelmcp.component.session.heartbeat.Heartbeat;
import io.camelmcp.component.session.sequence.ReceivedNumbers;
import io.camelmcp.component.session.state.ConnectionState;
import io.camelmcp.component.session.state.SessionState;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** A connection that speaks the Message Communication Protocol (docs/protocol.md, sections 1 to 7). */
final class McpConnection extends DeviceConnection {

    private static final int DEFAULT_WINDOW = 32;
    private static final int DEFAULT_HEARTBEAT_SECONDS = 30;
    private static final int MAX_SEQ = 65_535;

    private final CRC32 crc = new CRC32();

    /** Version of the last valid frame: an ERROR that answers none is sent in it. */
    private int lastVersion = McpFrame.PLAIN;

    /** The highest version that the peer has used: what we send on our own is in it. */
    private int pushVersion = McpFrame.PLAIN;

    /** Whether the peer has shown that it is no simple device that our own initiative would surprise. */
    private boolean capable;

    /** The session has ended while the connection goes on: nothing but LOGIN is taken. */
    private boolean gone;

    /** The peer has taken its leave: what it still sends is not looked at. */
    private @Nullable McpFrame logout;

    private @Nullable ServerSession session;
    private @Nullable LoginAttempt login;
    private @Nullable Heartbeat heartbeat;
    private boolean heartbeatPaused;
    private int pingSeq;
    private boolean pausing;
    private final long openedNanos;

    McpConnection(McpServer server, InetSocketAddress remoteAddress) {
        super(server, remoteAddress, Protocol.MCP);
        this.openedNanos = server.clock().nanos();
    }

    // ------------------------------------------------------------------ frames of the device

    @Override
    void frame(Object message) {
        McpFrame frame = (McpFrame) message;
        if (logout != null) {
            return;
        }
        lastVersion = frame.version();
        pushVersion = Math.max(pushVersion, frame.version());
        if (!capable && (frame.version() == McpFrame.SEQUENCED || frame.command() == McpCommand.PING)) {
            becomeCapable();
        }
        if (frame.isAnswer()) {
            answer(frame);
            return;
        }
        heard();
        server.statistics().countRequest();
        switch (frame.command()) {
            case McpCommand.PING -> ping(frame);
            case McpCommand.LOGIN -> login(frame);
            case McpCommand.LOGOUT -> logout(frame);
            default -> request(frame);
        }
    }

    private void heard() {
        Heartbeat beat = heartbeat;
        if (beat != null) {
            beat.heard(nowNanos());
            if (state() == ConnectionState.PROBING) {
                follow(beat);
            }
        }
    }

    private void ping(McpFrame frame) {
        if (frame.body().length > McpCommand.MAX_PING_BODY) {
            if (frame.wantsAnswer()) {
                write(frame.error(McpErrorCode.BAD_FRAME, McpErrorCode.BAD_FRAME.text()));
            }
            close(
                    CloseReason.BAD_FRAME,
                    "PING with a body of " + frame.body().length + " octets, at most 16 are allowed");
        } else if (frame.wantsAnswer()) {
            write(frame.answer(frame.body()));
        }
    }

    private void logout(McpFrame frame) {
        logout = frame;
        drainAndClose(CloseReason.LOGOUT);
    }

    private void login(McpFrame frame) {
        if (isDraining()) {
            refuse(frame, McpErrorCode.BUSY);
            return;
        }
        LoginAttempt attempt = new LoginAttempt(this, server, frame);
        if (attempt.read()) {
            login = attempt;
            hold();
            if (loggedIn() != null || isAnswered()) {
                attempt.start();
            }
        }
    }

    /** What was sent without login has been answered: a LOGIN may go on. */
    @Override
    void answered() {
        LoginAttempt waiting = login;
        if (waiting != null) {
            waiting.start();
        }
    }

    private void request(McpFrame frame) {
        if (state() == ConnectionState.LOGIN_WAIT) {
            refuse(frame, McpErrorCode.NOT_LOGGED_IN);
            return;
        }
        if (gone) {
            refuse(frame, McpErrorCode.SESSION_GONE);
            return;
        }
        if (!paced()) {
            refuse(frame, McpErrorCode.BUSY);
            return;
        }
        ServerSession owner = session();
        long number = 0;
        boolean duplicate = false;
        if (frame.seq() > 0) {
            number = owner.received().extend(frame.seq());
            ReceivedNumbers.Standing standing = owner.received().standing(number);
            switch (standing) {
                case STALE -> {
                    refuse(frame, McpErrorCode.STALE);
                    return;
                }
                case DONE -> {
                    sendAgain(owner, frame, number);
                    return;
                }
                case RUNNING -> {
                    owner.attachDuplicate(frame, number, nowNanos());
                    return;
                }
                default -> duplicate = standing == ReceivedNumbers.Standing.AGAIN;
            }
        }
        RequestHandler handler =
                McpCommand.isRoutable(frame.command()) ? server.router().handlerOf(frame.command()) : null;
        if (handler == null) {
            refuse(frame, McpErrorCode.UNKNOWN_COMMAND);
        } else if (owner.isDevice() && !owner.device().identity().maySend(frame.command())) {
            refuse(frame, McpErrorCode.FORBIDDEN);
        } else if (server.frozen().find(owner.session().clientId()) != null) {
            refuse(frame, McpErrorCode.FORBIDDEN, "the device is frozen");
        } else if (isDraining() || handler.isSuspended()) {
            refuse(frame, McpErrorCode.BUSY);
        } else {
            owner.accept(new McpRequest(
                    this,
                    owner,
                    handler,
                    frame,
                    number > 0 ? number : owner.session().count(),
                    duplicate,
                    server.clock().millis(),
                    nowNanos()));
            hold();
        }
    }

    /** Counts a request against the rate of the session, and pauses reading while that is used up; {@code false} if that has not helped for long. */
    private boolean paced() {
        RateLimit limit = server.login().frameLimit();
        if (limit == null) {
            return true;
        }
        long now = nowNanos();
        ServerSession owner = session();
        long wait = owner.nanosToWait(limit, now);
        if (wait > 0 && !pausing) {
            pausing = true;
            loop().schedule(this::endPause, wait, TimeUnit.NANOSECONDS);
            hold();
        }
        return !owner.isOverRateForLong(now);
    }

    private void endPause() {
        pausing = false;
        hold();
    }

    private void sendAgain(ServerSession owner, McpFrame frame, long number) {
        owner.countDuplicate();
        byte[] stored = owner.received().answerTo(number);
        if (stored == null) {
            refuse(frame, McpErrorCode.STALE);
        } else {
            writeAnswer(frame, new ServerRequest.Outcome(stored, null));
        }
    }

    private void refuse(McpFrame frame, McpErrorCode code) {
        refuse(frame, code, code.text());
    }

    private void refuse(McpFrame frame, McpErrorCode code, String text) {
        if (!frame.wantsAnswer()) {
            return;
        }
        if (frame.version() == McpFrame.PLAIN && !isAnswered()) {
            ServerSession owner = session();
            McpRequest refused = new McpRequest(this, owner, RequestHandler.NOBODY, frame, 0, false, 0, nowNanos());
            refused.early = new ServerRequest.Outcome(McpFrame.EMPTY, code);
            owner.inbox().answerInTurn(refused);
            hold();
        } else {
            write(frame.error(code, text));
        }
    }

    private void answer(McpFrame frame) {
        Heartbeat beat = heartbeat;
        if (frame.command() == (McpCommand.PING | McpCommand.ANSWER_BIT)) {
            if (beat != null) {
                boolean ours = frame.body().length == Long.BYTES;
                beat.answered(nowNanos(), ours ? ByteBuffer.wrap(frame.body()).getLong() : -1);
            }
            return;
        }
        heard();
        ServerSession owner = session;
        Outbox box = owner == null ? null : owner.outboxIfAny();
        if (owner == null || box == null || !box.answered(frame)) {
            server.statistics().countIgnoredAnswer();
        } else {
            owner.pump();
        }
    }

    // ------------------------------------------------------------------ session

    private ServerSession session() {
        ServerSession owner = session;
        if (owner == null) {
            owner = ServerSession.anonymous(server, this);
            session = owner;
        }
        return owner;
    }

    /** The session of the device that has logged in; {@code null} without login, or when that has ended. */
    @Nullable
    ServerSession loggedIn() {
        ServerSession owner = session;
        return owner != null && owner.isDevice() && !gone ? owner : null;
    }

    @Override
    @Nullable
    Inbox inbox() {
        ServerSession owner = session;
        return owner == null ? null : owner.inbox();
    }

    @Override
    boolean isLoginRequired() {
        return server.login().isRequired();
    }

    /** A LOGIN has been accepted: the connection is that of the session from now on. */
    void loggedIn(ServerSession next, boolean resumed, LoginRequest request, McpFrame asked) {
        gone = false;
        login = null;
        int interval = agreedHeartbeat(request);
        if (!isClosing()) {
            on(ConnectionState.Event.LOGGED_IN);
        }
        ServerSession before = session;
        if (before != null && before != next && !before.isDevice()) {
            before.close();
        }
        next.attach(this, agreedWindow(request), interval);
        session = next;
        if (!isClosing()) {
            capable = true;
            beginHeartbeat(interval);
            if (decoder() instanceof McpFrameDecoder frames) {
                frames.maxPayload(server.options().maxPayload());
            }
            write(asked.answer(answerTo(next, resumed).encode()));
            Outbox box = next.outboxIfAny();
            if (box != null && resumed) {
                box.resend(nowNanos());
            }
            next.pump();
        }
        afterWork();
    }

    /** The device that is logged in has proved again who it is. */
    void refreshed(ServerSession present, Identity identity, LoginRequest request, McpFrame asked) {
        login = null;
        Set<String> groups = request.groups().isEmpty() ? present.session().groups() : Set.copyOf(request.groups());
        // the newer token may allow less
        present.device()
                .refreshed(identity, groups.stream().filter(identity::mayJoin).collect(Collectors.toUnmodifiableSet()));
        write(asked.answer(answerTo(present, true).encode()));
        afterWork();
    }

    private LoginAnswer answerTo(ServerSession owner, boolean resumed) {
        SessionOptions options = server.sessionOptions();
        return new LoginAnswer(
                owner.session().sessionId(),
                resumed,
                (int) (owner.highestReceived() & MAX_SEQ),
                owner.heartbeatSeconds(),
                owner.window(),
                options.ttl().toSeconds(),
                options.retention().toSeconds(),
                server.clock().millis());
    }

    private int agreedWindow(LoginRequest request) {
        int wish = request.window() == null ? DEFAULT_WINDOW : request.window();
        return Math.min(wish, server.options().maxInFlightPerConnection());
    }

    private int agreedHeartbeat(LoginRequest request) {
        long most = server.sessionOptions().heartbeatInterval().toSeconds();
        long least =
                Math.min(most, server.sessionOptions().heartbeatMinInterval().toSeconds());
        if (most == 0) {
            // ours is off, the device's is its own business
            return request.heartbeat() == null ? DEFAULT_HEARTBEAT_SECONDS : Math.max(1, request.heartbeat());
        }
        long wish = request.heartbeat() == null ? most : request.heartbeat();
        return (int) Math.max(1, Math.max(least, Math.min(most, wish)));
    }

    /** A LOGIN has ended without changing anything. */
    void loginEnded() {
        login = null;
        afterWork();
    }

    /** The same client has logged in elsewhere. */
    void takenOver() {
        // the session goes on elsewhere, on another event loop: nothing of it may be touched from here
        session = null;
        login = null;
        if (!isClosing()) {
            writeFault(McpErrorCode.TAKEN_OVER, McpErrorCode.TAKEN_OVER.text());
            close(CloseReason.TAKEN_OVER);
        }
    }

    /** The session is over; the connection may go on, and log in again. */
    void sessionEnded(SessionState.Event why) {
        if (why == SessionState.Event.TAKEN_OVER) {
            takenOver();
        } else {
            gone = true;
        }
    }

    @Override
    void ended() {
        ServerSession owner = loggedIn();
        if (owner == null) {
            if (session != null && !session.isDevice()) {
                session.close();
            }
            return;
        }
        if (logout != null) {
            server.sessions().end(owner, SessionState.Event.LOGOUT);
        }
        server.sessions().lost(owner, this);
    }

    // ------------------------------------------------------------------ time, limits

    private void becomeCapable() {
        if (!capable) {
            capable = true;
            beginHeartbeat((int) server.sessionOptions().heartbeatInterval().toSeconds());
        }
    }

    private void beginHeartbeat(int seconds) {
        SessionOptions options = server.sessionOptions();
        if (seconds > 0 && !options.heartbeatInterval().isZero()) {
            Heartbeat beat = new Heartbeat(
                    seconds * 1_000_000_000L, options.heartbeatMinInterval().toNanos());
            beat.heard(nowNanos());
            heartbeat = beat;
            // the new one counts, until it is paused itself
            heartbeatPaused = false;
        }
    }

    @Override
    boolean hasHeartbeat() {
        return heartbeat != null;
    }

    @Override
    boolean isWaiting() {
        ServerSession owner = session;
        return login != null || pausing || owner != null && owner.isWaitingForStore();
    }

    @Override
    int mostOpen() {
        ServerSession owner = loggedIn();
        return owner == null ? super.mostOpen() : 2 * owner.window();
    }

    @Override
    void tick(long now) {
        if (state() == ConnectionState.LOGIN_WAIT
                && now - openedNanos >= server.login().options().loginTimeout().toNanos()) {
            close(CloseReason.LOGIN_TIMEOUT);
            return;
        }
        LoginAttempt pending = login;
        if (pending != null && pending.isLate(now)) {
            close(CloseReason.LOGIN_TIMEOUT, "whether it may log in has not been found out in time");
            return;
        }
        ServerSession owner = loggedIn();
        if (owner != null && isExpired(owner, now)) {
            return;
        }
        if (!isDraining() && !beat(now)) {
            return;
        }
        if (owner != null) {
            push(owner, now);
        }
        flush();
    }

    @Override
    long nextLook(long now) {
        ServerSession owner = loggedIn();
        Outbox box = owner == null ? null : owner.outboxIfAny();
        if (box != null && !box.isIdle()) {
            return now;
        }
        long next = super.nextLook(now);
        if (state() == ConnectionState.LOGIN_WAIT) {
            next = earlier(
                    next, openedNanos + server.login().options().loginTimeout().toNanos());
        }
        Heartbeat beat = heartbeat;
        if (beat != null) {
            next = earlier(next, beat.nextTickNanos());
        }
        if (owner == null) {
            return next;
        }
        next = earlier(
                next, owner.lastHeardNanos() + server.sessionOptions().ttl().toNanos());
        Instant expiry = owner.device().identity().expiresAt();
        if (expiry == null) {
            return next;
        }
        // a second is enough to know, and cannot overflow
        long left = Math.min(1_000, expiry.toEpochMilli() - server.clock().millis());
        return earlier(next, now + TimeUnit.MILLISECONDS.toNanos(left));
    }

    private boolean isExpired(ServerSession owner, long now) {
        Instant expiry = owner.device().identity().expiresAt();
        if (expiry != null && server.clock().millis() >= expiry.toEpochMilli()) {
            server.sessions().end(owner, SessionState.Event.TOKEN_EXPIRED);
            return true;
        }
        if (now - owner.lastHeardNanos() >= server.sessionOptions().ttl().toNanos()) {
            server.sessions().end(owner, SessionState.Event.TTL_OVER);
            return true;
        }
        return false;
    }

    /** Looks at the heartbeat; {@code false} if the connection is dead. */
    private boolean beat(long now) {
        Heartbeat beat = heartbeat;
        if (beat == null) {
            return true;
        }
        if (isHeldBack() != heartbeatPaused) {
            heartbeatPaused = isHeldBack();
            if (heartbeatPaused) {
                beat.pause(now);
            } else {
                beat.resume(now);
            }
        }
        Heartbeat.Action action = beat.tick(now);
        follow(beat);
        if (action == Heartbeat.Action.DEAD) {
            close(CloseReason.DEAD);
            return false;
        }
        if (action == Heartbeat.Action.PING) {
            byte[] body =
                    ByteBuffer.allocate(Long.BYTES).putLong(beat.nextPing()).array();
            pingSeq = pingSeq % MAX_SEQ + 1;
            write(
                    pushVersion == McpFrame.SEQUENCED
                            ? McpFrame.sequenced(McpCommand.PING, 0, pingSeq, body)
                            : McpFrame.plain(McpCommand.PING, body));
        }
        return true;
    }

    /** Brings the state in line with what the heartbeat has found out. */
    private void follow(Heartbeat beat) {
        ConnectionState.Event event =
                switch (beat.link()) {
                    case GOOD ->
                        state() == ConnectionState.SLOW
                                ? ConnectionState.Event.GOOD_RTT
                                : state() == ConnectionState.PROBING ? ConnectionState.Event.HEARD : null;
                    case SLOW ->
                        state() == ConnectionState.OPEN
                                ? ConnectionState.Event.SLOW_RTT
                                : state() == ConnectionState.PROBING ? ConnectionState.Event.HEARD_SLOW : null;
                    case PROBING -> state() == ConnectionState.PROBING ? null : ConnectionState.Event.LOSS;
                };
        if (event != null && ConnectionState.TABLE.has(state(), event)) {
            on(event);
        }
        ServerSession owner = loggedIn();
        if (owner != null) {
            owner.measured(state().name(), beat.rttMillis());
        }
    }

    private void push(ServerSession owner, long now) {
        Outbox box = owner.outboxIfAny();
        if (box == null || box.isIdle()) {
            return;
        }
        if (box.look(now, true) == Outbox.Look.DEAD) {
            close(CloseReason.DEAD, "it answers no requests");
        } else {
            owner.pump();
        }
    }

    @Override
    void readComplete() {
        ServerSession owner = session;
        if (owner != null) {
            owner.heard();
        }
    }

    // ------------------------------------------------------------------ out

    int pushVersion() {
        return pushVersion;
    }

    /** Writes the answer of a request that has ended, or takes too long ({@link McpErrorCode#TIMEOUT}). */
    void writeAnswer(McpFrame frame, ServerRequest.Outcome outcome) {
        if (isClosing() || !frame.wantsAnswer()) {
            return;
        }
        McpErrorCode error = outcome.error();
        write(error == null ? frame.answer(outcome.answer()) : frame.error(error, error.text()));
    }

    @Override
    void writeGoAway(int retryAfterMillis) {
        if (capable) {
            byte[] body = ("{\"retryAfterMs\":" + retryAfterMillis + "}").getBytes(StandardCharsets.UTF_8);
            write(new McpFrame(lastVersion, McpCommand.GOAWAY, 0, 0, body));
        }
    }

    @Override
    void writeFault(McpErrorCode code, String text) {
        write(McpFrame.unsolicitedError(lastVersion, code, text));
    }

    @Override
    void beforeClose() {
        McpFrame last = logout;
        if (last != null && last.wantsAnswer()) {
            write(last.answer(McpFrame.EMPTY));
        }
        ServerSession owner = loggedIn();
        if (last != null && owner != null) {
            server.sessions().end(owner, SessionState.Event.LOGOUT);
        }
    }

    @Override
    public String toString() {
        ServerSession owner = loggedIn();
        return owner == null
                ? super.toString()
                : super.toString() + " clientId=" + owner.session().clientId();
    }

    /** Writes a frame, to leave with the next flush. */
    void write(McpFrame frame) {
        if (frame.command() == McpCommand.ERROR) {
            server.statistics().countError();
        } else if (frame.isAnswer()) {
            server.statistics().countAnswer();
        }
        McpFrameEncoder.write(frame, out(), crc);
    }
}
