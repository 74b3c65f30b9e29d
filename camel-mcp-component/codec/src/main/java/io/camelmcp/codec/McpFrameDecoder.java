package io.camelmcp.codec;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Octets to {@link McpFrame}s, for any split of the octets (docs/protocol.md, sections 1 and 8).
 *
 * <pre>{@code
 * pipeline.addLast("frames", new McpFrameDecoder(McpFrame.DEFAULT_MAX_PAYLOAD));
 * }</pre>
 *
 * <p>Magic, version and length are checked as soon as their octets are there, so nothing is kept for a frame that cannot
 * become one. A frame that breaks the protocol raises {@link McpProtocolException}, after which the decoder discards all that
 * still comes; with {@link #resync} it drops octets up to the next plausible header instead, and raises one only when false
 * headers cost too much.
 */
public final class McpFrameDecoder extends PausableDecoder {

    private static final int MAGIC_HIGH = McpFrame.MAGIC >> 8;
    private static final int MAGIC_LOW = McpFrame.MAGIC & 0xFF;

    /** Octets of checksum in vain that each octet pays for which leaves the buffer. */
    private static final int CREDIT_PER_OCTET = 4;

    /** Frames of the greatest length that a connection may have checked in vain before it has paid for them. */
    private static final int CREDIT_FRAMES = 16;

    private final CRC32 crc = new CRC32();
    private final @Nullable IntConsumer dropped;
    private int maxPayload;
    private long checkedOctets;
    // each false header may make a whole frame be checked: without a bound, 8 octets would buy a checksum over 64 KiB
    private long credit;

    /** @param maxPayload largest payload accepted, octets, at least 6 */
    public McpFrameDecoder(int maxPayload) {
        this(maxPayload, null, null);
    }

    /**
     * @param maxPayload largest payload accepted, octets, at least 6
     * @param paused     asked before each frame: while true, frames stay encoded in the buffer; {@code null} for never
     */
    public McpFrameDecoder(int maxPayload, @Nullable BooleanSupplier paused) {
        this(maxPayload, paused, null);
    }

    private McpFrameDecoder(int maxPayload, @Nullable BooleanSupplier paused, @Nullable IntConsumer dropped) {
        super(paused);
        maxPayload(maxPayload);
        this.dropped = dropped;
        this.credit = mostCredit();
    }

    /**
     * A decoder that resynchronises on the next plausible header instead of failing ({@code onCorruptFrame=resync}).
     *
     * @param dropped told how many octets were dropped, each time some were
     */
    public static McpFrameDecoder resync(int maxPayload, @Nullable BooleanSupplier paused, IntConsumer dropped) {
        return new McpFrameDecoder(maxPayload, paused, dropped);
    }

    /**
     * Changes the limit for the frames that follow, on the event loop; a login raises it.
     *
     * @throws IllegalArgumentException if below 6 octets
     */
    public void maxPayload(int octets) {
        if (octets < McpFrame.SEQUENCED_PREFIX) {
            throw new IllegalArgumentException(
                    "maxPayload " + octets + " is below " + McpFrame.SEQUENCED_PREFIX + " octets");
        }
        this.maxPayload = octets;
    }

    /** Octets that checksums have been computed over, each as often as that was done. */
    long checkedOctets() {
        return checkedOctets;
    }

    @Override
    protected void decodeFrame(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        int start = in.readerIndex();
        McpProtocolException broken = checkHeader(in, start);
        if (broken == null) {
            if (in.readableBytes() < McpFrame.HEADER_LENGTH) {
                return;
            }
            int payload = in.getInt(start + 4);
            if (in.readableBytes() < McpFrame.HEADER_LENGTH + payload + McpFrame.CRC_LENGTH) {
                return;
            }
            broken = checkCrc(in, start, McpFrame.HEADER_LENGTH + payload);
            if (broken == null) {
                out.add(read(in, payload));
                earn(McpFrame.HEADER_LENGTH + payload + McpFrame.CRC_LENGTH);
                return;
            }
            credit -= McpFrame.HEADER_LENGTH + payload;
        }
        if (dropped == null) {
            throw broken;
        }
        if (credit < 0) {
            throw new McpProtocolException(McpErrorCode.BAD_FRAME, "too many false headers to resynchronise");
        }
        dropToNextHeader(in, start, dropped);
    }

    /** Checks what is there of a header, in the order of the protocol; {@code null} while nothing is wrong with it. */
    private @Nullable McpProtocolException checkHeader(ByteBuf in, int start) {
        int available = in.writerIndex() - start;
        if (available >= 1 && in.getUnsignedByte(start) != MAGIC_HIGH
                || available >= 2 && in.getUnsignedByte(start + 1) != MAGIC_LOW) {
            return new McpProtocolException(McpErrorCode.BAD_FRAME, "frame does not begin with 4D 43");
        }
        if (available < 3) {
            return null;
        }
        int version = in.getUnsignedByte(start + 2);
        if (version != McpFrame.PLAIN && version != McpFrame.SEQUENCED) {
            return new McpProtocolException(
                    McpErrorCode.UNSUPPORTED_VERSION, "version " + version + " is not supported, only 1 and 2 are");
        }
        if (available < McpFrame.HEADER_LENGTH) {
            return null;
        }
        long payload = in.getUnsignedInt(start + 4);
        if (payload > maxPayload) {
            return new McpProtocolException(
                    McpErrorCode.FRAME_TOO_LARGE, "length " + payload + " is above the limit of " + maxPayload);
        }
        if (version == McpFrame.SEQUENCED && payload < McpFrame.SEQUENCED_PREFIX) {
            return new McpProtocolException(
                    McpErrorCode.BAD_FRAME, "length " + payload + " is below 6, which version 2 needs");
        }
        return null;
    }

    private @Nullable McpProtocolException checkCrc(ByteBuf in, int start, int covered) {
        checkedOctets += covered;
        int computed = McpFrameEncoder.crc(crc, in, start, covered);
        int found = in.getInt(start + covered);
        return computed == found
                ? null
                : new McpProtocolException(McpErrorCode.BAD_FRAME, "CRC-32 of the frame does not match");
    }

    private static McpFrame read(ByteBuf in, int payload) {
        in.skipBytes(2);
        int version = in.readUnsignedByte();
        int command = in.readUnsignedByte();
        in.skipBytes(4);
        long id = 0;
        int seq = 0;
        int length = payload;
        if (version == McpFrame.SEQUENCED) {
            id = in.readUnsignedInt();
            seq = in.readUnsignedShort();
            length -= McpFrame.SEQUENCED_PREFIX;
        }
        byte[] body = length == 0 ? McpFrame.EMPTY : new byte[length];
        in.readBytes(body).skipBytes(McpFrame.CRC_LENGTH);
        return new McpFrame(version, command, id, seq, body);
    }

    private void dropToNextHeader(ByteBuf in, int start, IntConsumer told) {
        int end = in.writerIndex();
        int next = start + 1;
        while (next < end && checkHeader(in, next) != null) {
            next++;
        }
        in.readerIndex(next);
        earn(next - start);
        told.accept(next - start);
    }

    private void earn(int octets) {
        credit = Math.min(mostCredit(), credit + (long) CREDIT_PER_OCTET * octets);
    }

    private long mostCredit() {
        return (long) CREDIT_FRAMES * (McpFrame.HEADER_LENGTH + maxPayload);
    }
}
