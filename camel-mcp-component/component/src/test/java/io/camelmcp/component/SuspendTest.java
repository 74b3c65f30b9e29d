package io.camelmcp.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyplus.leakdetector.junit.NettyLeakDetectorExtension;
import java.net.ConnectException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Suspended consumers refuse, a port whose consumers are all suspended rests, and a stopped route gives back what is its own. */
@Timeout(60)
@ExtendWith(NettyLeakDetectorExtension.class)
class SuspendTest {

    private static final String PORT = "mcp:127.0.0.1:0";
    private static final int REPORT = 0x0C;
    private static final int LOG = 0x0D;

    private final Gate gate = new Gate();

    private TestContext startTwo() throws Exception {
        return TestContext.start(routes -> {
            routes.from(PORT + "?commands=REPORT,MODBUS").routeId("reports").process(gate);
            routes.from(PORT + "?commands=LOG").routeId("logs").process(gate);
        });
    }

    @Test
    void commandsOfASuspendedConsumerAreError7WhileTheOtherGoesOn() throws Exception {
        try (TestContext test = startTwo();
                PlainDevice device = test.device();
                PlainDevice master = test.device()) {
            test.context.getRouteController().suspendRoute("reports");

            assertThat(device.sendSequenced(REPORT, 1, "r").receive().errorCode())
                    .isEqualTo(7);
            assertThat(device.sendPlain(REPORT, "r").receive().errorCode()).isEqualTo(7);
            assertThat(device.sendSequenced(LOG, 2, "l").receive().command()).isEqualTo(0x8D);
            byte[] busy = master.send(HexFormat.of().parseHex("000100000006010600050007"))
                    .receiveOctets(9);
            assertThat(busy).as("exception 06").isEqualTo(HexFormat.of().parseHex("000100000003018606"));

            test.context.getRouteController().resumeRoute("reports");
            assertThat(device.sendSequenced(REPORT, 3, "again").receive().command())
                    .isEqualTo(0x8C);
            assertThat(gate.finished()).containsExactly("l", "again");
        }
    }

    @Test
    void portWithAllConsumersSuspendedNeitherAcceptsNorReadsUntilOneIsResumedOnTheSamePort() throws Exception {
        try (TestContext test = startTwo();
                PlainDevice device = test.device()) {
            device.sendPlain(LOG, "before").receive();
            int port = test.port();
            test.context.getRouteController().suspendRoute("reports");
            test.context.getRouteController().suspendRoute("logs");

            assertThatThrownBy(() -> new PlainDevice(port)).isInstanceOf(ConnectException.class);
            device.sendPlain(LOG, "kept");
            test.context.getRouteController().resumeRoute("logs");

            assertThat(device.receive().command())
                    .as("not refused: it was not read")
                    .isEqualTo(0x8D);
            assertThat(test.port()).isEqualTo(port);
            try (PlainDevice second = new PlainDevice(port)) {
                assertThat(second.sendPlain(LOG, "second").receive().command()).isEqualTo(0x8D);
                assertThat(second.sendPlain(REPORT, "r").receive().errorCode()).isEqualTo(7);
            }
            assertThat(gate.finished()).containsExactly("before", "kept", "second");
        }
    }

    @Test
    void requestAcceptedBeforeTheSuspensionIsAnswered() throws Exception {
        try (TestContext test = startTwo();
                PlainDevice device = test.device()) {
            device.sendPlain(LOG, "block");
            gate.awaitEntered(1);
            Thread suspending = new Thread(() -> {
                try {
                    test.context.getRouteController().suspendRoute("reports");
                    test.context.getRouteController().suspendRoute("logs");
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            suspending.start();
            gate.open();

            assertThat(device.receive().command()).isEqualTo(0x8D);
            suspending.join();
        }
    }

    @Test
    void stoppingOneRouteKeepsThePortForTheOther() throws Exception {
        try (TestContext test = startTwo();
                PlainDevice device = test.device()) {
            int port = test.port();
            test.context.getRouteController().stopRoute("reports");

            assertThat(device.sendSequenced(LOG, 1, "l").receive().command()).isEqualTo(0x8D);
            assertThat(device.sendSequenced(REPORT, 2, "r").receive().errorCode())
                    .as("nobody takes it any more")
                    .isEqualTo(3);
            new PlainDevice(port).close();
        }
    }

    @Test
    void stoppingTheLastRouteGivesThePortBackAndStartingBindsAgain() throws Exception {
        try (TestContext test = startTwo()) {
            int port = test.port();
            test.context.getRouteController().stopRoute("reports");
            test.context.getRouteController().stopRoute("logs");
            assertThat(test.consumer("logs").getBoundPort()).isZero();
            assertThatThrownBy(() -> new PlainDevice(port)).isInstanceOf(ConnectException.class);
            try (TestContext other = TestContext.start(
                    routes -> routes.from("mcp:127.0.0.1:" + port).process(gate))) {
                assertThat(other.port()).isEqualTo(port);
            }

            test.context.getRouteController().startRoute("logs");

            try (PlainDevice device = new PlainDevice(test.consumer("logs").getBoundPort())) {
                assertThat(device.sendPlain(LOG, "again").receive().command()).isEqualTo(0x8D);
            }
        }
    }

    @Test
    void routeStartedWhileThePortRestsWakesIt() throws Exception {
        try (TestContext test = startTwo()) {
            int port = test.port();
            test.context.getRouteController().stopRoute("logs");
            test.context.getRouteController().suspendRoute("reports");
            assertThatThrownBy(() -> new PlainDevice(port)).isInstanceOf(ConnectException.class);

            test.context.getRouteController().startRoute("logs");

            try (PlainDevice device = new PlainDevice(port)) {
                assertThat(device.sendPlain(LOG, "awake").receive().command()).isEqualTo(0x8D);
                assertThat(device.sendPlain(REPORT, "r").receive().errorCode()).isEqualTo(7);
            }
        }
    }

    @Test
    void portRestsWhenTheOnlyConsumerThatWasNotSuspendedStops() throws Exception {
        try (TestContext test = startTwo()) {
            int port = test.port();
            test.context.getRouteController().suspendRoute("reports");
            new PlainDevice(port).close();
            test.context.getRouteController().stopRoute("logs");

            assertThatThrownBy(() -> new PlainDevice(port)).isInstanceOf(ConnectException.class);
            test.context.getRouteController().resumeRoute("reports");
            new PlainDevice(port).close();
        }
    }
}
