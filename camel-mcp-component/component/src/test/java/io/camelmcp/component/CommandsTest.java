package io.camelmcp.component;

import static io.camelmcp.component.PlainDevice.plain;
import static io.camelmcp.component.PlainDevice.sequenced;
import static io.camelmcp.component.PlainDevice.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelmcp.component.server.CloseReason;
import io.github.nettyplus.leakdetector.junit.NettyLeakDetectorExtension;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/protocol.md, section 2: which route takes a command, and what the port answers by itself. */
@Timeout(60)
@ExtendWith(NettyLeakDetectorExtension.class)
class CommandsTest {

    private static final String PORT = "mcp:127.0.0.1:0";
    private static final int LOGOUT = 0x02;
    private static final int PING = 0x03;
    private static final int GOAWAY = 0x04;
    private static final int REPORT = 0x0C;
    private static final int LOG = 0x0D;

    private final Gate gate = new Gate();
    private final Gate rest = new Gate();

    private TestContext startReports() throws Exception {
        return TestContext.start(
                routes -> routes.from(PORT + "?commands=REPORT").process(gate));
    }

    @Test
    void eachConsumerTakesItsCommandsAndTheOneWithoutAnyTakesTheRest() throws Exception {
        Gate modbus = new Gate();
        try (TestContext test = TestContext.start(routes -> {
                    routes.from(PORT + "?commands=REPORT, 0x42").process(gate);
                    routes.from(PORT).process(rest);
                    routes.from(PORT + "?commands=modbus").process(modbus);
                });
                PlainDevice device = test.device();
                PlainDevice master = test.device()) {
            device.sendPlain(REPORT, "r").receive();
            device.sendPlain(0x42, "a").receive();
            device.sendPlain(0x43, "b").receive();
            device.sendPlain(LOG, "l").receive();
            master.send(HexFormat.of().parseHex("000100000006010600050007")).receiveOctets(12);

            assertThat(gate.finished()).containsExactly("r", "a");
            assertThat(rest.finished()).containsExactly("b", "l");
            assertThat(modbus.finished()).hasSize(1);
        }
    }

    @Test
    void overlappingCommandsFailAtStartAndAreNamed() {
        assertThatThrownBy(() -> TestContext.start(routes -> {
                    routes.from(PORT + "?commands=REPORT,LOG,MODBUS").process(gate);
                    routes.from(PORT + "?commands=LOG,0x42,MODBUS").process(rest);
                }))
                .hasStackTraceContaining(
                        "mcp:127.0.0.1:0: commands [LOG, MODBUS] are taken by another consumer of this port");
    }

    @Test
    void twoConsumersWithoutCommandsFailAtStart() {
        assertThatThrownBy(() -> TestContext.start(routes -> {
                    routes.from(PORT).process(gate);
                    routes.from(PORT).process(rest);
                }))
                .hasStackTraceContaining("Multiple consumers for the same endpoint");
        assertThatThrownBy(() -> TestContext.start(routes -> {
                    routes.from(PORT).process(gate);
                    routes.from(PORT + "?idleTimeout=1000").process(rest);
                }))
                .hasStackTraceContaining("another consumer of this port has no commands either");
    }

    @Test
    void commandThatNobodyTakesIsError3InItsTurnForVersion1AndAtOnceForVersion2() throws Exception {
        try (TestContext test = startReports();
                PlainDevice device = test.device()) {
            device.sendPlain(REPORT, "block");
            gate.awaitEntered(1);
            device.sendPlain(LOG, "x").sendSequenced(LOG, 5, "y");

            PlainDevice.Reply sequenced = device.receive();
            assertThat(sequenced.errorCode()).isEqualTo(3);
            assertThat(sequenced.seq()).isEqualTo(5);
            gate.open();
            assertThat(device.receive().command()).isEqualTo(REPORT | 0x80);
            PlainDevice.Reply inTurn = device.receive();
            assertThat(inTurn.errorCode()).isEqualTo(3);
            assertThat(inTurn.version()).isEqualTo(1);
            assertThat(inTurn.body()[0]).isEqualTo((byte) LOG);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x05, 0x09, 0x0E, 0x1F, 0x70, 0x7F})
    void reservedCommandsAreError3AndKeepTheConnection(int command) throws Exception {
        try (TestContext test = TestContext.start(routes -> routes.from(PORT).process(rest));
                PlainDevice device = test.device()) {
            PlainDevice.Reply refused =
                    device.send(sequenced(command, 9, 3, utf8("{}"))).receive();
            assertThat(refused.errorCode()).isEqualTo(3);
            assertThat(refused.id()).isEqualTo(9);
            assertThat(refused.seq()).isEqualTo(3);
            assertThat(refused.body()[0]).isEqualTo((byte) command);
            assertThat(device.sendPlain(command, "{}").receive().errorCode()).isEqualTo(3);

            assertThat(device.sendPlain(REPORT, "x").receive().command()).isEqualTo(REPORT | 0x80);
            assertThat(rest.finished()).containsExactly("x");
            assertThat(test.statistics().errors()).isEqualTo(2);
            assertThat(test.statistics().answers()).isEqualTo(1);
        }
    }

    @Test
    void goAwayOfADeviceIsNotAnsweredInVersion1() throws Exception {
        try (TestContext test = startReports();
                PlainDevice device = test.device()) {
            device.sendPlain(GOAWAY, "").sendPlain(REPORT, "x");
            assertThat(device.receive().command()).isEqualTo(REPORT | 0x80);
        }
    }

