package io.camelmcp.component.server;

import io.camelmcp.codec.Protocol;
import io.camelmcp.codec.chooser.ProtocolChoice;
import io.camelmcp.codec.chooser.ProtocolChooser;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * First handler of a connection: finds out which protocol it speaks, puts the handlers of that protocol in its own place and
 * hands them all octets (docs/protocol.md, section 4).
 */
final class ChooserHandler extends ByteToMessageDecoder {

    /** After this pause the octets are not the beginning of a longer RTU frame. */
    private static final long RTU_PAUSE_MILLIS = 200;

    private final McpServer server;
    private final InetSocketAddress remoteAddress;
    private @Nullable ScheduledFuture<?> deadline;
    private @Nullable ScheduledFuture<?> pause;
    private boolean done;

    ChooserHandler(McpServer server, InetSocketAddress remoteAddress) {
        this.server = server;
        this.remoteAddress = remoteAddress;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        Protocol pinned = server.options().pinned();
        if (pinned != null) {
            // detection is off
            if (ctx.pipeline().get(SslHandler.class) == null) {
                // handlers may not be replaced while they are being added
                ctx.executor().execute(() -> install(ctx, pinned));
            }
            return;
        }
        deadline = ctx.executor()
                .schedule(
                        () -> end(ctx, CloseReason.DETECT_TIMEOUT, null),
                        server.options().detectTimeout().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (done) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (server.options().pinned() != null) {
            return;
        }
        cancel(pause);
        ProtocolChoice choice = ProtocolChooser.choose(in);
        Protocol protocol = choice.protocol();
        if (protocol != null) {
            install(ctx, protocol);
        } else if (choice == ProtocolChoice.REJECT) {
            in.skipBytes(in.readableBytes());
            end(ctx, CloseReason.UNKNOWN_PROTOCOL, "neither MCP nor Modbus TCP nor Modbus RTU");
        } else if (choice == ProtocolChoice.NEED_MORE_OR_MODBUS_TCP) {
            pause = ctx.executor()
                    .schedule(() -> install(ctx, Protocol.MODBUS_TCP), RTU_PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void install(ChannelHandlerContext ctx, Protocol protocol) {
        if (done || ctx.isRemoved()) {
            return;
        }
        if (!server.pipelines().allows(ctx.pipeline(), protocol, remoteAddress)) {
            end(
                    ctx,
                    CloseReason.NOT_ALLOWED,
                    server.login().isRequired()
                            ? "Modbus has no login: it needs a client certificate, or modbusAllow"
                            : "Modbus is taken from modbusAllow only");
            return;
        }
        done = true;
        cancel(pause);
        cancel(deadline);
        server.pipelines().install(ctx.pipeline(), protocol, remoteAddress);
        // what has been buffered goes to the handlers behind
        ctx.pipeline().remove(this);
    }

    private void end(ChannelHandlerContext ctx, CloseReason reason, @Nullable String detail) {
        if (done) {
            return;
        }
        done = true;
        cancel(pause);
        cancel(deadline);
        server.closedUnchosen(remoteAddress, reason, detail);
        ctx.close();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        Protocol pinned = server.options().pinned();
        if (pinned != null && event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
            // not before: the certificate may be what opens the door
            install(ctx, pinned);
            return;
        }
        if (event instanceof ChannelInputShutdownEvent && server.options().pinned() == null) {
            if (pause != null && !pause.isDone()) {
                // nothing more will come that could make it RTU
                install(ctx, Protocol.MODBUS_TCP);
                ctx.fireUserEventTriggered(event);
            } else {
                end(ctx, CloseReason.PEER, null);
            }
        } else {
            super.userEventTriggered(ctx, event);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end(ctx, CloseReason.PEER, null);
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        end(ctx, ConnectionFault.reason(cause), ConnectionFault.detail(cause));
    }

    private static void cancel(@Nullable ScheduledFuture<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
