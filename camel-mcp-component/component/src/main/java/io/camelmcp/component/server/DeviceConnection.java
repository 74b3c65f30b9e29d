package io.camelmcp.component.server;

import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.PausableDecoder;
import io.camelmcp.codec.Protocol;
import io.camelmcp.component.session.AnonymousSession;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A connection of a device: its requests go to their handlers one after another, its answers come back, and reading pauses
 * while too much is unfinished. All state is confined to the event loop; other threads only add to {@link #ended} and wake it.
 */
public abstract class DeviceConnection extends ChannelInboundHandlerAdapter {

    private static final int MAX_RUN = 64;
    private static final int STALLED_TICKS = 5;
    private static final int WRITE_THRESHOLD = 65_536;

    final McpServer server;
    final AnonymousSession session = new AnonymousSession();

    private final InetSocketAddress remoteAddress;
    private final Protocol protocol;

    /** Requests in the order of receipt that wait for their turn. */
    private final ArrayDeque<ServerRequest> waiting = new ArrayDeque<>();

    /** Requests in the order of receipt without an answer; answered ones leave when they come to the front. */
    private final ArrayDeque<ServerRequest> unanswered = new ArrayDeque<>();

    private final Queue<ServerRequest> ended = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final Runnable drain = this::drain;

    private @Nullable ChannelHandlerContext context;
    private @Nullable PausableDecoder decoder;
    private @Nullable ByteBuf out;
    private @Nullable HandlerRun run;
    private @Nullable RunWatch runs;
    private int running;
    private int runningInOrder;
    private int unfinished;
    private boolean watched;
    private boolean advancing;
    private boolean reading;
    private boolean held;
    private @Nullable CloseReason closing;
    private @Nullable CloseReason drainReason;
    private boolean inputShut;
    private long lastReadNanos;
    private long midFrameSince;
    private long batchNanos;
    private long unreadOctets;
    private long unreadSince;

    DeviceConnection(McpServer server, InetSocketAddress remoteAddress, Protocol protocol) {
        this.server = server;
        this.remoteAddress = remoteAddress;
        this.protocol = protocol;
    }

    // ------------------------------------------------------------------ what others may ask

    final EventExecutor loop() {
        return context().executor();
    }

    /** Runs something on the event loop, if that still runs. */
    final void onLoop(Runnable action) {
        try {
            loop().execute(action);
        } catch (RejectedExecutionException e) {
            // the event loop has ended, and with it the connection
        }
    }

    /** Tells the peer to come back later, and ends the connection when everything received has been answered. */
    final void goAway(int retryAfterMillis) {
        if (closing == null && !isDraining()) {
            writeGoAway(retryAfterMillis);
            drainAndClose(CloseReason.DRAINED);
            flush();
        }
    }

    /** Address of the peer. */
    public final InetSocketAddress remoteAddress() {
        return remoteAddress;
    }

    /** {@code 192.0.2.7:4711}, {@code [2001:db8::7]:4711}. */
    public final String remoteAddressText() {
        return NetUtil.toSocketAddressString(remoteAddress);
    }

    public final Protocol protocol() {
        return protocol;
    }

    public final AnonymousSession session() {
        return session;
    }

    // ------------------------------------------------------------------ for the protocols

    /** Writes and counts the answer of a request that has ended, or takes too long ({@link McpErrorCode#TIMEOUT}). */
    abstract void writeAnswer(ServerRequest request, ServerRequest.Outcome outcome, ByteBuf out);

    /** Tells the peer to come back later, if it is one that understands. */
    abstract void writeGoAway(int retryAfterMillis);

    /** Tells the peer what it did wrong, before the connection is closed for it. */
    abstract void writeFault(McpErrorCode code, String text);

    /** Writes what is due before the connection closes. */
    void beforeClose() {}

    /** Does what a request needs before its handler gets it; {@code false} if it has ended without. */
    boolean prepare(ServerRequest request) {
        return true;
    }

    /** Does what a request that has finished well needs before it is answered. */
    ServerRequest.Outcome finish(ServerRequest request, ServerRequest.Outcome outcome) {
        return outcome;
    }

    final void use(PausableDecoder frames) {
        this.decoder = frames;
    }

    /** Whether frames stay in the decoder for now. */
    final boolean isHeld() {
        if (!held && server.isFull()) {
            // what other connections have begun counts for this one too, before it takes its next frame
            hold();
        }
        return held || closing != null;
    }

    final boolean isClosing() {
        return closing != null;
    }

    final boolean isDraining() {
        return drainReason != null;
    }

    final boolean hasUnanswered() {
        return !unanswered.isEmpty();
    }

    /** Time of the batch of octets being read. */
    final long nowNanos() {
        if (batchNanos == 0) {
            batchNanos = System.nanoTime();
        }
        return batchNanos;
    }

    /** Takes a request: it will run in its turn, and be answered. */
    final void accept(ServerRequest request) {
        unfinished++;
        server.begin(request.weight());
        request.handler.accepted();
        unanswered.add(request);
        waiting.add(request);
        if (request.handler.isAnsweredOnReceipt() && request.isAnswerableOnReceipt()) {
            request.early = ServerRequest.EMPTY;
            if (request.isAnsweredInOrder()) {
                answerReady();
            } else {
                answer(request, request.early);
                dropAnswered();
            }
        }
        if (request.handler.executor() == null) {
            advance();
        }
        hold();
    }

    /** Puts a request in line that no handler takes: it is answered in its turn. */
    final void answerInTurn(ServerRequest request) {
        unanswered.add(request);
        answerReady();
        hold();
    }

    /** A buffer for what leaves with the next flush. */
    final ByteBuf out() {
        ByteBuf buffer = out;
        if (buffer == null) {
            buffer = context().alloc().ioBuffer();
            out = buffer;
        }
        return buffer;
    }

    /** Lets what has been written leave, at once or at the end of the batch being read. */
    final void flush() {
        ByteBuf buffer = out;
        if (buffer == null || reading && buffer.readableBytes() < WRITE_THRESHOLD) {
            return;
        }
        out = null;
        if (context().channel().isActive()) {
            context().writeAndFlush(buffer);
        } else {
            buffer.release();
        }
    }

    /** Ends the connection when what has been written has left. Requests already accepted run on. */
    final void close(CloseReason reason) {
        close(reason, null);
    }

    final void close(CloseReason reason, @Nullable String detail) {
        if (closing != null) {
            return;
        }
        closing = reason;
        server.closed(this, reason, detail);
        reading = false;
        beforeClose();
        flush();
        GracefulClose.close(context(), server.lingerMillis());
    }

    /** Ends the connection as soon as everything received has been answered; new requests are refused. */
    final void drainAndClose(CloseReason reason) {
        if (drainReason == null) {
            drainReason = reason;
        }
        if (unanswered.isEmpty()) {
            close(reason);
        }
    }

    // ------------------------------------------------------------------ requests: hand over, finish, answer

    /** A request has ended; from any thread. */
    final void ended(ServerRequest request) {
        ChannelHandlerContext ctx = context();
        if (ctx.executor().inEventLoop()) {
            finished(request);
            if (!advancing) {
                advance();
            }
            afterWork();
        } else {
            ended.add(request);
            HandlerRun current = request.run;
            if (current == null || !current.tellsLater()) {
                wake();
            }
        }
    }

    /** Makes the event loop look at what has ended; from any thread. */
    final void wake() {
        if (!woken.getAndSet(true)) {
            try {
                loop().execute(drain);
            } catch (RejectedExecutionException e) {
                // the event loop has ended, and with it the connection
                woken.set(false);
            }
        }
    }

    private void drain() {
        woken.set(false);
        for (ServerRequest request = ended.poll(); request != null; request = ended.poll()) {
            finished(request);
        }
        advance();
        afterWork();
    }

    private void afterWork() {
        flush();
        hold();
        if (closing == null && unanswered.isEmpty()) {
            if (drainReason != null) {
                close(drainReason);
            } else if (inputShut) {
                close(CloseReason.PEER);
            }
        }
    }

    private void finished(ServerRequest request) {
        unfinished--;
        running--;
        if (!request.isOrderedByArrival()) {
            runningInOrder--;
        }
        try {
            if (request.isAnsweredInOrder()) {
                answerReady();
            } else {
                answer(request, outcomeOf(request));
                dropAnswered();
            }
        } finally {
            // whatever happens to this connection, the port must not count the request for ever
            server.end(request.weight());
            request.handler.answered();
        }
    }

    private void answerReady() {
        for (ServerRequest request : unanswered) {
            if (request.answered || !request.isAnsweredInOrder()) {
                continue;
            }
            if (request.early == null && request.outcome() == null) {
                break;
            }
            answer(request, outcomeOf(request));
        }
        dropAnswered();
    }

    private void dropAnswered() {
        for (ServerRequest first = unanswered.peek(); first != null && first.answered; first = unanswered.peek()) {
            unanswered.poll();
        }
    }

    private ServerRequest.Outcome outcomeOf(ServerRequest request) {
        if (request.early != null) {
            return request.early;
        }
        ServerRequest.Outcome outcome = request.outcome();
        if (outcome == null) {
            throw new IllegalStateException("request has not ended");
        }
        return finish(request, outcome);
    }

    private void answer(ServerRequest request, ServerRequest.Outcome outcome) {
        if (request.answered) {
            return;
        }
        request.answered = true;
        if (closing == null) {
            writeAnswer(request, outcome, out());
        }
    }

    /** Hands over what may run now. */
    private void advance() {
        if (advancing) {
            return;
        }
        advancing = true;
        try {
            boolean more = true;
            while (more) {
                more = continueRun() && startNext();
            }
        } finally {
            advancing = false;
        }
    }

    /** Goes on with the run that has been interrupted; {@code true} if there is none left. */
    private boolean continueRun() {
        HandlerRun current = run;
        if (current == null) {
            return true;
        }
        if (current.isActive() || current.isWaiting()) {
            return false;
        }
        if (current.hasMore()) {
            start(current);
            return !current.isActive();
        }
        run = null;
        return true;
    }

    private boolean startNext() {
        ServerRequest first = waiting.peek();
        if (first == null || !mayStart(first)) {
            return false;
        }
        waiting.poll();
        begin(first);
        if (!prepare(first)) {
            return true;
        }
        Executor executor = first.handler.executor();
        if (executor == null) {
            first.handOver();
            return true;
        }
        List<ServerRequest> batch = new ArrayList<>(Math.min(MAX_RUN, waiting.size() + 1));
        batch.add(first);
        int most = Math.min(MAX_RUN, server.options().maxInFlightPerConnection() - running + 1);
        for (ServerRequest next = waiting.peek();
                next != null && next.runsWith(first) && batch.size() < most;
                next = waiting.peek()) {
            waiting.poll();
            begin(next);
            batch.add(next);
        }
        HandlerRun next = new HandlerRun(this, batch);
        run = next;
        start(next);
        return !next.isActive();
    }

    private boolean mayStart(ServerRequest next) {
        return running == 0
                || running < server.options().maxInFlightPerConnection()
                        && runningInOrder == 0
                        && next.isOrderedByArrival();
    }

    private void begin(ServerRequest request) {
        running++;
        if (!request.isOrderedByArrival()) {
            runningInOrder++;
        }
    }

    private void start(HandlerRun next) {
        Executor executor = next.handler().executor();
        next.activate(Objects.requireNonNull(runs).ticks());
        try {
            if (executor == null) {
                next.run();
            } else {
                executor.execute(next);
            }
        } catch (RejectedExecutionException e) {
            next.reject();
            return;
        }
        if (executor != null) {
            watchRun();
        }
    }

    private void watchRun() {
        if (!watched) {
            watched = true;
            Objects.requireNonNull(runs).watch(this);
        }
    }

    /** Looks at the run at a tick of the {@link RunWatch}, and lets itself be watched again if that is not all. */
    final void lookAtRun(int tick) {
        HandlerRun current = run;
        watched = false;
        if (current == null || !current.isActive()) {
            return;
        }
        int age = current.age(tick);
        if (current.isQueued()) {
            if (age >= STALLED_TICKS) {
                current.handler().stalled();
            }
            watchRun();
        } else if (current.size() > 1 && !current.tellsAtOnce()) {
            if (age > 1) {
                current.tellAtOnce();
                drain();
            } else {
                watchRun();
            }
        }
    }

    // ------------------------------------------------------------------ back pressure

    /** Pauses or resumes reading, as the limits say. */
    final void hold() {
        if (closing != null || context == null) {
            return;
        }
        int most = server.options().maxUnanswered();
        // refused requests that wait for their turn are unanswered, but never began
        int open = Math.max(unfinished, unanswered.size());
        boolean tooMany = held ? open > most / 2 : open >= most;
        boolean hold = tooMany || !context().channel().isWritable() || server.isHolding(this, held);
        if (hold == held) {
            return;
        }
        held = hold;
        context().channel().config().setAutoRead(!hold);
        if (!hold) {
            resumeDecoder();
        }
    }

    private void resumeDecoder() {
        PausableDecoder frames = decoder;
        if (frames != null) {
            frames.resume();
        }
    }

    // ------------------------------------------------------------------ life of the channel

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        lastReadNanos = System.nanoTime();
        runs = server.opened(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (closing != null) {
            return;
        }
        reading = true;
        midFrameSince = 0;
        frame(msg);
        // what is answered at once must not pile up until the whole batch of octets has been read
        flush();
    }

    /** Takes one frame. */
    abstract void frame(Object frame);

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        reading = false;
        lastReadNanos = nowNanos();
        batchNanos = 0;
        advance();
        afterWork();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        hold();
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            inputShut = true;
            afterWork();
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ByteBuf buffer = out;
        out = null;
        if (buffer != null) {
            buffer.release();
        }
        boolean known = closing != null;
        if (!known) {
            closing = CloseReason.PEER;
            server.closed(this, CloseReason.PEER, null);
        }
        server.gone(this);
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (closing == null) {
            ConnectionFault.handle(this, cause);
        }
    }

    private ChannelHandlerContext context() {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            throw new IllegalStateException("not in a pipeline yet");
        }
        return ctx;
    }

    // ------------------------------------------------------------------ time

    /** Looks at all deadlines of the connection; called now and then on the event loop. */
    final void sweep(long now) {
        if (closing != null) {
            return;
        }
        boolean late = false;
        while (timeOut(now)) {
            late = true;
        }
        if (late) {
            afterWork();
        }
        PausableDecoder frames = decoder;
        if (frames == null || !frames.isMidFrame()) {
            midFrameSince = 0;
        } else {
            if (midFrameSince == 0) {
                midFrameSince = now;
            } else if (now - midFrameSince >= server.options().frameTimeout().toNanos()) {
                close(CloseReason.FRAME_TIMEOUT);
                return;
            }
        }
        if (!takesAnswers(now)) {
            close(CloseReason.WRITE_TIMEOUT);
            return;
        }
        long idle = server.options().idleTimeout().toNanos();
        // a peer that is not read is not silent
        if (idle > 0 && !held && unfinished == 0 && now - lastReadNanos >= idle) {
            close(CloseReason.IDLE);
        }
    }

    /** Whether the peer reads what is written to it, if slowly. */
    private boolean takesAnswers(long now) {
        Channel channel = context().channel();
        long waiting = channel.isWritable() ? 0 : channel.bytesBeforeWritable();
        if (waiting == 0 || unreadOctets == 0 || waiting < unreadOctets) {
            unreadSince = now;
        }
        unreadOctets = waiting;
        return waiting == 0
                || now - unreadSince < server.options().frameTimeout().toNanos();
    }

    private boolean timeOut(long now) {
        boolean late = false;
        boolean behindAnother = false;
        for (ServerRequest request : unanswered) {
            if (request.answered) {
                continue;
            }
            boolean inOrder = request.isAnsweredInOrder();
            if (now - request.deadlineNanos >= 0 && !(inOrder && behindAnother)) {
                late = true;
                server.statistics().countTimeout();
                answer(request, ServerRequest.TIMED_OUT);
            } else {
                behindAnother |= inOrder;
            }
        }
        if (late) {
            answerReady();
        }
        return late;
    }

    @Override
    public String toString() {
        return protocol.label() + " " + remoteAddressText();
    }
}
