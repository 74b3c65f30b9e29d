package io.camelmcp.component.client;

import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.component.client.ClientFailure.Kind;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
 * IDLE      first request -> DIALING
 * DIALING   connected -> OPEN; failed (fails all that waits) -> PAUSING
 * OPEN      GOAWAY -> DRAINING; lost (fails all in flight) -> PAUSING
 * DRAINING  all answered or given up, taking too long, lost -> PAUSING
 * PAUSING   delay over -> DIALING
 * any       close -> CLOSED
 * </pre>
 */
final class ClientConnection {

    private enum State {
        IDLE,
        DIALING,
        OPEN,
        DRAINING,
        PAUSING,
        CLOSED
    }

    private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);

    private final String peer;
    private final EventLoop loop;
    private final Wire wire;
    private final Dialer dialer;
    private final ReconnectBackoff backoff;
    private final long drainLimitMillis;
    private final RequestQueue requests;
    private final Queue<Call<?>> inbox = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean inboxScheduled = new AtomicBoolean();
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
    private boolean redialAtOnce;
    private boolean redialOnDemand;
    private long redialNotBefore;
    private boolean redialTimeGiven;

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
        this.backoff = backoff;
        this.drainLimitMillis = drainLimit.toMillis();
        this.requests = new RequestQueue(options, loop, wire, this::replace, this::goOn);
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

    /** Takes a request over, from any thread. */
    void submit(Call<?> call) {
        inbox.add(call);
        if (!inboxScheduled.compareAndSet(false, true)) {
            return;
        }
        try {
            loop.execute(this::takeInbox);
        } catch (RejectedExecutionException e) {
            // nobody else looks at the inbox any more
            inboxScheduled.set(false);
            failInbox(ClientFailure.of(Kind.CLOSED, "the event loops of the client to " + peer + " have ended", e));
        }
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
                    dial();
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
        connecting.forEach(waiter -> waiter.completeExceptionally(closed));
        connecting.clear();
        Channel open = channel;
        if (open == null) {
            requests.close();
            result.complete(null);
        } else {
            lossReason = "the client was closed";
            open.close().addListener(done -> {
                requests.close();
                result.complete(null);
            });
        }
    }

    private ClientFailure closedFailure() {
        return ClientFailure.of(Kind.CLOSED, "the client to " + peer + " has been closed");
    }

    private void failInbox(ClientFailure failure) {
        for (Call<?> call = inbox.poll(); call != null; call = inbox.poll()) {
            call.failed(failure);
        }
    }

    private void takeInbox() {
        inboxScheduled.set(false);
        if (state == State.CLOSED) {
            failInbox(closedFailure());
            return;
        }
        for (Call<?> call = inbox.poll(); call != null; call = inbox.poll()) {
            requests.add(call);
        }
        if (state == State.IDLE) {
            dial();
        }
        sendWaiting();
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
        LOG.info("event=connected peer={} attempt={}", peer, attempts);
        state = State.OPEN;
        channel = open;
        lastError = null;
        lossReason = null;
        lossCause = null;
        redialAtOnce = false;
        redialOnDemand = false;
        redialTimeGiven = false;
        backoff.connected();
        connecting.forEach(waiter -> waiter.complete(null));
        connecting.clear();
        if (open.isActive()) {
            sendWaiting();
        } else {
            // it was closed before this was told, and will not say so again
            lost();
        }
    }

    private void notConnected(Throwable cause) {
        boolean first = lastError == null;
        lastError = String.valueOf(cause);
        long delay = backoff.nextDelayMillis();
        if (first) {
            LOG.warn("event=not-connected peer={} retryInMillis={} cause=\"{}\"", peer, delay, lastError);
        } else {
            LOG.debug("event=not-connected peer={} retryInMillis={} cause=\"{}\"", peer, delay, lastError);
        }
        pause(delay);
        ClientFailure failure =
                ClientFailure.of(Kind.NOT_CONNECTED, "cannot connect to " + peer + ": " + cause.getMessage(), cause);
        connecting.forEach(waiter -> waiter.completeExceptionally(failure));
        connecting.clear();
        requests.failWaiting(failure);
    }

    /** Closes the channel because it must not be used on, and opens another. */
    private void replace(String why) {
        redialAtOnce = true;
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
        channel = null;
        ScheduledFuture<?> limit = drainLimit;
        if (limit != null) {
            limit.cancel(false);
            drainLimit = null;
        }
        backoff.lost();
        String why = lossReason == null ? "closed by the peer" : lossReason;
        Throwable cause = lossCause;
        if (state != State.CLOSED) {
            lastError = why;
            if (redialOnDemand) {
                state = State.IDLE;
            } else {
                pause(delayAfterLoss());
            }
            LOG.info("event=connection-lost peer={} reason=\"{}\"", peer, why);
        }
        requests.connectionLost(why, cause);
        if (state == State.IDLE && outstanding.get() > 0) {
            dial();
        }
    }

    private long delayAfterLoss() {
        if (redialTimeGiven) {
            return Math.max(0, TimeUnit.NANOSECONDS.toMillis(redialNotBefore - System.nanoTime()));
        }
        return redialAtOnce ? 0 : backoff.nextDelayMillis();
    }

    private void pause(long millis) {
        state = State.PAUSING;
        pause = loop.schedule(this::dial, millis, TimeUnit.MILLISECONDS);
    }

    private void drain(PeerFrames.GoAway wish) {
        LOG.info("event=goaway peer={} retryAfterMillis={}", peer, wish.retryAfterMillis());
        if (wish.retryAfterMillis() >= 0) {
            redialTimeGiven = true;
            redialNotBefore = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(wish.retryAfterMillis());
        }
        if (state == State.OPEN) {
            state = State.DRAINING;
            lossReason = "the peer said GOAWAY";
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
            // two clients with the same name would throw each other out for ever
            redialOnDemand = true;
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
