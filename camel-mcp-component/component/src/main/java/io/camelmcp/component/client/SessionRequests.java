package io.camelmcp.component.client;

import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.component.session.sequence.SendWindow;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests of a session (docs/protocol.md, section 3). A request keeps its number until it is answered or given up: it is sent
 * again when no answer comes, when the peer says BUSY or TIMEOUT, and when the session is resumed on another channel, the oldest
 * first. A new session gives new numbers to what was not answered.
 */
final class SessionRequests implements Requests {

    /** What the connection has to do. */
    interface Events {
        /** The channel must be replaced. */
        void unusable(String why);

        /** Something may be sent, or is no longer awaited. */
        void goOn();

        /** The peer does not know the session any more. */
        void sessionGone(ClientFailure failure);
    }

    private static final Logger LOG = LoggerFactory.getLogger(SessionRequests.class);
    private static final int MAX_DOUBLINGS = 16;

    private final String peer;
    private final EventLoop loop;
    private final Wire wire;
    private final Events events;
    private final int maxRetransmits;
    private final long retransmitNanos;
    private final IntToLongFunction backoffNanos;
    private final ArrayDeque<Call<?>> waiting = new ArrayDeque<>();
    private final ArrayDeque<Call<?>> again = new ArrayDeque<>();
    private final BitSet givenUp = new BitSet();
    private final CallTimer deadlines;
    private final AtomicLong lateAnswers = new AtomicLong();
    private final AtomicLong retransmissions = new AtomicLong();
    private SendWindow<Call<?>> window;
    private int awaited;
    private @Nullable ScheduledFuture<?> resendTimer;
    private long resendAt;

    /**
     * The requests of one connection.
     *
     * @param backoffNanos how long to wait before a request that was refused so many times is sent again
     */
    SessionRequests(
            ClientOptions options,
            SessionOptions session,
            EventLoop loop,
            Wire wire,
            IntToLongFunction backoffNanos,
            Events events) {
        this.peer = options.peer();
        this.loop = loop;
        this.wire = wire;
        this.events = events;
        this.maxRetransmits = session.maxRetransmits();
        this.retransmitNanos = session.retransmitTimeout().toNanos();
        this.backoffNanos = backoffNanos;
        this.window = new SendWindow<>(options.window(), 0);
        this.deadlines = new CallTimer(loop, this::expired, events::goOn);
    }

    @Override
    public void add(Call<?> call) {
        waiting.add(call);
        deadlines.add(call);
    }

    @Override
    public boolean isAnythingInFlight() {
        return awaited > 0;
    }

    @Override
    public long lateAnswers() {
        return lateAnswers.get();
    }

    /** Frames sent again because no answer came. From any thread. */
    long retransmissions() {
        return retransmissions.get();
    }

    /**
     * The peer has accepted a LOGIN: all that is unanswered is sent again.
     *
     * @param resumed    whether the session goes on, and with it the numbers
     * @param newChannel whether nothing of an earlier session can come any more
     */
    void loggedIn(boolean resumed, int agreedWindow, boolean newChannel) {
        if (resumed) {
            window.setWindow(agreedWindow);
            sendAllAgain();
            return;
        }
        ArrayDeque<Call<?>> unanswered = new ArrayDeque<>();
        window.forEach(unanswered::addFirst);
        for (Call<?> call : unanswered) {
            call.id = Call.WAITING;
            call.phase = Call.Phase.WAITING;
            call.retransmits = 0;
            waiting.addFirst(call);
        }
        // on the same channel answers of the session before may still come, and must not be taken for others
        window = new SendWindow<>(agreedWindow, newChannel ? 0 : window.highest());
        givenUp.clear();
        again.clear();
        awaited = 0;
    }

    @Override
    public void send(Channel channel) {
        RequestBatch batch = new RequestBatch(channel, wire);
        long now = System.nanoTime();
        while (channel.isWritable()) {
            Call<?> call = next();
            if (call == null) {
                break;
            }
            call.phase = Call.Phase.AWAITED;
            call.sent = true;
            call.refusal = null;
            call.resendNanos = now + (retransmitNanos << Math.min(call.retransmits, MAX_DOUBLINGS));
            awaited++;
            startResendTimer(call.resendNanos);
            batch.add(call.request, call.id);
        }
        batch.flush();
    }

    private @Nullable Call<?> next() {
        for (Call<?> call = again.poll(); call != null; call = again.poll()) {
            if (call.phase == Call.Phase.AGAIN && !call.isDone()) {
                return call;
            }
        }
        while (givenUp.get(window.nextSeq())) {
            // a late answer to that number would be taken for one to this; another turn of the circle later none comes
            givenUp.clear(window.nextSeq());
            window.skip();
        }
        if (window.isFull()) {
            return null;
        }
        Call<?> call = waiting.poll();
        if (call != null) {
            call.id = window.add(call);
        }
        return call;
    }

