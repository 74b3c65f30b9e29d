package io.camelmcp.component.client;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.component.session.heartbeat.Heartbeat;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Heartbeat on a channel without a session (docs/protocol.md, section 6). In version 2 only: who speaks that answers PING. It takes the
 * answers to its own frames out of the pipeline.
 */
final class HeartChannel extends ChannelInboundHandlerAdapter {

    private final Heart heart;

    HeartChannel(Channel channel, ClientOptions.Beat beat, Runnable onDead) {
        heart = new Heart(
                channel, new Heartbeat(beat.interval().toNanos(), beat.least().toNanos(), true), onDead);
    }

    Heart heart() {
        return heart;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        McpFrame frame = (McpFrame) message;
        long now = System.nanoTime();
        if (frame.command() == (McpCommand.PING | McpCommand.ANSWER_BIT)) {
            heart.answered(now, frame.body());
        } else {
            heart.heard(now);
            ctx.fireChannelRead(frame);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        heart.stop();
        super.channelInactive(ctx);
    }
}
