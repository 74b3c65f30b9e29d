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
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** The handlers of a connection: limits, TLS, choice of the protocol, then frames and the connection itself. */
final class Pipelines extends ChannelInitializer<Channel> {

    private static final int MIN_REFUSAL_MILLIS = 100;
    private static final int MAX_REFUSAL_MILLIS = 1_000;

    private final McpServer server;

    Pipelines(McpServer server) {
        this.server = server;
    }

    @Override
    protected void initChannel(Channel channel) {
        InetSocketAddress remote = (InetSocketAddress) channel.remoteAddress();
        if (remote == null || !server.admit(channel, remote)) {
            channel.close();
            return;
        }
        if (!server.login().takesConnection()) {
            // closed later, so that whoever comes too often does not come at once again
            channel.config().setAutoRead(false);
            server.closedUnchosen(
                    remote,
                    CloseReason.CONNECTION_RATE,
                    "connectionRate=" + server.login().options().connectionRate());
            int delay = ThreadLocalRandom.current().nextInt(MIN_REFUSAL_MILLIS, MAX_REFUSAL_MILLIS + 1);
            channel.eventLoop().schedule(() -> channel.close(), delay, TimeUnit.MILLISECONDS);
            return;
        }
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
