package io.camelmcp.component.client;

import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.McpFrameDecoder;
import io.camelmcp.codec.McpFrameEncoder;
import io.camelmcp.codec.Protocol;
import io.camelmcp.codec.modbus.ModbusFrame;
import io.camelmcp.codec.modbus.ModbusRtuDecoder;
import io.camelmcp.codec.modbus.ModbusRtuEncoder;
import io.camelmcp.codec.modbus.ModbusTcpDecoder;
import io.camelmcp.codec.modbus.ModbusTcpEncoder;
import io.camelmcp.codec.modbus.RtuLength;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** A peer that does to each request what a test says, on a free port. */
public final class TestPeer implements AutoCloseable {

    /** Frames received and not looked at. */
    public final BlockingQueue<Object> received = new LinkedBlockingQueue<>();

    /** Connections accepted, in their order, closed ones too. */
    public final List<Channel> channels = new CopyOnWriteArrayList<>();

    private final Channel server;

    private TestPeer(
            EventLoopGroup group,
            int port,
            Protocol protocol,
            @Nullable Supplier<SSLEngine> tls,
            BiConsumer<Channel, Object> behaviour) {
        server = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channels.add(channel);
                        if (tls != null) {
                            channel.pipeline().addLast(new SslHandler(tls.get()));
                        }
                        switch (protocol) {
                            case MCP ->
                                channel.pipeline()
                                        .addLast(
                                                new McpFrameDecoder(McpFrame.DEFAULT_MAX_PAYLOAD),
                                                new McpFrameEncoder());
                            case MODBUS_TCP ->
                                channel.pipeline().addLast(new ModbusTcpDecoder(null), new ModbusTcpEncoder());
                            case MODBUS_RTU ->
                                channel.pipeline()
                                        .addLast(
                                                new ModbusRtuDecoder(RtuLength.REQUESTS, true, () -> {}, null),
                                                new ModbusRtuEncoder());
                        }
                        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                            @Override
                            public void channelRead(ChannelHandlerContext ctx, Object frame) {
                                received.add(frame);
                                behaviour.accept(ctx.channel(), frame);
                            }

                            @Override
                            public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                                ctx.close();
                            }
                        });
                    }
                })
                .bind("127.0.0.1", port)
                .syncUninterruptibly()
                .channel();
    }

    public static TestPeer mcp(EventLoopGroup group, BiConsumer<Channel, McpFrame> behaviour) {
        return mcp(group, 0, behaviour);
    }

    public static TestPeer mcp(EventLoopGroup group, int port, BiConsumer<Channel, McpFrame> behaviour) {
        return new TestPeer(
                group, port, Protocol.MCP, null, (channel, frame) -> behaviour.accept(channel, (McpFrame) frame));
    }

    public static TestPeer mcpOverTls(
            EventLoopGroup group, Supplier<SSLEngine> tls, BiConsumer<Channel, McpFrame> behaviour) {
        return new TestPeer(
                group, 0, Protocol.MCP, tls, (channel, frame) -> behaviour.accept(channel, (McpFrame) frame));
    }

    public static TestPeer modbus(EventLoopGroup group, Protocol protocol, BiConsumer<Channel, ModbusFrame> behaviour) {
        return new TestPeer(
                group, 0, protocol, null, (channel, frame) -> behaviour.accept(channel, (ModbusFrame) frame));
    }

    public int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    /** The next frame of a client. */
    @SuppressWarnings("unchecked")
    public <T> T next() throws InterruptedException {
        Object frame = received.poll(10, TimeUnit.SECONDS);
        if (frame == null) {
            throw new AssertionError("nothing was received within 10 s");
        }
        return (T) frame;
    }

    @Override
    public void close() {
        server.close().syncUninterruptibly();
        channels.forEach(channel -> channel.close().syncUninterruptibly());
    }
}
