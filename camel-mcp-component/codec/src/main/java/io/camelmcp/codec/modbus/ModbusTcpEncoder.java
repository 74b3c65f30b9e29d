package io.camelmcp.codec.modbus;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToByteEncoder;

/** Writes {@link ModbusFrame}s as Modbus TCP, 8..260 octets each. Keeps no state: one serves all connections. */
@Sharable
public final class ModbusTcpEncoder extends MessageToByteEncoder<ModbusFrame> {

    /** Appends the octets of a frame. */
    public static void write(ModbusFrame frame, ByteBuf out) {
        out.ensureWritable(encodedLength(frame));
        out.writeShort(frame.transactionId());
        out.writeShort(0);
        out.writeShort(1 + frame.pdu().length);
        out.writeByte(frame.unitId());
        out.writeBytes(frame.pdu());
    }

    /** Octets of a frame on the wire. */
    public static int encodedLength(ModbusFrame frame) {
        return ModbusTcpDecoder.PREFIX + 1 + frame.pdu().length;
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
