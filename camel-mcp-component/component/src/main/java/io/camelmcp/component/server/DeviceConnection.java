package io.camelmcp.component.server;

import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.PausableDecoder;
import io.camelmcp.codec.Protocol;
import io.camelmcp.component.session.state.ConnectionState;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection of a device: frames come in, answers leave, and reading pauses while too much is unfinished. All state is confined
 * to the event loop.
 */
public abstract class DeviceConnection extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(DeviceConnection.class);
    private static final int WRITE_THRESHOLD = 65_536;
    private static final long QUIET_NANOS = 1_000_000_000L;

    final McpServer server;

    private final InetSocketAddress remoteAddress;
    private final Protocol protocol;

    private @Nullable ChannelHandlerContext context;
    private @Nullable PausableDecoder decoder;
    private @Nullable ByteBuf out;
    private ConnectionState state = ConnectionState.NEW;
    private boolean reading;
    private boolean held;
    private @Nullable CloseReason closing;
    private @Nullable CloseReason drainReason;
    private boolean inputShut;
    private volatile long lastReadNanos;
    private long midFrameSince;
    private long batchNanos;
    private long unreadOctets;
    private long unreadSince;

    /** Whether there is nothing to look at before {@link #quietUntil}, unless something happens: most of thousands of connections idle. */
    private boolean quiet;

    private long quietUntil;

    private static final AtomicLongFieldUpdater<DeviceConnection> LAST_READ =
            AtomicLongFieldUpdater.newUpdater(DeviceConnection.class, "lastReadNanos");

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

    /** Runs something on the event loop, at once if this is it. */
    final void onLoopNow(Runnable action) {
        if (loop().inEventLoop()) {
            action.run();
        } else {
            onLoop(action);
        }
    }

    /** The certificate that the peer has shown, whose chain has been checked; {@code null} if it has shown none. */
    final @Nullable X509Certificate certificate() {
        return PeerCertificate.of(context().pipeline());
    }

    /** When something was received last, or the connection began; from any thread. */
    final long lastReadNanos() {
        return lastReadNanos;
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

    /** Where the connection is; on its event loop. */
    final ConnectionState state() {
        return state;
    }

    /** Something has happened to the connection. */
    final void on(ConnectionState.Event event) {
        ConnectionState next = ConnectionState.TABLE.next(state, event);
        LOG.debug("event=connection-state peer={} from={} cause={} to={}", this, state, event, next);
        state = next;
    }

    // ------------------------------------------------------------------ for the protocols

    /** Requests of the connection; {@code null} before the first. */
    abstract @Nullable Inbox inbox();

    /** Requests that may be open until the connection is not read any more. */
    int mostOpen() {
        return server.options().maxUnanswered();
    }

    /** Whether something else than requests keeps the connection from being read. */
    boolean isWaiting() {
        return false;
    }

    /** Looks at the deadlines of the protocol. */
    void tick(long now) {}

    /** When there is something to look at next, if nothing happens until then; a second ahead at most. */
    long nextLook(long now) {
        long idle = server.options().idleTimeout().toNanos();
        long most = now + QUIET_NANOS;
        return idle > 0 && !hasHeartbeat() ? earlier(most, lastReadNanos + idle) : most;
    }

    static long earlier(long a, long b) {
        return a - b < 0 ? a : b;
    }

    /** Whether silence is watched by other means than the idle timeout. */
    boolean hasHeartbeat() {
        return false;
    }

    /** Whether it has to log in before anything else. */
    boolean isLoginRequired() {
        return false;
    }

    /** The connection has ended, and nothing can be written any more. */
    void ended() {}

    /** Tells the peer to come back later, if it is one that understands. */
    abstract void writeGoAway(int retryAfterMillis);

    /** Tells the peer what it did wrong, before the connection is closed for it. */
    abstract void writeFault(McpErrorCode code, String text);

    /** Writes what is due before the connection closes. */
    void beforeClose() {}

    final void use(PausableDecoder frames) {
        this.decoder = frames;
    }

    /** Whether frames stay in the decoder for now. */
    final boolean isHeld() {
        if (!held && (server.isFull() || server.isSuspended())) {
            // what other connections have begun, and the port as a whole, count for this one too, before it takes its
            // next frame
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

    /** Whether everything received has been answered. */
    final boolean isAnswered() {
        Inbox requests = inbox();
        return requests == null || requests.isAnswered();
    }

    final boolean isHeldBack() {
        return held;
    }

    final @Nullable PausableDecoder decoder() {
        return decoder;
    }

    /** Now; while octets are being read, the time of the whole batch. */
    final long nowNanos() {
        if (!reading) {
            return server.clock().nanos();
        }
        if (batchNanos == 0) {
            batchNanos = server.clock().nanos();
        }
        return batchNanos;
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
        quiet = false;
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
        close(reason, detail, server.lingerMillis());
    }

    /** Ends the connection for the sake of another one, if there is nothing that it could lose by that; on its event loop. */
    final boolean makeRoom() {
        PausableDecoder frames = decoder;
        ChannelOutboundBuffer unsent = context().channel().unsafe().outboundBuffer();
        if (closing != null
                || !isAnswered()
                || out != null
                || frames != null && frames.isMidFrame()
                || unsent == null
                || !unsent.isEmpty()) {
            return false;
        }
        long idle = TimeUnit.NANOSECONDS.toSeconds(server.clock().nanos() - lastReadNanos);
        close(CloseReason.EVICTED, "makes room for a new connection, idle for " + idle + " s", 0);
        return true;
    }

    private void close(CloseReason reason, @Nullable String detail, long lingerMillis) {
        if (closing != null) {
            return;
        }
        closing = reason;
        on(ConnectionState.Event.END);
        server.closed(this, reason, detail);
        reading = false;
        beforeClose();
        flush();
        GracefulClose.close(context(), lingerMillis);
    }

    /** Ends the connection as soon as everything received has been answered; new requests are refused. */
    final void drainAndClose(CloseReason reason) {
        if (drainReason == null) {
            drainReason = reason;
            on(ConnectionState.Event.DRAIN);
        }
        if (isAnswered()) {
            close(reason);
        }
    }

    /** Lets what has been answered leave, and goes on or ends, as what is left says. */
    public final void afterWork() {
        flush();
        hold();
        if (closing == null && isAnswered()) {
            answered();
        }
        if (closing == null && isAnswered()) {
            if (drainReason != null) {
                close(drainReason);
            } else if (inputShut) {
                close(CloseReason.PEER);
            }
        }
    }

    /** Nothing is unanswered at the moment. */
    void answered() {}

    // ------------------------------------------------------------------ back pressure

    /** Pauses or resumes reading, as the limits say. */
    final void hold() {
        quiet = false;
        if (closing != null || context == null) {
            return;
        }
        Inbox requests = inbox();
        int most = mostOpen();
        int open = requests == null ? 0 : requests.open();
        boolean tooMany = held ? open > most / 2 : open >= most;
        boolean hold = tooMany || isWaiting() || !context().channel().isWritable() || server.isHolding(this, held);
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
        lastReadNanos = server.clock().nanos();
        on(isLoginRequired() ? ConnectionState.Event.LOGIN_REQUIRED : ConnectionState.Event.CHOSEN);
        server.opened(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (closing != null) {
            return;
        }
        reading = true;
        quiet = false;
        midFrameSince = 0;
        frame(msg);
        // what is answered at once must not pile up until the whole batch of octets has been read
        flush();
    }

    /** Takes one frame. */
    abstract void frame(Object frame);

    /** All that has been received for now has been looked at. */
    void readComplete() {}

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        // nobody needs it at once, and a full store would cost each request
        LAST_READ.lazySet(this, nowNanos());
        quiet = false;
        reading = false;
        batchNanos = 0;
        readComplete();
        Inbox requests = inbox();
        if (requests != null) {
            requests.advance();
        }
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
            on(ConnectionState.Event.END);
            server.closed(this, CloseReason.PEER, null);
        }
        server.gone(this);
        ended();
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
        if (closing != null || quiet && now - quietUntil < 0) {
            return;
        }
        Inbox requests = inbox();
        boolean late = false;
        while (requests != null && requests.timeOut(now)) {
            late = true;
        }
        if (late) {
            afterWork();
        }
        if (closing == null) {
            tick(now);
        }
        if (closing != null) {
            return;
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
        boolean busy = requests != null && requests.isAnythingUnfinished();
        if (idle > 0 && !held && !busy && !hasHeartbeat() && now - lastReadNanos >= idle) {
            close(CloseReason.IDLE);
            return;
        }
        quiet = !busy && !held && drainReason == null && midFrameSince == 0 && unreadOctets == 0 && isAnswered();
        quietUntil = quiet ? nextLook(now) : now;
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

    @Override
    public String toString() {
        return protocol.label() + " " + remoteAddressText();
    }
}
