package io.camelmcp.component.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.camelmcp.codec.Protocol;
import io.camelmcp.codec.modbus.EchoResponse;
import io.camelmcp.codec.modbus.ModbusExceptionCode;
import io.camelmcp.codec.modbus.ModbusExceptionResponse;
import io.camelmcp.codec.modbus.ModbusFrame;
import io.camelmcp.codec.modbus.ModbusResponse;
import io.camelmcp.codec.modbus.ReadHoldingRegisters;
import io.camelmcp.codec.modbus.ReadRegistersResponse;
import io.camelmcp.codec.modbus.WriteMultipleCoils;
import io.camelmcp.codec.modbus.WriteMultipleResponse;
import io.camelmcp.codec.modbus.WriteSingleRegister;
import io.camelmcp.component.client.ClientFailure.Kind;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** docs/protocol.md, section 9, from the client's side. */
class ModbusClientTest extends ClientTestBase {

    /** A read of one register; the peer answers with its address. */
    private static ModbusCall read(int address) {
        return new ModbusCall(1, new ReadHoldingRegisters(address, 1));
    }

    private static int addressIn(ModbusFrame frame) {
        return (frame.pdu()[1] & 0xFF) << 8 | frame.pdu()[2] & 0xFF;
    }

    private static ModbusFrame answer(ModbusFrame request) {
        return request.answer(new ReadRegistersResponse(3, new int[] {addressIn(request)}));
    }

    private static int value(Reply<ModbusResponse> reply) throws Exception {
        return ((ReadRegistersResponse) reply.answer()).values()[0];
    }

