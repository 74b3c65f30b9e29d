package io.camelmcp.gateway.simulate;

import static io.camelmcp.codec.McpCommand.COMMAND;
import static io.camelmcp.codec.McpCommand.GOAWAY;
import static io.camelmcp.codec.McpCommand.LOG;
import static io.camelmcp.codec.McpCommand.LOGOUT;
import static io.camelmcp.codec.McpCommand.PING;
import static io.camelmcp.codec.McpCommand.READ_STATUS;
import static io.camelmcp.codec.McpCommand.REPORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.McpFrame;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class McpFleetTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @ParameterizedTest
    @EnumSource(names = {"MCP1", "MCP2"})
    void eachMessageIsSentAndAcknowledgedOnce(DeviceProtocol protocol) throws Exception {
        var acks = new ConcurrentLinkedQueue<String>();
        try (var gateway = FakeGateway.answering();
                var fleet = new DeviceFleet(
                        fast(gateway).protocols(protocol).devices(2).count(100).build(),
                        (device, n) -> acks.add(device + " " + n))) {
            FleetSnapshot end = run(fleet);

            assertThat(end.sent()).isEqualTo(200);
            assertThat(end.ackedByKind()).isEqualTo(Map.of("REPORT", 190L, "LOG", 10L));
            assertThat(end.isClean()).isTrue();
            assertThat(end.latency().count()).isEqualTo(200);
            assertThat(acks).containsExactlyInAnyOrderElementsOf(tags(2, 95));
            assertThat(gateway.bodies(REPORT)).hasSize(190).doesNotHaveDuplicates();
            assertThat(gateway.bodies(LOG)).hasSize(10);
            assertThat(gateway.received.get(0).command()).isEqualTo(PING);
            assertThat(gateway.requests(LOGOUT)).hasSize(2);
            assertThat(gateway.received)
                    .allMatch(frame -> frame.version() == (protocol == DeviceProtocol.MCP1 ? 1 : 2));
        }
    }

    @Test
    void version1KeepsOneRequestOutstanding() throws Exception {
        var waiting = new ArrayList<McpFrame>();
        try (var gateway = new FakeGateway((frame, channel, connection) -> {
                    waiting.add(frame);
                    channel.eventLoop().schedule(() -> answerAll(waiting, channel), 2, TimeUnit.MILLISECONDS);
                    assertThat(waiting).hasSize(1);
                });
                var fleet = new DeviceFleet(
                        fast(gateway).protocols(DeviceProtocol.MCP1).count(20).build())) {
            assertThat(run(fleet).isClean()).isTrue();
        }
    }

    @Test
    void version2FillsItsWindowAndNoMore() throws Exception {
        Set<Integer> sizes = new HashSet<>();
        var waiting = new ArrayList<McpFrame>();
        try (var gateway = new FakeGateway((frame, channel, connection) -> {
                    waiting.add(frame);
                    if (waiting.size() == 8 || frame.command() == LOGOUT) {
                        // time for a ninth, which must not come
                        channel.eventLoop()
                                .schedule(
                                        () -> {
                                            sizes.add(waiting.size());
                                            answerAll(waiting, channel);
                                        },
                                        20,
                                        TimeUnit.MILLISECONDS);
                    }
                });
                var fleet = new DeviceFleet(fast(gateway).window(8).count(31).build())) {
            // 31 messages and the first PING
            assertThat(run(fleet).acked()).isEqualTo(31);
            assertThat(sizes).containsExactlyInAnyOrder(8, 1);
        }
    }

    @Test
    void errorsAreCountedByName() throws Exception {
        try (var gateway = new FakeGateway((frame, channel, connection) -> {
                    if (frame.command() == REPORT && frame.seq() % 5 == 0) {
                        McpErrorCode code = frame.seq() % 10 == 0 ? McpErrorCode.BUSY : McpErrorCode.FAILED;
                        channel.writeAndFlush(frame.error(code, "no"));
                    } else {
                        FakeGateway.Script.answer(frame, channel);
                    }
                });
                var fleet = new DeviceFleet(
                        fast(gateway).window(1).payload(64).count(19).build())) {
            FleetSnapshot end = run(fleet);

            assertThat(end.failures()).isEqualTo(Map.of("FAILED", 2L, "BUSY", 2L));
            assertThat(end.failed()).isEqualTo(4);
            assertThat(end.acked()).isEqualTo(15);
            assertThat(end.isClean()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MCP1", "MCP2"})
    void whatIsUnansweredWhenTheConnectionIsLostIsSentAgainOnTheNext(DeviceProtocol protocol) throws Exception {
        try (var gateway = closingFirstConnection();
                var fleet = new DeviceFleet(fast(gateway)
                        .protocols(protocol)
                        .window(4)
                        .payload(80)
                        .count(10)
                        .build())) {
            FleetSnapshot end = run(fleet);

            assertThat(end.sent()).isEqualTo(10);
            assertThat(end.acked()).isEqualTo(10);
            assertThat(end.resent()).isEqualTo(protocol == DeviceProtocol.MCP1 ? 1 : 3);
            assertThat(end.lost()).isZero();
            assertThat(end.connects()).isEqualTo(2);
            List<String> bodies = gateway.bodies(REPORT);
            assertThat(new HashSet<>(bodies)).hasSize(10);
            assertThat(bodies).as("the old ones first, in their order").containsSubsequence(bodies.subList(0, 1));
        }
    }

    @Test
    void withoutRetransmitItIsLost() throws Exception {
        try (var gateway = closingFirstConnection();
                var fleet = new DeviceFleet(fast(gateway)
                        .window(4)
                        .payload(80)
                        .count(10)
                        .retransmit(false)
                        .build())) {
            FleetSnapshot end = run(fleet);

            assertThat(end.sent()).isEqualTo(10);
            assertThat(end.lost()).isEqualTo(3);
            assertThat(end.acked()).isEqualTo(7);
            assertThat(end.resent()).isZero();
        }
    }

    @Test
    void goAwayIsObeyed() throws Exception {
        var goneAway = new AtomicBoolean();
        try (var gateway = new FakeGateway((frame, channel, connection) -> {
                    if (frame.command() == REPORT && goneAway.compareAndSet(false, true)) {
                        byte[] body = "{\"retryAfterMs\":1}".getBytes(StandardCharsets.UTF_8);
                        channel.writeAndFlush(McpFrame.sequenced(GOAWAY, 0, 0, body));
                    }
                    FakeGateway.Script.answer(frame, channel);
                });
                // its own delay would outlast the test
                var fleet = new DeviceFleet(fast(gateway)
                        .window(4)
                        .count(20)
                        .reconnectDelay(Duration.ofHours(1), Duration.ofHours(1))
                        .build())) {
            FleetSnapshot end = run(fleet);

            assertThat(end.connects()).isEqualTo(2);
            assertThat(end.acked()).isEqualTo(20);
            assertThat(end.resent())
                    .as("it waits for its answers before it goes")
                    .isZero();
        }
    }

    @Test
    void deviceThatWasTakenOverDoesNotComeBack() throws Exception {
        try (var gateway = new FakeGateway((frame, channel, connection) ->
                        channel.writeAndFlush(McpFrame.unsolicitedError(2, McpErrorCode.TAKEN_OVER, "taken over")));
                var fleet = new DeviceFleet(fast(gateway).window(3).count(20).build())) {
            FleetSnapshot end = run(fleet);

            assertThat(end.connectionErrors()).isEqualTo(Map.of("TAKEN_OVER", 1L));
            assertThat(end.connects()).isEqualTo(1);
            assertThat(end.sent()).isEqualTo(2);
            assertThat(end.lost()).isEqualTo(2);
        }
    }

    @Test
    void refusedConnectionIsTriedAgain() throws Exception {
        int port;
        try (var gateway = FakeGateway.answering()) {
            port = gateway.port();
        }
        var options = FleetOptions.to("127.0.0.1", port)
                .rate(0)
                .count(5)
                .reconnectDelay(Duration.ofMillis(20), Duration.ofMillis(50))
                .build();
        try (var fleet = new DeviceFleet(options)) {
            fleet.start();
            await().atMost(SOON).until(() -> fleet.snapshot().connectFailures() > 2);
            assertThat(fleet.snapshot().lastConnectFailure()).contains("refused");
            try (var gateway =
                    new FakeGateway(port, (frame, channel, connection) -> FakeGateway.Script.answer(frame, channel))) {
                fleet.done().get(10, TimeUnit.SECONDS);
                assertThat(fleet.snapshot().acked()).isEqualTo(5);
            }
        }
    }

    @Test
    void version2SendsTheSameFrameAgainWhenItsAnswerDoesNotCome() throws Exception {
        Set<Integer> seen = new HashSet<>();
        try (var gateway = new FakeGateway((frame, channel, connection) -> {
                    if (frame.seq() != 3 || !seen.add(frame.seq())) {
                        FakeGateway.Script.answer(frame, channel);
                    }
                });
                var fleet = new DeviceFleet(fast(gateway)
                        .count(5)
                        .requestTimeout(Duration.ofMillis(200))
                        .build())) {
            // control: the third number was left without an answer
            FleetSnapshot end = run(fleet);

            assertThat(seen).containsExactly(3);
            assertThat(end.resent()).isGreaterThanOrEqualTo(1);
            assertThat(end.connects()).isEqualTo(1);
            assertThat(end.acked()).isEqualTo(5);
            List<McpFrame> third =
                    gateway.received.stream().filter(frame -> frame.seq() == 3).toList();
            assertThat(third).hasSizeGreaterThanOrEqualTo(2).allMatch(third.get(0)::equals);
        }
    }

    @Test
    void version1ClosesTheConnectionWhenAnAnswerDoesNotCome() throws Exception {
        try (var gateway = new FakeGateway((frame, channel, connection) -> {
                    if (connection > 1) {
                        FakeGateway.Script.answer(frame, channel);
                    }
                });
                var fleet = new DeviceFleet(fast(gateway)
                        .protocols(DeviceProtocol.MCP1)
                        .count(5)
                        .requestTimeout(Duration.ofMillis(200))
                        .build())) {
            FleetSnapshot end = run(fleet);

            assertThat(end.connects()).isGreaterThan(1);
            assertThat(end.timeouts()).isPositive();
            assertThat(end.acked()).isEqualTo(5);
        }
    }

    @Test
    void requestsOfTheGatewayAreAnswered() throws Exception {
        McpFrame ping = McpFrame.sequenced(PING, 0, 1, new byte[] {1, 2, 3});
        McpFrame status = McpFrame.sequenced(READ_STATUS, 9, 2, McpFrame.EMPTY);
        McpFrame command = McpFrame.sequenced(COMMAND, 0, 3, new byte[] {7});
        McpFrame reserved = McpFrame.sequenced(0x7F, 0, 4, McpFrame.EMPTY);
        try (var gateway = new FakeGateway((frame, channel, connection) -> {
                    if (frame.command() == PING) {
                        List.of(ping, status, command, reserved).forEach(channel::write);
                    }
                    FakeGateway.Script.answer(frame, channel);
                });
                var fleet = new DeviceFleet(fast(gateway).rate(100).count(0).build())) {
            fleet.start();
            await().atMost(SOON)
                    .until(() ->
                            gateway.received.stream().filter(McpFrame::isAnswer).count() == 4);

            assertThat(gateway.received.stream().filter(McpFrame::isAnswer))
                    .containsExactly(
                            ping.answer(ping.body()),
                            status.answer("{\"running\":true}".getBytes(StandardCharsets.UTF_8)),
                            command.answer(McpFrame.EMPTY),
                            reserved.error(McpErrorCode.UNKNOWN_COMMAND, "unknown command"));
        }
    }

    @Test
    void logoutOfTheGatewayIsAnsweredAndTheDeviceComesBack() throws Exception {
        McpFrame logout = McpFrame.sequenced(LOGOUT, 0, 1, McpFrame.EMPTY);
        try (var gateway = new FakeGateway((frame, channel, connection) -> {
                    if (frame.command() == PING && connection == 1) {
                        channel.write(logout);
                    }
                    FakeGateway.Script.answer(frame, channel);
                });
                var fleet = new DeviceFleet(fast(gateway).window(2).count(10).build())) {
            assertThat(run(fleet).connects()).isEqualTo(2);
            assertThat(gateway.received).contains(logout.answer(McpFrame.EMPTY));
        }
    }

    @Test
    void answerThatCannotBeReadIsCountedAndEndsTheConnection() throws Exception {
        try (var gateway = new FakeGateway((frame, channel, connection) -> {
                    if (connection == 1) {
                        channel.pipeline().firstContext().writeAndFlush(Unpooled.copiedBuffer(new byte[] {1, 2, 3}));
                    } else if (connection == 2) {
                        channel.writeAndFlush(McpFrame.sequenced(0x8D, 0, frame.seq(), McpFrame.EMPTY));
                    } else {
                        FakeGateway.Script.answer(frame, channel);
                    }
                });
                var fleet = new DeviceFleet(fast(gateway).payload(64).count(5).build())) {
            FleetSnapshot end = run(fleet);

            assertThat(end.connectionErrors()).isEqualTo(Map.of("PROTOCOL", 2L));
            assertThat(end.connects()).isEqualTo(3);
            assertThat(end.acked()).isEqualTo(5);
        }
    }

    @Test
    void whatIsOutstandingWhenPatienceEndsIsLost() {
        try (var gateway = new FakeGateway((frame, channel, connection) -> {});
                var fleet = new DeviceFleet(fast(gateway).window(5).build())) {
            fleet.start();
            await().atMost(SOON).until(() -> gateway.received.size() == 5);

            fleet.stop(Duration.ofMillis(10));

            assertThat(fleet.done()).isCompleted();
            // the fifth is the PING
            assertThat(fleet.snapshot().lost()).isEqualTo(4);
            assertThat(fleet.snapshot().outstanding()).isZero();
        }
    }

    @Test
    void finishedFleetWaitsForItsAnswers() throws Exception {
        try (var gateway = FakeGateway.answering();
                var fleet = new DeviceFleet(fast(gateway).devices(3).build())) {
            fleet.start();
            await().atMost(SOON).until(() -> fleet.snapshot().acked() > 100);

            fleet.finish();
            fleet.done().get(10, TimeUnit.SECONDS);

            FleetSnapshot end = fleet.snapshot();
            assertThat(end.acked()).isEqualTo(end.sent()).isGreaterThan(100);
            assertThat(end.connected()).isZero();
        }
    }

    private static FleetSnapshot run(DeviceFleet fleet) throws Exception {
        fleet.start();
        fleet.done().get(10, TimeUnit.SECONDS);
        return fleet.snapshot();
    }

    private static FleetOptions.Builder fast(FakeGateway gateway) {
        return FleetOptions.to("127.0.0.1", gateway.port())
                .rate(0)
                .reconnectDelay(Duration.ofMillis(10), Duration.ofMillis(20));
    }

    /** Answers the first PING, takes reports without an answer, and closes at the third (version 1: the first). */
    private static FakeGateway closingFirstConnection() {
        var reports = new ArrayList<McpFrame>();
        return new FakeGateway((frame, channel, connection) -> {
            if (connection > 1) {
                FakeGateway.Script.answer(frame, channel);
            } else if (frame.command() == REPORT) {
                reports.add(frame);
                if (frame.version() == McpFrame.PLAIN || reports.size() == 3) {
                    channel.close();
                }
            } else if (frame.version() == McpFrame.PLAIN) {
                FakeGateway.Script.answer(frame, channel);
            }
        });
    }

    private static void answerAll(List<McpFrame> waiting, Channel channel) {
        var frames = List.copyOf(waiting);
        waiting.clear();
        frames.forEach(frame -> FakeGateway.Script.answer(frame, channel));
    }

    private static List<String> tags(int devices, int reports) {
        return IntStream.rangeClosed(1, devices)
                .boxed()
                .flatMap(device -> IntStream.rangeClosed(1, reports).mapToObj(n -> "sim-" + device + " " + n))
                .toList();
    }
}
