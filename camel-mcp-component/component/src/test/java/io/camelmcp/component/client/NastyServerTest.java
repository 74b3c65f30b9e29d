package io.camelmcp.component.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelmcp.codec.Protocol;
import io.camelmcp.codec.modbus.Crc16;
import io.camelmcp.codec.modbus.ModbusResponse;
import io.camelmcp.codec.modbus.ReadHoldingRegisters;
import io.camelmcp.codec.modbus.ReadRegistersResponse;
import io.camelmcp.component.client.ClientFailure.Kind;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a server does to a request: it ends, nobody gets an answer that is not his, and the next request works. */
class NastyServerTest extends ClientTestBase {

    private static final Duration SHORT = Duration.ofMillis(200);

    private enum Nasty {
        WRONG_TRANSACTION_ID(Kind.TIMEOUT),
        SHORT_ANSWER(Kind.BAD_ANSWER),
        LATE(Kind.TIMEOUT),
        CLOSED_IN_THE_MIDDLE(Kind.CONNECTION_LOST),
        CLOSED_AFTER_THE_REQUEST(Kind.CONNECTION_LOST),
        WRONG_FUNCTION(Kind.BAD_ANSWER),
        OVERSIZED(null),
        ANSWER_WITHOUT_END(Kind.TIMEOUT),
        BAD_PROTOCOL_ID_OR_CRC(null);

        final Kind kind;

        Nasty(Kind kind) {
            this.kind = kind;
        }
    }

    private static ModbusCall read(int address) {
        return new ModbusCall(1, new ReadHoldingRegisters(address, 1));
    }

    private static int value(Reply<ModbusResponse> reply) throws Exception {
        return ((ReadRegistersResponse) reply.answer()).values()[0];
    }

    /** Reads of an address below 100 are answered with it, others as a case says. */
    private class Tcp extends NastyServer {
        private final Nasty nasty;

        Tcp(Nasty nasty) throws IOException {
            this.nasty = nasty;
        }

        @Override
        int requestLength() {
            return 12;
        }

        private byte[] good(byte[] request) {
            byte[] answer = hex("0000 0000 0005 01 03 02 0000");
            System.arraycopy(request, 0, answer, 0, 2);
            System.arraycopy(request, 8, answer, 9, 2);
            return answer;
        }

        @Override
        void answer(byte[] request, OutputStream out, Socket socket) throws IOException {
            byte[] answer = good(request);
            if (request[9] < 100) {
                out.write(answer);
                return;
            }
            switch (nasty) {
                case WRONG_TRANSACTION_ID -> answer[1] = (byte) ~answer[1];
                case SHORT_ANSWER -> {
                    answer[5] = 4;
                    answer[8] = 1;
                    answer = Arrays.copyOf(answer, 10);
                }
                case LATE -> pause(400);
                case CLOSED_IN_THE_MIDDLE -> {
                    out.write(answer, 0, 8);
                    socket.close();
                    return;
                }
                case CLOSED_AFTER_THE_REQUEST -> {
                    socket.close();
                    return;
                }
                case WRONG_FUNCTION -> answer[7] = 4;
                case OVERSIZED -> answer[4] = 1;
                case ANSWER_WITHOUT_END -> answer = Arrays.copyOf(answer, 10);
                case BAD_PROTOCOL_ID_OR_CRC -> answer[2] = 9;
            }
            out.write(answer);
        }
    }

    /** The same with RTU. */
    private class Rtu extends NastyServer {
        private final Nasty nasty;

        Rtu(Nasty nasty) throws IOException {
            this.nasty = nasty;
        }

        @Override
        int requestLength() {
            return 8;
        }

        private static byte[] withCrc(byte[] frame) {
            int crc = Crc16.of(Unpooled.wrappedBuffer(frame), 0, frame.length - 2);
            frame[frame.length - 2] = (byte) crc;
            frame[frame.length - 1] = (byte) (crc >> 8);
            return frame;
        }

