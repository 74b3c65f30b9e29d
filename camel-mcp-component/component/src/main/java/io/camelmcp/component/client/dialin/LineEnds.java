package io.camelmcp.component.client.dialin;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.function.IntPredicate;

/**
 * Drops the line ends that belong to a registration packet and come later than it, by themselves or in front of the first answer; the
 * first other octet ends that.
 */
final class LineEnds extends ChannelInboundHandlerAdapter {

    private final IntPredicate mayBeginAnAnswer;

    /** @param mayBeginAnAnswer whether the answer that is awaited can begin with an octet */
    LineEnds(IntPredicate mayBeginAnAnswer) {
        this.mayBeginAnAnswer = mayBeginAnAnswer;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf octets = (ByteBuf) message;
        int first = octets.forEachByte(Registration::isLineEnd);
        if (first < 0) {
            octets.release();
            return;
        }
        // unit 10 or 13 may begin an answer so, but not be all of it
        if (!mayBeginAnAnswer.test(octets.getUnsignedByte(octets.readerIndex()))) {
            octets.readerIndex(first);
        }
        ctx.fireChannelRead(octets);
        ctx.pipeline().remove(this);
    }
}
