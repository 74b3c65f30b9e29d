package io.camelmcp.component.client;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** The end of the pipeline: tells a connection what happens on its present channel. */
final class ChannelEvents extends ChannelInboundHandlerAdapter {

    private final ClientConnection connection;

    ChannelEvents(ClientConnection connection) {
        this.connection = connection;
    }

    private boolean isPresent(ChannelHandlerContext ctx) {
        return connection.isOn(ctx.channel());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) {
        if (isPresent(ctx)) {
            connection.receive(frame);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        connection.goOn();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        connection.goOn();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (!isPresent(ctx)) {
            return;
        }
        if (event instanceof PeerFrames.GoAway wish) {
            connection.drain(wish);
        } else if (event instanceof PeerFrames.PeerError said) {
            connection.peerError(said.error());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (isPresent(ctx)) {
            connection.lost();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (isPresent(ctx)) {
            connection.abandon(String.valueOf(cause.getMessage()), cause);
        }
        ctx.close();
    }
}
