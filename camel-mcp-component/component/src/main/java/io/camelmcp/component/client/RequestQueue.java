package io.camelmcp.component.client;

import io.camelmcp.component.client.ClientFailure.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests outside of a session: what is in flight when the channel is lost has failed. */
final class RequestQueue implements Requests {

    /** Requests given up one after another with nothing heard between, after which a connection counts as dead. */
    private static final int SILENT_TIMEOUTS = 3;

    /** Answers one after another that were none, after which a connection without numbers counts as out of step for good. */
    private static final int BAD_ANSWERS = 3;

    private static final Logger LOG = LoggerFactory.getLogger(RequestQueue.class);

    private final String peer;
    private final boolean numbered;
    private final EventLoop loop;
    private final ClientOptions.Pauses pauses;
    private final Wire wire;
    private final Consumer<String> onUnusable;
    private final Runnable onGivenUp;
    private final ArrayDeque<Call<?>> waiting = new ArrayDeque<>();
    private final InFlight inFlight;
    private final CallTimer deadlines;
    private final AtomicLong lateAnswers = new AtomicLong();
    private int silentTimeouts;
    private int badAnswers;
    private @Nullable ScheduledFuture<?> pause;
    private long lastSilentTimeout = System.nanoTime();
    // of the calls whose time is over together
    private @Nullable String unusable;
    private boolean givenUp;
    private boolean connected;

    /**
     * The queue of one connection.
     *
     * @param onUnusable told why the connection must be replaced
     * @param onGivenUp  told when more can be sent than before for another reason than a frame
     */
    RequestQueue(ClientOptions options, EventLoop loop, Wire wire, Consumer<String> onUnusable, Runnable onGivenUp) {
        this(options.peer(), options, loop, wire, onUnusable, onGivenUp);
    }

    /** @param peer how messages call the other end */
    RequestQueue(
            String peer,
            ClientOptions options,
            EventLoop loop,
            Wire wire,
            Consumer<String> onUnusable,
            Runnable onGivenUp) {
        this.peer = peer;
        this.numbered = options.isNumbered();
        this.loop = loop;
        this.pauses = options.pauses();
        this.wire = wire;
        this.onUnusable = onUnusable;
        this.onGivenUp = onGivenUp;
        this.inFlight = new InFlight(options.window());
        this.deadlines = new CallTimer(loop, this::expired, this::afterExpiry);
    }

    @Override
    public void add(Call<?> call) {
        waiting.add(call);
        deadlines.add(call);
    }

    @Override
    public boolean isAnythingInFlight() {
        return !inFlight.isEmpty();
    }

    @Override
    public long lateAnswers() {
        return lateAnswers.get() + wire.lateAnswers();
    }

    @Override
    public void connected() {
        connected = true;
        silentTimeouts = 0;
        badAnswers = 0;
        pause(pauses.afterConnect());
    }

