package io.camelmcp.component;

import io.netty.channel.EventLoopGroup;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.netty.NettyServerBossPoolBuilder;
import org.apache.camel.component.netty.NettyWorkerPoolBuilder;
import org.jspecify.annotations.Nullable;

/** The component's event loops, made when the first endpoint needs them. */
final class EventLoops {

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
            group = new NettyWorkerPoolBuilder()
                    .withName("McpWorker")
                    .withWorkerCount(workerCount)
                    .withNativeTransport(nativeTransport)
                    .build();
            workers = group;
        }
        return group;
    }

    /** The loop that accepts connections. */
    synchronized EventLoopGroup boss() {
        EventLoopGroup group = boss;
        if (group == null) {
            group = new NettyServerBossPoolBuilder()
                    .withName("McpBoss")
                    .withBossCount(1)
                    .withNativeTransport(nativeTransport)
                    .build();
            boss = group;
        }
        return group;
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
