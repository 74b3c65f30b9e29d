package io.camelmcp.codec.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelmcp.codec.modbus.Octets.Outcome;
import io.github.nettyplus.leakdetector.junit.NettyLeakDetectorExtension;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(NettyLeakDetectorExtension.class)
class ModbusTcpDecoderTest {

    private static final byte[] READ = Octets.hex("0001 0000 0006 11 03 006b 0003");

    @Test
    void everyFrameOfASegmentIsDelivered() {
        Outcome outcome = decode(Octets.joined(READ, Octets.hex("ffff 0000 0002 ff 11"), READ));

        ModbusFrame read = new ModbusFrame(1, 0x11, Octets.hex("03006b0003"));
        assertThat(outcome.frames()).containsExactly(read, new ModbusFrame(0xFFFF, 0xFF, Octets.hex("11")), read);
        assertThat(outcome.failure()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0000, Modbus length 0 is not in 2..254",
        "0001, Modbus length 1 is not in 2..254",
        "00ff, Modbus length 255 is not in 2..254",
        "ffff, Modbus length 65535 is not in 2..254"
    })
    void lengthOutOfRangeIsRefusedBeforeOctetsOfItAreWaitedFor(String length, String message) {
        // the MBAP length a peer trusts: with 65535 it reads nothing else for ever
        assertThat(decode(Octets.hex("0001 0000 " + length)).failure()).contains(message);
    }

    @Test
    void protocolIdOtherThanZeroIsRefusedBeforeTheLengthIsThere() {
        assertThat(decode(Octets.hex("0001 0001")).failure()).contains("Modbus protocol id 1 is not 0");
        assertThat(decode(Octets.hex("0001 0100")).failure()).contains("Modbus protocol id 256 is not 0");
    }

    @Test
    void framesBeforeABadHeaderAreDeliveredAndNoneAfterIt() {
        Outcome outcome = decode(Octets.joined(READ, Octets.hex("0001 0001 0006"), READ), READ);

        assertThat(outcome.frames()).hasSize(1);
        assertThat(outcome.failure()).contains("Modbus protocol id 1 is not 0");
    }

    @Test
    void longestFrameIsDeliveredWithAllItsOctets() {
        byte[] pdu = new byte[253];
        Arrays.fill(pdu, (byte) 0xFF);
        byte[] octets = Octets.joined(Octets.hex("0001 0000 00fe 01"), pdu);

        assertThat(decode(octets).frames()).containsExactly(new ModbusFrame(1, 1, pdu));
    }

    @Test
    void pauseHoldsBackTheNextFrame() {
        AtomicBoolean paused = new AtomicBoolean(true);
        ModbusTcpDecoder decoder = new ModbusTcpDecoder(paused::get);
        EmbeddedChannel channel = new EmbeddedChannel(decoder);
        channel.writeInbound(Unpooled.copiedBuffer(READ));
        assertThat(Octets.drain(channel)).isEmpty();

        paused.set(false);
        decoder.resume();

        assertThat(Octets.drain(channel)).hasSize(1);
        channel.finishAndReleaseAll();
    }

    @Test
    void encoderWritesWhatTheDecoderReads() {
        ModbusFrame request = new ModbusFrame(0x4D43, 17, Octets.hex("03006b0003"));
        ModbusFrame answer = request.answer(new ReadRegistersResponse(3, new int[] {1, 2, 3}));
        EmbeddedChannel channel = new EmbeddedChannel(new ModbusTcpEncoder());
        channel.writeOutbound(request, answer);

        byte[] first = Octets.bytes(channel.<ByteBuf>readOutbound());
        byte[] second = Octets.bytes(channel.<ByteBuf>readOutbound());
        channel.finishAndReleaseAll();

        assertThat(Octets.hex(first)).isEqualTo("4d43000000061103006b0003");
        assertThat(Octets.hex(second)).isEqualTo("4d43000000091103060001" + "00020003");
        assertThat(decode(first, second).frames()).containsExactly(request, answer);
        assertThat(first).hasSize(ModbusTcpEncoder.encodedLength(request));
    }

    private static Outcome decode(byte[]... segments) {
        return Octets.decode(new ModbusTcpDecoder(null), List.of(segments));
    }
}
