package io.camelmcp.codec.modbus;

import io.camelmcp.codec.McpProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Hexadecimal text to octets, and octets through a decoder. */
final class Octets {

    /**
     * What came out of a decoder.
     *
     * @param frames  in order
     * @param failure message of the first protocol error
     */
    record Outcome(List<ModbusFrame> frames, Optional<String> failure) {}

    private Octets() {}

    static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    static String hex(byte[] octets) {
        return HexFormat.of().formatHex(octets);
    }

    /** The RTU frame of an address and a PDU, with its CRC. */
    static byte[] rtu(String addressAndPdu) {
        byte[] octets = hex(addressAndPdu);
        ByteBuf out = Unpooled.buffer().writeBytes(octets);
        out.writeShortLE(Crc16.of(out, 0, octets.length));
        return bytes(out);
    }

    static byte[] joined(byte[]... parts) {
        ByteBuf out = Unpooled.buffer();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return bytes(out);
    }

    static byte[] bytes(ByteBuf octets) {
        byte[] bytes = new byte[octets.readableBytes()];
        octets.readBytes(bytes);
        octets.release();
        return bytes;
    }

    static List<ModbusFrame> drain(EmbeddedChannel channel) {
        List<ModbusFrame> frames = new ArrayList<>();
        for (ModbusFrame frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
            frames.add(frame);
        }
        return frames;
    }

    /** Feeds the segments, also those after a failure, which must change nothing any more. */
    static Outcome decode(ChannelHandler decoder, List<byte[]> segments) {
        EmbeddedChannel channel = new EmbeddedChannel(decoder);
        Optional<String> failure = Optional.empty();
        for (byte[] segment : segments) {
            try {
                channel.writeInbound(Unpooled.copiedBuffer(segment));
            } catch (McpProtocolException e) {
                failure =
                        Optional.of(failure.map(first -> first + " and again: ").orElse("") + e.getMessage());
            }
        }
        List<ModbusFrame> frames = drain(channel);
        channel.finishAndReleaseAll();
        return new Outcome(frames, failure);
    }
}
