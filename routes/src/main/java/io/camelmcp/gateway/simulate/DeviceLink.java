package io.camelmcp.gateway.simulate;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connection of one device, made anew with a growing delay whenever it is lost or refused. Confined to its event loop; at
 * most one channel and one timer at a time.
 */
final class DeviceLink {

    private static final int CONNECT_TIMEOUT_MILLIS = 5000;

    private final Bootstrap bootstrap;
    private final EventLoop loop;
    private final SimulatedDevice device;
    private final FleetStatistics statistics;
    private final Backoff backoff;
    private @Nullable Channel channel;
    private @Nullable ScheduledFuture<?> retry;
    private long connectedNanos;
    private long retryAfterMillis = -1;
    private boolean connecting;
    private boolean closing;
    private boolean closed;

    DeviceLink(
            EventLoop loop, FleetOptions options, FleetStatistics statistics, Backoff backoff, SimulatedDevice device) {
        this.loop = loop;
        this.device = device;
        this.statistics = statistics;
        this.backoff = backoff;
        bootstrap = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .remoteAddress(options.host(), options.port())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel ch) {
                        device.addCodec(ch.pipeline());
                        ch.pipeline().addLast("device", new Handler());
                    }
                });
    }

    void open() {
        retry = null;
        if (closed || connecting || channel != null) {
            return;
        }
        connecting = true;
        bootstrap.connect().addListener(result -> {
            connecting = false;
            if (!result.isSuccess()) {
                statistics.connectFailed(result.cause());
                openLater(backoff.nextMillis(Duration.ZERO));
            }
        });
    }

    /** The channel to write to, or {@code null} while there is none. */
    @Nullable
    Channel channel() {
        return channel;
    }

    /** The delay before the next connection, instead of the growing one. */
    void retryAfter(long millis) {
        retryAfterMillis = millis;
    }

    /** Closes the connection; another is made after the delay. */
    void reconnect() {
        if (channel != null) {
            closing = true;
            channel.close();
        }
    }

    /** Closes the connection and makes no other. */
    void close() {
        closed = true;
        if (retry != null) {
            retry.cancel(false);
            retry = null;
        }
        reconnect();
    }

    /** Makes no other connection when this one ends. */
    void last() {
        closed = true;
    }

    private void openLater(long millis) {
        if (!closed) {
            retry = loop.schedule(this::open, millis, TimeUnit.MILLISECONDS);
        }
    }

    private void connected(Channel active) {
        if (closed) {
            active.close();
            return;
        }
        channel = active;
        closing = false;
        connectedNanos = System.nanoTime();
        statistics.connected();
        device.connected();
    }

    private void disconnected(Channel inactive) {
        if (channel != inactive) {
            return;
        }
        channel = null;
        statistics.disconnected();
        long delay = retryAfterMillis >= 0
                ? retryAfterMillis
                : backoff.nextMillis(Duration.ofNanos(System.nanoTime() - connectedNanos));
        retryAfterMillis = -1;
        openLater(delay);
        device.disconnected();
    }

    /** One for each channel, so that what a former channel still says is told from the present one's. */
    private final class Handler extends ChannelInboundHandlerAdapter {

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            DeviceLink.this.connected(ctx.channel());
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            DeviceLink.this.disconnected(ctx.channel());
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object frame) {
            try {
                if (ctx.channel() == channel && !closing) {
                    device.received(frame);
                }
            } finally {
                ReferenceCountUtil.release(frame);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            device.pump();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            if (ctx.channel().isWritable()) {
                device.pump();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (cause instanceof DecoderException) {
                statistics.connectionError(SimulatedDevice.PROTOCOL);
            }
            ctx.close();
        }
    }
}
