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

    static Class<? extends ServerChannel> serverChannel(EventLoopGroup group) {
        if (group instanceof EpollEventLoopGroup) {
            return EpollServerSocketChannel.class;
        }
        if (group instanceof KQueueEventLoopGroup) {
            return KQueueServerSocketChannel.class;
        }
        return NioServerSocketChannel.class;
    }
}
