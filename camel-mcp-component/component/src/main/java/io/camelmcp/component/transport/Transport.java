package io.camelmcp.component.transport;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.kqueue.KQueueEventLoopGroup;
import io.netty.channel.kqueue.KQueueServerSocketChannel;
import io.netty.channel.kqueue.KQueueSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.concurrent.ThreadFactory;

/** A transport of Netty: its event loops, and the channels that run on these and on no others. */
public enum Transport {
    EPOLL(EpollServerSocketChannel.class, EpollSocketChannel.class),
    KQUEUE(KQueueServerSocketChannel.class, KQueueSocketChannel.class),
    NIO(NioServerSocketChannel.class, NioSocketChannel.class);

    private final Class<? extends ServerChannel> serverChannel;
    private final Class<? extends SocketChannel> socketChannel;

    Transport(Class<? extends ServerChannel> serverChannel, Class<? extends SocketChannel> socketChannel) {
        this.serverChannel = serverChannel;
        this.socketChannel = socketChannel;
    }

    /** The transport of the platform if its library is on the class path, else {@link #NIO}. */
    public static Transport best() {
        return Epoll.isAvailable() ? EPOLL : KQueue.isAvailable() ? KQUEUE : NIO;
    }

    /** The transport of an event loop group. */
    public static Transport of(EventLoopGroup group) {
        if (group instanceof EpollEventLoopGroup) {
            return EPOLL;
        }
        return group instanceof KQueueEventLoopGroup ? KQUEUE : NIO;
    }

    /**
     * Event loops.
     *
     * @param count number of loops, 0 for Netty's default
     */
    public EventLoopGroup newGroup(int count, ThreadFactory threads) {
        return switch (this) {
            case EPOLL -> new EpollEventLoopGroup(count, threads);
            case KQUEUE -> new KQueueEventLoopGroup(count, threads);
            case NIO -> new NioEventLoopGroup(count, threads);
        };
    }

    /** The channel that listens. */
    public Class<? extends ServerChannel> serverChannel() {
        return serverChannel;
    }

    /** The channel of a connection. */
    public Class<? extends SocketChannel> socketChannel() {
        return socketChannel;
    }
}
