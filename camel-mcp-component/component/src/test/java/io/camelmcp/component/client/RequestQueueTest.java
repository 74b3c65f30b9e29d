package io.camelmcp.component.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.camelmcp.codec.Protocol;
import io.camelmcp.codec.modbus.ModbusFrame;
import io.camelmcp.codec.modbus.ModbusResponse;
import io.camelmcp.codec.modbus.ReadHoldingRegisters;
import io.camelmcp.codec.modbus.WriteSingleRegister;
import io.camelmcp.component.client.ClientFailure.Kind;
import io.github.nettyplus.leakdetector.junit.NettyLeakDetectorExtension;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NettyLeakDetectorExtension.class)
class RequestQueueTest {

    private static final ModbusCall BROADCAST = new ModbusCall(0, new WriteSingleRegister(4, 44));

    private static final ModbusCall READ = new ModbusCall(2, new ReadHoldingRegisters(0, 1));

    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelOutboundHandlerAdapter() {
        @Override
        public void flush(ChannelHandlerContext ctx) {
            // the peer takes nothing
        }
    });
    /** One whose peer takes what is sent, and answers nothing. */
    private final EmbeddedChannel open = new EmbeddedChannel();

    private final ClientOptions options =
            ClientTestBase.to(1).protocol(Protocol.MODBUS_RTU).build();
    private final RequestQueue requests = new RequestQueue(
            options, channel.eventLoop(), new ModbusWire(Protocol.MODBUS_RTU, Duration.ZERO), why -> {}, () -> {});

    @Test
    void broadcastThatTheChannelHasIsNotSaidToBeUnsent() throws Exception {
        Reply<ModbusResponse> reply = new Reply<>();
        requests.add(new Call<>(BROADCAST, reply, 1, new AtomicInteger(1)));
        requests.send(channel);

        ClientFailure failure = timedOut(reply);

        assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(failure).hasMessageContaining("whether it was done is unknown");
        channel.finishAndReleaseAll();
    }

    @Test
    void broadcastThatWasNotGivenToAChannelIsSaidToBeUnsent() throws Exception {
        Reply<ModbusResponse> reply = new Reply<>();
        requests.add(new Call<>(BROADCAST, reply, 1, new AtomicInteger(1)));

        assertThat(timedOut(reply)).hasMessageContaining("has not been sent");
        channel.finishAndReleaseAll();
    }

    /** A queue for one request at a time, and a first request, which is not answered for so long. */
    private RequestQueue busyFor(long millis) {
        ClientOptions one =
                ClientTestBase.to(1).protocol(Protocol.MODBUS_TCP).window(1).build();
        RequestQueue[] queue = new RequestQueue[1];
        queue[0] = new RequestQueue(
                one,
                open.eventLoop(),
                new ModbusWire(Protocol.MODBUS_TCP, Duration.ZERO),
                why -> {},
                () -> queue[0].send(open));
        queue[0].connected();
        queue[0].add(new Call<>(READ, new Reply<>(), millis, new AtomicInteger(1)));
        queue[0].send(open);
        return queue[0];
    }

    @Test
    void timeThatRunsFromSendingIsWholeAlsoAfterALongWaitForOthers() throws Exception {
        RequestQueue queue = busyFor(200);
        Reply<ModbusResponse> reply = new Reply<>();
        queue.add(new Call<>(READ, reply, 50, new AtomicInteger(1), true));
        queue.send(open);

        ClientFailure failure = timedOut(open, reply);

        assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(failure).hasMessageContaining("whether it was done is unknown");
        open.finishAndReleaseAll();
    }

    @Test
    void requestWaitsForOthersTenTimesItsTimeoutAtMostAndNobodyIsCalledSilentForIt() throws Exception {
        RequestQueue queue = busyFor(60_000);
        Reply<ModbusResponse> reply = new Reply<>();
        queue.add(new Call<>(READ, reply, 2, new AtomicInteger(1), true));
        queue.send(open);

        ClientFailure failure = timedOut(open, reply);

        assertThat(failure.kind()).isEqualTo(Kind.BUSY);
        assertThat(failure).hasMessageContaining("was busy with other requests for 20 ms");
        open.finishAndReleaseAll();
    }

    @Test
    void withoutAConnectionATimeThatRunsFromSendingEndsAsSuch() throws Exception {
        Reply<ModbusResponse> reply = new Reply<>();
        requests.add(new Call<>(READ, reply, 1, new AtomicInteger(1), true));

        assertThat(timedOut(reply).kind()).isEqualTo(Kind.NOT_CONNECTED);
        channel.finishAndReleaseAll();
    }

    /** A serial gateway may give what is still to come to the next connection. */
    @Test
    void lineThatIsGivenUpForBadAnswersBeginsQuietOnItsNextConnection() throws Exception {
        ModbusWire wire = new ModbusWire(Protocol.MODBUS_RTU, Duration.ofMillis(500));
        List<String> unusable = new ArrayList<>();
        open.freezeTime();
        wire.addDecoder(open.pipeline());
        RequestQueue[] queue = new RequestQueue[1];
        queue[0] = new RequestQueue(options, open.eventLoop(), wire, unusable::add, () -> queue[0].send(open));
        open.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                queue[0].receive(message);
            }
        });
        queue[0].connected();
        for (int i = 1; i <= 3; i++) {
            Reply<ModbusResponse> reply = new Reply<>();
            queue[0].add(new Call<>(READ, reply, 60_000, new AtomicInteger(1)));
            queue[0].send(open);
            assertThat(ReferenceCountUtil.release(open.readOutbound()))
                    .as("request " + i)
                    .isTrue();
            open.writeInbound(Unpooled.copiedBuffer(new byte[] {2, 3, 2, 0, 7, 0, 0}));
            assertThat(reply.failure().kind()).isEqualTo(Kind.BAD_ANSWER);
            if (i < 3) {
                assertThat(unusable).isEmpty();
                open.advanceTimeBy(500, TimeUnit.MILLISECONDS);
                open.runScheduledPendingTasks();
            }
        }
        assertThat(unusable).singleElement().asString().contains("3 answers one after another");
        open.close();
        EmbeddedChannel next = new EmbeddedChannel();
        wire.addDecoder(next.pipeline());
        assertThat(wire.isClear()).isFalse();
        open.finishAndReleaseAll();
        next.finishAndReleaseAll();
    }

    @Test
    void frameThatHasBegunIsSeenBehindHeartbeatsToo() {
        ModbusWire wire = new ModbusWire(Protocol.MODBUS_TCP, Duration.ZERO, new byte[] {(byte) 0xFE, 1});
        wire.addDecoder(open.pipeline());
        open.writeInbound(Unpooled.copiedBuffer(new byte[] {(byte) 0xFE}));
        assertThat(wire.isMidFrame()).as("half a heartbeat").isFalse();
        open.writeInbound(Unpooled.copiedBuffer(new byte[] {1, 0, 1, 0}));
        assertThat(wire.isMidFrame()).isTrue();
        open.writeInbound(Unpooled.copiedBuffer(new byte[] {0, 0, 5, 1, 3, 2, 0, 7}));
        assertThat(wire.isMidFrame()).isFalse();
        assertThat((Object) open.readInbound()).isInstanceOf(ModbusFrame.class);
        open.finishAndReleaseAll();
    }

    private ClientFailure timedOut(Reply<?> reply) throws Exception {
        return timedOut(channel, reply);
    }

    private static ClientFailure timedOut(EmbeddedChannel channel, Reply<?> reply) throws Exception {
        await().atMost(Duration.ofSeconds(10)).pollInSameThread().until(() -> {
            channel.runScheduledPendingTasks();
            return reply.isDone();
        });
        return reply.failure();
    }
}
