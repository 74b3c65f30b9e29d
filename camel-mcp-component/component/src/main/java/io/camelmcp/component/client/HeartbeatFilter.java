package io.camelmcp.component.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/** Drops the heartbeat packets that a device with Modbus TCP sends between its frames; the octets of frames go on as they are. */
final class HeartbeatFilter extends ByteToMessageDecoder {

    private static final int HEADER = 7;
    private static final int LENGTH_AT = 4;
    private static final int MIN_LENGTH = 2;
    private static final int MAX_LENGTH = 254;

    private final byte[] heartbeat;

    private final Runnable onHeartbeat;

    HeartbeatFilter(byte[] heartbeat, Runnable onHeartbeat) {
        this.heartbeat = heartbeat;
        this.onHeartbeat = onHeartbeat;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        int frame = frameLength(in);
        if (frame > 0) {
            if (in.readableBytes() >= frame) {
                out.add(in.readRetainedSlice(frame));
            }
            return;
        }
        int same = HeartbeatPacket.matching(heartbeat, in);
        if (same == heartbeat.length) {
            in.skipBytes(same);
            onHeartbeat.run();
        } else if (same < in.readableBytes() && in.readableBytes() >= HEADER) {
            // neither: the decoder behind says what is wrong
            out.add(in.readRetainedSlice(in.readableBytes()));
        }
    }

    /** Whether a frame has begun and not ended, as far as can be seen. */
    boolean isMidFrame() {
        ByteBuf in = internalBuffer();
        return in.isReadable() && HeartbeatPacket.matching(heartbeat, in) < in.readableBytes();
    }

    /** Octets of the frame that begins here; 0 if none can be seen to. */
    private static int frameLength(ByteBuf in) {
        if (in.readableBytes() < HEADER) {
            return 0;
        }
        int at = in.readerIndex();
        int length = in.getUnsignedShort(at + LENGTH_AT);
        boolean possible = in.getUnsignedShort(at + 2) == 0 && length >= MIN_LENGTH && length <= MAX_LENGTH;
        return possible ? HEADER - 1 + length : 0;
    }
}