    @Test
    void answersThatNobodyAskedForAreIgnoredAndCounted() throws Exception {
        try (TestContext test = startReports();
                PlainDevice device = test.device()) {
            device.sendPlain(0x8B, "late").sendSequenced(0xFF, 3, "").sendPlain(REPORT, "x");
            assertThat(device.receive().command()).isEqualTo(REPORT | 0x80);
            assertThat(test.statistics().ignoredAnswers()).isEqualTo(2);
            assertThat(test.statistics().requests()).isEqualTo(1);
        }
    }

    @Test
    void pingIsAnsweredAheadOfABlockedRouteInBothVersions() throws Exception {
        try (TestContext test = startReports();
                PlainDevice device = test.device()) {
            device.sendPlain(REPORT, "block");
            gate.awaitEntered(1);

            PlainDevice.Reply plain =
                    device.send(plain(PING, utf8("0123456789abcdef"))).receive();
            PlainDevice.Reply sequenced =
                    device.send(sequenced(PING, 4, 77, utf8("t"))).receive();

            assertThat(plain.command()).isEqualTo(0x83);
            assertThat(plain.text()).isEqualTo("0123456789abcdef");
            assertThat(sequenced.command()).isEqualTo(0x83);
            assertThat(sequenced.id()).isEqualTo(4);
            assertThat(sequenced.seq()).isEqualTo(77);
            assertThat(sequenced.text()).isEqualTo("t");
            gate.open();
            assertThat(device.receive().command()).isEqualTo(REPORT | 0x80);
        }
    }

    @Test
    void pingWithoutASequenceNumberIsNotAnswered() throws Exception {
        try (TestContext test = startReports();
                PlainDevice device = test.device()) {
            device.sendSequenced(PING, 0, "a").sendSequenced(PING, 1, "b");
            assertThat(device.receive().seq()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void pingOf17OctetsIsError1AndTheEnd(int version) throws Exception {
        byte[] body = new byte[17];
        try (TestContext test = startReports();
                PlainDevice device = test.device()) {
            device.send(version == 1 ? plain(PING, body) : sequenced(PING, 0, 6, body));

            PlainDevice.Reply error = device.receive();
            assertThat(error.errorCode()).isEqualTo(1);
            assertThat(error.version()).isEqualTo(version);
            assertThat(error.body()[0]).isEqualTo((byte) PING);
            assertThat(device.isClosedByPeer()).isTrue();
            assertThat(test.statistics().closed(CloseReason.BAD_FRAME)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void logoutIsAnsweredAfterEverythingBeforeItAndThenTheConnectionEnds(int version) throws Exception {
        try (TestContext test = startReports();
                PlainDevice device = test.device()) {
            device.sendSequenced(REPORT, 1, "block").sendSequenced(REPORT, 2, "b");
            device.send(version == 1 ? plain(LOGOUT, new byte[0]) : sequenced(LOGOUT, 0, 3, new byte[0]));
            device.sendSequenced(REPORT, 4, "too late")
                    .sendSequenced(LOGOUT, 5, "")
                    .sendPlain(REPORT, "too late");

            gate.awaitEntered(1);
            gate.open();
            assertThat(device.receive().seq()).isEqualTo(1);
            assertThat(device.receive().seq()).isEqualTo(2);
            PlainDevice.Reply logout = device.receive();
            assertThat(logout.command()).isEqualTo(0x82);
            assertThat(logout.version()).isEqualTo(version);
            assertThat(logout.seq()).isEqualTo(version == 1 ? 0 : 3);
            assertThat(logout.body()).isEmpty();
            assertThat(device.isClosedByPeer()).isTrue();
            assertThat(gate.finished()).containsExactly("block", "b");
            assertThat(test.statistics().closed(CloseReason.LOGOUT)).isEqualTo(1);
        }
    }

    @Test
    void pingWithTooLongABodyThatWantsNoAnswerClosesWithoutOne() throws Exception {
        try (TestContext test = startReports();
                PlainDevice device = test.device()) {
            device.sendSequenced(PING, 0, "seventeen octets!");

            assertThat(device.isClosedByPeer()).isTrue();
            assertThat(test.statistics().closed(CloseReason.BAD_FRAME)).isEqualTo(1);
        }
    }

    @Test
    void requestThatWantsNoAnswerIsCountedAsARequestOnly() throws Exception {
        try (TestContext test = startReports();
                PlainDevice device = test.device()) {
            device.sendSequenced(REPORT, 0, "quiet").sendSequenced(REPORT, 1, "loud");
            assertThat(device.receive().seq()).isEqualTo(1);
            assertThat(test.statistics().requests()).isEqualTo(2);
            assertThat(test.statistics().answers()).isEqualTo(1);
        }
    }

    @Test
    void logoutWaitsForAnswersNotForRoutesThatHaveTimedOut() throws Exception {
        try (TestContext test = TestContext.start(
                        routes -> routes.from(PORT + "?requestTimeout=300").process(gate));
                PlainDevice device = test.device()) {
            device.sendSequenced(REPORT, 1, "block").sendSequenced(LOGOUT, 2, "");

            assertThat(device.receive().errorCode()).isEqualTo(8);
            assertThat(device.receive().command()).isEqualTo(0x82);
            assertThat(device.isClosedByPeer()).isTrue();
            assertThat(gate.finished()).as("the route still runs").isEmpty();
            gate.open();
        }
    }
}
