package io.camelmcp.gateway.simulate;

import static io.camelmcp.gateway.simulate.FakeModbusServer.answerTo;
import static io.camelmcp.gateway.simulate.FakeModbusServer.exceptionTo;
import static org.assertj.core.api.Assertions.assertThat;

import io.camelmcp.codec.modbus.ModbusFrame;
import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.WriteMultipleRegisters;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ModbusFleetTest {

    @ParameterizedTest
    @EnumSource(names = {"MODBUS_TCP", "MODBUS_RTU"})
    void mastersWriteAndReadBackAndEachRequestIsAcknowledged(DeviceProtocol protocol) throws Exception {
        var acks = new ConcurrentLinkedQueue<String>();
        try (var server =
                        new FakeModbusServer(protocol, (request, channel) -> channel.writeAndFlush(answerTo(request)));
                var fleet = new DeviceFleet(
                        fast(server, protocol).devices(2).count(40).build(),
                        (device, n) -> acks.add(device + " " + n))) {
            FleetSnapshot end = run(fleet);

            assertThat(end.isClean()).isTrue();
            assertThat(end.ackedByKind())
                    .isEqualTo(Map.of("FC10", 48L, "FC06", 8L, "FC05", 8L, "FC0F", 8L, "FC03", 4L, "FC01", 4L));
            assertThat(acks)
                    .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 24)
                            .boxed()
                            .flatMap(n -> List.of("sim-1 " + n, "sim-2 " + n).stream())
                            .toList());
            assertThat(server.received.stream().map(ModbusFrame::unitId).distinct())
                    .containsExactlyInAnyOrder(1, 2);
            assertThat(numbersWritten(server, 2))
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, 24).boxed().toList());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MODBUS_TCP", "MODBUS_RTU"})
    void exceptionsAreCountedByCode(DeviceProtocol protocol) throws Exception {
        try (var server = new FakeModbusServer(
                        protocol,
                        (request, channel) -> channel.writeAndFlush(
                                switch (request.function()) {
                                    case 0x06 -> exceptionTo(request, 2);
                                    case 0x05 -> exceptionTo(request, 6);
                                    default -> answerTo(request);
                                }));
                var fleet = new DeviceFleet(fast(server, protocol).count(10).build())) {
            FleetSnapshot end = run(fleet);

            assertThat(end.failures()).isEqualTo(Map.of("EXCEPTION_02", 1L, "EXCEPTION_06", 1L));
            assertThat(end.acked()).isEqualTo(8);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MODBUS_TCP", "MODBUS_RTU"})
    void answerOfAnotherUnitEndsTheConnectionAndTheRequestIsSentAgain(DeviceProtocol protocol) throws Exception {
        try (var server = new FakeModbusServer(protocol, new FakeModbusServer.Script() {
                    private boolean lied;

                    @Override
                    public void on(ModbusFrame request, Channel channel) {
                        ModbusFrame answer = answerTo(request);
                        channel.writeAndFlush(
                                lied ? answer : new ModbusFrame(answer.transactionId(), 99, answer.pdu()));
                        lied = true;
                    }
                });
                var fleet = new DeviceFleet(fast(server, protocol).count(3).build())) {
            FleetSnapshot end = run(fleet);

            assertThat(end.connectionErrors()).isEqualTo(Map.of("PROTOCOL", 1L));
            assertThat(end.resent()).isEqualTo(1);
            assertThat(end.acked()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MODBUS_TCP", "MODBUS_RTU"})
    void silentConnectionIsClosedAndTheRequestSentAgainOnTheNext(DeviceProtocol protocol) throws Exception {
        try (var server = new FakeModbusServer(protocol, new FakeModbusServer.Script() {
                    private int silent;

                    @Override
                    public void on(ModbusFrame request, Channel channel) {
                        if (silent++ > 0) {
                            channel.writeAndFlush(answerTo(request));
                        }
                    }
                });
                var fleet = new DeviceFleet(fast(server, protocol)
                        .count(3)
                        .requestTimeout(Duration.ofMillis(200))
                        .build())) {
            FleetSnapshot end = run(fleet);

            assertThat(end.timeouts()).isEqualTo(1);
            assertThat(end.connects()).isEqualTo(2);
            assertThat(end.acked()).isEqualTo(3);
        }
    }

    private static List<Integer> numbersWritten(FakeModbusServer server, int unitId) throws Exception {
        var numbers = new ArrayList<Integer>();
        for (ModbusFrame frame : server.received) {
            if (frame.unitId() == unitId && ModbusRequest.decode(frame.pdu()) instanceof WriteMultipleRegisters write) {
                numbers.add(write.values()[0] << 16 | write.values()[1]);
            }
        }
        return numbers;
    }

    private static FleetSnapshot run(DeviceFleet fleet) throws Exception {
        fleet.start();
        fleet.done().get(10, TimeUnit.SECONDS);
        return fleet.snapshot();
    }

    private static FleetOptions.Builder fast(FakeModbusServer server, DeviceProtocol protocol) {
        return FleetOptions.to("127.0.0.1", server.port())
                .protocols(protocol)
                .rate(0)
                .reconnectDelay(Duration.ofMillis(10), Duration.ofMillis(20));
    }
}