        @Override
        void answer(byte[] request, OutputStream out, Socket socket) throws IOException {
            byte[] answer = hex("01 03 02 0000 0000");
            System.arraycopy(request, 2, answer, 3, 2);
            if (request[3] < 100) {
                out.write(withCrc(answer));
                return;
            }
            switch (nasty) {
                // RTU has none: another unit
                case WRONG_TRANSACTION_ID -> answer[0] = 9;
                case SHORT_ANSWER -> {
                    answer = Arrays.copyOf(answer, 6);
                    answer[2] = 1;
                }
                case LATE -> pause(400);
                case CLOSED_IN_THE_MIDDLE -> {
                    out.write(answer, 0, 3);
                    socket.close();
                    return;
                }
                case CLOSED_AFTER_THE_REQUEST -> {
                    socket.close();
                    return;
                }
                case WRONG_FUNCTION -> answer[1] = 4;
                case OVERSIZED -> answer[2] = (byte) 0xFF;
                case ANSWER_WITHOUT_END -> answer[2] = 100;
                case BAD_PROTOCOL_ID_OR_CRC -> {
                    out.write(answer);
                    return;
                }
            }
            out.write(withCrc(answer));
        }
    }

    private void survives(NastyServer server, Protocol protocol, Kind kind) throws Exception {
        closing(server);
        DeviceClient client = client(to(server.port()).protocol(protocol).build());
        assertThat(value(Reply.to(client, read(7)))).isEqualTo(7);
        // the same function and quantity each time: only who it is for tells answers apart
        for (int i = 1; i <= 4; i++) {
            ClientFailure failure = Reply.to(client, read(100 + i), SHORT).failure();
            if (kind != null) {
                assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(kind);
            }
            assertThat(value(Reply.to(client, read(i)))).isEqualTo(i);
        }
        assertThat(client.status().outstanding()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Nasty.class)
    void tcp(Nasty nasty) throws Exception {
        survives(new Tcp(nasty), Protocol.MODBUS_TCP, nasty.kind);
    }

    @ParameterizedTest
    @EnumSource(Nasty.class)
    void rtu(Nasty nasty) throws Exception {
        survives(
                new Rtu(nasty),
                Protocol.MODBUS_RTU,
                // a frame of another unit is passed over
                nasty == Nasty.WRONG_TRANSACTION_ID ? Kind.TIMEOUT : nasty.kind);
    }

    @Test
    void dribbledOctetsAreAnAnswer() throws Exception {
        Tcp tcp = new Tcp(Nasty.LATE) {
            @Override
            void answer(byte[] request, OutputStream out, Socket socket) throws IOException {
                dribble(out, hex(String.format("%02x%02x 0000 0005 01 03 02 0009", request[0], request[1])));
            }
        };
        closing(tcp);
        assertThat(value(Reply.to(
                        client(to(tcp.port()).protocol(Protocol.MODBUS_TCP).build()), read(9))))
                .isEqualTo(9);
        Rtu rtu = new Rtu(Nasty.LATE) {
            @Override
            void answer(byte[] request, OutputStream out, Socket socket) throws IOException {
                dribble(out, Rtu.withCrc(hex("01 03 02 0009 0000")));
            }
        };
        closing(rtu);
        assertThat(value(Reply.to(
                        client(to(rtu.port()).protocol(Protocol.MODBUS_RTU).build()), read(9))))
                .isEqualTo(9);
    }

    @Test
    void requestOfWhoeverCannotBeReachedFailsAndSaysWhomAndWhy() throws Exception {
        int port;
        try (NastyServer gone = new Tcp(Nasty.LATE)) {
            port = gone.port();
        }
        DeviceClient client = client(to(port).protocol(Protocol.MODBUS_TCP).build());
        ClientFailure failure = Reply.to(client, read(1)).failure();
        assertThat(failure.kind()).isEqualTo(Kind.NOT_CONNECTED);
        assertThat(failure).hasMessageContaining("cannot connect to 127.0.0.1:" + port + ": Connection refused");
    }
}
