package io.camelmcp.component.client;

import io.camelmcp.component.client.ClientFailure.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests of one connection: those that wait, and those in flight. It outlives the channels of that connection, and is
 * confined to its event loop.
 */
final class RequestQueue {

    /** Octets that are gathered before they are handed to the channel. */
    private static final int BATCH = 65_536;

    /** Requests given up one after another with nothing heard between, after which a connection counts as dead. */
    private static final int SILENT_TIMEOUTS = 3;

    private static final Logger LOG = LoggerFactory.getLogger(RequestQueue.class);

    private final String peer;
    private final boolean numbered;
    private final EventLoop loop;
    private final Wire wire;
    private final Consumer<String> onUnusable;
    private final Runnable onGivenUp;
    private final ArrayDeque<Call<?>> waiting = new ArrayDeque<>();
    private final InFlight inFlight;
    private final Deadlines deadlines = new Deadlines();
    private final AtomicLong lateAnswers = new AtomicLong();
    private @Nullable ScheduledFuture<?> timer;
    private long timerNanos;
    private int silentTimeouts;
    private long lastSilentTimeout = System.nanoTime();

    /**
     * The queue of one connection.
     *
     * @param onUnusable told why the connection must be replaced
     * @param onGivenUp  told after requests in flight were given up, and the connection can be used on
     */
    RequestQueue(ClientOptions options, EventLoop loop, Wire wire, Consumer<String> onUnusable, Runnable onGivenUp) {
        this.peer = options.peer();
        this.numbered = options.isNumbered();
        this.loop = loop;
        this.wire = wire;
        this.onUnusable = onUnusable;
        this.onGivenUp = onGivenUp;
        this.inFlight = new InFlight(options.window());
    }

    void add(Call<?> call) {
        waiting.add(call);
        deadlines.add(call);
        startTimer();
    }

    boolean isAnythingInFlight() {
        return !inFlight.isEmpty();
    }

    long lateAnswers() {
        return lateAnswers.get();
    }

    /** Sends as much as the window and the channel take, with one flush. */
    void send(Channel channel) {
        ByteBuf batch = null;
        long now = 0;
        boolean sent = false;
        for (Call<?> call = nextWaiting(); call != null && channel.isWritable(); call = nextWaiting()) {
            if (!wire.isAnswered(call.request)) {
                if (!inFlight.isEmpty()) {
                    break;
                }
                waiting.remove();
                sendUnanswered(channel, (ModbusCall) call.request, call);
                continue;
            }
            if (!inFlight.add(call)) {
                break;
            }
            waiting.remove();
            if (now == 0) {
                now = System.nanoTime();
            }
            call.sentNanos = now;
            if (batch == null) {
                batch = channel.alloc().ioBuffer();
            }
            wire.write(call.request, call.id, batch);
            if (batch.readableBytes() >= BATCH) {
                channel.write(batch, channel.voidPromise());
                batch = null;
            }
            sent = true;
        }
        if (batch != null) {
            channel.write(batch, channel.voidPromise());
        }
        if (sent) {
            channel.flush();
        }
    }

    private @Nullable Call<?> nextWaiting() {
        Call<?> call = waiting.peek();
        while (call != null && call.isDone()) {
            waiting.remove();
            call = waiting.peek();
        }
        return call;
    }

    private void sendUnanswered(Channel channel, ModbusCall request, Call<?> call) {
        ByteBuf out = channel.alloc().ioBuffer();
        wire.write(request, 0, out);
        // the channel may keep it for as long as the peer takes nothing
        call.id = Call.HANDED_OVER;
        channel.writeAndFlush(out).addListener(written -> {
            if (!call.isDone()) {
                deadlines.remove(call);
                if (written.isSuccess()) {
                    call.answered(request.assumedAnswer());
                } else {
                    call.failed(lost(request, String.valueOf(written.cause()), written.cause()));
                }
            }
        });
    }

