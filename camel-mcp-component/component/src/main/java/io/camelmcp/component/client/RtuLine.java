package io.camelmcp.component.client;

import io.camelmcp.codec.modbus.Crc16;
import io.camelmcp.codec.modbus.ModbusFrame;
import io.camelmcp.codec.modbus.ModbusFunction;
import io.camelmcp.codec.modbus.RtuLength;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a master hears on one channel with RTU (docs/protocol.md, section 9). Answers carry no number, so it matters when octets come:
 *
 * <pre>
 * IDLE        nothing is asked: what comes is dropped
 * AWAITING    a request is out: its answer, as a {@link ModbusFrame}, or {@link Garbage} -> IDLE
 * QUARANTINE  a request was given up: what comes is dropped; quiet for long enough -> IDLE
 * </pre>
 */
final class RtuLine extends ChannelInboundHandlerAdapter {

    /** Octets that are no answer to the request that is out. */
    record Garbage(String why) {}

    private enum State {
        IDLE,
        AWAITING,
        QUARANTINE
    }

    /** A line that is not quiet after so many quarantines cannot be used. */
    private static final int LONGEST_QUARANTINES = 20;

    private static final int SHOWN_OCTETS = 16;

    private final byte[] heartbeat;
    private final long quietMillis;
    private final Runnable onLateAnswer;
    private State state = State.IDLE;
    private int unitId;
    private int function;
    private boolean heard;
    private boolean lateCounted;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf buffer;
    private @Nullable ScheduledFuture<?> quiet;
    private @Nullable ScheduledFuture<?> noise;

    /**
     * A line where nothing is asked.
     *
     * @param heartbeat    octets that a device may send in front of answers and between them; empty for none
     * @param quietMillis  how long a quarantine lasts from the last octet on
     * @param onLateAnswer told of a quarantine in which something was dropped
     */
    RtuLine(byte[] heartbeat, long quietMillis, Runnable onLateAnswer) {
        this.heartbeat = heartbeat;
        this.quietMillis = quietMillis;
        this.onLateAnswer = onLateAnswer;
    }

    /** A request leaves. */
    void ask(int unit, int asked) {
        unitId = unit;
        function = asked;
        state = State.AWAITING;
    }

    /** The request that is out was given up, or something else was answered; before it has a channel, one on another channel was. */
    void quarantine() {
        dropBuffered();
        state = State.QUARANTINE;
        lateCounted = false;
        awaitQuiet();
        ChannelHandlerContext ctx = context;
        if (ctx != null && noise == null) {
            noise = ctx.executor().schedule(() -> noisy(ctx), LONGEST_QUARANTINES * quietMillis, TimeUnit.MILLISECONDS);
        }
    }

    /** Whether a request to that unit is out. */
    boolean isAwaited(int unit) {
        return state == State.AWAITING && unit == unitId;
    }

    boolean isQuarantined() {
        return state == State.QUARANTINE;
    }

    /** Whether any octet has come since this was asked last. */
    boolean hasHeard() {
        boolean any = heard;
        heard = false;
        return any;
    }

