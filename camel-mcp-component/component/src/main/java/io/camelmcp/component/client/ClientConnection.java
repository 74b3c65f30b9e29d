package io.camelmcp.component.client;

import io.camelmcp.codec.McpError;
import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.component.client.ClientFailure.Kind;
import io.camelmcp.component.session.LoginAnswer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
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
    private final Wire wire;
    private final Dialer dialer;
    private final Redial redial;
    private final long drainLimitMillis;
    private final Requests requests;
    private final @Nullable ClientSession session;
    private final CallInbox inbox;
    private final @Nullable PeerInbox peerRequests;
    private final AtomicInteger outstanding = new AtomicInteger();
    private final AtomicLong attempts = new AtomicLong();
    private volatile State state = State.IDLE;
    private volatile @Nullable String lastError;

    private final List<CompletableFuture<Void>> connecting = new ArrayList<>();
    private @Nullable Promise<Channel> dialing;
    private @Nullable Channel channel;
    private @Nullable ScheduledFuture<?> pause;
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
        this.wire = wire;
        this.inbox = new CallInbox(
                loop,
                this::takeInbox,
                e -> failInbox(
                        ClientFailure.of(Kind.CLOSED, "the event loops of the client to " + peer + " have ended", e)));
        this.peerRequests = wire.inbox();
        if (peerRequests != null) {
            peerRequests.onReading(new Reading());
        }
        this.redial = new Redial(backoff);
        this.drainLimitMillis = drainLimit.toMillis();
        SessionOptions login = options.session();
        if (login == null) {
            this.session = null;
            this.requests = new RequestQueue(options, loop, wire, this::replace, this::goOn);
        } else {
            var numbered = new SessionRequests(
                    options,
                    login,
                    loop,
                    wire,
                    refusals -> TimeUnit.MILLISECONDS.toNanos(backoff.delayMillis(refusals - 1)),
                    new Numbered());
            this.session = new ClientSession(login, options.window(), numbered);
            this.requests = numbered;
        }
        this.dialer = new Dialer(options, loop, tls, pipeline -> {
            this.wire.addDecoder(pipeline);
            pipeline.addLast("requests", new Receiver());
        });
    }

    /** Requests that wait or are in flight. */
    AtomicInteger outstanding() {
        return outstanding;
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    boolean isDialed() {
        return state != State.IDLE;
    }

    long attempts() {
        return attempts.get();
    }

    long lateAnswers() {
        return requests.lateAnswers();
    }

    @Nullable
    String lastError() {
        return lastError;
    }

    /** Requests of the peer. */
    long received() {
        return peerRequests == null ? 0 : peerRequests.received();
    }

    /** {@code null} without login. */
    @Nullable
    SessionStatus sessionStatus() {
        ClientSession mine = session;
        return mine == null ? null : mine.status();
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
        ScheduledFuture<?> paused = pause;
        if (paused != null) {
            paused.cancel(false);
        }
        Promise<Channel> attempt = dialing;
        if (attempt != null) {
            attempt.cancel(false);
        }
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

    private void sendWaiting() {
        Channel open = channel;
        if (open != null && state == State.OPEN) {
            requests.send(open);
        }
    }

    /** Something in flight has ended. */
    private void goOn() {
        sendWaiting();
        closeWhenDrained();
    }

    private void dial() {
        state = State.DIALING;
        pause = null;
        attempts.incrementAndGet();
        Promise<Channel> attempt = dialer.dial();
        dialing = attempt;
        attempt.addListener(done -> {
            dialing = null;
            if (state == State.CLOSED) {
                if (done.isSuccess()) {
                    attempt.getNow().close();
                }
            } else if (done.isSuccess()) {
                opened(attempt.getNow());
            } else {
                notConnected(done.cause());
            }
        });
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
                peerRequests.connected(open);
            }
            established();
        } else {
            state = State.LOGGING_IN;
            mine.login(open, new Login());
        }
    }

    private void established() {
        LOG.info("event=connected peer={} attempt={}", peer, attempts);
        state = State.OPEN;
        lastError = null;
        redial.established();
        connecting.forEach(waiter -> waiter.complete(null));
        connecting.clear();
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
    private void replace(String why) {
        redial.atOnce();
        abandon(why, null);
    }

    private void abandon(String why, @Nullable Throwable cause) {
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

    private void lost() {
        boolean loggingIn = state == State.LOGGING_IN || state == State.DIALING;
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
        pause = loop.schedule(this::dial, millis, TimeUnit.MILLISECONDS);
    }

    private void drain(PeerFrames.GoAway wish) {
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
        if (state == State.DRAINING && open != null && !requests.isAnythingInFlight()) {
            open.close();
        }
    }

    private void peerError(PeerFrames.PeerError said) {
        lossReason = "the peer said ERROR " + ClientFailure.describe(said.error());
        if (said.error().code() == McpErrorCode.TAKEN_OVER.code()) {
            redial.onDemand();
            if (session != null) {
                session.takenOver();
            }
        } else if (said.error().code() == McpErrorCode.SESSION_GONE.code()) {
            sessionGone(ClientFailure.answered(said.error()));
        }
    }

    private void sessionGone(ClientFailure failure) {
        ClientSession mine = session;
        if (mine == null) {
            return;
        }
        boolean gone = failure.error() != null && failure.error().code() == McpErrorCode.SESSION_GONE.code();
        if (gone && state != State.LOGGING_IN) {
            mine.forget();
        }
        if (state == State.OPEN) {
            LOG.info("event=session-gone peer={} reason=\"{}\"", peer, failure.getMessage());
            state = State.LOGGING_IN;
            if (!mine.loginAgain()) {
                abandon("the peer does not accept the session it has just given: " + failure.getMessage(), failure);
            }
        }
    }

    /** What the requests of a session make necessary. */
    private final class Numbered implements SessionRequests.Events {

        @Override
        public void unusable(String why) {
            replace(why);
        }

        @Override
        public void goOn() {
            ClientConnection.this.goOn();
        }

        @Override
        public void sessionGone(ClientFailure failure) {
            ClientConnection.this.sessionGone(failure);
        }
    }

    /** Back pressure of the requests of the peer. */
    private final class Reading implements PeerInbox.Reading {

        @Override
        public void paused() {
            Channel open = channel;
            Heart heart = session == null ? null : session.heart();
            if (open != null) {
                open.config().setAutoRead(false);
            }
            if (heart != null) {
                heart.pause();
            }
        }

        @Override
        public void resumed() {
            Channel open = channel;
            Heart heart = session == null ? null : session.heart();
            if (heart != null) {
                heart.resume();
            }
            if (open != null) {
                open.config().setAutoRead(true);
                wire.resume(open.pipeline());
            }
        }
    }

    /** What the login makes necessary. */
    private final class Login implements SessionChannel.Events {

        @Override
        public void loggedIn(LoginAnswer answer) {
            ClientSession mine = session;
            if (mine == null || state != State.LOGGING_IN) {
                return;
            }
            boolean resumed = mine.loggedIn(answer);
            Channel open = channel;
            if (peerRequests != null && open != null) {
                peerRequests.loggedIn(
                        open, mine.options().clientId(), answer.sessionId(), resumed, mine.window(answer));
            }
            LOG.info(
                    "event=logged-in peer={} clientId={} resumed={}",
                    peer,
                    mine.options().clientId(),
                    resumed);
            established();
        }

        @Override
        public void loginRefused(McpError error) {
            ClientSession mine = session;
            if (mine == null || state != State.LOGGING_IN) {
                return;
            }
            ClientFailure failure = ClientFailure.loginRefused(peer, mine.options(), error);
            if (error.code() != McpErrorCode.BUSY.code()) {
                // waiting does not make credentials better
                LOG.warn("event=login-refused peer={} reason=\"{}\"", peer, failure.getMessage());
                failConnecting(failure);
                requests.failAll(failure);
            }
            abandon(String.valueOf(failure.getMessage()), failure);
        }

        @Override
        public void unusable(String why) {
            replaceOrGiveUp(why);
        }

        private void replaceOrGiveUp(String why) {
            if (state == State.LOGGING_IN) {
                abandon(why, null);
            } else {
                replace(why);
            }
        }
    }

    /** The end of the pipeline. */
    private final class Receiver extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object frame) {
            if (ctx.channel() == channel) {
                requests.receive(frame);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            goOn();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            sendWaiting();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (ctx.channel() != channel) {
                return;
            }
            if (event instanceof PeerFrames.GoAway wish) {
                drain(wish);
            } else if (event instanceof PeerFrames.PeerError said) {
                peerError(said);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            if (ctx.channel() == channel) {
                lost();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (ctx.channel() == channel) {
                abandon(String.valueOf(cause.getMessage()), cause);
            }
            ctx.close();
        }
    }
}
