package io.camelmcp.component;

import static io.camelmcp.component.PlainDevice.plain;
import static io.camelmcp.component.PlainDevice.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.camelmcp.component.server.ServerStatistics;
import io.github.nettyplus.leakdetector.junit.NettyLeakDetectorExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Above a limit the port stops reading: nothing is dropped, nothing is queued without a bound. */
@Timeout(60)
@ExtendWith(NettyLeakDetectorExtension.class)
class BackPressureTest {

    private static final String PORT = "mcp:127.0.0.1:0";
    private static final int REPORT = 0x0C;
    private static final int LOG = 0x0D;

    /** More than the socket buffers of both ends hold. */
    private static final int FLOOD = 1_000;

    private static final byte[] LARGE = new byte[16_384];

    private final Gate gate = new Gate();

    private static CompletableFuture<Void> flood(PlainDevice device, byte[] frame) {
        return CompletableFuture.runAsync(() -> {
            try {
                for (int i = 0; i < FLOOD; i++) {
                    device.send(frame);
                }
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    /** The number of requests read is this, and stays it. */
    private static void awaitThatReadingRestsAt(ServerStatistics statistics, int requests) {
        await().atMost(Duration.ofSeconds(20))
                .during(Duration.ofMillis(300))
                .untilAsserted(() -> assertThat(statistics.requests()).isEqualTo(requests));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&ordering=arrival"})
    void senderThatFloodsABlockedRouteIsReadUpToTwiceTheLimitAndAnsweredInTheEnd(String options) throws Exception {
        try (TestContext test = TestContext.start(routes -> routes.from(PORT + "?maxInFlightPerConnection=4" + options)
                        .process(gate));
                PlainDevice device = test.device()) {
            device.sendPlain(REPORT, "block");
            CompletableFuture<Void> flood = flood(device, plain(REPORT, LARGE));
            awaitThatReadingRestsAt(test.statistics(), 8);
            assertThat(flood).isNotDone();
            assertThat(test.server().inFlight()).isEqualTo(8);

            gate.open();

            for (int i = 0; i <= FLOOD; i++) {
                assertThat(device.receive().command()).isEqualTo(0x8C);
            }
            flood.get();
            assertThat(gate.finished()).hasSize(FLOOD + 1);
        }
    }

    @Test
    void refusedFramesThatWaitForTheirTurnAreBoundedToo() throws Exception {
        try (TestContext test =
                        TestContext.start(routes -> routes.from(PORT + "?commands=REPORT&maxInFlightPerConnection=4")
                                .process(gate));
                PlainDevice device = test.device()) {
            device.sendPlain(REPORT, "block");
            CompletableFuture<Void> flood = flood(device, plain(LOG, LARGE));
            awaitThatReadingRestsAt(test.statistics(), 8);
            assertThat(flood).isNotDone();

            gate.open();

            assertThat(device.receive().command()).isEqualTo(0x8C);
            for (int i = 0; i < FLOOD; i++) {
                assertThat(device.receive().errorCode()).isEqualTo(3);
            }
            flood.get();
        }
    }

    @Test
    void answersThatADeviceDoesNotFetchStopItsReading() throws Exception {
        byte[] answer = new byte[40_000];
        try (TestContext test = TestContext.start(routes -> routes.from(PORT + "?exchangePattern=InOut")
                        .process(gate)
                        .setBody(routes.constant(answer)));
                PlainDevice device = test.device()) {
            CompletableFuture<Void> flood = flood(device, plain(REPORT, LARGE));
            ServerStatistics statistics = test.statistics();
            long[] before = {-1};
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(300))
                    .until(() -> before[0] == (before[0] = statistics.requests()) && before[0] > 0);
            assertThat(flood).isNotDone();
            assertThat(statistics.requests()).isLessThan(FLOOD);

            for (int i = 0; i < FLOOD; i++) {
                assertThat(device.receive().body()).hasSize(40_000);
            }
            flood.get();
        }
    }

    @ParameterizedTest
    @CsvSource({"maxInFlight=3, 3", "maxInFlight=1, 1", "maxInFlightBytes=1, 1", "maxInFlightBytes=40, 3"})
    void limitsOfThePortHoldForAllConnectionsTogether(String option, int most) throws Exception {
        int devices = 10;
        List<PlainDevice> all = new ArrayList<>();
        try (TestContext test = TestContext.start(routes -> {
            // one event loop: with several, each may take one request more at the same moment
            routes.getContext().getComponent("mcp", McpComponent.class).setWorkerCount(1);
            routes.from(PORT + "?" + option).process(gate);
        })) {
            for (int i = 0; i < devices; i++) {
                all.add(test.device());
                all.get(i).send(plain(REPORT, utf8("block")));
            }
            gate.awaitEntered(most);
            awaitThatReadingRestsAt(test.statistics(), most);
            assertThat(test.server().inFlight()).isEqualTo(most);

            gate.open();

            for (PlainDevice device : all) {
                assertThat(device.receive().command()).isEqualTo(0x8C);
            }
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(test.server().inFlight()).isZero());
        } finally {
            for (PlainDevice device : all) {
                device.close();
            }
        }
    }
}
