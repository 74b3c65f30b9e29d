package io.camelmcp.component.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.McpFrameEncoder;
import io.camelmcp.codec.Protocol;
import io.camelmcp.component.modbus.RegisterBank;
import io.github.nettyplus.leakdetector.junit.NettyLeakDetectorExtension;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Deadlines of a connection, looked at with a clock of the test's own. */
@ExtendWith(NettyLeakDetectorExtension.class)
class DeadlinesTest {

    private static final byte[] PING = McpFrameEncoder.encode(McpFrame.plain(McpCommand.PING, McpFrame.EMPTY));
    private static final byte[] UNKNOWN = McpFrameEncoder.encode(McpFrame.plain(0x70, McpFrame.EMPTY));
    private static final byte[] REPORT = McpFrameEncoder.encode(McpFrame.plain(McpCommand.REPORT, new byte[20]));

    private final List<ServerRequest> running = new ArrayList<>();
    private final CommandRouter router = new CommandRouter();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final EmbeddedChannel other = new EmbeddedChannel();
    private final McpServer server = new McpServer(options(), router, channel.eventLoop(), channel.eventLoop());
    private DeviceConnection connection;

    private static ServerOptions options() {
        return new ServerOptions(
                "127.0.0.1",
                0,
                1,
                null,
                null,
                1_000,
                false,
                false,
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofMinutes(5),
                0,
                0,
                1,
                1_000_000,
                64,
                new RegisterBank(),
                ModbusAccess.OPEN);
    }

    @BeforeEach
    void connect() {
        router.add(Set.of(), new KeepingHandler());
        connection = install(channel, 1);
        install(other, 2);
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
        other.finishAndReleaseAll();
    }

    @Test
    void frameThatHasBegunIsClosedAfterItsTimeAndNotBefore() {
        channel.writeInbound(Unpooled.wrappedBuffer(REPORT, 0, 10));
        long begun = System.nanoTime();
        sweep(begun);
        channel.writeInbound(Unpooled.wrappedBuffer(REPORT, 10, 1));

        sweep(begun + seconds(30) - 1);
        assertThat(connection.isClosing()).isFalse();
        sweep(begun + seconds(30));
        assertThat(connection.isClosing()).isTrue();
        assertThat(server.statistics().closed(CloseReason.FRAME_TIMEOUT)).isEqualTo(1);
    }

    @Test
    void eachFrameHasItsOwnTime() {
        long begun = System.nanoTime();
        channel.writeInbound(Unpooled.wrappedBuffer(PING, 0, 10));
        sweep(begun);
        channel.writeInbound(Unpooled.wrappedBuffer(PING, 10, 2));
        channel.writeInbound(Unpooled.wrappedBuffer(PING, 0, 10));
        sweep(begun + seconds(29));
        sweep(begun + seconds(58));
        assertThat(connection.isClosing()).isFalse();

        sweep(begun + seconds(59));
        assertThat(connection.isClosing()).isTrue();
    }

    @Test
    void silenceOfASimpleDeviceIsClosedAfterTheIdleTimeout() {
        channel.writeInbound(Unpooled.wrappedBuffer(UNKNOWN));
        sweep(System.nanoTime() + seconds(299));
        assertThat(connection.isClosing()).isFalse();

        sweep(System.nanoTime() + seconds(301));
        assertThat(connection.isClosing()).isTrue();
        assertThat(server.statistics().closed(CloseReason.IDLE)).isEqualTo(1);
    }

    @Test
    void peerThatIsNotReadIsNotSilent() {
        other.writeInbound(Unpooled.wrappedBuffer(REPORT));
        channel.writeInbound(Unpooled.wrappedBuffer(PING));
        assertThat(connection.isHeld()).as("the port is full").isTrue();

        sweep(System.nanoTime() + seconds(3_600));
        assertThat(connection.isClosing()).isFalse();

        finishAll();
        assertThat(channel.<Object>readOutbound())
                .as("the PING is read now")
                .isNotNull()
                .satisfies(answer -> ((io.netty.buffer.ByteBuf) answer).release());
        sweep(System.nanoTime() + seconds(301));
        assertThat(connection.isClosing()).as("control").isTrue();
    }

    @Test
    void timeInWhichAPeerIsNotReadDoesNotCountAgainstItsFrame() {
        channel.writeInbound(Unpooled.wrappedBuffer(PING, 0, 10));
        long begun = System.nanoTime();
        sweep(begun);
        other.writeInbound(Unpooled.wrappedBuffer(REPORT));
        sweep(begun + seconds(20));
        assertThat(connection.isHeld()).as("the port is full").isTrue();
        sweep(begun + seconds(100));
        finishAll();

        sweep(begun + seconds(101));
        assertThat(connection.isClosing()).isFalse();
        sweep(begun + seconds(131));
        assertThat(connection.isClosing()).as("control").isTrue();
    }

    private void finishAll() {
        running.forEach(ServerRequest::complete);
        channel.runPendingTasks();
        other.runPendingTasks();
    }

    private void sweep(long now) {
        connection.sweep(now);
        channel.runPendingTasks();
    }

    private DeviceConnection install(EmbeddedChannel to, int port) {
        server.pipelines().install(to.pipeline(), Protocol.MCP, new InetSocketAddress("127.0.0.1", port));
        return to.pipeline().get(McpConnection.class);
    }

    private static long seconds(int seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }

    /** A handler on the event loop that ends a request when the test says so. */
    private final class KeepingHandler implements RequestHandler {
        @Override
        public void handle(ServerRequest request) {
            running.add(request);
        }

        @Override
        public void accepted() {}

        @Override
        public void answered() {}

        @Override
        public @Nullable Executor executor() {
            return null;
        }

        @Override
        public boolean isSuspended() {
            return false;
        }

        @Override
        public boolean isOrderedByArrival() {
            return false;
        }

        @Override
        public boolean isAnsweredOnReceipt() {
            return false;
        }

        @Override
        public boolean takesBankReads() {
            return false;
        }

        @Override
        public long requestTimeoutNanos() {
            return Duration.ofDays(1).toNanos();
        }
    }
}
