package io.camelmcp.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A frame decoder that stops between two frames while its connection is held back, and for ever after a protocol error.
 *
 * <p>Each frame is handed on before the next one is looked at, so a handler that pauses the connection while it takes a
 * frame gets no other until {@link #resume()}. Octets that arrive meanwhile are kept, hence whoever pauses also stops
 * reading from the socket.
 *
 * <pre>{@code
 * var decoder = new ModbusTcpDecoder(inbox::isFull);
 * pipeline.addLast("frames", decoder);
 * inbox.onSpace(() -> eventLoop.execute(decoder::resume));
 * }</pre>
 *
 * <p>A subclass throws {@link McpProtocolException} for octets that break the protocol. It travels the pipeline as
 * {@code exceptionCaught}, once; what was buffered and all that still arrives is discarded.
 */
public abstract class PausableDecoder extends ByteToMessageDecoder {

    private final BooleanSupplier paused;
    private @Nullable ChannelHandlerContext context;
    private boolean bad;
    private boolean waiting;
    private boolean reading;
    private boolean resumed;

    /**
     * Decoder of one connection.
     *
     * @param paused asked before each frame, on the event loop: {@code true} holds it back; {@code null} means never
     */
    protected PausableDecoder(@Nullable BooleanSupplier paused) {
        this.paused = paused == null ? () -> false : paused;
    }

    /**
     * Takes at most one frame from {@code in} and adds it to {@code out}, or takes nothing when octets are missing. Octets
     * may be dropped without a frame.
     *
     * @throws McpProtocolException if the stream cannot be trusted any more
     */
    protected abstract void decodeFrame(ChannelHandlerContext ctx, ByteBuf in, List<Object> out);

    /** Octets have arrived from the peer and are not decoded yet; for decoders that need the time of it. */
    protected void arrived() {}

    /** Goes on after back pressure with what is buffered. To be called on the event loop; harmless when not paused. */
    public final void resume() {
        ChannelHandlerContext ctx = context;
        if (ctx == null || ctx.isRemoved()) {
            return;
        }
        if (reading) {
            // the buffer is being decoded further up the stack, and must not change under it
            resumed = true;
            return;
        }
        try {
            channelRead(ctx, Unpooled.EMPTY_BUFFER);
            channelReadComplete(ctx);
        } catch (Exception e) {
            // nobody above catches: this call does not come from the pipeline
            ctx.fireExceptionCaught(e);
        }
    }

    /**
     * Whether the beginning of a frame waits for the rest of it: the peer's delay, not ours. Always {@code false} while paused
     * and after a protocol error.
     */
    public boolean isMidFrame() {
        return waiting && !bad && !paused.getAsBoolean();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        context = ctx;
        super.handlerAdded(ctx);
    }

    @Override
    public final void channelRead(ChannelHandlerContext ctx, Object msg) throws Exception {
        if (msg instanceof ByteBuf octets && octets.isReadable()) {
            arrived();
        }
        if (reading) {
            super.channelRead(ctx, msg);
            return;
        }
        reading = true;
        try {
            super.channelRead(ctx, msg);
            while (resumed && !ctx.isRemoved()) {
                resumed = false;
                super.channelRead(ctx, Unpooled.EMPTY_BUFFER);
            }
        } finally {
            reading = false;
            resumed = false;
        }
    }

    @Override
    public final void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        if (paused.getAsBoolean()) {
            // the superclass asks for more octets when it produced no frame; that would read on without bound
            discardSomeReadBytes();
            ctx.fireChannelReadComplete();
        } else {
            super.channelReadComplete(ctx);
        }
    }

    @Override
    protected final void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (bad) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (paused.getAsBoolean()) {
            return;
        }
        int before = out.size();
        try {
            decodeFrame(ctx, in, out);
        } catch (RuntimeException e) {
            bad = true;
            in.skipBytes(in.readableBytes());
            throw e;
        }
        waiting = out.size() == before && in.isReadable();
    }
}
