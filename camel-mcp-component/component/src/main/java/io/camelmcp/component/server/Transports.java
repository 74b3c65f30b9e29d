package io.camelmcp.component.server;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.kqueue.KQueueEventLoopGroup;
import io.netty.channel.kqueue.KQueueServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;

/** The channel that goes with an event loop group. */
final class Transports {

    private Transports() {}

    /** @throws IllegalArgumentException if the groups are of two kinds: the one could not carry what the other accepts */
    static Class<? extends ServerChannel> serverChannel(EventLoopGroup boss, EventLoopGroup workers) {
        Class<? extends ServerChannel> channel = serverChannel(boss);
        if (channel != serverChannel(workers)) {
            throw new IllegalArgumentException(
                    "the event loops that accept connections (bossGroup, or nativeTransport) are "
                            + boss.getClass().getSimpleName() + ", those that carry them (workerGroup) "
                            + workers.getClass().getSimpleName() + "; both must be of one kind");
        }
        return channel;
    }

    private static Class<? extends ServerChannel> serverChannel(EventLoopGroup group) {
        if (group instanceof EpollEventLoopGroup) {
            return EpollServerSocketChannel.class;
        }
        if (group instanceof KQueueEventLoopGroup) {
            return KQueueServerSocketChannel.class;
        }
        return NioServerSocketChannel.class;
    }
}