    private void pause(Duration length) {
        if (length.isZero()) {
            return;
        }
        endPause();
        pause = loop.schedule(
                () -> {
                    pause = null;
                    onGivenUp.run();
                },
                length.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    private void endPause() {
        ScheduledFuture<?> running = pause;
        pause = null;
        if (running != null) {
            running.cancel(false);
        }
    }

    @Override
    public void send(Channel channel) {
        if (pause != null || !wire.isClear()) {
            return;
        }
        RequestBatch batch = new RequestBatch(channel, wire);
        long now = 0;
        for (Call<?> call = nextWaiting(); call != null && channel.isWritable(); call = nextWaiting()) {
            if (!wire.isAnswered(call.request)) {
                if (!inFlight.isEmpty()) {
                    break;
                }
                waiting.remove();
                sendUnanswered(channel, (ModbusCall) call.request, call);
                if (pause != null) {
                    break;
                }
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
            startTime(call, now);
            batch.add(call.request, call.id);
        }
        batch.flush();
    }

    private void startTime(Call<?> call, long now) {
        if (call.timedFromSending) {
            deadlines.remove(call);
            call.restart(now);
            deadlines.add(call);
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
        startTime(call, System.nanoTime());
        pause(pauses.afterAnswer());
        channel.writeAndFlush(out).addListener(written -> {
            if (!call.isDone()) {
                deadlines.remove(call);
                if (written.isSuccess()) {
                    call.answered(request.assumedAnswer());
                } else {
                    call.failed(ClientFailure.lost(peer, request, String.valueOf(written.cause()), written.cause()));
                }
            }
        });
    }

    @Override
    public void receive(Object frame) {
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
        pause(pauses.afterAnswer());
        if (outcome instanceof Wire.Outcome.Answered good) {
            badAnswers = 0;
            call.answered(good.answer());
        } else if (outcome instanceof Wire.Outcome.Failed bad) {
            String why = bad.inStep() ? null : whyOutOfStep(bad.failure());
            call.failed(bad.failure());
            if (why != null) {
                onUnusable.accept(why);
            }
        }
    }

    private @Nullable String whyOutOfStep(ClientFailure failure) {
        String why = String.valueOf(failure.getMessage());
        boolean goesOn = wire.quarantine();
        if (++badAnswers >= BAD_ANSWERS) {
            return badAnswers + " answers one after another were none; the last: " + why;
        }
        return goesOn ? null : why;
    }

    @Override
    public void connectionLost(String why, @Nullable Throwable cause) {
        connected = false;
        silentTimeouts = 0;
        endPause();
        inFlight.clear(call -> {
            deadlines.remove(call);
            call.failed(ClientFailure.lost(peer, call.request, why, cause));
        });
    }

    @Override
    public void failWaiting(ClientFailure failure) {
        for (Call<?> call = waiting.poll(); call != null; call = waiting.poll()) {
            if (!call.isDone()) {
                deadlines.remove(call);
                call.failed(failure);
            }
        }
    }

    @Override
    public void failAll(ClientFailure failure) {
        connectionLost(String.valueOf(failure.getMessage()), failure);
        failWaiting(failure);
    }

    private void expired(Call<?> call) {
        boolean sent = call.id != Call.WAITING;
        if (!sent && call.timedFromSending) {
            waitedLong(call);
            return;
        }
        if (sent && call.id != Call.HANDED_OVER) {
            if (numbered) {
                inFlight.abandon(call);
            } else {
                inFlight.remove(call);
            }
            givenUp = true;
            pause(pauses.afterAnswer());
            if (wire.hasHeard()) {
                silentTimeouts = 0;
            } else if (call.sentNanos - lastSilentTimeout >= 0) {
                silentTimeouts++;
                lastSilentTimeout = System.nanoTime();
            }
            unusable = whyUnusable();
        }
        call.failed(ClientFailure.timeout(peer, call, sent));
    }

    private void waitedLong(Call<?> call) {
        if (!connected) {
            call.failed(ClientFailure.of(
                    Kind.NOT_CONNECTED,
                    "no connection to " + peer + " within " + call.timeoutMillis + " ms; " + call.request
                            + " was not sent"));
        } else if (++call.waits < DeviceClient.MOST_WAITS) {
            call.restart(System.nanoTime());
            deadlines.add(call);
        } else {
            call.failed(ClientFailure.of(
                    Kind.BUSY,
                    peer + " was busy with other requests for " + call.waits * call.timeoutMillis + " ms; "
                            + call.request + " was not sent"));
        }
    }

    private void afterExpiry() {
        String why = unusable;
        boolean placeIsFree = givenUp;
        unusable = null;
        givenUp = false;
        if (why != null) {
            onUnusable.accept(why);
        } else if (placeIsFree) {
            onGivenUp.run();
        }
    }

    private @Nullable String whyUnusable() {
        if (silentTimeouts >= SILENT_TIMEOUTS) {
            return "nothing was heard while " + silentTimeouts + " requests timed out";
        }
        if (wire.isMidFrame()) {
            return "an answer began and did not end in time, so that the next one could not be told from its rest";
        }
        if (!numbered && !wire.quarantine()) {
            return "a request got no answer in time, and a late one could be taken for the next";
        }
        return inFlight.abandoned() > InFlight.MAX_ABANDONED ? "too many requests got no answer" : null;
    }

    @Override
    public void close() {
        deadlines.close();
    }
}