    @Override
    public void receive(Object frame) {
        int seq = wire.numberOf(frame);
        Call<?> call = window.get(seq);
        Wire.Outcome outcome = call == null ? Wire.NOT_ITS : wire.read(call.request, frame);
        if (call == null || outcome instanceof Wire.Outcome.NotIts) {
            if (call == null && seq > 0 && givenUp.get(seq)) {
                givenUp.clear(seq);
                lateAnswers.incrementAndGet();
            }
            LOG.debug("event=answer-dropped peer={} frame={}", peer, frame);
        } else if (outcome instanceof Wire.Outcome.Answered good) {
            leave(call);
            deadlines.remove(call);
            call.answered(good.answer());
        } else if (outcome instanceof Wire.Outcome.Failed bad) {
            refused(call, bad.failure());
        }
    }

    /** What an ERROR means for its request is said by the table in section 2. */
    private void refused(Call<?> call, ClientFailure failure) {
        McpErrorCode code =
                failure.error() == null ? null : McpErrorCode.of(failure.error().code());
        if (code == McpErrorCode.SESSION_GONE || code == McpErrorCode.NOT_LOGGED_IN) {
            events.sessionGone(failure);
        } else if (code == McpErrorCode.BUSY || (code == McpErrorCode.TIMEOUT && call.retransmits < maxRetransmits)) {
            call.refusal = failure;
            backOff(call, code == McpErrorCode.TIMEOUT);
        } else {
            leave(call);
            deadlines.remove(call);
            call.failed(failure);
        }
    }

    private void backOff(Call<?> call, boolean counts) {
        leaveWire(call);
        call.phase = Call.Phase.BACKING_OFF;
        call.refusals++;
        call.retransmits += counts ? 1 : 0;
        call.resendNanos = System.nanoTime() + backoffNanos.applyAsLong(call.refusals);
        startResendTimer(call.resendNanos);
    }

    private void leaveWire(Call<?> call) {
        if (call.phase == Call.Phase.AWAITED) {
            awaited--;
        }
    }

    private void leave(Call<?> call) {
        leaveWire(call);
        window.remove(call.id);
        call.id = Call.WAITING;
        call.phase = Call.Phase.WAITING;
    }

    /** What is unanswered waits for the next channel, until its own time is over. */
    @Override
    public void connectionLost(String why, @Nullable Throwable cause) {
        sendAllAgain();
    }

    private void sendAllAgain() {
        ScheduledFuture<?> timer = resendTimer;
        if (timer != null) {
            timer.cancel(false);
            resendTimer = null;
        }
        again.clear();
        awaited = 0;
        for (Call<?> call : window) {
            call.phase = Call.Phase.AGAIN;
            call.retransmits = 0;
            again.add(call);
        }
    }

    @Override
    public void failWaiting(ClientFailure failure) {
        for (Call<?> call = waiting.poll(); call != null; call = waiting.poll()) {
            deadlines.remove(call);
            call.failed(
                    call.sent
                            ? ClientFailure.lost(peer, call.request, String.valueOf(failure.getMessage()), failure)
                            : failure);
        }
    }

    @Override
    public void failAll(ClientFailure failure) {
        for (Call<?> call : window) {
            leave(call);
            deadlines.remove(call);
            call.failed(ClientFailure.lost(peer, call.request, String.valueOf(failure.getMessage()), failure));
        }
        sendAllAgain();
        failWaiting(failure);
    }

    private void startResendTimer(long at) {
        ScheduledFuture<?> running = resendTimer;
        if (running != null) {
            if (at - resendAt >= 0) {
                return;
            }
            running.cancel(false);
        }
        resendAt = at;
        resendTimer = loop.schedule(this::resend, at - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    private void resend() {
        resendTimer = null;
        long now = System.nanoTime();
        for (Call<?> call : window) {
            if (call.phase != Call.Phase.AWAITED && call.phase != Call.Phase.BACKING_OFF) {
                continue;
            }
            if (call.resendNanos - now > 0) {
                startResendTimer(call.resendNanos);
                continue;
            }
            if (call.phase == Call.Phase.AWAITED) {
                if (call.retransmits >= maxRetransmits) {
                    events.unusable(
                            call.request + " got no answer, though it was sent " + (maxRetransmits + 1) + " times");
                    return;
                }
                awaited--;
                call.retransmits++;
                retransmissions.incrementAndGet();
            }
            call.phase = Call.Phase.AGAIN;
            again.add(call);
        }
        events.goOn();
    }

    private void expired(Call<?> call) {
        ClientFailure refusal = call.refusal;
        if (call.id == Call.WAITING) {
            waiting.remove(call);
        } else {
            givenUp.set(call.id);
            leave(call);
        }
        call.failed(refusal == null ? ClientFailure.timeout(peer, call, call.sent) : refusal);
    }

    @Override
    public void close() {
        deadlines.close();
        ScheduledFuture<?> timer = resendTimer;
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
