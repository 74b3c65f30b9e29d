package io.camelmcp.component.client;

import io.camelmcp.codec.McpError;
import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.component.session.LoginAnswer;
import io.camelmcp.component.session.LoginRequest;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The session of one connection, over all its channels: login, resume, and what their failures mean for the connection. Confined
 * to its event loop but for {@link #status}.
 */
final class ClientSession implements SessionChannel.Events, SessionRequests.Events {

    private static final Logger LOG = LoggerFactory.getLogger(ClientSession.class);

    /** A LOGIN repeated sooner than this after another, on the same channel, does not help. */
    private static final long LOGIN_AGAIN_NANOS = ReconnectBackoff.STABLE.toNanos();

    private static final int SHOWN_CHARACTERS = 6;

    private final ClientConnection connection;
    private final ClientOptions client;
    private final SessionOptions options;
    private final @Nullable PeerInbox peerRequests;
    private final LoginToken tokens;
    private @Nullable SessionRequests requests;
    private final AtomicLong resumes = new AtomicLong();
    private volatile @Nullable String sessionId;
    private volatile @Nullable SessionChannel channel;
    private volatile boolean takenOver;
    private boolean held;
    private boolean newChannel;
    private boolean loggedInAgain;
    private @Nullable String offered;
    private long loginAgainNanos;

    ClientSession(
            ClientConnection connection,
            ClientOptions client,
            SessionOptions options,
            @Nullable PeerInbox peerRequests) {
        this.connection = connection;
        this.client = client;
        this.options = options;
        this.peerRequests = peerRequests;
        this.tokens = new LoginToken(options);
        if (peerRequests != null) {
            peerRequests.setHeart(this::heart);
        }
    }

    /** Its requests; made once. */
    SessionRequests requests(EventLoop loop, Wire wire, ReconnectBackoff backoff) {
        SessionRequests made = new SessionRequests(
                client,
                options,
                loop,
                wire,
                refusals -> TimeUnit.MILLISECONDS.toNanos(backoff.delayMillis(refusals - 1)),
                this);
        requests = made;
        return made;
    }

    /** Whether requests may wait for it: it has been there, and nobody has taken it away. */
    boolean isHeld() {
        return held;
    }

    /** Logs in on a channel. */
    void login(Channel open) {
        SessionChannel mine = new SessionChannel(open, options, this);
        channel = mine;
        newChannel = true;
        loggedInAgain = false;
        open.pipeline().addBefore(PeerFrames.NAME, "session", mine);
        login(mine);
    }

    private void login(SessionChannel mine) {
        withToken(mine, token -> mine.login(request(token)), failure -> {
            LOG.warn("event=no-token peer={} clientId={} cause=\"{}\"", client.peer(), options.clientId(), failure);
            connection.abandon("there is no token to log in with: " + failure, null);
        });
    }

    /** Gets a token, and forgets about it when the channel has been lost meanwhile. */
    private void withToken(SessionChannel mine, Consumer<@Nullable String> use, Consumer<String> failed) {
        tokens.get(mine.channel().eventLoop(), (token, failure) -> {
            if (channel != mine) {
                return;
            }
            if (failure != null) {
                failed.accept(String.valueOf(failure));
            } else if (token == null && options.tokenSource() != null) {
                failed.accept("tokenSupplier gives null");
            } else {
                offered = token;
                use.accept(token);
            }
        });
    }

    private void refresh() {
        SessionChannel mine = channel;
        if (mine == null || !connection.isOpen()) {
            return;
        }
        withToken(
                mine,
                token -> {
                    if (tokens.isPresent(token)) {
                        scheduleRefresh(mine);
                    } else if (connection.isOpen()) {
                        mine.refresh(request(token));
                    }
                },
                failure -> {
                    LOG.warn(
                            "event=no-token peer={} clientId={} cause=\"{}\"",
                            client.peer(),
                            options.clientId(),
                            failure);
                    scheduleRefresh(mine);
                });
    }

    private void scheduleRefresh(SessionChannel mine) {
        tokens.schedule(mine.channel().eventLoop(), this::refresh);
    }

    @Override
    public void refreshed() {
        SessionChannel mine = channel;
        if (mine != null) {
            LOG.debug("event=token-refreshed peer={} clientId={}", client.peer(), options.clientId());
            tokens.accepted(offered);
            scheduleRefresh(mine);
        }
    }

    /** @return {@code false} if that has just been done */
    private boolean loginAgain() {
        SessionChannel mine = channel;
        long now = System.nanoTime();
        if (mine == null || (loggedInAgain && now - loginAgainNanos < LOGIN_AGAIN_NANOS)) {
            return false;
        }
        loggedInAgain = true;
        loginAgainNanos = now;
        login(mine);
        return true;
    }

    private byte[] request(@Nullable String token) {
        return new LoginRequest(
                        options.clientId(),
                        token,
                        sessionId,
                        options.groups(),
                        options.heartbeatSeconds(),
                        client.window())
                .encode();
    }

    @Override
    public void loggedIn(LoginAnswer answer) {
        SessionChannel mine = channel;
        SessionRequests unanswered = requests;
        if (mine == null || unanswered == null || !connection.isLoggingIn()) {
            return;
        }
        boolean resumed = answer.resumed() && sessionId != null;
        if (resumed) {
            resumes.incrementAndGet();
        }
        sessionId = answer.sessionId();
        takenOver = false;
        held = true;
        // the answer may not exceed the wish
        int window = Math.min(client.window(), answer.window());
        unanswered.loggedIn(resumed, window, newChannel);
        newChannel = false;
        if (peerRequests != null) {
            peerRequests.loggedIn(mine.channel(), options.clientId(), answer.sessionId(), resumed, window);
        }
        LOG.info("event=logged-in peer={} clientId={} resumed={}", client.peer(), options.clientId(), resumed);
        tokens.accepted(offered);
        scheduleRefresh(mine);
        connection.established();
    }

    @Override
    public void loginRefused(McpError error) {
        if (!connection.isLoggingIn()) {
            return;
        }
        ClientFailure failure = ClientFailure.loginRefused(client.peer(), options, error);
        if (error.code() != McpErrorCode.BUSY.code()) {
            // waiting does not make credentials better
            LOG.warn("event=login-refused peer={} reason=\"{}\"", client.peer(), failure.getMessage());
            connection.refused(failure);
        }
        connection.abandon(String.valueOf(failure.getMessage()), failure);
    }

    @Override
    public void unusable(String why) {
        if (connection.isLoggingIn()) {
            connection.abandon(why, null);
        } else {
            connection.replace(why);
        }
    }

    @Override
    public void goOn() {
        connection.goOn();
    }

    @Override
    public void sessionGone(ClientFailure failure) {
        McpError error = failure.error();
        if (connection.isLoggingIn()) {
            return;
        }
        if (error != null && error.code() == McpErrorCode.SESSION_GONE.code()) {
            sessionId = null;
        }
        if (connection.isOpen()) {
            LOG.info("event=session-gone peer={} reason=\"{}\"", client.peer(), failure.getMessage());
            connection.loggingInAgain();
            if (!loginAgain()) {
                connection.abandon(
                        "the peer does not accept the session it has just given: " + failure.getMessage(), failure);
            }
        }
    }

    /** An ERROR that answers nothing. */
    void peerError(McpError error) {
        if (error.code() == McpErrorCode.TAKEN_OVER.code()) {
            takenOver = true;
            held = false;
            sessionId = null;
        } else if (error.code() == McpErrorCode.SESSION_GONE.code()) {
            sessionGone(ClientFailure.answered(error));
        }
    }

    /** The peer has ended it; the next LOGIN begins another. */
    void forget() {
        sessionId = null;
    }

    void lost() {
        tokens.stop();
        channel = null;
    }

    /** Ends the session at the peer, and tells when that is done. */
    void logout(Duration timeout, Runnable done) {
        SessionChannel mine = channel;
        if (mine == null) {
            done.run();
        } else {
            mine.logout(timeout, done);
        }
    }

    @Nullable
    Heart heart() {
        SessionChannel mine = channel;
        return mine == null ? null : mine.heart();
    }

    /** From any thread. */
    SessionStatus status() {
        String id = sessionId;
        Heart heart = heart();
        SessionRequests mine = requests;
        return new SessionStatus(
                id == null ? null : id.substring(0, Math.min(SHOWN_CHARACTERS, id.length())),
                heart == null ? null : heart.link().name(),
                heart == null ? Double.NaN : heart.rttMillis(),
                resumes.get(),
                mine == null ? 0 : mine.retransmissions(),
                takenOver);
    }
}
