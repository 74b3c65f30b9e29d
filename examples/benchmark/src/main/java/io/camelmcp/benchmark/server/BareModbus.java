package io.camelmcp.benchmark.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/** Answers reads of holding registers from an array, on the event loop; what is read together is answered together. */
final class BareModbus extends ByteToMessageDecoder {

    private static final int HEADER = 6;
    private static final int REQUEST = 12;
    private static final int READ_HOLDING_REGISTERS = 3;

    private final short[] registers = new short[Registers.COUNT];
    private boolean written;

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> none) {
        if (in.readableBytes() < REQUEST) {
            return;
        }
        ByteBuf out = ctx.alloc().ioBuffer(in.readableBytes() * 3);
        while (in.readableBytes() >= REQUEST) {
            int transaction = in.readUnsignedShort();
            int protocol = in.readUnsignedShort();
            int length = in.readUnsignedShort();
            int unit = in.readUnsignedByte();
            int function = in.readUnsignedByte();
            int address = in.readUnsignedShort();
            int quantity = in.readUnsignedShort();
            if (protocol != 0 || length != REQUEST - HEADER || function != READ_HOLDING_REGISTERS) {
                throw new IllegalStateException("not a read of registers");
            }
            out.writeShort(transaction).writeShort(0).writeShort(3 + 2 * quantity);
            out.writeByte(unit).writeByte(function).writeByte(2 * quantity);
            for (int i = 0; i < quantity; i++) {
                out.writeShort(registers[address + i]);
            }
        }
        ctx.write(out, ctx.voidPromise());
        written = true;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        if (written) {
            written = false;
            ctx.flush();
        }
        super.channelReadComplete(ctx);
    }
}