    /** Whether a request is out, or was when the channel was lost, or its answer may still come. */
    boolean isUnanswered() {
        return state != State.IDLE;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        if (isQuarantined() && ctx.channel().isActive()) {
            quarantine();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (isQuarantined()) {
            quarantine();
        }
        ctx.fireChannelActive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        dropBuffered();
        cancelTimers();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        dropBuffered();
        cancelTimers();
        ctx.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf octets = (ByteBuf) message;
        heard |= octets.isReadable();
        switch (state) {
            case IDLE -> octets.release();
            case QUARANTINE -> {
                // a device that sends them often would never be quiet
                if (!isHeartbeats(octets)) {
                    late();
                }
                octets.release();
            }
            case AWAITING -> {
                buffer = append(ctx, octets);
                read(ctx);
            }
        }
    }

    private ByteBuf append(ChannelHandlerContext ctx, ByteBuf octets) {
        ByteBuf present = buffer;
        if (present == null) {
            return octets;
        }
        ByteBuf sum = ctx.alloc().buffer(present.readableBytes() + octets.readableBytes());
        sum.writeBytes(present).writeBytes(octets);
        present.release();
        octets.release();
        return sum;
    }

    private void read(ChannelHandlerContext ctx) {
        for (ByteBuf in = buffer; in != null && state == State.AWAITING; in = buffer) {
            int before = in.readableBytes();
            readOne(ctx, in);
            if (!in.isReadable() || state != State.AWAITING) {
                dropBuffered();
            } else if (in.readableBytes() == before) {
                return;
            }
        }
    }

    private void readOne(ChannelHandlerContext ctx, ByteBuf in) {
        boolean mayBeIts = mayBeItsAnswer(in);
        int beat = mayBeIts ? 0 : HeartbeatPacket.matching(heartbeat, in);
        if (beat > 0 && beat == heartbeat.length) {
            in.skipBytes(beat);
            return;
        }
        int length = RtuLength.RESPONSES.of(in);
        if (length == RtuLength.UNKNOWN && mayBeIts && in.readableBytes() <= RtuLength.MAX_FRAME) {
            // of a function that only the two ends know: it is whole when the CRC says so
            if (in.readableBytes() >= RtuLength.MIN_FRAME && Crc16.holds(in, in.readerIndex(), in.readableBytes())) {
                deliver(ctx, in, in.readableBytes());
            }
        } else if (length > RtuLength.MAX_FRAME) {
            beatOrGarbage(ctx, in, "length " + length + " exceeds " + RtuLength.MAX_FRAME);
        } else if (length >= 0 && in.readableBytes() >= length) {
            if (Crc16.holds(in, in.readerIndex(), length)) {
                whole(ctx, in, length);
            } else {
                beatOrGarbage(ctx, in, "bad CRC-16");
            }
        } else if (length == RtuLength.UNKNOWN && beat == 0) {
            garbage(ctx, in, "no answer begins so");
        }
    }

    private void beatOrGarbage(ChannelHandlerContext ctx, ByteBuf in, String why) {
        if (heartbeat.length > 0 && HeartbeatPacket.matching(heartbeat, in) == heartbeat.length) {
            in.skipBytes(heartbeat.length);
        } else {
            garbage(ctx, in, why);
        }
    }

    private void whole(ChannelHandlerContext ctx, ByteBuf in, int length) {
        int from = in.getUnsignedByte(in.readerIndex());
        if (from != unitId) {
            // a slave that was asked by someone else, or long ago
            in.skipBytes(length);
        } else {
            deliver(ctx, in, length);
        }
    }

    private void deliver(ChannelHandlerContext ctx, ByteBuf in, int length) {
        byte[] pdu = new byte[length - 1 - Crc16.LENGTH];
        in.getBytes(in.readerIndex() + 1, pdu);
        dropBuffered();
        state = State.IDLE;
        ctx.fireChannelRead(new ModbusFrame(0, unitId, pdu));
    }

    private void garbage(ChannelHandlerContext ctx, ByteBuf in, String why) {
        String shown = ByteBufUtil.hexDump(in, in.readerIndex(), Math.min(in.readableBytes(), SHOWN_OCTETS));
        dropBuffered();
        state = State.IDLE;
        ctx.fireChannelRead(new Garbage(why + ": " + shown));
    }

    /** Whether the answer begins here, as far as can be seen. */
    private boolean mayBeItsAnswer(ByteBuf in) {
        return in.getUnsignedByte(in.readerIndex()) == unitId
                && (in.readableBytes() < 2
                        || (in.getUnsignedByte(in.readerIndex() + 1) & ~ModbusFunction.EXCEPTION_BIT) == function);
    }

    private boolean isHeartbeats(ByteBuf octets) {
        if (heartbeat.length == 0 || octets.readableBytes() % heartbeat.length != 0) {
            return false;
        }
        for (int i = 0; i < octets.readableBytes(); i++) {
            if (octets.getByte(octets.readerIndex() + i) != heartbeat[i % heartbeat.length]) {
                return false;
            }
        }
        return true;
    }

    // ------------------------------------------------------------------ quarantine

    private void late() {
        if (!lateCounted) {
            lateCounted = true;
            onLateAnswer.run();
        }
        awaitQuiet();
    }

    private void awaitQuiet() {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            return;
        }
        cancel(quiet);
        quiet = ctx.executor().schedule(() -> quiet(ctx), quietMillis, TimeUnit.MILLISECONDS);
    }

    private void quiet(ChannelHandlerContext ctx) {
        quiet = null;
        cancelTimers();
        state = State.IDLE;
        // whoever sends on this channel looks again then; nothing has been read
        ctx.fireChannelWritabilityChanged();
    }

    private void noisy(ChannelHandlerContext ctx) {
        noise = null;
        ctx.fireExceptionCaught(new IOException("the line was not quiet for " + quietMillis + " ms within "
                + LONGEST_QUARANTINES * quietMillis + " ms after a request without an answer"));
    }

    private void cancelTimers() {
        cancel(quiet);
        cancel(noise);
        quiet = null;
        noise = null;
    }

    private static void cancel(@Nullable ScheduledFuture<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private void dropBuffered() {
        ByteBuf dropped = buffer;
        buffer = null;
        if (dropped != null) {
            dropped.release();
        }
    }
}
