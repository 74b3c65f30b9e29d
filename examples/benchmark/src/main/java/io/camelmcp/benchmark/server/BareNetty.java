package io.camelmcp.benchmark.server;

import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.McpFrameDecoder;
import io.camelmcp.codec.McpFrameEncoder;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Netty and what decodes, checks and answers, nothing else: nobody who does this on Netty can be faster. */
final class BareNetty implements Subject {

    private final EventLoopGroup boss = new NioEventLoopGroup(1);
    private final EventLoopGroup workers;

    private final Consumer<ChannelPipeline> handlers;

    private BareNetty(SubjectOptions options, Consumer<ChannelPipeline> handlers) {
        this.workers = new NioEventLoopGroup(options.loops());
        this.handlers = handlers;
    }

    /** Answers frames of MCP. */
    static BareNetty mcp(SubjectOptions options) {
        return new BareNetty(options, pipeline -> pipeline.addLast(new McpFrameDecoder(McpFrame.DEFAULT_MAX_PAYLOAD))
                .addLast(new McpFrameEncoder())
                .addLast(new Answerer()));
    }

    /** Answers reads of registers. */
    static BareNetty modbus(SubjectOptions options) {
        return new BareNetty(options, pipeline -> pipeline.addLast(new BareModbus()));
    }

    @Override
    public int start() {
        Channel server = new ServerBootstrap()
                .group(boss, workers)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        handlers.accept(channel.pipeline());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    @Override
    public void close() {
        boss.shutdownGracefully(0, 5, TimeUnit.SECONDS);
        workers.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static final class Answerer extends SimpleChannelInboundHandler<McpFrame> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, McpFrame frame) {
            ctx.write(frame.answer(McpFrame.EMPTY), ctx.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            ctx.flush();
        }
    }
}
