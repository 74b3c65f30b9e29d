package io.camelmcp.benchmark.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.AttributeKey;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.HdrHistogram.Histogram;

/** Connections that load a server until they are closed. */
final class Load {

    private static final Duration LAST_ANSWERS = Duration.ofSeconds(30);

    private static final AttributeKey<LoadConnection> CONNECTION = AttributeKey.valueOf("load");

    private final Map<EventLoop, Tally> tallies = new HashMap<>();
    private final List<Channel> channels = new ArrayList<>();

    private Load() {}

    /**
     * Connects all, then lets them begin.
     *
     * @param port   on the loopback address
     * @param window frames in flight of a connection, 1..1024
     * @param timed  whether answers are timed
     */
    static Load open(EventLoopGroup loops, RequestRing frames, int port, int connections, int window, boolean timed) {
        Load load = new Load();
        loops.forEach(loop -> load.tallies.put((EventLoop) loop, new Tally(timed)));
        Bootstrap bootstrap = new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        Tally tally = Objects.requireNonNull(load.tallies.get(channel.eventLoop()));
                        LoadConnection connection = new LoadConnection(frames, tally, window);
                        channel.attr(CONNECTION).set(connection);
                        channel.pipeline().addLast("load", connection);
                    }
                });
        for (int i = 0; i < connections; i++) {
            load.channels.add(bootstrap
                    .connect(InetAddress.getLoopbackAddress(), port)
                    .syncUninterruptibly()
                    .channel());
        }
        load.channels.forEach(
                channel -> channel.eventLoop().execute(() -> connection(channel).begin(channel)));
        return load;
    }

    /** Counts so far, and how long the answers since the last sample took. */
    ClientSample sample() throws InterruptedException, ExecutionException {
        ClientSample sum = ClientSample.now();
        Histogram times = new Histogram(3);
        for (Map.Entry<EventLoop, Tally> tally : tallies.entrySet()) {
            ClientSample before = sum;
            sum = tally.getKey()
                    .submit(() -> tally.getValue().addTo(before, times))
                    .get();
        }
        return sum.withTimes(times);
    }

    /** Sends nothing more, waits for the answers that are due, closes. */
    ClientSample close() throws InterruptedException, ExecutionException {
        for (Channel channel : channels) {
            channel.eventLoop().execute(connection(channel)::stop);
        }
        long end = System.nanoTime() + LAST_ANSWERS.toNanos();
        while (inFlight() > 0 && System.nanoTime() < end) {
            Thread.sleep(1);
        }
        for (Channel channel : channels) {
            channel.close().sync();
        }
        return sample();
    }

    private int inFlight() throws InterruptedException, ExecutionException {
        int sum = 0;
        for (Channel channel : channels) {
            if (channel.isActive()) {
                sum += channel.eventLoop()
                        .submit(() -> connection(channel).inFlight())
                        .get();
            }
        }
        return sum;
    }

    private static LoadConnection connection(Channel channel) {
        return channel.attr(CONNECTION).get();
    }
}
