package io.camelmcp.component;

import io.camelmcp.component.transport.Transport;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The component's event loops, made when the first endpoint needs them. */
final class EventLoops {

    private static final Logger LOG = LoggerFactory.getLogger(EventLoops.class);
    private static final long QUIET_MILLIS = 0;
    private static final long PATIENCE_MILLIS = 5_000;

    private int workerCount;
    private boolean nativeTransport;
    private @Nullable EventLoopGroup workers;
    private @Nullable EventLoopGroup boss;

    synchronized void configure(int count, boolean useNativeTransport) {
        this.workerCount = count;
        this.nativeTransport = useNativeTransport;
    }

    /** Loops that carry the connections. */
    synchronized EventLoopGroup workers() {
        EventLoopGroup group = workers;
        if (group == null) {
            group = newGroup("McpWorker", workerCount);
            workers = group;
        }
        return group;
    }

    /** Loops that carry the connections of an endpoint: those that it was given, else {@link #workers()}. */
    EventLoopGroup workers(McpConfiguration options) {
        EventLoopGroup given = options.getWorkerGroup();
        return given == null ? workers() : given;
    }

    /** The loop that accepts connections. */
    synchronized EventLoopGroup boss() {
        EventLoopGroup group = boss;
        if (group == null) {
            group = newGroup("McpBoss", 1);
            boss = group;
        }
        return group;
    }

    /** The loop that accepts connections of an endpoint: the one that it was given, else {@link #boss()}. */
    EventLoopGroup boss(McpConfiguration options) {
        EventLoopGroup given = options.getBossGroup();
        return given == null ? boss() : given;
    }

    private EventLoopGroup newGroup(String name, int loops) {
        Transport transport = nativeTransport ? Transport.best() : Transport.NIO;
        if (nativeTransport && transport == Transport.NIO) {
            LOG.warn(
                    "nativeTransport=true: NIO is used instead, neither epoll nor kqueue is available: {}",
                    Epoll.unavailabilityCause().getMessage());
        }
        return transport.newGroup(loops, new DefaultThreadFactory(name, true));
    }

    /** Ends all loops and waits for it, so that nothing runs on after the context has stopped. */
    synchronized void shutdown() {
        EventLoopGroup oldBoss = boss;
        EventLoopGroup oldWorkers = workers;
        boss = null;
        workers = null;
        await(oldBoss);
        await(oldWorkers);
    }

    private static void await(@Nullable EventLoopGroup group) {
        if (group != null) {
            group.shutdownGracefully(QUIET_MILLIS, PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                    .awaitUninterruptibly(PATIENCE_MILLIS);
        }
    }
}
