package io.camelmcp.component.server;

import io.camelmcp.codec.McpFrameDecoder;
import io.camelmcp.codec.PausableDecoder;
import io.camelmcp.codec.Protocol;
import io.camelmcp.codec.modbus.ModbusRtuDecoder;
import io.camelmcp.codec.modbus.ModbusTcpDecoder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** The handlers of a connection: limits, TLS, choice of the protocol, then frames and the connection itself. */
final class Pipelines extends ChannelInitializer<Channel> {

    private final McpServer server;

    Pipelines(McpServer server) {
        this.server = server;
    }

    @Override
    protected void initChannel(Channel channel) {
        InetSocketAddress remote = (InetSocketAddress) channel.remoteAddress();
        if (remote == null) {
            channel.close();
        } else {
            server.admit(channel, remote, () -> begin(channel, remote));
        }
    }

    private void begin(Channel channel, InetSocketAddress remote) {
        ChannelPipeline pipeline = channel.pipeline();
        Supplier<SSLEngine> tls = server.options().tls();
        if (tls != null) {
            SslHandler handler = new SslHandler(tls.get());
            handler.setHandshakeTimeoutMillis(server.options().detectTimeout().toMillis());
            pipeline.addLast("tls", handler);
        }
        pipeline.addLast("chooser", new ChooserHandler(server, remote));
    }

    /** Whether a connection may speak a protocol: Modbus has no login, so where one is required it needs another proof. */
    boolean allows(ChannelPipeline pipeline, Protocol protocol, InetSocketAddress remote) {
        return !protocol.isModbus() || server.login().options().allowsModbus(PeerCertificate.isValid(pipeline), remote);
    }

    /** Adds the handlers of a protocol at the end. */
    void install(ChannelPipeline pipeline, Protocol protocol, InetSocketAddress remote) {
        ConnectionTaker taker = server.taker();
        if (taker != null) {
            taker.take(pipeline, remote, why -> server.closedUnchosen(remote, CloseReason.REGISTRATION, why));
            return;
        }
        DeviceConnection connection = protocol == Protocol.MCP
                ? new McpConnection(server, remote)
                : new ModbusConnection(server, remote, protocol);
        PausableDecoder frames = decoder(protocol, connection);
        connection.use(frames);
        pipeline.addLast("frames", frames);
        pipeline.addLast("connection", connection);
    }

    private PausableDecoder decoder(Protocol protocol, DeviceConnection connection) {
        boolean resync = server.options().resync();
        int maxPayload = server.options().maxPayload();
        if (server.login().isRequired()) {
            maxPayload = Math.min(maxPayload, server.login().options().maxPayload());
        }
        ServerStatistics statistics = server.statistics();
        return switch (protocol) {
            case MCP ->
                resync
                        ? McpFrameDecoder.resync(maxPayload, connection::isHeld, statistics::countDropped)
                        : new McpFrameDecoder(maxPayload, connection::isHeld);
            case MODBUS_TCP -> new ModbusTcpDecoder(connection::isHeld);
            case MODBUS_RTU ->
                new ModbusRtuDecoder(
                        server.router().modbus().lengths(),
                        server.options().strictRtu(),
                        statistics::countDroppedFrame,
                        connection::isHeld);
        };
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, @Nullable Throwable cause) {
        ctx.close();
    }
}
