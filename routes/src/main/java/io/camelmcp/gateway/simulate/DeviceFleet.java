package io.camelmcp.gateway.simulate;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Many simulated devices on a few threads.
 *
 * <pre>{@code
 * try (var fleet = new DeviceFleet(FleetOptions.to("127.0.0.1", 5020).devices(5).count(100).build())) {
 *     fleet.start();
 *     fleet.done().get(60, TimeUnit.SECONDS);
 *     System.out.println(fleet.snapshot().acked());
 * }
 * }</pre>
 */
public final class DeviceFleet implements AutoCloseable {

    private final FleetOptions options;
    private final FleetStatistics statistics = new FleetStatistics();
    private final EventLoopGroup group;
    private final List<Member> members = new ArrayList<>();
    private final CompletableFuture<Void> done;

    private record Member(EventLoop loop, SimulatedDevice device) {}

    /** A fleet that nobody listens to. */
    public DeviceFleet(FleetOptions options) {
        this(options, AckListener.NONE);
    }

    /** @param acks told of each acknowledged message, on the event loops */
    public DeviceFleet(FleetOptions options, AckListener acks) {
        this.options = options;
        group = new NioEventLoopGroup(options.threads(), new DefaultThreadFactory("mcp-simulator", true));
        for (int i = 0; i < options.devices(); i++) {
            EventLoop loop = group.next();
            members.add(new Member(loop, SimulatedDevice.of(i, options, statistics, acks, loop)));
        }
        done = CompletableFuture.allOf(
                members.stream().map(member -> member.device().done()).toArray(CompletableFuture[]::new));
    }

    /** Begins to connect, {@code connectionsPerSecond} devices a second. Returns at once. */
    public void start() {
        statistics.started();
        double microsEach = 1e6 / options.connectionsPerSecond();
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            member.loop().schedule(member.device()::start, (long) (i * microsEach), TimeUnit.MICROSECONDS);
        }
    }

    /** Completed when each device has sent its {@code count}, or was told to finish, and nothing is outstanding. */
    public CompletableFuture<Void> done() {
        return done;
    }

    /** No device begins another message; {@link #done} completes when those outstanding are answered. */
    public void finish() {
        forEach(SimulatedDevice::finish);
    }

    /**
     * Finishes and waits; what is still outstanding then is counted as lost and its connections are closed.
     *
     * @param patience how long to wait for answers
     */
    public void stop(Duration patience) {
        finish();
        if (!awaitDone(patience)) {
            forEach(device -> {
                if (!device.done().isDone()) {
                    device.abandon();
                }
            });
            awaitDone(Duration.ofSeconds(5));
        }
    }

    /** How things stand; also sets the mark for {@link FleetSnapshot#recentP99Micros()}. */
    public FleetSnapshot snapshot() {
        return statistics.snapshot();
    }

    /** The running counters, for those who read them more than once. */
    public FleetStatistics statistics() {
        return statistics;
    }

    /** Ends at once, see {@link #stop}, and releases the threads. */
    @Override
    public void close() {
        if (!done.isDone()) {
            stop(Duration.ZERO);
        }
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }

    private void forEach(Consumer<SimulatedDevice> action) {
        for (Member member : members) {
            member.loop().execute(() -> action.accept(member.device()));
        }
    }

    private boolean awaitDone(Duration patience) {
        try {
            done.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a device failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
