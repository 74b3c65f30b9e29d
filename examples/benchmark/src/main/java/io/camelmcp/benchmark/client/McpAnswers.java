package io.camelmcp.benchmark.client;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpFrame;
import io.netty.buffer.ByteBuf;
import java.util.zip.CRC32;

/**
 * Counts answers with as little work as possible: looks at magic, version, command and length of each, and at the CRC of one
 * in {@value #CRC_EVERY}.
 */
final class McpAnswers implements Answers {

    private static final int CRC_EVERY = 64;
    private static final int ACKNOWLEDGED =
            McpFrame.MAGIC << 16 | McpFrame.SEQUENCED << 8 | McpCommand.REPORT | McpCommand.ANSWER_BIT;
    private static final int REFUSED = McpFrame.MAGIC << 16 | McpFrame.SEQUENCED << 8 | McpCommand.ERROR;
    private static final int SEQ_OFFSET = McpFrame.HEADER_LENGTH + 4;

    private final CRC32 crc = new CRC32();
    private int untilCheck = CRC_EVERY;

    @Override
    public void parse(ByteBuf in, Sink sink) {
        while (in.readableBytes() >= McpFrame.HEADER_LENGTH) {
            int start = in.readerIndex();
            int head = in.getInt(start);
            int covered = McpFrame.HEADER_LENGTH + in.getInt(start + 4);
            if (head != ACKNOWLEDGED && head != REFUSED || covered < SEQ_OFFSET + 2) {
                throw new IllegalStateException("not an answer: " + Integer.toHexString(head));
            }
            if (in.readableBytes() < covered + McpFrame.CRC_LENGTH) {
                return;
            }
            if (--untilCheck == 0) {
                untilCheck = CRC_EVERY;
                check(in, start, covered);
            }
            int seq = in.getUnsignedShort(start + SEQ_OFFSET);
            if (head == ACKNOWLEDGED) {
                sink.acknowledged(seq);
            } else {
                sink.refused(seq, in.getUnsignedShort(start + SEQ_OFFSET + 3));
            }
            in.readerIndex(start + covered + McpFrame.CRC_LENGTH);
        }
    }

    private void check(ByteBuf in, int start, int covered) {
        crc.reset();
        crc.update(in.nioBuffer(start, covered));
        if ((int) crc.getValue() != in.getInt(start + covered)) {
            throw new IllegalStateException("CRC-32 of an answer does not match");
        }
    }
}
