package io.camelmcp.component.client;

import io.camelmcp.component.session.LoginAnswer;
import io.camelmcp.component.session.LoginRequest;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The session of one connection, over all its channels; confined to its event loop but for {@link #status}. */
final class ClientSession {

    /** A LOGIN repeated sooner than this after another, on the same channel, does not help. */
    private static final long LOGIN_AGAIN_NANOS = ReconnectBackoff.STABLE.toNanos();

    private static final int SHOWN_CHARACTERS = 6;

    private final SessionOptions options;
    private final int window;
    private final SessionRequests requests;
    private final AtomicLong resumes = new AtomicLong();
    private volatile @Nullable String sessionId;
    private volatile @Nullable SessionChannel channel;
    private volatile boolean takenOver;
    private boolean held;
    private boolean newChannel;
    private boolean loggedInAgain;
    private long loginAgainNanos;

    ClientSession(SessionOptions options, int window, SessionRequests requests) {
        this.options = options;
        this.window = window;
        this.requests = requests;
    }

    SessionOptions options() {
        return options;
    }

    /** Whether requests may wait for it: it has been there, and nobody has taken it away. */
    boolean isHeld() {
        return held;
    }

    /** Logs in on a channel. */
    void login(Channel open, SessionChannel.Events events) {
        SessionChannel mine = new SessionChannel(open, options, events);
        channel = mine;
        newChannel = true;
        loggedInAgain = false;
        open.pipeline().addBefore(PeerFrames.NAME, "session", mine);
        mine.login(request());
    }

    /**
     * Logs in on the same channel again.
     *
     * @return {@code false} if that has just been done
     */
    boolean loginAgain() {
        SessionChannel mine = channel;
        long now = System.nanoTime();
        if (mine == null || (loggedInAgain && now - loginAgainNanos < LOGIN_AGAIN_NANOS)) {
            return false;
        }
        loggedInAgain = true;
        loginAgainNanos = now;
        mine.login(request());
        return true;
    }

    private byte[] request() {
        return new LoginRequest(
                        options.clientId(),
                        options.token(),
                        sessionId,
                        options.groups(),
                        options.heartbeatSeconds(),
                        window)
                .encode();
    }

    /** @return whether the session goes on */
    boolean loggedIn(LoginAnswer answer) {
        boolean resumed = answer.resumed() && sessionId != null;
        if (resumed) {
            resumes.incrementAndGet();
        }
        sessionId = answer.sessionId();
        takenOver = false;
        held = true;
        requests.loggedIn(resumed, window(answer), newChannel);
        newChannel = false;
        return resumed;
    }

    /** The agreed window: the answer may not exceed the wish. */
    int window(LoginAnswer answer) {
        return Math.min(window, answer.window());
    }

    /** The peer does not know the session any more; the next LOGIN begins another. */
    void forget() {
        sessionId = null;
    }

    /** The same client has logged in elsewhere. */
    void takenOver() {
        takenOver = true;
        held = false;
        sessionId = null;
    }

    void lost() {
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
        return new SessionStatus(
                id == null ? null : id.substring(0, Math.min(SHOWN_CHARACTERS, id.length())),
                heart == null ? null : heart.link().name(),
                heart == null ? Double.NaN : heart.rttMillis(),
                resumes.get(),
                requests.retransmissions(),
                takenOver);
    }
}
