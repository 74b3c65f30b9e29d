package io.camelmcp.component.client.dialin;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelmcp.codec.Protocol;
import io.camelmcp.codec.modbus.ModbusFrame;
import io.camelmcp.codec.modbus.ModbusResponse;
import io.camelmcp.codec.modbus.ModbusRtuEncoder;
import io.camelmcp.codec.modbus.ReadHoldingRegisters;
import io.camelmcp.codec.modbus.ReadRegistersResponse;
import io.camelmcp.component.client.ClientOptions;
import io.github.nettyplus.leakdetector.junit.NettyLeakDetectorExtension;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a device is asked on a connection that it has opened, in virtual time. */
@ExtendWith(NettyLeakDetectorExtension.class)
class DialInLineTest {

    private static final int QUIET = 500;

    private final AtomicReference<DialedDevice> device = new AtomicReference<>();
    private final DialIn dialIn = new DialIn(
            new DialInOptions(
                    Registration.parse("text:GW-7", 12, new byte[0]),
                    Duration.ofSeconds(1),
                    Set.of(),
                    new byte[0],
                    Duration.ZERO,
                    line()),
            new DialIn.Listener() {
                @Override
                public void registered(DialedDevice registered) {
                    device.set(registered);
                }

                @Override
                public void left(DialedDevice left, boolean replaced, String why) {
                    device.compareAndSet(left, null);
                }
            });

    private static ClientOptions line() {
        return new ClientOptions(
                "device",
                1,
                Protocol.MODBUS_RTU,
                1,
                1,
                10,
                1,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                65_536,
                null,
                null,
                new ClientOptions.Pauses(Duration.ZERO, Duration.ZERO, Duration.ofMillis(QUIET)));
    }

    private EmbeddedChannel dial() {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.freezeTime();
        dialIn.take(channel.pipeline(), new InetSocketAddress("127.0.0.1", 1), why -> {});
        channel.writeInbound(Unpooled.copiedBuffer("GW-7", StandardCharsets.US_ASCII));
        return channel;
    }

    private CompletableFuture<ModbusResponse> ask() {
        return device.get().line().request(1, new ReadHoldingRegisters(0, 1), Duration.ofSeconds(60));
    }

    private static ByteBuf answer(String pdu) {
        ByteBuf out = Unpooled.buffer();
        ModbusRtuEncoder.write(new ModbusFrame(0, 1, HexFormat.of().parseHex(pdu)), out);
        return out;
    }

    private static boolean isAsked(EmbeddedChannel channel) {
        channel.runPendingTasks();
        return ReferenceCountUtil.release(channel.readOutbound());
    }

    private static void advance(EmbeddedChannel channel, long millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }

    private static void lose(EmbeddedChannel channel) {
        channel.close();
        channel.finishAndReleaseAll();
    }

    @Test
    void answerThatTheLostConnectionWaitedForIsNotTakenForOneToTheNextRequest() throws Exception {
        EmbeddedChannel first = dial();
        CompletableFuture<ModbusResponse> lost = ask();
        assertThat(isAsked(first)).isTrue();
        lose(first);
        assertThat(lost).isCompletedExceptionally();
        assertThat(device.get()).isNull();

        EmbeddedChannel second = dial();
        CompletableFuture<ModbusResponse> reply = ask();
        advance(second, QUIET - 1);
        assertThat(isAsked(second))
                .as("before the line was quiet for long enough")
                .isFalse();
        second.writeInbound(answer("03020063"));
        advance(second, QUIET - 1);
        assertThat(isAsked(second)).isFalse();
        advance(second, 1);
        assertThat(isAsked(second)).isTrue();
        second.writeInbound(answer("03020007"));
        assertThat(reply.get(1, TimeUnit.SECONDS)).isEqualTo(new ReadRegistersResponse(3, new int[] {7}));
        assertThat(device.get().line().lateAnswers()).isEqualTo(1);
        lose(second);
    }

    @Test
    void lineEndThatComesTogetherWithTheFirstAnswerIsNoPartOfIt() {
        EmbeddedChannel channel = dial();
        var answered = ask();
        assertThat(isAsked(channel)).isTrue();
        channel.writeInbound(
                Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(new byte[] {'\r', '\n'}), answer("03020007")));
        assertThat(answered).isCompletedWithValue(new ReadRegistersResponse(3, new int[] {7}));
        lose(channel);
    }

    @Test
    void deviceWhoseConnectionWaitedForNothingIsAskedAtOnce() {
        EmbeddedChannel first = dial();
        var answered = ask();
        assertThat(isAsked(first)).isTrue();
        first.writeInbound(answer("03020007"));
        assertThat(answered).isCompleted();
        lose(first);

        EmbeddedChannel second = dial();
        var unused = ask();
        assertThat(isAsked(second)).isTrue();
        lose(second);
    }
}
