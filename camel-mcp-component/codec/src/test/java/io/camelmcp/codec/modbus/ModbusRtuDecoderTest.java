package io.camelmcp.codec.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelmcp.codec.McpProtocolException;
import io.camelmcp.codec.modbus.Octets.Outcome;
import io.github.nettyplus.leakdetector.junit.NettyLeakDetectorExtension;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NettyLeakDetectorExtension.class)
class ModbusRtuDecoderTest {

    private static final byte[] GOOD = Octets.rtu("01 03 0000 0002");
    private static final byte[] OTHER = Octets.rtu("02 06 0001 0003");
    private static final byte[] BAD = Octets.hex("01 03 0000 0002 c400");
    private static final ModbusFrame GOOD_FRAME = new ModbusFrame(0, 1, Octets.hex("0300000002"));
    private static final ModbusFrame OTHER_FRAME = new ModbusFrame(0, 2, Octets.hex("0600010003"));

    private long nanos = Long.MAX_VALUE - TimeUnit.MILLISECONDS.toNanos(100);
    private boolean paused;
    private int dropped;
    private ModbusRtuDecoder decoder = decoder(RtuLength.REQUESTS, false);
    private EmbeddedChannel channel = new EmbeddedChannel(decoder);

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void everyFrameOfASegmentIsDelivered() {
        // a peer drops the second
        assertThat(arrive(Octets.joined(GOOD, OTHER, GOOD))).containsExactly(GOOD_FRAME, OTHER_FRAME, GOOD_FRAME);
    }

    @Test
    void byteCountFrom128OnIsUnsigned() {
        // a peer reads it as negative from 64 registers on
        for (int quantity = 63; quantity <= 123; quantity++) {
            byte[] pdu = new WriteMultipleRegisters(0, new int[quantity]).encode();
            assertThat(arrive(Octets.rtu("01" + Octets.hex(pdu)))).containsExactly(new ModbusFrame(0, 1, pdu));
        }
        byte[] both = new ReadWriteMultipleRegisters(0, 1, 0, new int[121]).encode();
        assertThat(arrive(Octets.rtu("01" + Octets.hex(both)))).containsExactly(new ModbusFrame(0, 1, both));
    }

    @Test
    void moreThan256OctetsInOneSegmentAreFrameByFrameDelivered() {
        // a peer overflows its buffer of 256
        byte[][] frames = new byte[100][];
        Arrays.fill(frames, GOOD);

        assertThat(arrive(Octets.joined(frames))).hasSize(100).containsOnly(GOOD_FRAME);
    }

    @Test
    void frameWithABadCrcIsNeverDelivered() {
        // a peer does not check it
        assertThat(arrive(BAD)).isEmpty();
        assertThat(dropped).isEqualTo(1);
    }

    @Test
    void inferredLengthOver256IsRefusedAsSoonAsItIsKnown() {
        assertThatThrownBy(() -> arrive(Octets.hex("01 10 0000 007b f8")))
                .isInstanceOf(McpProtocolException.class)
                .hasMessage("RTU length 257 exceeds 256");
    }

    @Test
    void longestFrameIsDelivered() {
        byte[] octets = Octets.rtu("01 15 fb" + "00".repeat(251));

        assertThat(octets).hasSize(256);
        assertThat(arrive(octets)).hasSize(1);
    }

    @Test
    void functionWithoutALengthIsRefusedUnlessItHasARow() {
        assertThatThrownBy(() -> arrive(Octets.hex("01 41")))
                .isInstanceOf(McpProtocolException.class)
                .hasMessage("the length of function 0x41 cannot be told");

        reopen(RtuLength.REQUESTS.withFixed(0x41, 6), false);
        assertThat(arrive(Octets.rtu("01 41 0102"))).containsExactly(new ModbusFrame(0, 1, Octets.hex("410102")));
    }

    @Test
    void exceptionResponseIsAFrameForAClientAndAnErrorForAServer() {
        byte[] exception = Octets.rtu("01 83 02");
        assertThatThrownBy(() -> arrive(exception)).hasMessage("the length of function 0x83 cannot be told");

        reopen(RtuLength.RESPONSES, true);
        assertThat(arrive(exception)).containsExactly(new ModbusFrame(0, 1, Octets.hex("8302")));
    }

