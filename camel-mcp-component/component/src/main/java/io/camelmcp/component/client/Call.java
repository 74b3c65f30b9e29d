package io.camelmcp.component.client;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A request on its way. Made by any thread, then confined to the event loop of its connection. */
final class Call<A> {

    /** Where a request of a session is. */
    enum Phase {
        /** It has no number yet. */
        WAITING,
        /** Its answer may come on the present channel. */
        AWAITED,
        /** Refused for now; it is sent again when its time has come. */
        BACKING_OFF,
        /** Sent again, under its number, when the channel takes it. */
        AGAIN
    }

    /** {@link #id} of a call that is not in flight. */
    static final int WAITING = 0;

    /** {@link #id} of a call that nobody answers, once a channel has it. */
    static final int HANDED_OVER = -1;

    private static final Logger LOG = LoggerFactory.getLogger(Call.class);

    final ClientRequest<A> request;
    final long timeoutMillis;
    /** Whether its time runs from when it is sent: how long it waited for others says nothing about the one that is asked. */
    final boolean timedFromSending;

    long deadlineNanos;
    /** How often its time has passed while it could not be sent. */
    int waits;

    int id = WAITING;
    long sentNanos;

    /** Only in a session: where it is on its way, how often it was sent again, and when it is to be. */
    Phase phase = Phase.WAITING;

    int retransmits;
    int refusals;
    long resendNanos;
    boolean sent;

    /** What the peer answered when it may be sent again. */
    @Nullable
    ClientFailure refusal;

    /** Neighbours in {@link Deadlines}. */
    @Nullable
    Call<?> earlier;

    @Nullable
    Call<?> later;

    private final AnswerHandler<A> handler;
    private final AtomicInteger outstanding;
    private boolean done;

    Call(ClientRequest<A> request, AnswerHandler<A> handler, long timeoutMillis, AtomicInteger outstanding) {
        this(request, handler, timeoutMillis, outstanding, false);
    }

    Call(
            ClientRequest<A> request,
            AnswerHandler<A> handler,
            long timeoutMillis,
            AtomicInteger outstanding,
            boolean timedFromSending) {
        this.request = request;
        this.handler = handler;
        this.timeoutMillis = timeoutMillis;
        this.outstanding = outstanding;
        this.timedFromSending = timedFromSending;
        restart(System.nanoTime());
    }

    /** Lets its time begin now. */
    final void restart(long now) {
        deadlineNanos = now + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    }

    boolean isDone() {
        return done;
    }

    @SuppressWarnings("unchecked") // a wire makes the answer from this very request
    void answered(Object answer) {
        if (finish()) {
            try {
                handler.answered((A) answer);
            } catch (RuntimeException e) {
                LOG.warn("event=handler-failed request={}", request, e);
            }
        }
    }

    void failed(ClientFailure failure) {
        if (finish()) {
            try {
                handler.failed(failure);
            } catch (RuntimeException e) {
                LOG.warn("event=handler-failed request={}", request, e);
            }
        }
    }

    private boolean finish() {
        if (done) {
            return false;
        }
        done = true;
        outstanding.decrementAndGet();
        return true;
    }
}
