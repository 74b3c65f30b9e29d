package io.camelmcp.component.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection so that the peer still gets what was written last. A socket that is closed while octets of the peer are
 * unread resets the connection, and a reset may overtake the answer; so our direction is closed first, and what still comes
 * is dropped for a moment.
 */
final class GracefulClose extends ChannelInboundHandlerAdapter {

    private static final long FLUSH_MILLIS = 5_000;

    private GracefulClose() {}

    static void close(ChannelHandlerContext ctx, long lingerMillis) {
        Channel channel = ctx.channel();
        if (!channel.isActive()) {
            channel.close();
            return;
        }
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            channel.pipeline().addFirst("discard", new GracefulClose());
        } else {
            // TLS must see what comes, to end in order; nobody behind it
            channel.pipeline().addAfter(channel.pipeline().context(tls).name(), "discard", new GracefulClose());
        }
        // a peer that reads nothing must not keep the connection
        ScheduledFuture<?> patience =
                ctx.executor().schedule(() -> channel.close(), FLUSH_MILLIS + lingerMillis, TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(closed -> patience.cancel(false));
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            if (written.isSuccess()
                    && lingerMillis > 0
                    && channel instanceof DuplexChannel socket
                    && !socket.isInputShutdown()
                    && tls == null) {
                socket.shutdownOutput();
                channel.config().setAutoRead(true);
                ctx.executor().schedule(() -> channel.close(), lingerMillis, TimeUnit.MILLISECONDS);
            } else {
                ctx.close();
            }
        });
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        ReferenceCountUtil.release(msg);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            ctx.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