    @Test
    void tcpAnswersInAnyOrderReachTheirRequests() throws Exception {
        List<ModbusFrame> held = new CopyOnWriteArrayList<>();
        TestPeer peer = closing(TestPeer.modbus(group, Protocol.MODBUS_TCP, (channel, frame) -> {
            held.add(0, frame);
            if (held.size() == 8) {
                held.forEach(request -> channel.write(answer(request)));
                held.clear();
                channel.flush();
            }
        }));
        DeviceClient client =
                client(to(peer.port()).protocol(Protocol.MODBUS_TCP).window(8).build());
        List<Reply<ModbusResponse>> replies = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            replies.add(Reply.to(client, read(i)));
        }
        for (int i = 0; i < 400; i++) {
            assertThat(value(replies.get(i))).isEqualTo(i);
        }
    }

    @Test
    void tcpAsksOneByOneUnlessAWindowIsSet() throws Exception {
        TestPeer peer = closing(TestPeer.modbus(group, Protocol.MODBUS_TCP, (channel, frame) -> {}));
        DeviceClient client =
                client(to(peer.port()).protocol(Protocol.MODBUS_TCP).build());
        Reply<ModbusResponse> first = Reply.to(client, read(1));
        Reply.to(client, read(2));
        ModbusFrame request = peer.next();
        assertThat(peer.received).isEmpty();
        peer.channels.get(0).writeAndFlush(answer(request));
        assertThat(value(first)).isEqualTo(1);
        assertThat(addressIn(peer.next())).isEqualTo(2);
    }

    @Test
    void tcpLateAnswerIsNotTakenForTheNextRequest() throws Exception {
        TestPeer peer = closing(TestPeer.modbus(group, Protocol.MODBUS_TCP, (channel, frame) -> {}));
        DeviceClient client =
                client(to(peer.port()).protocol(Protocol.MODBUS_TCP).build());
        assertThat(Reply.to(client, read(1), Duration.ofMillis(50)).failure().kind())
                .isEqualTo(Kind.TIMEOUT);
        ModbusFrame late = peer.next();
        Reply<ModbusResponse> second = Reply.to(client, read(2));
        ModbusFrame request = peer.next();
        assertThat(request.transactionId()).isNotEqualTo(late.transactionId());
        peer.channels.get(0).write(answer(late));
        peer.channels.get(0).writeAndFlush(answer(request));
        assertThat(value(second)).isEqualTo(2);
        assertThat(client.status().lateAnswers()).isEqualTo(1);
        assertThat(client.status().attempts()).isEqualTo(1);
    }

    @Test
    void tcpAnswerThatDoesNotFitFailsItsRequestAndTheConnectionStays() throws Exception {
        TestPeer peer = closing(TestPeer.modbus(
                group,
                Protocol.MODBUS_TCP,
                (channel, frame) -> channel.writeAndFlush(
                        addressIn(frame) == 1
                                ? frame.answer(new ReadRegistersResponse(3, new int[] {1, 2}))
                                : answer(frame))));
        DeviceClient client =
                client(to(peer.port()).protocol(Protocol.MODBUS_TCP).build());
        ClientFailure failure = Reply.to(client, read(1)).failure();
        assertThat(failure.kind()).isEqualTo(Kind.BAD_ANSWER);
        assertThat(failure).hasMessageContaining("READ_HOLDING_REGISTERS");
        assertThat(value(Reply.to(client, read(2)))).isEqualTo(2);
        assertThat(client.status().attempts()).isEqualTo(1);
    }

    @Test
    void tcpBadHeaderEndsTheConnection() throws Exception {
        TestPeer peer = closing(TestPeer.modbus(
                group,
                Protocol.MODBUS_TCP,
                (channel, frame) ->
                        channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {0, 1, 9, 9, 0, 3, 1, 3}))));
        DeviceClient client =
                client(to(peer.port()).protocol(Protocol.MODBUS_TCP).build());
        ClientFailure failure = Reply.to(client, read(1)).failure();
        assertThat(failure.kind()).isEqualTo(Kind.CONNECTION_LOST);
        assertThat(failure).hasMessageContaining("protocol id");
    }

    @Test
    void exceptionResponseIsAnAnswer() throws Exception {
        TestPeer peer = closing(TestPeer.modbus(
                group,
                Protocol.MODBUS_TCP,
                (channel, frame) -> channel.writeAndFlush(frame.answer(
                        new ModbusExceptionResponse(frame.function(), ModbusExceptionCode.ILLEGAL_DATA_ADDRESS)))));
        DeviceClient client =
                client(to(peer.port()).protocol(Protocol.MODBUS_TCP).build());
        assertThat(Reply.to(client, read(1)).answer()).isEqualTo(new ModbusExceptionResponse(3, 2));
    }

    @Test
    void rtuLateAnswerIsDroppedInTheQuarantineAndNotTakenForTheNextRequest() throws Exception {
        TestPeer peer = closing(TestPeer.modbus(group, Protocol.MODBUS_RTU, (channel, frame) -> {
            if (addressIn(frame) != 1) {
                channel.writeAndFlush(answer(frame));
            }
        }));
        DeviceClient client = client(to(peer.port())
                .protocol(Protocol.MODBUS_RTU)
                .pauses(quarantine(1_000))
                .build());
        Reply<ModbusResponse> late = Reply.to(client, read(1), Duration.ofMillis(50));
        Reply<ModbusResponse> next = Reply.to(client, read(2));
        assertThat(late.failure().kind()).isEqualTo(Kind.TIMEOUT);
        // the same function and quantity, another value: nothing but the time says that it is late
        peer.channels.get(0).writeAndFlush(answer(peer.next()));
        assertThat(value(next)).isEqualTo(2);
        assertThat(client.status().lateAnswers()).isEqualTo(1);
        assertThat(client.status().attempts()).as("the connection stays").isEqualTo(1);
    }

    @Test
    void rtuWithoutQuarantineTakesAnotherConnectionAfterATimeout() throws Exception {
        TestPeer peer = closing(TestPeer.modbus(group, Protocol.MODBUS_RTU, (channel, frame) -> {
            if (addressIn(frame) != 1) {
                channel.writeAndFlush(answer(frame));
            }
        }));
        DeviceClient client = client(to(peer.port())
                .protocol(Protocol.MODBUS_RTU)
                .pauses(quarantine(0))
                .build());
        Reply<ModbusResponse> late = Reply.to(client, read(1), Duration.ofMillis(50));
        Reply<ModbusResponse> next = Reply.to(client, read(2));
        assertThat(late.failure().kind()).isEqualTo(Kind.TIMEOUT);
        peer.channels.get(0).writeAndFlush(answer(peer.next()));
        assertThat(value(next)).isEqualTo(2);
        assertThat(client.status().attempts()).isEqualTo(2);
        await().atMost(Duration.ofSeconds(10)).until(() -> !peer.channels.get(0).isOpen());
    }

    @Test
    void rtuConnectionThatIsSilentThreeTimesIsReplaced() throws Exception {
        TestPeer peer = closing(TestPeer.modbus(group, Protocol.MODBUS_RTU, (channel, frame) -> {}));
        DeviceClient client = client(to(peer.port())
                .protocol(Protocol.MODBUS_RTU)
                .pauses(quarantine(1))
                .build());
        for (int i = 0; i < 3; i++) {
            assertThat(client.status().attempts()).isLessThanOrEqualTo(1);
            assertThat(Reply.to(client, read(i), Duration.ofMillis(200))
                            .failure()
                            .kind())
                    .isEqualTo(Kind.TIMEOUT);
        }
        await().atMost(Duration.ofSeconds(10))
                .until(() -> client.status().attempts() == 2 && peer.channels.size() == 2);
    }

    private static ClientOptions.Pauses quarantine(int millis) {
        return new ClientOptions.Pauses(Duration.ZERO, Duration.ZERO, Duration.ofMillis(millis));
    }

    @Test
    void rtuAnswerOfAnotherUnitIsDropped() throws Exception {
        TestPeer peer = closing(TestPeer.modbus(group, Protocol.MODBUS_RTU, (channel, frame) -> {
            channel.write(new ModbusFrame(0, 9, new ReadRegistersResponse(3, new int[] {99}).encode()));
            channel.writeAndFlush(answer(frame));
        }));
        DeviceClient client =
                client(to(peer.port()).protocol(Protocol.MODBUS_RTU).build());
        assertThat(value(Reply.to(client, read(5)))).isEqualTo(5);
    }

    @Test
    void rtuAnswerOfAnotherFunctionFailsItsRequestAndTheConnectionStays() throws Exception {
        TestPeer peer = closing(TestPeer.modbus(
                group,
                Protocol.MODBUS_RTU,
                (channel, frame) -> channel.writeAndFlush(
                        addressIn(frame) == 1
                                ? frame.answer(new EchoResponse(new WriteSingleRegister(1, 1)))
                                : answer(frame))));
        DeviceClient client =
                client(to(peer.port()).protocol(Protocol.MODBUS_RTU).build());
        assertThat(Reply.to(client, read(1)).failure().kind()).isEqualTo(Kind.BAD_ANSWER);
        assertThat(value(Reply.to(client, read(2)))).isEqualTo(2);
        assertThat(client.status().attempts()).isEqualTo(1);
    }

    @Test
    void rtuCorruptAnswersFailAtOnceAndTheThirdReplacesTheConnection() throws Exception {
        TestPeer peer = closing(TestPeer.modbus(
                group,
                Protocol.MODBUS_RTU,
                (channel, frame) -> channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {1, 3, 2, 0, 7, 0, 0}))));
        DeviceClient client = client(to(peer.port())
                .protocol(Protocol.MODBUS_RTU)
                .pauses(quarantine(1))
                .build());
        for (int i = 0; i < 3; i++) {
            assertThat(client.status().attempts()).isLessThanOrEqualTo(1);
            ClientFailure failure = Reply.to(client, read(1)).failure();
            assertThat(failure.kind()).isEqualTo(Kind.BAD_ANSWER);
            assertThat(failure).hasMessageContaining("CRC").hasMessageContaining("01030200070000");
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> client.status().attempts() == 2);
    }

    @Test
    void rtuBroadcastIsDoneWhenItIsSent() throws Exception {
        TestPeer peer = closing(TestPeer.modbus(group, Protocol.MODBUS_RTU, (channel, frame) -> {
            if (frame.unitId() != 0) {
                channel.writeAndFlush(answer(frame));
            }
        }));
        DeviceClient client =
                client(to(peer.port()).protocol(Protocol.MODBUS_RTU).build());
        Reply<ModbusResponse> before = Reply.to(client, read(1));
        WriteSingleRegister single = new WriteSingleRegister(4, 44);
        Reply<ModbusResponse> broadcast = Reply.to(client, new ModbusCall(0, single));
        Reply<ModbusResponse> several =
                Reply.to(client, new ModbusCall(0, new WriteMultipleCoils(3, new boolean[] {true, false})));
        Reply<ModbusResponse> after = Reply.to(client, read(2));
        assertThat(value(before)).isEqualTo(1);
        assertThat(broadcast.answer()).isEqualTo(new EchoResponse(single));
        assertThat(several.answer()).isEqualTo(new WriteMultipleResponse(15, 3, 2));
        assertThat(value(after)).isEqualTo(2);
        assertThat(List.of(peer.<ModbusFrame>next(), peer.<ModbusFrame>next(), peer.<ModbusFrame>next()))
                .extracting(ModbusFrame::unitId)
                .containsExactly(1, 0, 0);
    }

    @Test
    void rtuBroadcastCannotRead() {
        DeviceClient client = client(to(1).protocol(Protocol.MODBUS_RTU).build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reply.to(client, new ModbusCall(0, new ReadHoldingRegisters(0, 1))))
                .withMessageContaining("broadcast");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reply.to(client, new ModbusCall(256, new ReadHoldingRegisters(0, 1))))
                .withMessageContaining("unit id 256");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reply.to(client, report("a")))
                .withMessageContaining("modbusRtu");
    }

    @Test
    void closingWhileRequestsAreInFlightLeavesNothing() throws Exception {
        TestPeer peer = closing(TestPeer.modbus(group, Protocol.MODBUS_TCP, (channel, frame) -> {}));
        DeviceClient client =
                client(to(peer.port()).protocol(Protocol.MODBUS_TCP).window(4).build());
        List<Reply<ModbusResponse>> replies = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            replies.add(Reply.to(client, read(i)));
        }
        peer.next();
        client.close().get(10, TimeUnit.SECONDS);
        for (Reply<ModbusResponse> reply : replies) {
            assertThat(reply.failure().kind()).isIn(Kind.CONNECTION_LOST, Kind.CLOSED);
        }
        assertThat(client.status().outstanding()).isZero();
    }
}
