package io.camelmcp.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToByteEncoder;
import java.util.zip.CRC32;

/** {@link McpFrame}s to octets (docs/protocol.md, section 1). */
public final class McpFrameEncoder extends MessageToByteEncoder<McpFrame> {

    private final CRC32 crc = new CRC32();

    public McpFrameEncoder() {
        super(McpFrame.class);
    }

    /**
     * Writes one frame behind what {@code out} holds. Several frames in one buffer cost one write of the channel.
     *
     * @param crc scratch space of the calling thread
     */
    public static void write(McpFrame frame, ByteBuf out, CRC32 crc) {
        int start = out.writerIndex();
        out.ensureWritable(frame.encodedLength());
        out.writeShort(McpFrame.MAGIC);
        out.writeByte(frame.version());
        out.writeByte(frame.command());
        out.writeInt(frame.payloadLength());
        if (frame.version() == McpFrame.SEQUENCED) {
            out.writeInt((int) frame.id());
            out.writeShort(frame.seq());
        }
        out.writeBytes(frame.body());
        out.writeInt(crc(crc, out, start, out.writerIndex() - start));
    }

    /** The octets of one frame. */
    public static byte[] encode(McpFrame frame) {
        byte[] octets = new byte[frame.encodedLength()];
        ByteBuf out = Unpooled.wrappedBuffer(octets).clear();
        write(frame, out, new CRC32());
        return octets;
    }

    static int crc(CRC32 crc, ByteBuf octets, int index, int length) {
        crc.reset();
        if (octets.hasArray()) {
            crc.update(octets.array(), octets.arrayOffset() + index, length);
        } else if (octets.nioBufferCount() == 1) {
            crc.update(octets.internalNioBuffer(index, length));
        } else {
            for (var part : octets.nioBuffers(index, length)) {
                crc.update(part);
            }
        }
        return (int) crc.getValue();
    }

    @Override
    protected ByteBuf allocateBuffer(ChannelHandlerContext ctx, McpFrame frame, boolean preferDirect) {
        return ctx.alloc().ioBuffer(frame.encodedLength());
    }

    @Override
    protected void encode(ChannelHandlerContext ctx, McpFrame frame, ByteBuf out) {
        write(frame, out, crc);
    }
}
