package io.camelmcp.gateway.scenario;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.McpFrameDecoder;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Devices by the thousand that do one thing at a time, all of them. */
final class LightFleet implements AutoCloseable {

    private static final int CONNECT_MILLIS = 10_000;
    private static final String LOOPBACK = "127.0.0.1";

    /** Below the 28,000 ports that Linux gives one address for one destination. */
    private static final int DEVICES_OF_AN_ADDRESS = 20_000;

    private final String host;
    private final int port;
    private final int concurrency;
    private final Duration patience;
    private final EventLoopGroup group;
    private final Bootstrap bootstrap;
    private final List<Member> members = new ArrayList<>();
    private final AtomicInteger present = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();
    private volatile @Nullable Step push;

    private record Member(EventLoop loop, LightDevice device, int index) {}

    LightFleet(String host, int port, int threads, int concurrency, Duration patience) {
        this.host = host;
        this.port = port;
        this.concurrency = concurrency;
        this.patience = patience;
        this.group = new NioEventLoopGroup(threads, new DefaultThreadFactory("mcp-load", true));
        this.bootstrap = new Bootstrap()
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS);
    }

    /** Devices that are logged in. */
    int present() {
        return present.get();
    }

    /** Devices that were logged in and lost their connection without having asked for it. */
    int lost() {
        return lost.get();
    }

    /** Connects devices, each of which logs in with one of these bodies; the fleet is these and those it had. */
    Step login(List<byte[]> bodies, Consumer<Step> progress) throws InterruptedException {
        List<Member> joining = new ArrayList<>(bodies.size());
        for (byte[] body : bodies) {
            joining.add(new Member(group.next(), new LightDevice(this, body), members.size() + joining.size()));
        }
        members.addAll(joining);
        AtomicInteger next = new AtomicInteger();
        Step[] step = new Step[1];
        Runnable connectNext = () -> {
            int index = next.getAndIncrement();
            if (index < joining.size()) {
                connect(joining.get(index), step[0]);
            }
        };
        step[0] = new Step(bodies.size(), connectNext);
        for (int i = 0; i < Math.min(concurrency, bodies.size()); i++) {
            connectNext.run();
        }
        step[0].await(patience, progress);
        return step[0];
    }

    private void connect(Member member, Step step) {
        member.loop.execute(() -> {
            member.device.connecting(step);
            Bootstrap one = bootstrap
                    .clone(member.loop)
                    .remoteAddress(host, port)
                    .handler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline()
                                    .addLast("frames", new McpFrameDecoder(McpFrame.DEFAULT_MAX_PAYLOAD))
                                    .addLast("device", member.device);
                        }
                    });
            int address = 1 + member.index / DEVICES_OF_AN_ADDRESS;
            if (address > 1 && host.equals(LOOPBACK)) {
                one.localAddress(new InetSocketAddress("127.0.0." + address, 0));
            }
            one.connect().addListener(result -> {
                if (!result.isSuccess()) {
                    member.device.notConnected(result.cause());
                }
            });
        });
    }

    /** Each device sends a request and waits for its answer. */
    Step ask(int command, byte[] body, Consumer<Step> progress) throws InterruptedException {
        Step step = new Step(members.size());
        for (Member member : members) {
            member.loop.execute(() -> member.device.ask(command, body, step));
        }
        step.await(patience, progress);
        return step;
    }

    /** All devices that are logged in log out; the fleet is empty then. */
    Step logout(Consumer<Step> progress) throws InterruptedException {
        members.removeIf(member -> !member.device.isLoggedIn());
        Step step = ask(McpCommand.LOGOUT, McpFrame.EMPTY, progress);
        members.clear();
        return step;
    }

    /** Requests of the gateway that come from now on belong to this step. */
    Step expectPush() {
        Step step = new Step(present());
        push = step;
        return step;
    }

    void loggedIn() {
        present.incrementAndGet();
    }

    void gone(boolean wanted) {
        present.decrementAndGet();
        if (!wanted) {
            lost.incrementAndGet();
        }
    }

    void pushed() {
        Step step = push;
        if (step != null) {
            step.done(System.nanoTime() - step.startNanos());
        }
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
