package io.camelmcp.component.client.dialin;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Drops the line ends that belong to a registration packet and come later than it, each by itself; the first other octet ends that. */
final class LineEnds extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf octets = (ByteBuf) message;
        if (octets.forEachByte(Registration::isLineEnd) < 0) {
            octets.release();
        } else {
            // unit 10 or 13 may begin an answer so, but not be all of it
            ctx.fireChannelRead(octets);
            ctx.pipeline().remove(this);
        }
    }
}
