package io.camelmcp.benchmark.client;

import io.netty.buffer.ByteBuf;

/** Looks at transaction id, length and function of each answer: the reads of a {@link RequestRing#modbus}. */
final class ModbusAnswers implements Answers {

    private static final int HEADER = 6;
    private static final int EXCEPTION_BIT = 0x80;

    @Override
    public void parse(ByteBuf in, Sink sink) {
        while (in.readableBytes() >= HEADER + 3) {
            int start = in.readerIndex();
            int length = in.getUnsignedShort(start + 4);
            int function = in.getUnsignedByte(start + HEADER + 1);
            if (in.getUnsignedShort(start + 2) != 0
                    || (function & ~EXCEPTION_BIT) != RequestRing.READ_HOLDING_REGISTERS) {
                throw new IllegalStateException("not an answer: function " + function);
            }
            if (in.readableBytes() < HEADER + length) {
                return;
            }
            int transaction = in.getUnsignedShort(start);
            if (function >= EXCEPTION_BIT) {
                sink.refused(transaction, in.getUnsignedByte(start + HEADER + 2));
            } else if (length != 3 + 2 * RequestRing.REGISTERS) {
                throw new IllegalStateException("not the registers asked for: length " + length);
            } else {
                sink.acknowledged(transaction);
            }
            in.readerIndex(start + HEADER + length);
        }
    }
}
