package io.camelmcp.gateway.simulate;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.McpFrameDecoder;
import io.camelmcp.codec.McpFrameEncoder;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The other end: a server that does with each frame what the test says. */
final class FakeGateway implements AutoCloseable {

    /** What to do with a frame; the number of the connection begins with 1. */
    @FunctionalInterface
    interface Script {
        void on(McpFrame frame, Channel channel, int connection);

        /** Answers each request well. */
        static void answer(McpFrame frame, Channel channel) {
            if (frame.wantsAnswer()) {
                channel.writeAndFlush(frame.answer(frame.command() == McpCommand.PING ? frame.body() : McpFrame.EMPTY));
            }
        }
    }

    final List<McpFrame> received = new CopyOnWriteArrayList<>();
    final AtomicInteger connections = new AtomicInteger();
    private final EventLoopGroup group = new NioEventLoopGroup(1);
    private final Channel server;

    FakeGateway(Script script) {
        this(0, script);
    }

    FakeGateway(int port, Script script) {
        server = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel ch) {
                        int connection = connections.incrementAndGet();
                        ch.pipeline()
                                .addLast(new McpFrameDecoder(McpFrame.DEFAULT_MAX_PAYLOAD))
                                .addLast(new McpFrameEncoder())
                                .addLast(new SimpleChannelInboundHandler<McpFrame>() {
                                    @Override
                                    protected void channelRead0(ChannelHandlerContext ctx, McpFrame frame) {
                                        received.add(frame);
                                        script.on(frame, ctx.channel(), connection);
                                    }
                                });
                    }
                })
                .bind("127.0.0.1", port)
                .syncUninterruptibly()
                .channel();
    }

    static FakeGateway answering() {
        return new FakeGateway((frame, channel, connection) -> Script.answer(frame, channel));
    }

    int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    /** Bodies of the requests with this command, as text, in the order they came. */
    List<String> bodies(int command) {
        return requests(command).stream()
                .map(frame -> new String(frame.body(), StandardCharsets.UTF_8))
                .toList();
    }

    List<McpFrame> requests(int command) {
        return received.stream().filter(frame -> frame.command() == command).toList();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
