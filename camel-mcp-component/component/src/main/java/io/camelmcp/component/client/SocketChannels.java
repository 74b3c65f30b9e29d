package io.camelmcp.component.client;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.kqueue.KQueueEventLoopGroup;
import io.netty.channel.kqueue.KQueueSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/** The channel that goes with an event loop group. */
final class SocketChannels {

    private SocketChannels() {}

    static Class<? extends SocketChannel> of(EventLoopGroup group) {
        if (group instanceof EpollEventLoopGroup) {
            return EpollSocketChannel.class;
        }
        if (group instanceof KQueueEventLoopGroup) {
            return KQueueSocketChannel.class;
        }
        return NioSocketChannel.class;
    }
}
