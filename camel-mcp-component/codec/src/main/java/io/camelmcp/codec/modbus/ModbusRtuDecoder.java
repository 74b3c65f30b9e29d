package io.camelmcp.codec.modbus;

import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.McpProtocolException;
import io.camelmcp.codec.PausableDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Cuts RTU over TCP into {@link ModbusFrame}s with transaction id 0: address u8, PDU, CRC-16. Where a frame ends is inferred
 * by {@link RtuLength}, never from time.
 *
 * <pre>{@code
 * new ModbusRtuDecoder(RtuLength.REQUESTS, false, dropped::increment, inbox::isFull);         // in a server
 * new ModbusRtuDecoder(RtuLength.RESPONSES, true, dropped::increment, null);                  // in a client
 * }</pre>
 *
 * <p>A frame with a bad CRC is never delivered. What is buffered is dropped, and so is everything that arrives up to a pause
 * of 50 ms; the third within a minute ends the connection (when strict: the first). A function whose length cannot be told,
 * or a length over 256, ends it as well. Ends means: an {@link McpProtocolException} BAD_FRAME.
 */
public final class ModbusRtuDecoder extends PausableDecoder {

    private static final int FUNCTION_AT = 1;

    private final RtuLength lengths;
    private final Runnable onDropped;
    private final LongSupplier nanoClock;
    private final CorruptFrames corruptFrames;

    /**
     * Decoder of one connection.
     *
     * @param lengths   the role: {@link RtuLength#REQUESTS}, {@link RtuLength#RESPONSES}, or one with more rows
     * @param strict    whether the first bad CRC ends the connection
     * @param onDropped told of each frame with a bad CRC, on the event loop
     * @param paused    see {@link PausableDecoder}
     */
    public ModbusRtuDecoder(RtuLength lengths, boolean strict, Runnable onDropped, @Nullable BooleanSupplier paused) {
        this(lengths, strict, onDropped, paused, System::nanoTime);
    }

    /**
     * As above, with a clock.
     *
     * @param nanoClock as {@link System#nanoTime()}
     */
    public ModbusRtuDecoder(
            RtuLength lengths,
            boolean strict,
            Runnable onDropped,
            @Nullable BooleanSupplier paused,
            LongSupplier nanoClock) {
        super(paused);
        this.lengths = lengths;
        this.onDropped = onDropped;
        this.nanoClock = nanoClock;
        this.corruptFrames = new CorruptFrames(strict);
    }

    @Override
    protected void arrived() {
        if (corruptFrames.arrived(nanoClock.getAsLong())) {
            // kept while paused: it came before the pause on the wire that ends the dropping
            discard(internalBuffer());
        }
    }

    @Override
    protected void decodeFrame(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (corruptFrames.isDropping()) {
            discard(in);
            return;
        }
        int length = lengths.of(in);
        if (length == RtuLength.UNKNOWN) {
            throw new McpProtocolException(
                    McpErrorCode.BAD_FRAME,
                    "the length of function " + ModbusFunction.name(in.getUnsignedByte(in.readerIndex() + FUNCTION_AT))
                            + " cannot be told");
        }
        if (length > RtuLength.MAX_FRAME) {
            throw new McpProtocolException(
                    McpErrorCode.BAD_FRAME, "RTU length " + length + " exceeds " + RtuLength.MAX_FRAME);
        }
        if (length == RtuLength.NEED_MORE || in.readableBytes() < length) {
            return;
        }
        if (Crc16.holds(in, in.readerIndex(), length)) {
            out.add(readFrame(in, length));
        } else {
            discard(in);
            onDropped.run();
            corruptFrames.add(nanoClock.getAsLong());
        }
    }

    private static ModbusFrame readFrame(ByteBuf in, int length) {
        int unitId = in.readUnsignedByte();
        byte[] pdu = new byte[length - 1 - Crc16.LENGTH];
        in.readBytes(pdu).skipBytes(Crc16.LENGTH);
        return new ModbusFrame(0, unitId, pdu);
    }

    private static void discard(ByteBuf octets) {
        octets.skipBytes(octets.readableBytes());
    }
}
