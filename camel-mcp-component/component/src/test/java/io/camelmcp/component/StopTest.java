package io.camelmcp.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.nettyplus.leakdetector.junit.NettyLeakDetectorExtension;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/protocol.md, section 7, DRAINING: a stop tells those who understand, answers what was accepted, and then closes. */
@Timeout(60)
@ExtendWith(NettyLeakDetectorExtension.class)
class StopTest {

    private static final int REPORT = 0x0C;
    private static final int PING = 0x03;
    private static final int GOAWAY = 0x04;

    private final Gate gate = new Gate();

    private TestContext start(String options) throws Exception {
        return TestContext.start(
                routes -> routes.from("mcp:127.0.0.1:0" + options).process(gate));
    }

    private CompletableFuture<Void> stopping(TestContext test) {
        return CompletableFuture.runAsync(test.context::stop);
    }

    private static void awaitDraining(int port) {
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            try {
                new PlainDevice(port).close();
                return false;
            } catch (ConnectException e) {
                return true;
            }
        });
    }

    @Test
    void deviceOfVersion2GetsGoAwayThenItsAnswerThenTheEnd() throws Exception {
        try (TestContext test = start("");
                PlainDevice device = test.device()) {
            int port = test.port();
            device.sendSequenced(REPORT, 1, "block").sendSequenced(REPORT, 2, "queued");
            gate.awaitEntered(1);
            CompletableFuture<Void> stop = stopping(test);

            PlainDevice.Reply goAway = device.receive();
            assertThat(goAway.command()).isEqualTo(GOAWAY);
            assertThat(goAway.version()).isEqualTo(2);
            assertThat(goAway.id()).isZero();
            assertThat(goAway.seq()).isZero();
            assertThat(goAway.text()).matches("\\{\"retryAfterMs\":\\d{4,5}}");
            awaitDraining(port);
            assertThat(device.sendSequenced(REPORT, 3, "new").receive().errorCode())
                    .isEqualTo(7);
            gate.open();
            assertThat(device.receive().seq()).isEqualTo(1);
            PlainDevice.Reply second = device.receive();
            assertThat(second.seq()).isEqualTo(2);
            assertThat(second.command()).isEqualTo(0x8C);
            assertThat(device.isClosedByPeer()).isTrue();
            stop.get();
            assertThat(gate.finished()).containsExactly("block", "queued");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?processing=executor&ordering=arrival"})
    void plainDeviceGetsItsAnswerAndTheEndWithoutGoAway(String options) throws Exception {
        try (TestContext test = start(options);
                PlainDevice device = test.device()) {
            int port = test.port();
            device.sendPlain(REPORT, "block");
            gate.awaitEntered(1);
            CompletableFuture<Void> stop = stopping(test);
            awaitDraining(port);
            gate.open();

            assertThat(device.receive().command()).isEqualTo(0x8C);
            assertThat(device.isClosedByPeer()).isTrue();
            stop.get();
        }
    }

    @Test
    void plainDeviceThatHasSentAPingGetsGoAwayInVersion1() throws Exception {
        try (TestContext test = start("");
                PlainDevice device = test.device()) {
            device.sendPlain(PING, "").receive();
            CompletableFuture<Void> stop = stopping(test);

            PlainDevice.Reply goAway = device.receive();
            assertThat(goAway.command()).isEqualTo(GOAWAY);
            assertThat(goAway.version()).isEqualTo(1);
            assertThat(device.isClosedByPeer()).isTrue();
            stop.get();
        }
    }

    @Test
    void modbusMasterGetsTheAnswerToItsWriteAndTheEnd() throws Exception {
        HexFormat hex = HexFormat.of();
        try (TestContext test = TestContext.start(routes -> routes.from("mcp:127.0.0.1:0")
                        .setBody(routes.constant("block"))
                        .process(gate));
                PlainDevice master = test.device()) {
            int port = test.port();
            master.send(hex.parseHex("000100000006010600050007"));
            gate.awaitEntered(1);
            CompletableFuture<Void> stop = stopping(test);
            awaitDraining(port);
            gate.open();

            assertThat(master.receiveOctets(12)).isEqualTo(hex.parseHex("000100000006010600050007"));
            assertThat(master.isClosedByPeer()).isTrue();
            stop.get();
        }
    }

    @Test
    void stopClosesIdleAndUndecidedConnectionsAndGivesThePortBack() throws Exception {
        try (TestContext test = start("");
                PlainDevice idle = test.device();
                PlainDevice undecided = test.device()) {
            int port = test.port();
            idle.sendPlain(REPORT, "x").receive();
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(test.statistics().open()).isEqualTo(2));

            test.context.stop();

            assertThat(idle.isClosedByPeer()).isTrue();
            assertThat(undecided.isClosedByPeer()).isTrue();
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                assertThat(free.isBound()).isTrue();
            }
        }
    }

    @Test
    void stoppedRouteAnswersWhatItHasAccepted() throws Exception {
        try (TestContext test = TestContext.start(
                        routes -> routes.from("mcp:127.0.0.1:0").routeId("only").process(gate));
                PlainDevice device = test.device()) {
            device.sendPlain(REPORT, "block").sendPlain(REPORT, "queued");
            gate.awaitEntered(1);
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(test.consumer().getPendingExchangesSize())
                            .isEqualTo(2));
            CompletableFuture<Void> stop = CompletableFuture.runAsync(() -> {
                try {
                    test.context.getRouteController().stopRoute("only");
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            awaitDraining(test.port());
            gate.open();

            assertThat(device.receive().command()).isEqualTo(0x8C);
            assertThat(device.receive().command()).isEqualTo(0x8C);
            assertThat(device.isClosedByPeer()).isTrue();
            stop.get();
        }
    }
}
