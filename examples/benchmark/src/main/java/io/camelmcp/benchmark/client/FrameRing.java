package io.camelmcp.benchmark.client;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.McpFrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;

/**
 * All frames that a connection can send, one for each sequence number 1 to 65535, encoded once and shared by all connections:
 * sending some is writing a slice.
 */
final class FrameRing {

    /** Octets of a whole frame. */
    static final int FRAME_LENGTH = 128;

    /** Largest sequence number; 1 follows it. */
    static final int LAST_SEQ = 0xFFFF;

    private static final int BODY_LENGTH =
            FRAME_LENGTH - McpFrame.HEADER_LENGTH - McpFrame.SEQUENCED_PREFIX - McpFrame.CRC_LENGTH;

    private final ByteBuf frames = Unpooled.directBuffer(LAST_SEQ * FRAME_LENGTH);

    FrameRing() {
        byte[] body = body();
        for (int seq = 1; seq <= LAST_SEQ; seq++) {
            frames.writeBytes(McpFrameEncoder.encode(McpFrame.sequenced(McpCommand.REPORT, 0, seq, body)));
        }
    }

    private static byte[] body() {
        String values = "{\"temperature\":21.5,\"pressure\":1013,\"running\":true,\"note\":\"";
        String note = "x".repeat(BODY_LENGTH - values.length() - "\"}".length());
        return (values + note + "\"}").getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Writes frames without flushing.
     *
     * @param seq   number of the first one
     * @param count how many, at most 65535
     * @return number of the next one
     */
    int write(Channel channel, int seq, int count) {
        int untilEnd = Math.min(count, LAST_SEQ - seq + 1);
        channel.write(slice(seq, untilEnd), channel.voidPromise());
        int rest = count - untilEnd;
        if (rest > 0) {
            channel.write(slice(1, rest), channel.voidPromise());
            return rest + 1;
        }
        return seq + count > LAST_SEQ ? 1 : seq + count;
    }

    private ByteBuf slice(int seq, int count) {
        return frames.retainedSlice((seq - 1) * FRAME_LENGTH, count * FRAME_LENGTH);
    }
}
