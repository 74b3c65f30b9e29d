package io.camelmcp.component.client;

import io.camelmcp.codec.McpError;
import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.component.client.ClientFailure.Kind;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that comes back by itself. All its state belongs to one event loop; other threads hand requests over through
 * an inbox, and a burst of them costs one wake-up and one flush.
 *
 * <pre>
 * IDLE        first request -> DIALING
 * DIALING     connected -> OPEN, or LOGGING_IN; failed (fails all that waits) -> PAUSING
 * LOGGING_IN  accepted -> OPEN; refused (fails all), not answered, lost -> PAUSING
 * OPEN        GOAWAY -> DRAINING; session gone -> LOGGING_IN; lost (fails all in flight) -> PAUSING; taken over -> IDLE
 * DRAINING    all answered or given up, taking too long, lost -> PAUSING
 * PAUSING     delay over -> DIALING
 * any         close -> CLOSED
 * </pre>
 *
 * <p>With a session nothing fails that is in flight, nor what waits once the session exists: it goes on when the session does,
 * until its own time is over.
 */
final class ClientConnection {

    private enum State {
        IDLE,
        DIALING,
        LOGGING_IN,
        OPEN,
        DRAINING,
        PAUSING,
        CLOSED
    }

    /** The answer to a LOGOUT is worth no longer a wait. */
    private static final Duration LOGOUT_LIMIT = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);

    private final String peer;
    private final EventLoop loop;
    private final Attempts dials;
    private final Redial redial;
    private final long drainLimitMillis;
    private final Requests requests;
    private final @Nullable ClientSession session;
    private final ClientOptions.@Nullable Beat beat;
    private final CallInbox inbox;
    private final @Nullable PeerInbox peerRequests;
    private final AtomicInteger outstanding = new AtomicInteger();
    private volatile State state = State.IDLE;
    private volatile @Nullable String lastError;

    private final List<CompletableFuture<Void>> connecting = new ArrayList<>();
    private @Nullable Channel channel;
    private @Nullable ScheduledFuture<?> drainLimit;
    // why the present channel will have been lost
    private @Nullable String lossReason;
    private @Nullable Throwable lossCause;

    /** @param drainLimit how long a peer that wants no more requests may take over those it has */
    ClientConnection(
            ClientOptions options,
            EventLoop loop,
            Wire wire,
            @Nullable TlsEngines tls,
            ReconnectBackoff backoff,
            Duration drainLimit) {
        this.peer = options.peer();
        this.loop = loop;
        this.inbox = new CallInbox(
                loop,
                this::takeInbox,
                e -> failInbox(
                        ClientFailure.of(Kind.CLOSED, "the event loops of the client to " + peer + " have ended", e)));
        this.peerRequests = wire.inbox();
        this.redial = new Redial(backoff);
        this.drainLimitMillis = drainLimit.toMillis();
        SessionOptions login = options.session();
        this.beat = login == null ? options.beat() : null;
        if (login == null) {
            this.session = null;
            this.requests = new RequestQueue(options, loop, wire, this::replace, this::goOn);
        } else {
            this.session = new ClientSession(this, options, login, peerRequests);
            this.requests = session.requests(loop, wire, backoff);
        }
        Dialer dialer = new Dialer(options, loop, tls, pipeline -> {
            wire.addDecoder(pipeline);
            pipeline.addLast("requests", new ChannelEvents(this));
        });
        this.dials = new Attempts(loop, dialer, this::opened, this::notConnected);
    }

    /** Requests that wait or are in flight. */
    AtomicInteger outstanding() {
        return outstanding;
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    /** How it is now; from any thread. */
    ClientStatus status() {
        return new ClientStatus(
                1,
                isOpen() ? 1 : 0,
                state != State.IDLE,
                dials.count(),
                outstanding.get(),
                requests.lateAnswers(),
                lastError,
                session == null ? null : session.status());
    }

    /** Requests of the peer. */
    long received() {
        return peerRequests == null ? 0 : peerRequests.received();
    }

    /** Takes a request over, from any thread. */
    void submit(Call<?> call) {
        inbox.add(call);
    }

    /** Connects if that has not been done, and tells how that went. From any thread. */
    CompletableFuture<Void> connect() {
        CompletableFuture<Void> result = new CompletableFuture<>();
        loop.execute(() -> {
            if (state == State.OPEN) {
                result.complete(null);
            } else if (state == State.CLOSED) {
                result.completeExceptionally(closedFailure());
            } else {
                connecting.add(result);
                if (state == State.IDLE) {
                    dialOnDemand();
                }
            }
        });
        return result;
    }

    /** Fails all requests and closes. From any thread; the result is complete when the socket is closed. */
    CompletableFuture<Void> close() {
        CompletableFuture<Void> result = new CompletableFuture<>();
        try {
            loop.execute(() -> closeOnLoop(result));
        } catch (RejectedExecutionException e) {
            // the event loops have closed the channel when they ended
            result.complete(null);
        }
        return result;
    }

    private void closeOnLoop(CompletableFuture<Void> result) {
        boolean orderly =
                state == State.OPEN && outstanding.get() == 0 && (peerRequests == null || peerRequests.isIdle());
        state = State.CLOSED;
        dials.end();
        ClientFailure closed = closedFailure();
        failInbox(closed);
        requests.failWaiting(closed);
        failConnecting(closed);
        Channel open = channel;
        ClientSession mine = session;
        if (open == null) {
            closed(result);
        } else if (mine != null && orderly) {
            // nothing is left to resume it for
            mine.logout(LOGOUT_LIMIT, () -> close(open, result));
        } else {
            close(open, result);
        }
    }

    private void close(Channel open, CompletableFuture<Void> result) {
        lossReason = "the client was closed";
        open.close().addListener(done -> closed(result));
    }

    private void closed(CompletableFuture<Void> result) {
        requests.failAll(closedFailure());
        requests.close();
        result.complete(null);
    }

    private void failConnecting(ClientFailure failure) {
        connecting.forEach(waiter -> waiter.completeExceptionally(failure));
        connecting.clear();
    }

    private ClientFailure closedFailure() {
        return ClientFailure.of(Kind.CLOSED, "the client to " + peer + " has been closed");
    }

    private void failInbox(ClientFailure failure) {
        inbox.forEach(call -> call.failed(failure));
    }

    private void takeInbox() {
        if (state == State.CLOSED) {
            failInbox(closedFailure());
            return;
        }
        inbox.forEach(requests::add);
        if (state == State.IDLE) {
            dialOnDemand();
        }
        sendWaiting();
    }

    private void dialOnDemand() {
        long delay = redial.untilNotBefore();
        if (delay > 0) {
            pause(delay);
        } else {
            dial();
        }
    }

    boolean isOn(Channel candidate) {
        return candidate == channel;
    }

    void receive(Object frame) {
        requests.receive(frame);
    }

    private void sendWaiting() {
        Channel open = channel;
        if (open != null && state == State.OPEN) {
            requests.send(open);
        }
    }

    /** Something in flight has ended. */
    void goOn() {
        sendWaiting();
        closeWhenDrained();
    }

    private void dial() {
        state = State.DIALING;
        dials.begin();
    }

    private void opened(Channel open) {
        channel = open;
        lossReason = null;
        lossCause = null;
        ClientSession mine = session;
        if (!open.isActive()) {
            // it was closed before this was told, and will not say so again
            lost();
        } else if (mine == null) {
            if (peerRequests != null) {
                beginHeartbeat(open, peerRequests);
                peerRequests.connected(open);
            }
            established();
        } else {
            state = State.LOGGING_IN;
            mine.login(open);
        }
    }

    private void beginHeartbeat(Channel open, PeerInbox inboxOfPeer) {
        if (beat != null) {
            HeartChannel beating =
                    new HeartChannel(open, beat, () -> replace("nothing comes back from the peer: it counts as dead"));
            open.pipeline().addBefore(PeerFrames.NAME, "heart", beating);
            inboxOfPeer.setHeart(beating::heart);
        }
    }

    void established() {
        LOG.info("event=connected peer={} attempt={}", peer, dials.count());
        state = State.OPEN;
        lastError = null;
        redial.established();
        connecting.forEach(waiter -> waiter.complete(null));
        connecting.clear();
        requests.connected();
        sendWaiting();
    }

    private void notConnected(Throwable cause) {
        boolean first = lastError == null;
        lastError = String.valueOf(cause);
        long delay = redial.delayMillis();
        if (first) {
            LOG.warn("event=not-connected peer={} retryInMillis={} cause=\"{}\"", peer, delay, lastError);
        } else {
            LOG.debug("event=not-connected peer={} retryInMillis={} cause=\"{}\"", peer, delay, lastError);
        }
        pause(delay);
        notUsable(ClientFailure.of(Kind.NOT_CONNECTED, "cannot connect to " + peer + ": " + cause.getMessage(), cause));
    }

    /** What waits for this attempt has waited in vain, unless a session holds it. */
    private void notUsable(ClientFailure failure) {
        failConnecting(failure);
        ClientSession mine = session;
        if (mine == null || !mine.isHeld()) {
            requests.failWaiting(failure);
        }
    }

    /** Closes the channel because it must not be used on, and opens another. */
    void replace(String why) {
        redial.atOnce();
        abandon(why, null);
    }

    void abandon(String why, @Nullable Throwable cause) {
        Channel open = channel;
        if (open != null) {
            if (lossReason == null) {
                lossReason = why;
                lossCause = cause;
            }
            if (state == State.OPEN) {
                state = State.DRAINING;
            }
            open.close();
        }
    }

    void lost() {
        boolean loggingIn = state == State.LOGGING_IN;
        channel = null;
        ScheduledFuture<?> limit = drainLimit;
        if (limit != null) {
            limit.cancel(false);
            drainLimit = null;
        }
        ClientSession mine = session;
        if (mine != null) {
            mine.lost();
        }
        if (peerRequests != null) {
            peerRequests.disconnected();
        }
        redial.lost();
        String why = lossReason == null ? "closed by the peer" : lossReason;
        Throwable cause = lossCause;
        if (state != State.CLOSED) {
            lastError = why;
            if (redial.isOnDemand()) {
                state = State.IDLE;
                redial.restrain();
            } else {
                pause(redial.delayMillis());
            }
            LOG.info("event=connection-lost peer={} reason=\"{}\"", peer, why);
        }
        if (mine != null && state == State.IDLE) {
            requests.failAll(ClientFailure.of(Kind.NOT_CONNECTED, peer + " closed the connection: " + why, cause));
        } else {
            requests.connectionLost(why, cause);
        }
        if (loggingIn && state != State.CLOSED) {
            notUsable(ClientFailure.of(Kind.NOT_CONNECTED, "not logged in to " + peer + ": " + why, cause));
        }
        if (state == State.IDLE && outstanding.get() > 0) {
            dialOnDemand();
        }
    }

    private void pause(long millis) {
        state = State.PAUSING;
        dials.pause(millis, this::dial);
    }

    void drain(PeerFrames.GoAway wish) {
        LOG.info("event=goaway peer={} retryAfterMillis={}", peer, wish.retryAfterMillis());
        if (wish.retryAfterMillis() >= 0) {
            redial.after(wish.retryAfterMillis());
        }
        ClientSession mine = session;
        if (mine != null && wish.sessionEnds()) {
            mine.forget();
        }
        if (state == State.OPEN || state == State.LOGGING_IN) {
            state = State.DRAINING;
            lossReason = wish.sessionEnds() ? "the peer said LOGOUT" : "the peer said GOAWAY";
            // a request with a long timeout must not hold up all that wait for the next connection
            drainLimit = loop.schedule(this::drainedTooLong, drainLimitMillis, TimeUnit.MILLISECONDS);
        }
        closeWhenDrained();
    }

    private void drainedTooLong() {
        Channel open = channel;
        if (open != null) {
            lossReason = "the peer said GOAWAY, and had not answered all " + drainLimitMillis + " ms later";
            open.close();
        }
    }

    private void closeWhenDrained() {
        Channel open = channel;
        if (state != State.DRAINING || open == null || requests.isAnythingInFlight()) {
            return;
        }
        if (peerRequests == null || peerRequests.isIdle()) {
            open.close();
        } else {
            peerRequests.whenIdle(this::closeWhenDrained);
        }
    }

    void peerError(McpError error) {
        lossReason = "the peer said ERROR " + ClientFailure.describe(error);
        if (error.code() == McpErrorCode.TAKEN_OVER.code()) {
            redial.onDemand();
        }
        if (session != null) {
            session.peerError(error);
        }
        if (redial.isOnDemand()) {
            // nothing may be sent on it any more, whether the peer closes it or not
            abandon(lossReason, null);
        }
    }

    // ------------------------------------------------------------------ what the session does to its connection

    boolean isLoggingIn() {
        return state == State.LOGGING_IN;
    }

    /** Another LOGIN is on its way: nothing else is sent until it is answered. */
    void loggingInAgain() {
        state = State.LOGGING_IN;
    }

    /** Nothing can be sent, and waiting does not make it better. */
    void refused(ClientFailure failure) {
        failConnecting(failure);
        requests.failAll(failure);
    }
}
