package io.camelmcp.codec.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelmcp.codec.GoldenVectors;
import io.camelmcp.codec.GoldenVectors.Vector;
import io.camelmcp.codec.modbus.Octets.Outcome;
import io.github.nettyplus.leakdetector.junit.NettyLeakDetectorExtension;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(NettyLeakDetectorExtension.class)
class ModbusGoldenVectorsTest {

    static Stream<Vector> goodTcp() {
        return GoldenVectors.modbusTcp().filter(vector -> vector.reject().isEmpty());
    }

    static Stream<Vector> goodRtu() {
        return GoldenVectors.modbusRtu().filter(vector -> vector.reject().isEmpty());
    }

    @Test
    void thereAreVectorsOfBoth() {
        assertThat(goodTcp()).hasSizeGreaterThanOrEqualTo(2);
        assertThat(goodRtu()).hasSizeGreaterThanOrEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("goodTcp")
    void tcpFrameSaysWhatItsVectorSaysHoweverItIsCut(Vector vector) {
        vector.cuts().forEach(segments -> {
            ModbusFrame frame = only(Octets.decode(new ModbusTcpDecoder(null), segments));
            assertSays(vector, frame);
            ByteBuf out = Unpooled.buffer();
            ModbusTcpEncoder.write(frame, out);
            assertThat(Octets.bytes(out)).isEqualTo(vector.frame());
        });
    }

    @ParameterizedTest
    @MethodSource("goodRtu")
    void rtuFrameSaysWhatItsVectorSaysHoweverItIsCut(Vector vector) {
        vector.cuts().forEach(segments -> {
            ModbusFrame frame = only(Octets.decode(rtuDecoder(() -> {}), segments));
            assertSays(vector, frame);
            ByteBuf out = Unpooled.buffer();
            ModbusRtuEncoder.write(frame, out);
            assertThat(Octets.bytes(out)).isEqualTo(vector.frame());
        });
    }

    @Test
    void rtuFrameWithABadCrcIsDroppedHoweverItIsCut() {
        Vector vector = GoldenVectors.named("rtu-bad-crc");
        vector.cuts().forEach(segments -> {
            int[] dropped = {0};
            Outcome outcome = Octets.decode(rtuDecoder(() -> dropped[0]++), segments);

            assertThat(outcome.frames()).isEmpty();
            assertThat(outcome.failure()).isEmpty();
            assertThat(dropped[0]).isEqualTo(1);
        });
    }

    private static void assertSays(Vector vector, ModbusFrame frame) {
        ifSaid(vector.number("transaction"), value -> assertThat(frame.transactionId())
                .isEqualTo(value));
        ifSaid(vector.number("unit"), value -> assertThat(frame.unitId()).isEqualTo(value));
        ifSaid(vector.number("function"), value -> assertThat(frame.function()).isEqualTo(value));
        if (vector.number("quantity").isEmpty()) {
            return;
        }
        ModbusRequest request;
        try {
            request = ModbusRequest.decode(frame.pdu());
        } catch (ModbusException e) {
            throw new AssertionError(vector.name(), e);
        }
        assertThat(request.encode()).isEqualTo(frame.pdu());
        if (request instanceof ReadRequest read) {
            ifSaid(vector.number("quantity"), value -> assertThat(read.quantity())
                    .isEqualTo(value));
            ifSaid(vector.number("address"), value -> assertThat(read.address()).isEqualTo(value));
        } else {
            WriteRequest write = (WriteRequest) request;
            ifSaid(vector.number("quantity"), value -> assertThat(write.quantity())
                    .isEqualTo(value));
            ifSaid(vector.number("address"), value -> assertThat(write.address())
                    .isEqualTo(value));
        }
    }

    private static void ifSaid(OptionalLong number, Consumer<Integer> check) {
        number.ifPresent(value -> check.accept((int) value));
    }

    private static ModbusFrame only(Outcome outcome) {
        assertThat(outcome.failure()).isEmpty();
        List<ModbusFrame> frames = outcome.frames();
        assertThat(frames).hasSize(1);
        return frames.get(0);
    }

    private static ModbusRtuDecoder rtuDecoder(Runnable onDropped) {
        return new ModbusRtuDecoder(RtuLength.REQUESTS, false, onDropped, null, () -> 0);
    }
}
