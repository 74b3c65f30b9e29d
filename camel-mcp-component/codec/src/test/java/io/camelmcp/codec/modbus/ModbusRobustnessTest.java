package io.camelmcp.codec.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelmcp.codec.McpProtocolException;
import io.camelmcp.codec.PausableDecoder;
import io.camelmcp.codec.chooser.ProtocolChoice;
import io.camelmcp.codec.chooser.ProtocolChooser;
import io.camelmcp.codec.modbus.Octets.Outcome;
import io.github.nettyplus.leakdetector.junit.NettyLeakDetectorExtension;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever octets, however cut: the same frames, the same failure, and nothing else is ever thrown. */
@ExtendWith(NettyLeakDetectorExtension.class)
class ModbusRobustnessTest {

    private static final int STREAMS = 60;
    private static final int SPLITS = 3;

    private int delivered;
    private int failed;

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void tcpDecoderDependsOnOctetsOnly(long seed) {
        check(new Random(seed), () -> new ModbusTcpDecoder(null), ModbusRobustnessTest::tcpFrame);
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 4})
    void rtuRequestDecoderDependsOnOctetsOnly(long seed) {
        check(new Random(seed), () -> rtu(RtuLength.REQUESTS, false), ModbusRobustnessTest::rtuFrame);
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void rtuResponseDecoderDependsOnOctetsOnly(long seed) {
        check(new Random(seed), () -> rtu(RtuLength.RESPONSES, true), ModbusRobustnessTest::rtuAnswer);
    }

    @Test
    void anyPduIsARequestThatWritesTheSameOctetsOrAModbusException() {
        Random random = new Random(10);
        int accepted = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] pdu = octets(random, random.nextInt(20));
            if (pdu.length > 3) {
                pdu[0] = (byte) random.nextInt(0x2C);
                pdu[3] = 0;
            }
            try {
                // the unused bits of 0F are not kept; all else is
                ModbusRequest request = ModbusRequest.decode(pdu);
                accepted++;
                assertThat(ModbusRequest.decode(request.encode())).isEqualTo(request);
                assertThat(request.encode()).hasSameSizeAs(pdu);
            } catch (ModbusException e) {
                assertThat(e.code().code()).isBetween(1, 3);
            }
        }
        assertThat(accepted).as("control").isPositive();
    }

    @Test
    void anyAnswerIsAResponseOrAProtocolError() {
        Random random = new Random(11);
        ModbusRequest[] requests = {
            new ReadCoils(0, 9),
            new ReadInputRegisters(0, 2),
            new WriteSingleCoil(0, true),
            new WriteMultipleRegisters(0, new int[3]),
            new ReadWriteMultipleRegisters(0, 1, 0, new int[1]),
            new ReadExceptionStatus(),
            new Diagnostics(Diagnostics.RETURN_QUERY_DATA),
            new GetCommEventCounter(),
            new GetCommEventLog(),
            new ReportServerId(),
            new ReadFileRecord(List.of(new FileRange(1, 0, 1))),
            new WriteFileRecord(List.of(new FileRecord(1, 0, new int[1]))),
            new ReadFifoQueue(0),
            new ReadDeviceIdentification(1, 0),
            new RawRequest(0x41, new byte[0])
        };
        int accepted = 0;
        for (int i = 0; i < 50_000; i++) {
            ModbusRequest request = requests[random.nextInt(requests.length)];
            byte[] pdu = octets(random, random.nextInt(9));
            if (pdu.length > 1) {
                pdu[0] = (byte) request.function();
                pdu[1] = (byte) (pdu.length - 2);
            }
            try {
                assertThat(ModbusResponse.decode(pdu, request).function()).isEqualTo(request.function());
                accepted++;
            } catch (McpProtocolException e) {
                assertThat(e).hasMessageStartingWith("answer to ");
            }
        }
        assertThat(accepted).as("control").isPositive();
    }

    @Test
    void chooserNeverThrowsAndNeverTakesAChoiceBack() {
        Random random = new Random(12);
        for (int i = 0; i < 5_000; i++) {
            byte[] stream = octets(random, 300);
            for (int j = 0; j < 6; j++) {
                stream[j] = (byte) (random.nextInt(3) == 0 ? random.nextInt(256) : random.nextInt(0x18));
            }
            ProtocolChoice choice = ProtocolChoice.NEED_MORE;
            for (int length = 0; length <= stream.length; length += length < 20 ? 1 : 40) {
                ByteBuf octets = Unpooled.wrappedBuffer(stream, 0, length);
                ProtocolChoice now = ProtocolChooser.choose(octets);
                assertThat(octets.readableBytes()).isEqualTo(length);
                if (!choice.isOpen()) {
                    assertThat(now).isEqualTo(choice);
                }
                choice = now;
            }
            assertThat(choice.isOpen()).as("300 octets always tell").isFalse();
        }
    }

    private interface FrameMaker {
        byte[] make(Random random);
    }

    private void check(Random random, Supplier<PausableDecoder> decoder, FrameMaker maker) {
        for (int i = 0; i < STREAMS; i++) {
            byte[] stream = stream(random, maker);
            Outcome whole = Octets.decode(decoder.get(), List.of(stream));
            delivered += whole.frames().size();
            failed += whole.failure().isPresent() ? 1 : 0;
            for (int split = 0; split < SPLITS; split++) {
                int largest = split == 0 ? 1 : 1 + random.nextInt(90);
                assertThat(Octets.decode(decoder.get(), cut(random, stream, largest)))
                        .isEqualTo(whole);
            }
        }
        assertThat(delivered).as("control: some frames are good").isPositive();
        assertThat(failed).as("control: some streams are bad").isPositive();
    }

    /** Good frames, some with an octet changed, some noise. */
    private static byte[] stream(Random random, FrameMaker maker) {
        byte[][] parts = new byte[1 + random.nextInt(8)][];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = random.nextInt(10) == 0 ? octets(random, random.nextInt(40)) : maker.make(random);
            if (parts[i].length > 0 && random.nextInt(8) == 0) {
                parts[i][random.nextInt(parts[i].length)] = (byte) random.nextInt(256);
            }
        }
        return Octets.joined(parts);
    }

    private static List<byte[]> cut(Random random, byte[] stream, int largest) {
        List<byte[]> segments = new ArrayList<>();
        for (int from = 0; from < stream.length; ) {
            int to = Math.min(stream.length, from + 1 + random.nextInt(largest));
            segments.add(Arrays.copyOfRange(stream, from, to));
            from = to;
        }
        return segments;
    }

    private static byte[] tcpFrame(Random random) {
        ByteBuf out = Unpooled.buffer();
        ModbusTcpEncoder.write(
                new ModbusFrame(random.nextInt(65_536), random.nextInt(256), octets(random, 1 + random.nextInt(253))),
                out);
        return Octets.bytes(out);
    }

    private static byte[] rtuFrame(Random random) {
        int[] values = random.ints(1 + random.nextInt(121), 0, 65_536).toArray();
        ModbusRequest request =
                switch (random.nextInt(4)) {
                    case 0 -> new ReadCoils(random.nextInt(60_000), 1 + random.nextInt(2000));
                    case 1 -> new WriteMultipleRegisters(random.nextInt(60_000), values);
                    case 2 -> new MaskWriteRegister(random.nextInt(65_536), 1, 2);
                    default -> new ReadWriteMultipleRegisters(1, 2, 3, values);
                };
        return rtu(random, request.encode());
    }

    private static byte[] rtuAnswer(Random random) {
        int[] values = random.ints(1 + random.nextInt(125), 0, 65_536).toArray();
        ModbusResponse response =
                switch (random.nextInt(3)) {
                    case 0 -> new ReadRegistersResponse(3, values);
                    case 1 -> new WriteMultipleResponse(0x10, 1, 2);
                    default -> new ModbusExceptionResponse(random.nextInt(128), random.nextInt(256));
                };
        return rtu(random, response.encode());
    }

    private static byte[] rtu(Random random, byte[] pdu) {
        ByteBuf out = Unpooled.buffer();
        ModbusRtuEncoder.write(new ModbusFrame(0, random.nextInt(256), pdu), out);
        return Octets.bytes(out);
    }

    private static ModbusRtuDecoder rtu(RtuLength lengths, boolean strict) {
        return new ModbusRtuDecoder(lengths, strict, () -> {}, null, () -> 0);
    }

    private static byte[] octets(Random random, int length) {
        byte[] octets = new byte[length];
        random.nextBytes(octets);
        return octets;
    }
}
