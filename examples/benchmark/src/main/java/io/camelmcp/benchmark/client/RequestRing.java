package io.camelmcp.benchmark.client;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.McpFrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * All requests that a connection can send, one for each sequence number or transaction id 1 to 65535, all of one length, encoded
 * once and shared by all connections: sending some is writing a slice.
 */
final class RequestRing {

    /** Octets of a whole frame of MCP. */
    private static final int FRAME_LENGTH = 128;

    /** Largest sequence number; 1 follows it. */
    static final int LAST_SEQ = 0xFFFF;

    private static final int BODY_LENGTH =
            FRAME_LENGTH - McpFrame.HEADER_LENGTH - McpFrame.SEQUENCED_PREFIX - McpFrame.CRC_LENGTH;

    /** Function of the requests of Modbus, and how many registers each reads. */
    static final int READ_HOLDING_REGISTERS = 3;

    static final int REGISTERS = 10;

    private static final int UNIT = 1;
    private static final int READ_LENGTH = 12;

    private final int length;
    private final ByteBuf requests;
    private final Supplier<Answers> answers;

    private RequestRing(int length, Supplier<Answers> answers) {
        this.length = length;
        this.requests = Unpooled.directBuffer(LAST_SEQ * length);
        this.answers = answers;
    }

    /** @param protocol {@code mcp} or {@code modbus} */
    static RequestRing of(String protocol) {
        return switch (protocol) {
            case "mcp" -> mcp();
            case "modbus" -> modbus();
            default -> throw new IllegalArgumentException("unknown protocol " + protocol);
        };
    }

    /** Frames of version 2, 128 octets each. */
    private static RequestRing mcp() {
        RequestRing ring = new RequestRing(FRAME_LENGTH, McpAnswers::new);
        byte[] body = body();
        for (int seq = 1; seq <= LAST_SEQ; seq++) {
            ring.requests.writeBytes(McpFrameEncoder.encode(McpFrame.sequenced(McpCommand.REPORT, 0, seq, body)));
        }
        return ring;
    }

    /** Reads of ten holding registers, Modbus TCP. */
    private static RequestRing modbus() {
        RequestRing ring = new RequestRing(READ_LENGTH, ModbusAnswers::new);
        for (int transaction = 1; transaction <= LAST_SEQ; transaction++) {
            ring.requests.writeShort(transaction).writeShort(0).writeShort(6);
            ring.requests
                    .writeByte(UNIT)
                    .writeByte(READ_HOLDING_REGISTERS)
                    .writeShort(0)
                    .writeShort(REGISTERS);
        }
        return ring;
    }

    /** Finds the answers to these requests. */
    Answers answers() {
        return answers.get();
    }

    private static byte[] body() {
        String values = "{\"temperature\":21.5,\"pressure\":1013,\"running\":true,\"note\":\"";
        String note = "x".repeat(BODY_LENGTH - values.length() - "\"}".length());
        return (values + note + "\"}").getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Writes requests without flushing.
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
        return requests.retainedSlice((seq - 1) * length, count * length);
    }
}
