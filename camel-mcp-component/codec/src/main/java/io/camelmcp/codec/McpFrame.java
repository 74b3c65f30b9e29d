package io.camelmcp.codec;

import java.util.Arrays;

/**
 * One frame of the Message Communication Protocol (docs/protocol.md, section 1), without magic, length and CRC.
 *
 * <pre>{@code
 * McpFrame report = McpFrame.sequenced(McpCommand.REPORT, 7, 1, json);
 * McpFrame answer = report.answer(McpFrame.EMPTY);          // 0x8C, same version, same id, same seq
 * }</pre>
 *
 * @param version 1 (plain) or 2 (sequenced)
 * @param command 0..255, see {@link McpCommand}
 * @param id      device behind the connection, 0..4294967295, 0 is the peer itself; always 0 in version 1
 * @param seq     number of the request, 1..65535, 0 when no answer is wanted; always 0 in version 1
 * @param body    the body, not copied: whoever makes a frame gives the array away
 */
public record McpFrame(int version, int command, long id, int seq, byte[] body) {

    public static final int PLAIN = 1;
    public static final int SEQUENCED = 2;

    /** First two octets of each frame, {@code 4D 43}. */
    public static final int MAGIC = 0x4D43;

    /** Magic, version, command and length. */
    public static final int HEADER_LENGTH = 8;

    public static final int CRC_LENGTH = 4;

    /** {@code id} and {@code seq} in front of the body of version 2. */
    public static final int SEQUENCED_PREFIX = 6;

    /** Largest payload when nothing else is configured, in octets. */
    public static final int DEFAULT_MAX_PAYLOAD = 65_536;

    /** The largest limit that one may set: 64 MiB. A frame is in memory as a whole. */
    public static final int MAX_PAYLOAD = 64 * 1024 * 1024;

    public static final byte[] EMPTY = new byte[0];

    private static final long MAX_ID = 0xFFFF_FFFFL;

    public McpFrame {
        if (version == PLAIN) {
            if (id != 0 || seq != 0) {
                throw new IllegalArgumentException(
                        "a frame of version 1 has no id and no seq: id=" + id + " seq=" + seq);
            }
        } else if (version != SEQUENCED) {
            throw new IllegalArgumentException("version " + version + " is not 1 or 2");
        }
        if ((command & ~0xFF) != 0) {
            throw new IllegalArgumentException("command " + command + " is not in 0..255");
        }
        if (id < 0 || id > MAX_ID) {
            throw new IllegalArgumentException("id " + id + " is not in 0.." + MAX_ID);
        }
        if ((seq & ~0xFFFF) != 0) {
            throw new IllegalArgumentException("seq " + seq + " is not in 0..65535");
        }
    }

    /** A frame of version 1. */
    public static McpFrame plain(int command, byte[] body) {
        return new McpFrame(PLAIN, command, 0, 0, body);
    }

    /** A frame of version 2. */
    public static McpFrame sequenced(int command, long id, int seq, byte[] body) {
        return new McpFrame(SEQUENCED, command, id, seq, body);
    }

    /** Whether this is an answer (ERROR included), not a request. */
    public boolean isAnswer() {
        return (command & McpCommand.ANSWER_BIT) != 0;
    }

    /** Whether the sender waits for exactly one answer: every request but those with seq 0 and GOAWAY of version 1. */
    public boolean wantsAnswer() {
        return !isAnswer() && (version == PLAIN ? command != McpCommand.GOAWAY : seq != 0);
    }

    /** The answer to this request. */
    public McpFrame answer(byte[] answerBody) {
        return new McpFrame(version, command | McpCommand.ANSWER_BIT, id, seq, answerBody);
    }

    /** The ERROR that answers this request. */
    public McpFrame error(McpErrorCode code, String text) {
        return new McpFrame(version, McpCommand.ERROR, id, seq, new McpError(command, code, text).encode());
    }

    /** An ERROR that answers no request. */
    public static McpFrame unsolicitedError(int version, McpErrorCode code, String text) {
        return new McpFrame(version, McpCommand.ERROR, 0, 0, new McpError(0, code, text).encode());
    }

    /** Octets of the payload, the value of the length field. */
    public int payloadLength() {
        return (version == SEQUENCED ? SEQUENCED_PREFIX : 0) + body.length;
    }

    /** Octets of the whole frame. */
    public int encodedLength() {
        return HEADER_LENGTH + payloadLength() + CRC_LENGTH;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof McpFrame that
                && version == that.version
                && command == that.command
                && id == that.id
                && seq == that.seq
                && Arrays.equals(body, that.body);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * (31 * command + Long.hashCode(id)) + seq) + Arrays.hashCode(body);
    }

    /** Without the body, which may be private. */
    @Override
    public String toString() {
        return "McpFrame[v" + version + " " + McpCommand.name(command & ~answerBit(command))
                + (isAnswer() && command != McpCommand.ERROR ? " answer" : "")
                + (version == SEQUENCED ? " id=" + id + " seq=" + seq : "") + " body=" + body.length + "]";
    }

    private static int answerBit(int command) {
        return command == McpCommand.ERROR ? 0 : McpCommand.ANSWER_BIT;
    }
}
