package io.camelmcp.component.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelmcp.codec.Protocol;
import io.camelmcp.codec.modbus.ModbusFrame;
import io.camelmcp.codec.modbus.ModbusRtuEncoder;
import io.camelmcp.codec.modbus.ReadHoldingRegisters;
import io.github.nettyplus.leakdetector.junit.NettyLeakDetectorExtension;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a master with RTU takes for an answer, in virtual time. */
@ExtendWith(NettyLeakDetectorExtension.class)
class RtuLineTest {

    private static final int QUIET = 500;
    private static final byte[] BEAT = {(byte) 0xFE, 0x01};

    private final AtomicInteger late = new AtomicInteger();
    private final RtuLine line = new RtuLine(BEAT, QUIET, late::incrementAndGet);
    private final EmbeddedChannel channel = new EmbeddedChannel();

    RtuLineTest() {
        channel.freezeTime();
        channel.pipeline().addLast(line);
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private void receive(String hex) {
        channel.writeInbound(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex)));
    }

    private void receive(ByteBuf octets) {
        channel.writeInbound(octets);
    }

    private static ByteBuf frame(int unit, String pdu) {
        ByteBuf out = Unpooled.buffer();
        ModbusRtuEncoder.write(new ModbusFrame(0, unit, HexFormat.of().parseHex(pdu)), out);
        return out;
    }

    private static ByteBuf join(String hex, ByteBuf frame) {
        return Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex)), frame);
    }

    private String answered() {
        ModbusFrame answer = channel.readInbound();
        return answer == null ? "nothing" : HexFormat.of().formatHex(answer.pdu());
    }

    private void advance(long millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }

    @Test
    void answerIsTakenOctetByOctet() {
        line.ask(1, 3);
        ByteBuf octets = frame(1, "03020007");
        while (octets.isReadable()) {
            assertThat((Object) channel.readInbound()).isNull();
            receive(octets.readRetainedSlice(1));
        }
        octets.release();
        assertThat(answered()).isEqualTo("03020007");
    }

    @Test
    void whatComesWhileNothingIsAskedIsDropped() {
        receive(frame(1, "03020007"));
        line.ask(1, 3);
        assertThat(answered()).isEqualTo("nothing");
        receive(Unpooled.wrappedBuffer(frame(1, "03020008"), frame(1, "03020009")));
        assertThat(answered()).isEqualTo("03020008");
        line.ask(1, 3);
        assertThat(answered()).as("nor what follows an answer").isEqualTo("nothing");
    }

    @Test
    void heartbeatInFrontOfAnAnswerIsStrippedAlsoInPieces() {
        line.ask(1, 3);
        receive(join("fe01fe01", frame(1, "03020007")));
        assertThat(answered()).isEqualTo("03020007");
        line.ask(1, 3);
        receive("fe");
        receive("01");
        receive(frame(1, "03020008"));
        assertThat(answered()).isEqualTo("03020008");
    }

    @Test
    void heartbeatOfAFunctionWithoutALengthIsStrippedToo() {
        RtuLine other = new RtuLine(new byte[] {'H', 'B'}, QUIET, () -> {});
        EmbeddedChannel own = new EmbeddedChannel(other);
        other.ask(1, 3);
        own.writeInbound(join("48424842", frame(1, "03020007")));
        ModbusFrame answer = own.readInbound();
        assertThat(answer).isNotNull();
        assertThat(HexFormat.of().formatHex(answer.pdu())).isEqualTo("03020007");
        own.finishAndReleaseAll();
    }

    @Test
    void answerThatBeginsLikeAHeartbeatIsAnAnswer() {
        line.ask(0xFE, 1);
        receive(frame(0xFE, "010105"));
        assertThat(answered()).isEqualTo("010105");
        line.ask(0xFE, 1);
        receive(join("fe01", frame(0xFE, "010105")));
        assertThat(answered()).as("behind a heartbeat").isEqualTo("010105");
    }

    @Test
    void octetsThatAreNeitherAreToldAndShown() {
        line.ask(1, 3);
        receive("4f4b0d0a");
        assertThat((Object) channel.readInbound()).isEqualTo(new RtuLine.Garbage("no answer begins so: 4f4b0d0a"));
    }

    @Test
    void answerOfAFunctionWithoutALengthIsWholeWhenTheCrcHolds() {
        line.ask(1, 0x41);
        ByteBuf octets = frame(1, "41010203040506");
        receive(octets.readRetainedSlice(5));
        assertThat(answered()).isEqualTo("nothing");
        receive(octets);
        assertThat(answered()).isEqualTo("41010203040506");
    }

    @Test
    void quarantineLastsUntilTheLineIsQuietAndCountsOneLateAnswer() {
        line.ask(1, 3);
        receive("0103");
        line.quarantine();
        advance(QUIET - 1);
        receive("020007");
        receive("39fe");
        advance(QUIET - 1);
        assertThat(line.isQuarantined()).isTrue();
        advance(1);
        assertThat(line.isQuarantined()).isFalse();
        assertThat(late).hasValue(1);
        line.ask(1, 3);
        receive(frame(1, "03020008"));
        assertThat(answered()).as("nothing is left of what came before").isEqualTo("03020008");
    }

    @Test
    void heartbeatsDoNotProlongAQuarantine() {
        line.ask(1, 3);
        line.quarantine();
        advance(QUIET - 1);
        receive("fe01");
        advance(1);
        assertThat(line.isQuarantined()).isFalse();
        assertThat(late).hasValue(0);
        assertThat(line.hasHeard()).as("but the line is alive").isTrue();
        assertThat(line.hasHeard()).isFalse();
    }

    @Test
    void endOfAQuarantineDoesNotLookAsIfSomethingHadCome() {
        AtomicInteger reads = new AtomicInteger();
        AtomicInteger wakes = new AtomicInteger();
        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelReadComplete(ChannelHandlerContext ctx) {
                reads.incrementAndGet();
            }

            @Override
            public void channelWritabilityChanged(ChannelHandlerContext ctx) {
                wakes.incrementAndGet();
            }
        });
        line.ask(1, 3);
        line.quarantine();
        advance(QUIET);
        assertThat(line.isQuarantined()).isFalse();
        assertThat(wakes).as("whoever sends looks again").hasValue(1);
        assertThat(reads).hasValue(0);
    }

    @Test
    void connectionAfterOneThatWasLostWithARequestOutBeginsInQuarantine() {
        ModbusWire wire = new ModbusWire(Protocol.MODBUS_RTU, Duration.ofMillis(QUIET));
        wire.addDecoder(channel.pipeline());
        assertThat(wire.isClear()).as("of the first one").isTrue();
        ByteBuf out = Unpooled.buffer();
        wire.write(new ModbusCall(1, new ReadHoldingRegisters(0, 1)), 0, out);
        out.release();
        channel.close();
        EmbeddedChannel next = new EmbeddedChannel();
        next.freezeTime();
        wire.addDecoder(next.pipeline());
        assertThat(wire.isClear()).isFalse();
        next.writeInbound(frame(1, "03020007"));
        assertThat((Object) next.readInbound()).as("late answer").isNull();
        next.advanceTimeBy(QUIET, TimeUnit.MILLISECONDS);
        next.runScheduledPendingTasks();
        assertThat(wire.isClear()).isTrue();
        next.finishAndReleaseAll();
        EmbeddedChannel third = new EmbeddedChannel();
        wire.addDecoder(third.pipeline());
        assertThat(wire.isClear()).as("after one without a request out").isTrue();
        third.finishAndReleaseAll();
    }

    @Test
    void lineThatIsNeverQuietIsGivenUp() {
        line.ask(1, 3);
        line.quarantine();
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 40; i++) {
                        receive("00");
                        advance(QUIET / 2);
                        channel.checkException();
                    }
                })
                .hasMessageContaining("not quiet for 500 ms within 10000 ms");
    }
}
