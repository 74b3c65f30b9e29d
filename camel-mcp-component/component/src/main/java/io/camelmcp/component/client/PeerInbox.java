package io.camelmcp.component.client;

import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.McpFrameEncoder;
import io.camelmcp.codec.PausableDecoder;
import io.camelmcp.component.session.AnonymousSession;
import io.camelmcp.component.session.sequence.AnswerBudget;
import io.camelmcp.component.session.sequence.ReceivedNumbers;
import io.camelmcp.component.session.sequence.SequenceExtender;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests of the peer on one connection: they run one after another, in the order of their first receipt, each once within a
 * session (docs/protocol.md, section 3). Confined to the event loop of the connection, but for {@link #ended} and the counters.
 */
final class PeerInbox {

    /** Octets that answers kept for duplicates may have together. */
    private static final long ANSWER_OCTETS = 16L * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(PeerInbox.class);

    private final String peer;
    private final EventLoop loop;
    private final PeerCommands commands;
    private final int maxPayload;
    private final ArrayDeque<PeerRequest> waiting = new ArrayDeque<>();
    private final AtomicLong received = new AtomicLong();
    private int window;
    private AnonymousSession names = new AnonymousSession();
    private SequenceExtender extender = new SequenceExtender(0);
    // only in a session
    private @Nullable ReceivedNumbers numbers;
    private final Map<Long, PeerRequest> unfinishedByNumber = new HashMap<>();
    private final AnswerBudget answers = new AnswerBudget(ANSWER_OCTETS);
    private PeerRequest.Source source = new PeerRequest.Source("", null, "");
    private int epoch;
    private @Nullable Channel channel;
    private @Nullable PeerRequest running;
    private int unfinished;
    private boolean paused;
    private Supplier<@Nullable Heart> heart = () -> null;
    private @Nullable Runnable onIdle;

    PeerInbox(ClientOptions options, EventLoop loop, PeerCommands commands) {
        this.peer = options.peer();
        this.loop = loop;
        this.commands = commands;
        this.maxPayload = options.maxPayload();
        this.window = options.window();
    }

    /** Says which heartbeat is not to count silence while nothing is read. */
    void setHeart(Supplier<@Nullable Heart> ofTheSession) {
        heart = ofTheSession;
    }

    /** A channel is there. Without login what came on the one before is nobody's business any more. */
    void connected(Channel open) {
        channel = open;
        begin(null, null, String.valueOf(open.remoteAddress()));
    }

    /** A channel is logged in. */
    void loggedIn(Channel open, @Nullable String clientId, String sessionId, boolean resumed, int agreedWindow) {
        channel = open;
        window = agreedWindow;
        if (resumed) {
            source = new PeerRequest.Source(source.clientId(), sessionId, String.valueOf(open.remoteAddress()));
        } else {
            begin(clientId, sessionId, String.valueOf(open.remoteAddress()));
            numbers = new ReceivedNumbers(agreedWindow, 0, answers);
        }
    }

    private void begin(@Nullable String clientId, @Nullable String sessionId, String remote) {
        epoch++;
        dropWaiting();
        unfinishedByNumber.clear();
        if (numbers != null) {
            numbers.close();
            numbers = null;
        }
        extender = new SequenceExtender(0);
        names = new AnonymousSession();
        String address = remote.startsWith("/") ? remote.substring(1) : remote;
        source = new PeerRequest.Source(clientId == null ? names.clientId() : clientId, sessionId, address);
    }

    /** The channel is lost; a session goes on. */
    void disconnected() {
        channel = null;
        onIdle = null;
        if (numbers == null) {
            epoch++;
            dropWaiting();
        }
        goOnReading();
    }

    /** What has not begun will be sent again, in another session, if it is still wanted. */
    private void dropWaiting() {
        for (PeerRequest request = waiting.poll(); request != null; request = waiting.poll()) {
            finish(request);
        }
    }

    /** Whether the next frame has to wait. */
    boolean isPaused() {
        return paused;
    }

    /** Whether nothing runs or waits. */
    boolean isIdle() {
        return unfinished == 0;
    }

    /** Runs something when all that has come is answered. */
    void whenIdle(Runnable action) {
        if (isIdle()) {
            action.run();
        } else {
            onIdle = action;
        }
    }

    /** Requests taken; from any thread. */
    long received() {
        return received.get();
    }

    void take(McpFrame frame) {
        if (channel == null) {
            // not logged in yet: there is no session that it could belong to
            return;
        }
        ReceivedNumbers known = numbers;
        if (frame.seq() == 0) {
            accept(frame, names.count(), false);
        } else if (known == null) {
            accept(frame, extender.extend(frame.seq()), false);
        } else {
            takeOnce(frame, known);
        }
    }

    private void takeOnce(McpFrame frame, ReceivedNumbers known) {
        long number = known.extend(frame.seq());
        switch (known.standing(number)) {
            case NEW -> accept(frame, number, false);
            case AGAIN -> accept(frame, number, true);
            case RUNNING -> attach(unfinishedByNumber.get(number));
            case DONE -> {
                byte[] answer = known.answerTo(number);
                send(frame, answer == null ? stale(frame) : frame.answer(answer));
            }
            case STALE -> send(frame, stale(frame));
        }
    }

    private static McpFrame stale(McpFrame frame) {
        return frame.error(McpErrorCode.STALE, McpErrorCode.STALE.text());
    }

    private void attach(@Nullable PeerRequest request) {
        if (request != null && !request.awaited) {
            request.awaited = true;
            startTimer(request);
        }
    }

    private void accept(McpFrame frame, long number, boolean duplicate) {
        PeerHandler handler = commands.handlerOf(frame.command());
        if (handler == null) {
            send(frame, frame.error(McpErrorCode.UNKNOWN_COMMAND, "this end takes no such requests"));
            return;
        }
        if (handler.isSuspended()) {
            send(frame, frame.error(McpErrorCode.BUSY, McpErrorCode.BUSY.text()));
            return;
        }
        PeerRequest request =
                new PeerRequest(this, handler, frame, source, messageId(number), number, epoch, duplicate);
        ReceivedNumbers known = numbers;
        if (known != null && frame.seq() != 0) {
            known.accepted(number);
            unfinishedByNumber.put(number, request);
        }
        received.incrementAndGet();
        handler.accepted();
        unfinished++;
        waiting.add(request);
        startTimer(request);
        if (unfinished >= 2 * window && !paused) {
            stopReading();
        }
        runNext();
    }

    private String messageId(long number) {
        String id = names.messageId(number, 1);
        // tag and number are those of the names, the client is who has logged in
        return source.clientId() + id.substring(id.indexOf('/'));
    }

    private void startTimer(PeerRequest request) {
        request.timer =
                loop.schedule(() -> timedOut(request), request.handler.requestTimeoutNanos(), TimeUnit.NANOSECONDS);
    }

    /** It runs on, and a request sent again attaches to it; what comes later does not overtake it. */
    private void timedOut(PeerRequest request) {
        answer(request, request.frame().error(McpErrorCode.TIMEOUT, McpErrorCode.TIMEOUT.text()));
    }

    private void runNext() {
        PeerRequest next = running == null ? waiting.poll() : null;
        if (next == null) {
            return;
        }
        running = next;
        Executor executor = next.handler.executor();
        try {
            if (executor == null) {
                handOver(next);
            } else {
                executor.execute(() -> handOver(next));
            }
        } catch (RejectedExecutionException e) {
            next.fail(McpErrorCode.BUSY);
        }
    }

    private static void handOver(PeerRequest request) {
        try {
            request.handler.handle(request);
        } catch (RuntimeException | Error e) {
            LOG.error("event=handler-failed messageId={}", request.messageId(), e);
            request.fail(McpErrorCode.FAILED);
        }
    }

    /** From any thread. */
    void ended(PeerRequest request, byte[] answer, @Nullable McpErrorCode error) {
        try {
            // never at once: a route that ends during the call would nest the next into it
            loop.execute(() -> endedOnLoop(request, answer, error));
        } catch (RejectedExecutionException e) {
            // the event loops have ended, and the connection with them
            request.handler.ended();
        }
    }

    private void endedOnLoop(PeerRequest request, byte[] answer, @Nullable McpErrorCode error) {
        McpErrorCode outcome = error;
        McpFrame frame = request.frame();
        if (outcome == null && frame.answer(answer).payloadLength() > maxPayload) {
            LOG.warn(
                    "event=answer-too-long peer={} messageId={} octets={} maxFrameLength={}",
                    peer,
                    request.messageId(),
                    answer.length,
                    maxPayload);
            outcome = McpErrorCode.FAILED;
        }
        ReceivedNumbers known = numbers;
        if (known != null && request.epoch == epoch && frame.seq() != 0) {
            unfinishedByNumber.remove(request.number);
            if (outcome == null) {
                known.completed(request.number, answer);
            } else {
                known.failed(request.number);
            }
        }
        answer(request, outcome == null ? frame.answer(answer) : frame.error(outcome, outcome.text()));
        if (running == request) {
            running = null;
        }
        finish(request);
        runNext();
        goOnReading();
        Runnable idle = onIdle;
        if (idle != null && isIdle()) {
            onIdle = null;
            idle.run();
        }
    }

    private void finish(PeerRequest request) {
        if (request.timer != null) {
            request.timer.cancel(false);
        }
        unfinished--;
        request.handler.ended();
    }

    private void goOnReading() {
        if (!paused || (unfinished > window && channel != null)) {
            return;
        }
        paused = false;
        Heart beating = heart.get();
        if (beating != null) {
            beating.resume();
        }
        Channel open = channel;
        if (open != null) {
            open.config().setAutoRead(true);
            PausableDecoder decoder = open.pipeline().get(PausableDecoder.class);
            if (decoder != null) {
                decoder.resume();
            }
        }
    }

    private void stopReading() {
        paused = true;
        Heart beating = heart.get();
        if (beating != null) {
            beating.pause();
        }
        Channel open = channel;
        if (open != null) {
            open.config().setAutoRead(false);
        }
    }

    private void answer(PeerRequest request, McpFrame answer) {
        if (request.awaited && request.epoch == epoch) {
            request.awaited = false;
            send(request.frame(), answer);
        }
    }

    private void send(McpFrame request, McpFrame answer) {
        Channel open = channel;
        if (open != null && request.wantsAnswer()) {
            open.writeAndFlush(Unpooled.wrappedBuffer(McpFrameEncoder.encode(answer)), open.voidPromise());
        }
    }
}