    /** A frame that answers something has come. */
    void receive(Object frame) {
        silentTimeouts = 0;
        int number = numbered ? wire.numberOf(frame) : 0;
        Call<?> call = numbered ? inFlight.find(number) : inFlight.oldest();
        Wire.Outcome outcome = call == null ? Wire.NOT_ITS : wire.read(call.request, frame);
        if (call == null || outcome instanceof Wire.Outcome.NotIts) {
            if (call == null && inFlight.isLateAnswer(number)) {
                lateAnswers.incrementAndGet();
            }
            LOG.debug("event=answer-dropped peer={} frame={}", peer, frame);
            return;
        }
        inFlight.remove(call);
        deadlines.remove(call);
        if (outcome instanceof Wire.Outcome.Answered good) {
            call.answered(good.answer());
        } else if (outcome instanceof Wire.Outcome.Failed bad) {
            call.failed(bad.failure());
            if (!bad.inStep()) {
                onUnusable.accept(String.valueOf(bad.failure().getMessage()));
            }
        }
    }

    /** Fails what is in flight: it was sent, and its answer can come no more. */
    void connectionLost(String why, @Nullable Throwable cause) {
        silentTimeouts = 0;
        inFlight.clear(call -> {
            deadlines.remove(call);
            call.failed(lost(call.request, why, cause));
        });
    }

    private ClientFailure lost(ClientRequest<?> request, String why, @Nullable Throwable cause) {
        return ClientFailure.of(
                Kind.CONNECTION_LOST,
                "connection to " + peer + " lost before the answer to " + request + ": whether it was done is unknown ("
                        + why + ")",
                cause);
    }

    void failWaiting(ClientFailure failure) {
        for (Call<?> call = waiting.poll(); call != null; call = waiting.poll()) {
            if (!call.isDone()) {
                deadlines.remove(call);
                call.failed(failure);
            }
        }
    }

    private void startTimer() {
        Call<?> first = deadlines.first();
        if (first == null) {
            return;
        }
        ScheduledFuture<?> running = timer;
        if (running != null) {
            if (timerNanos - first.deadlineNanos <= 0) {
                return;
            }
            running.cancel(false);
        }
        timerNanos = first.deadlineNanos;
        timer = loop.schedule(this::expire, timerNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    private void expire() {
        timer = null;
        long now = System.nanoTime();
        String unusable = null;
        boolean givenUp = false;
        for (Call<?> call = deadlines.first();
                call != null && call.deadlineNanos - now <= 0;
                call = deadlines.first()) {
            deadlines.remove(call);
            boolean sent = call.id != Call.WAITING;
            if (sent && call.id != Call.HANDED_OVER) {
                inFlight.abandon(call);
                givenUp = true;
                if (call.sentNanos - lastSilentTimeout >= 0) {
                    silentTimeouts++;
                    lastSilentTimeout = now;
                }
                unusable = whyUnusable();
            }
            call.failed(timeout(call, sent));
        }
        if (unusable != null) {
            onUnusable.accept(unusable);
        } else if (givenUp) {
            onGivenUp.run();
        }
        startTimer();
    }

    private @Nullable String whyUnusable() {
        if (!numbered) {
            return "a request got no answer in time, and a late one could be taken for the next";
        }
        if (silentTimeouts >= SILENT_TIMEOUTS) {
            return "nothing was heard while " + silentTimeouts + " requests timed out";
        }
        return inFlight.abandoned() > InFlight.MAX_ABANDONED ? "too many requests got no answer" : null;
    }

    private ClientFailure timeout(Call<?> call, boolean sent) {
        return ClientFailure.of(
                Kind.TIMEOUT,
                peer + " did not answer " + call.request + " within " + call.timeoutMillis + " ms"
                        + (sent
                                ? ": whether it was done is unknown"
                                : ": it was still waiting, and has not been sent"));
    }

    /** Ends the timer; only when nothing will be added any more. */
    void close() {
        ScheduledFuture<?> running = timer;
        if (running != null) {
            running.cancel(false);
            timer = null;
        }
    }
}
