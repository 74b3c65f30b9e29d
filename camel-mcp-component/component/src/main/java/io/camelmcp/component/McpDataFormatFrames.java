package io.camelmcp.component;

import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.McpFrameDecoder;
import io.camelmcp.codec.McpProtocolException;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Octets that are all there, to frames, by the decoders of the connections. */
final class McpDataFormatFrames {

    private McpDataFormatFrames() {}

    /**
     * The one frame that the octets are.
     *
     * @throws McpProtocolException if they are no frame, or not exactly one
     */
    static McpFrame readOne(byte[] octets, int maxPayload) {
        List<McpFrame> frames = readAll(octets, maxPayload);
        if (frames.size() != 1) {
            throw new McpProtocolException(
                    McpErrorCode.BAD_FRAME,
                    "one frame is expected, found " + frames.size() + " in " + octets.length
                            + " octets (allFrames=true takes several)");
        }
        return frames.get(0);
    }

    /**
     * The frames that the octets are, none for no octets.
     *
     * @throws McpProtocolException if one of them is no frame, or the last is not complete
     */
    static List<McpFrame> readAll(byte[] octets, int maxPayload) {
        List<McpFrame> frames = decode(new McpFrameDecoder(maxPayload), octets, McpFrame.class);
        int used = frames.stream().mapToInt(McpFrame::encodedLength).sum();
        requireAll(used, octets.length);
        return frames;
    }

    /** What the decoder makes of the octets. */
    static <T> List<T> decode(ChannelHandler decoder, byte[] octets, Class<T> type) {
        EmbeddedChannel channel = new EmbeddedChannel(decoder);
        try {
            channel.writeInbound(Unpooled.wrappedBuffer(octets));
            List<T> decoded = new ArrayList<>();
            for (@Nullable Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
                decoded.add(type.cast(message));
            }
            return decoded;
        } finally {
            channel.finishAndReleaseAll();
        }
    }

    static void requireAll(int used, int present) {
        if (used != present) {
            throw new McpProtocolException(
                    McpErrorCode.BAD_FRAME,
                    "the last frame is not complete: it begins at octet " + used + " of " + present);
        }
    }
}
