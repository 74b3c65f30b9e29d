package io.camelmcp.gateway.simulate;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One device: sends what is due while its window has room, keeps it until it is answered, and sends it again after a lost
 * connection. What the messages are is the protocol's business. Confined to one event loop; it has at most a timer for the
 * next message, one for timeouts and one for the next connection.
 */
abstract sealed class SimulatedDevice permits McpDevice, ModbusDevice {

    /** Counted when the peer breaks the protocol. */
    static final String PROTOCOL = "PROTOCOL";

    private static final int MAX_KEY = 0xFFFF;
    private static final int BATCH_OCTETS = 64 * 1024;
    private static final int BUSY_PAUSE_MILLIS = 100;
    private static final long TICK_MILLIS = 1000;
    private static final long GOODBYE_MILLIS = 1000;

    final FleetOptions options;
    final FleetStatistics statistics;
    final Random random;
    final DeviceLink link;
    final EventLoop loop;

    private final String name;
    private final AckListener acks;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final Map<Integer, Outgoing> inFlight = new LinkedHashMap<>();
    private final Deque<Outgoing> unsent = new ArrayDeque<>();
    private final Pace pace;
    private long remaining;
    private int messagesInFlight;
    private int lastKey;
    private long pausedUntilNanos;
    private boolean finishing;
    private boolean leaving;
    private boolean goodbye;
    private @Nullable ScheduledFuture<?> paceTimer;
    private @Nullable ScheduledFuture<?> tick;

    SimulatedDevice(int index, FleetOptions options, FleetStatistics statistics, AckListener acks, EventLoop loop) {
        this.options = options;
        this.statistics = statistics;
        this.acks = acks;
        this.loop = loop;
        name = options.nameOf(index);
        random = new Random(options.seed() * 1_000_003L + index);
        remaining = options.count() == 0 ? Long.MAX_VALUE : options.count();
        pausedUntilNanos = System.nanoTime();
        pace = new Pace(options.rate(), random.nextDouble(), pausedUntilNanos);
        Backoff backoff =
                new Backoff(options.reconnectDelay(), options.reconnectMaxDelay(), new Random(random.nextLong()));
        link = new DeviceLink(loop, options, statistics, backoff, this);
    }

    static SimulatedDevice of(
            int index, FleetOptions options, FleetStatistics statistics, AckListener acks, EventLoop loop) {
        DeviceProtocol protocol = options.protocolOf(index);
        return protocol.isModbus()
                ? new ModbusDevice(index, protocol, options, statistics, acks, loop)
                : new McpDevice(index, protocol, options, statistics, acks, loop);
    }

    /** Requests that may be outstanding on the connection. */
    abstract int window();

    /** How often a request without an answer is sent again on the same connection before that counts as dead. */
    abstract int maxRetransmits();

    abstract void addCodec(ChannelPipeline pipeline);

    /** The next new message. */
    abstract Outgoing next(long dueNanos);

    /** A request outside the schedule that waits for room, or {@code null}. */
    abstract @Nullable Outgoing nextControl();

    abstract void encode(Outgoing request, ByteBuf out);

    abstract void received(Object frame);

    /** What is said before the connection is closed for good; {@code null} for nothing. */
    abstract @Nullable Outgoing farewell();

    /** Called each second while connected. */
    abstract void onTick(long now);

    /** Called on a new connection, before anything is sent. */
    abstract void onConnected(long now);

    final String name() {
        return name;
    }

    /** Completed when there is nothing left to do and the connection is closed. */
    final CompletableFuture<Void> done() {
        return done;
    }

    final void start() {
        if (!finishing) {
            link.open();
        }
    }

    /** No new messages; ends when those outstanding are answered. */
    final void finish() {
        finishing = true;
        endIfComplete();
    }

    /** Ends now; what is outstanding is lost. */
    final void abandon() {
        finishing = true;
        statistics.lost(messagesInFlight + unsent.size());
        inFlight.clear();
        unsent.clear();
        messagesInFlight = 0;
        end();
    }

    final void connected() {
        long now = System.nanoTime();
        lastKey = 0;
        leaving = false;
        pace.skipTo(now);
        long every = Math.min(
                TICK_MILLIS,
                Math.min(
                                        options.requestTimeout().toMillis(),
                                        options.heartbeat().toMillis())
                                / 4
                        + 1);
        tick = loop.scheduleWithFixedDelay(this::tick, every, every, TimeUnit.MILLISECONDS);
        onConnected(now);
        pump();
    }

    final void disconnected() {
        cancelTimers();
        keepUnanswered();
        if (goodbye) {
            end();
        } else {
            endIfComplete();
        }
    }

    /** Sends what is due, as far as window and socket take it. */
    final void pump() {
        Channel channel = link.channel();
        if (channel == null || leaving || goodbye || endIfComplete()) {
            return;
        }
        long now = System.nanoTime();
        ByteBuf batch = null;
        while (hasRoom() && channel.isWritable()) {
            Outgoing request = nextToSend(now);
            if (request == null) {
                break;
            }
            batch = batch == null ? channel.alloc().ioBuffer() : batch;
            transmit(request, batch, now);
            if (batch.readableBytes() >= BATCH_OCTETS) {
                channel.writeAndFlush(batch, channel.voidPromise());
                batch = null;
            }
        }
        if (batch != null) {
            channel.writeAndFlush(batch, channel.voidPromise());
        }
        wakeWhenDue(now);
    }

    /** Takes the request with this number out of those in flight, {@code null} if there is none. */
    final @Nullable Outgoing take(int key) {
        Outgoing request = inFlight.remove(key);
        if (request != null && request.message) {
            messagesInFlight--;
        }
        return request;
    }

