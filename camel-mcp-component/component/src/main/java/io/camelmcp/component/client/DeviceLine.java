package io.camelmcp.component.client;

import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.ModbusResponse;
import io.camelmcp.component.client.ClientFailure.Kind;
import io.camelmcp.component.modbus.ModbusRequester;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.timeout.IdleStateEvent;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Asks a Modbus device over a connection that the device has opened. It ends with that connection. From any thread; no method
 * waits.
 */
public final class DeviceLine implements ModbusRequester {

    private final String name;
    private final ClientOptions options;
    private final Channel channel;
    private final ModbusWire wire;
    private final RequestQueue requests;
    private final CallInbox inbox;
    private final int mostOutstanding;
    private final AtomicInteger outstanding = new AtomicInteger();
    private final AtomicLong asked = new AtomicLong();
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private volatile long lastHeardMillis = System.currentTimeMillis();
    private volatile @Nullable String closeReason;

    /**
     * The line on a channel; {@link #install} makes it work.
     *
     * @param name      of the device, for messages
     * @param options   protocol, window, maxPending and pauses; the rest is for those who connect
     * @param heartbeat octets that the device may send between its answers; empty for none
     */
    public DeviceLine(String name, ClientOptions options, byte[] heartbeat, Channel channel) {
        this.name = name;
        this.options = options;
        this.channel = channel;
        EventLoop loop = channel.eventLoop();
        this.wire = new ModbusWire(options.protocol(), options.pauses().quarantine(), heartbeat);
        this.requests = new RequestQueue(name, options, loop, wire, this::close, this::send);
        this.mostOutstanding = options.window() + options.maxPending();
        this.inbox = new CallInbox(loop, this::takeInbox, e -> failInbox());
    }

    /** Adds its handlers to the end of the pipeline; on the event loop. */
    public void install(ChannelPipeline pipeline) {
        wire.addDecoder(pipeline);
        pipeline.addLast("line", new Events());
        requests.connected();
    }

    /** Asks nothing with RTU until the line is quiet: an answer to a request of another connection may come. On the event loop. */
    public void quarantine() {
        wire.quarantine();
    }

    @Override
    public CompletableFuture<ModbusResponse> request(int unitId, ModbusRequest request, Duration timeout) {
        return ModbusAnswer.to(answer -> send(new ModbusCall(unitId, request), timeout, answer, true));
    }

    /**
     * Sends a request when there is a place in the window.
     *
     * @param timeout from now to the answer
     * @param handler told how it ended, unless this method throws
     * @throws ClientFailure            {@link Kind#BUSY} if too many wait already
     * @throws IllegalArgumentException if such a request must not be sent
     */
    public void send(ModbusCall request, Duration timeout, AnswerHandler<ModbusResponse> handler) throws ClientFailure {
        send(request, timeout, handler, false);
    }

    private void send(
            ModbusCall request, Duration timeout, AnswerHandler<ModbusResponse> handler, boolean timedFromSending)
            throws ClientFailure {
        request.check(options);
        if (outstanding.incrementAndGet() > mostOutstanding) {
            outstanding.decrementAndGet();
            throw ClientFailure.of(
                    Kind.BUSY,
                    "maxPending=" + options.maxPending() + " requests to " + name + " wait already; " + request
                            + " was not sent");
        }
        asked.incrementAndGet();
        inbox.add(new Call<>(request, handler, timeout.toMillis(), outstanding, timedFromSending));
    }

    /** Ends the connection. */
    public void close(String why) {
        if (closeReason == null) {
            closeReason = why;
        }
        channel.close();
    }

    /** Complete when the connection has ended, with the reason. */
    public CompletableFuture<String> closed() {
        return closed;
    }

    /** Where its event loop can run what belongs to it. */
    public ScheduledExecutorService executor() {
        return channel.eventLoop();
    }

    public boolean isOpen() {
        return channel.isActive() && closeReason == null;
    }

    /** When an octet has come last, milliseconds since 1970. */
    public long lastHeardMillis() {
        return lastHeardMillis;
    }

    /** Requests since the connection was opened. */
    public long asked() {
        return asked.get();
    }

    /** Requests that wait or are in flight. */
    public int outstanding() {
        return outstanding.get();
    }

    /** Whether the answer that is awaited can begin with an octet; as long as only few requests have been sent. On the event loop. */
    public boolean mayBeginAnAnswer(int octet) {
        return wire.mayBeginAnAnswer(octet);
    }

    /** Whether the device may still answer, with RTU, a request that this line has sent; once it is {@link #closed}. */
    public boolean isUnanswered() {
        return wire.isUnanswered();
    }

    /** Answers that came after their request had been given up. */
    public long lateAnswers() {
        return requests.lateAnswers();
    }

    private void takeInbox() {
        if (closed.isDone()) {
            failInbox();
            return;
        }
        inbox.forEach(requests::add);
        send();
    }

    private void failInbox() {
        inbox.forEach(call -> call.failed(notConnected()));
    }

    private ClientFailure notConnected() {
        return ClientFailure.of(Kind.NOT_CONNECTED, name + " is not connected: " + closed.getNow("closing"));
    }

    private void send() {
        if (isOpen()) {
            requests.send(channel);
        }
    }

    private void lost() {
        String why = closeReason == null ? "closed by the device" : String.valueOf(closeReason);
        if (closed.isDone()) {
            return;
        }
        closed.complete(why);
        requests.connectionLost(why, null);
        requests.failWaiting(notConnected());
        requests.close();
    }

    private final class Events extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object frame) {
            requests.receive(frame);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            lastHeardMillis = System.currentTimeMillis();
            send();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            send();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event == ChannelInputShutdownEvent.INSTANCE) {
                // no answer can come any more
                ctx.close();
            } else if (event instanceof IdleStateEvent) {
                close("silent for longer than idleTimeout");
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            lost();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            close(String.valueOf(cause.getMessage()));
        }
    }
}