    @Test
    void afterABadCrcWhatIsBufferedAndWhatFollowsWithoutAPauseIsDropped() {
        assertThat(arrive(Octets.joined(GOOD, BAD, GOOD))).containsExactly(GOOD_FRAME);
        for (int i = 0; i < 10; i++) {
            pass(49);
            assertThat(arrive(GOOD)).as("%d ms without a pause of 50", 49 * i).isEmpty();
        }

        pass(50);
        assertThat(arrive(OTHER)).containsExactly(OTHER_FRAME);
        assertThat(dropped)
                .as("one corrupt frame, however much is dropped with it")
                .isEqualTo(1);
    }

    @Test
    void aPauseInsideAFrameEndsNothing() {
        arrive(Arrays.copyOf(GOOD, 3));
        pass(10_000);

        assertThat(arrive(Arrays.copyOfRange(GOOD, 3, GOOD.length))).containsExactly(GOOD_FRAME);
    }

    @Test
    void theThirdBadCrcWithinAMinuteIsRefused() {
        corruptAt(0);
        corruptAt(30_000);

        assertThatThrownBy(() -> corruptAt(30_000))
                .isInstanceOf(McpProtocolException.class)
                .hasMessage("3 frames with a bad CRC-16 within a minute");
        pass(1_000);
        assertThat(arrive(GOOD)).isEmpty();
        assertThat(dropped).isEqualTo(3);
    }

    @Test
    void badCrcsFurtherApartAreBorne() {
        for (int i = 0; i < 10; i++) {
            corruptAt(30_001);
        }
        pass(50);

        assertThat(arrive(GOOD)).containsExactly(GOOD_FRAME);
        assertThat(dropped).isEqualTo(10);
    }

    @Test
    void strictRefusesTheFirstBadCrc() {
        reopen(RtuLength.REQUESTS, true);

        assertThatThrownBy(() -> arrive(BAD))
                .isInstanceOf(McpProtocolException.class)
                .hasMessage("bad CRC-16");
        assertThat(dropped).isEqualTo(1);
    }

    @Test
    void octetsOfTheDroppingThatABackPressureKeptAreNotTakenForFrames() {
        arrive(BAD);
        paused = true;
        pass(10);
        arrive(GOOD);
        pass(50);
        arrive(OTHER);

        paused = false;
        decoder.resume();

        assertThat(Octets.drain(channel)).containsExactly(OTHER_FRAME);
    }

    @Test
    void encoderWritesWhatTheDecoderReads() {
        EmbeddedChannel out = new EmbeddedChannel(new ModbusRtuEncoder());
        out.writeOutbound(new ModbusFrame(99, 1, Octets.hex("0300000002")));
        byte[] octets = Octets.bytes(out.<ByteBuf>readOutbound());
        out.finishAndReleaseAll();

        assertThat(Octets.hex(octets)).isEqualTo("010300000002c40b");
        assertThat(octets).hasSize(ModbusRtuEncoder.encodedLength(GOOD_FRAME));
        assertThat(arrive(octets)).as("the transaction id is not on the wire").containsExactly(GOOD_FRAME);
    }

    @Test
    void crcIsThatOfTheFrameAlsoWhenItIsNotTheFirstInTheBuffer() {
        ByteBuf out = Unpooled.buffer();
        ModbusRtuEncoder.write(GOOD_FRAME, out);
        ModbusRtuEncoder.write(OTHER_FRAME, out);

        assertThat(Octets.bytes(out)).isEqualTo(Octets.joined(GOOD, OTHER));
    }

    @Test
    void productionClockServesTooWhereNoTestNeedsIt() {
        Outcome outcome =
                Octets.decode(new ModbusRtuDecoder(RtuLength.REQUESTS, false, () -> {}, null), List.of(GOOD, BAD));

        assertThat(outcome.frames()).containsExactly(GOOD_FRAME);
    }

    private void corruptAt(long millisLater) {
        pass(millisLater);
        assertThat(arrive(BAD)).isEmpty();
    }

    private void pass(long millis) {
        nanos += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private List<ModbusFrame> arrive(byte[] octets) {
        channel.writeInbound(Unpooled.copiedBuffer(octets));
        return Octets.drain(channel);
    }

    private void reopen(RtuLength lengths, boolean strict) {
        channel.finishAndReleaseAll();
        decoder = decoder(lengths, strict);
        channel = new EmbeddedChannel(decoder);
    }

    private ModbusRtuDecoder decoder(RtuLength lengths, boolean strict) {
        return new ModbusRtuDecoder(lengths, strict, () -> dropped++, () -> paused, () -> nanos);
    }
}
