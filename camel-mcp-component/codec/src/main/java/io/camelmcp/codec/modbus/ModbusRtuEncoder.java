package io.camelmcp.codec.modbus;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToByteEncoder;

/**
 * Writes {@link ModbusFrame}s as RTU over TCP, 4..256 octets each; the transaction id is left out. Keeps no state: one serves
 * all connections.
 */
@Sharable
public final class ModbusRtuEncoder extends MessageToByteEncoder<ModbusFrame> {

    /** Appends the octets of a frame: address, PDU, CRC-16 with its low octet first. */
    public static void write(ModbusFrame frame, ByteBuf out) {
        out.ensureWritable(encodedLength(frame));
        int start = out.writerIndex();
        out.writeByte(frame.unitId());
        out.writeBytes(frame.pdu());
        out.writeShortLE(Crc16.of(out, start, 1 + frame.pdu().length));
    }

    /** Octets of a frame on the wire. */
    public static int encodedLength(ModbusFrame frame) {
        return 1 + frame.pdu().length + Crc16.LENGTH;
    }

    @Override
    protected ByteBuf allocateBuffer(ChannelHandlerContext ctx, ModbusFrame frame, boolean preferDirect) {
        return ctx.alloc().ioBuffer(encodedLength(frame));
    }

    @Override
    protected void encode(ChannelHandlerContext ctx, ModbusFrame frame, ByteBuf out) {
        write(frame, out);
    }
}