    /** The request that has waited longest, for protocols that answer in order. */
    final @Nullable Outgoing oldest() {
        return inFlight.isEmpty() ? null : inFlight.values().iterator().next();
    }

    final @Nullable Outgoing inFlight(int key) {
        return inFlight.get(key);
    }

    final void acknowledged(Outgoing request) {
        if (request.message) {
            statistics.acknowledged(request.kind, System.nanoTime() - request.dueNanos);
            if (request.number > 0) {
                acks.acknowledged(name, request.number);
            }
        }
        closeIfLeft();
    }

    final void refused(Outgoing request, String reason) {
        if (request.message) {
            statistics.failed(reason);
        } else {
            statistics.connectionError(reason);
        }
        closeIfLeft();
    }

    /** Sends nothing for 100..200 ms, since the gateway has said that it is busy. */
    final void pauseWhileBusy() {
        long millis = BUSY_PAUSE_MILLIS + random.nextInt(BUSY_PAUSE_MILLIS);
        pausedUntilNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** The gateway wants this connection to end: sends nothing more, waits for the answers, closes, and comes back. */
    final void leave() {
        leaving = true;
        closeIfLeft();
    }

    /** The peer broke the protocol. */
    final void protocolError() {
        statistics.connectionError(PROTOCOL);
        link.reconnect();
    }

    private void closeIfLeft() {
        if (leaving && messagesInFlight == 0) {
            link.reconnect();
        }
    }

    private boolean hasRoom() {
        Outgoing oldest = oldest();
        return oldest == null || Math.floorMod(nextKey() - oldest.key, MAX_KEY) < window();
    }

    private int nextKey() {
        return lastKey == MAX_KEY ? 1 : lastKey + 1;
    }

    private @Nullable Outgoing nextToSend(long now) {
        Outgoing control = nextControl();
        if (control != null) {
            return control;
        }
        if (pausedUntilNanos - now > 0) {
            return null;
        }
        if (!unsent.isEmpty()) {
            return unsent.poll();
        }
        if (finishing || remaining == 0 || pace.delay(now) > 0) {
            return null;
        }
        remaining--;
        return next(pace.take(now));
    }

    private void transmit(Outgoing request, ByteBuf out, long now) {
        lastKey = nextKey();
        request.key = lastKey;
        inFlight.put(request.key, request);
        if (request.message) {
            messagesInFlight++;
            if (request.sentBefore) {
                statistics.resent();
            } else {
                statistics.sent();
            }
        }
        write(request, out, now);
    }

    private void write(Outgoing request, ByteBuf out, long now) {
        request.sentBefore = true;
        request.sentNanos = now;
        request.attempts++;
        encode(request, out);
    }

    private void wakeWhenDue(long now) {
        if (paceTimer != null || !hasRoom()) {
            return;
        }
        boolean more = !unsent.isEmpty() || (!finishing && remaining > 0);
        long delay = Math.max(pausedUntilNanos - now, unsent.isEmpty() ? pace.delay(now) : 0);
        if (more && delay > 0) {
            paceTimer = loop.schedule(this::wake, delay, TimeUnit.NANOSECONDS);
        }
    }

    private void wake() {
        paceTimer = null;
        pump();
    }

    private void tick() {
        Channel channel = link.channel();
        if (channel == null) {
            return;
        }
        long now = System.nanoTime();
        ByteBuf again = null;
        for (Outgoing request : inFlight.values()) {
            long patience = options.requestTimeout().toNanos() << (request.attempts - 1);
            if (now - request.sentNanos < patience) {
                continue;
            }
            statistics.timedOut();
            if (request.attempts > maxRetransmits()) {
                if (again != null) {
                    again.release();
                }
                link.reconnect();
                return;
            }
            again = again == null ? channel.alloc().ioBuffer() : again;
            write(request, again, now);
            if (request.message) {
                statistics.resent();
            }
        }
        if (again != null) {
            channel.writeAndFlush(again, channel.voidPromise());
        }
        onTick(now);
        pump();
    }

    private void keepUnanswered() {
        Deque<Outgoing> unanswered = new ArrayDeque<>();
        for (Outgoing request : inFlight.values()) {
            if (request.message) {
                request.attempts = 0;
                unanswered.addLast(request);
            }
        }
        inFlight.clear();
        messagesInFlight = 0;
        if (!options.retransmit()) {
            statistics.lost(unanswered.size());
            return;
        }
        // they are older than what could not be sent again yet
        while (!unanswered.isEmpty()) {
            unsent.addFirst(unanswered.pollLast());
        }
    }

    private boolean endIfComplete() {
        if (!finishing && remaining > 0 || messagesInFlight > 0 || !unsent.isEmpty()) {
            return false;
        }
        if (!goodbye) {
            sayGoodbye();
        }
        return true;
    }

    private void sayGoodbye() {
        goodbye = true;
        link.last();
        Channel channel = link.channel();
        Outgoing farewell = channel == null ? null : farewell();
        if (channel == null || farewell == null) {
            end();
            return;
        }
        ByteBuf out = channel.alloc().ioBuffer();
        transmit(farewell, out, System.nanoTime());
        channel.writeAndFlush(out, channel.voidPromise());
        loop.schedule(this::end, GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Closes for good. */
    final void end() {
        goodbye = true;
        cancelTimers();
        link.close();
        if (link.channel() == null) {
            done.complete(null);
        }
    }

    private void cancelTimers() {
        if (paceTimer != null) {
            paceTimer.cancel(false);
            paceTimer = null;
        }
        if (tick != null) {
            tick.cancel(false);
            tick = null;
        }
    }
}
