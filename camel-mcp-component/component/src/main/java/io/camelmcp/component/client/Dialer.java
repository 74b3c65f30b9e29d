package io.camelmcp.component.client;

import io.camelmcp.component.transport.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Promise;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Opens channels to one peer: name, connection, TLS handshake. */
final class Dialer {

    private final ClientOptions options;
    private final EventLoop loop;
    private final @Nullable TlsEngines tls;
    private final Consumer<ChannelPipeline> handlers;

    /** @param handlers adds what comes after TLS */
    Dialer(ClientOptions options, EventLoop loop, @Nullable TlsEngines tls, Consumer<ChannelPipeline> handlers) {
        this.options = options;
        this.loop = loop;
        this.tls = tls;
        this.handlers = handlers;
    }

    /** The channel, once it can be used. To be called, and completed, on the event loop. */
    Promise<Channel> dial() {
        Promise<Channel> result = loop.newPromise();
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(options.host());
        if (literal != null) {
            connect(new InetSocketAddress(options.host(), options.port()), result);
        } else {
            // looking a name up waits for the network, which an event loop must not
            CompletableFuture.supplyAsync(() -> new InetSocketAddress(options.host(), options.port()))
                    .thenAcceptAsync(address -> connect(address, result), loop)
                    .exceptionally(e -> {
                        result.tryFailure(e);
                        return null;
                    });
        }
        return result;
    }

    private void connect(InetSocketAddress address, Promise<Channel> result) {
        if (result.isCancelled()) {
            return;
        }
        if (address.isUnresolved()) {
            result.tryFailure(new UnknownHostException(options.host() + " is unknown"));
            return;
        }
        ChannelFuture connected = new Bootstrap()
                .group(loop)
                .channel(Transport.of(loop.parent() == null ? loop : loop.parent())
                        .socketChannel())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        options.connectTimeout().toMillis())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        init(channel, result);
                    }
                })
                .connect(address);
        Channel channel = connected.channel();
        connected.addListener(done -> {
            if (!done.isSuccess()) {
                result.tryFailure(done.cause());
            } else if (channel.remoteAddress().equals(channel.localAddress())) {
                // a connection attempt to a local port that nobody listens on can meet itself
                result.tryFailure(new ConnectException(options.peer() + " is this end itself"));
            } else if (tls == null && !result.trySuccess(channel)) {
                channel.close();
            }
        });
        result.addListener(done -> {
            if (!done.isSuccess()) {
                channel.close();
            }
        });
    }

    private void init(Channel channel, Promise<Channel> result) {
        TlsEngines engines = tls;
        if (engines != null) {
            var handler = new SslHandler(engines.newEngine(options.host(), options.port()));
            handler.setHandshakeTimeoutMillis(options.connectTimeout().toMillis());
            handler.handshakeFuture().addListener(done -> {
                if (!done.isSuccess()) {
                    result.tryFailure(done.cause());
                } else {
                    result.trySuccess(channel);
                }
            });
            channel.pipeline().addLast("tls", handler);
        }
        handlers.accept(channel.pipeline());
    }
}
