package io.camelmcp.component.server;

import static io.camelmcp.codec.McpCommand.LOGIN;
import static io.camelmcp.codec.McpCommand.PING;
import static io.camelmcp.codec.McpCommand.REPORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.component.PlainDevice;
import io.camelmcp.component.session.state.ConnectionState;
import io.github.nettyplus.leakdetector.junit.NettyLeakDetectorExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The table of errors (docs/protocol.md, section 2), cause by cause: which ERROR a device gets, whom it answers, and whether its connection
 * goes on. More of the same over real sockets: HostileInputTest (1, 2, 4), CommandsTest (1, 3), AuthenticationTest (5, 6), SuspendTest (7),
 * RequestTimeoutTest (8), AnswerAfterRouteTest (9), SessionsTest (8 to 10, 12).
 */
@ExtendWith(NettyLeakDetectorExtension.class)
class ErrorTableTest {

    private static final int SEQ = 7;

    /** One cause of an error: how the server is, and how a device comes to it, whose last frame from the gateway is the ERROR. */
    private record Cause(
            McpErrorCode code,
            String what,
            int failedCommand,
            boolean closes,
            Consumer<StepServer.Settings> settings,
            Function<StepServer, StepDevice> story) {}

    private final List<Cause> causes = new ArrayList<>();
    private final List<StepServer> open = new ArrayList<>();

    @AfterEach
    void close() {
        open.forEach(StepServer::close);
    }

    @TestFactory
    Stream<DynamicTest> eachCauseHasItsErrorAndItsEnd() {
        badFrames();
        refusals();
        ends();
        return causes.stream()
                .map(cause -> DynamicTest.dynamicTest(
                        cause.code.code() + " " + cause.code + ": " + cause.what, () -> prove(cause)));
    }

    /** Each code of the page is proved, and the page says of the connection what is proved. */
    @Test
    void pageSaysTheSameOfTheConnection() throws Exception {
        badFrames();
        refusals();
        ends();
        String page = Files.readString(Path.of("../../docs/protocol.md"));
        Map<Integer, String> connection = new TreeMap<>();
        page.lines()
                .filter(line -> line.matches("\\| \\d+ \\| [A-Z_]{4,} \\|.*"))
                .forEach(line -> {
                    String[] cells = line.split(" \\| ");
                    assertThat(McpErrorCode.of(Integer.parseInt(cells[0].substring(2)))
                                    .name())
                            .isEqualTo(cells[1]);
                    connection.put(Integer.parseInt(cells[0].substring(2)), cells[4]);
                });
        assertThat(connection).hasSize(McpErrorCode.values().length);
        connection.forEach((code, end) -> {
            List<Cause> proved =
                    causes.stream().filter(cause -> cause.code.code() == code).toList();
            assertThat(proved).as("code %s", code).isNotEmpty();
            assertThat(end.contains("closed"))
                    .as("code %s: %s", code, end)
                    .isEqualTo(proved.stream().anyMatch(Cause::closes));
            assertThat(end.contains("kept"))
                    .as("code %s: %s", code, end)
                    .isEqualTo(proved.stream().anyMatch(cause -> !cause.closes));
        });
    }

    private void badFrames() {
        byte[] corrupt = PlainDevice.plain(REPORT, PlainDevice.utf8("x"));
        corrupt[corrupt.length - 1]++;
        closes(McpErrorCode.BAD_FRAME, "wrong CRC", 0, gateway -> gateway.connect()
                .send(corrupt));
        closes(McpErrorCode.BAD_FRAME, "version 2 with less than id and seq", 0, gateway -> gateway.connect()
                .send(new byte[] {0x4D, 0x43, 2, 3, 0, 0, 0, 5}));
        closes(McpErrorCode.BAD_FRAME, "LOGIN that is no JSON", LOGIN, gateway -> gateway.connect()
                .sequenced(LOGIN, SEQ, "clientId"));
        closes(McpErrorCode.BAD_FRAME, "LOGIN without a number", 0, gateway -> gateway.connect()
                .sequenced(LOGIN, 0, "{\"clientId\":\"c\"}"));
        closes(McpErrorCode.BAD_FRAME, "PING of 17 octets", PING, gateway -> gateway.connect()
                .sequenced(PING, SEQ, "seventeen octets!"));
        closes(McpErrorCode.UNSUPPORTED_VERSION, "version 3", 0, gateway -> gateway.connect()
                .send(new byte[] {0x4D, 0x43, 3}));
        closes(McpErrorCode.FRAME_TOO_LARGE, "length above the limit", 0, gateway -> gateway.connect()
                .send(new byte[] {0x4D, 0x43, 1, REPORT, 0, 1, 0, 1}));
        add(McpErrorCode.FRAME_TOO_LARGE, "4097 octets before login", 0, true, strict(), gateway -> gateway.connect()
                .send(new byte[] {0x4D, 0x43, 1, REPORT, 0, 0, 0x10, 1}));
    }

    private void refusals() {
        keeps(McpErrorCode.UNKNOWN_COMMAND, "reserved command", 0x70, gateway -> gateway.connect()
                .sequenced(0x70, SEQ, ""));
        add(McpErrorCode.NOT_LOGGED_IN, "request before login", REPORT, false, strict(), gateway -> gateway.connect()
                .sequenced(REPORT, SEQ, ""));
        add(McpErrorCode.FORBIDDEN, "command that the role does not allow", REPORT, false, strict(), gateway -> {
            StepDevice device = gateway.connect().login("c", ",\"token\":\"only:11\"");
            device.receive();
            return device.sequenced(REPORT, SEQ, "");
        });
        add(McpErrorCode.FORBIDDEN, "group that it may not join", LOGIN, false, strict(), gateway -> gateway.connect()
                .sequenced(LOGIN, SEQ, "{\"clientId\":\"c\",\"token\":\"good\",\"groups\":[\"attic\"]}"));
        keeps(McpErrorCode.FORBIDDEN, "LOGIN of another client", LOGIN, gateway -> gateway.loggedIn("c")
                .sequenced(LOGIN, SEQ, "{\"clientId\":\"d\"}"));
        keeps(McpErrorCode.FORBIDDEN, "frozen device", REPORT, gateway -> {
            StepDevice device = gateway.loggedIn("c");
            gateway.frozen.freeze("c", Instant.ofEpochMilli(gateway.clock.millis() + 60_000), "fraud");
            return device.sequenced(REPORT, SEQ, "");
        });
        keeps(McpErrorCode.BUSY, "suspended", REPORT, gateway -> {
            gateway.route.suspended = true;
            return gateway.connect().sequenced(REPORT, SEQ, "");
        });
        add(
                McpErrorCode.BUSY,
                "LOGIN when all sessions are in use",
                LOGIN,
                false,
                settings -> settings.maxSessions = 1,
                gateway -> {
                    gateway.loggedIn("c");
                    return gateway.connect().sequenced(LOGIN, SEQ, "{\"clientId\":\"d\"}");
                });
        keeps(McpErrorCode.TIMEOUT, "slow route", REPORT, gateway -> {
            gateway.route.echoes = false;
            StepDevice device = gateway.loggedIn("c").sequenced(REPORT, SEQ, "");
            gateway.advance(Duration.ofMillis(20_100));
            return device;
        });
        keeps(McpErrorCode.FAILED, "failed route", REPORT, gateway -> {
            gateway.route.echoes = false;
            StepDevice device = gateway.loggedIn("c").sequenced(REPORT, SEQ, "");
            gateway.route.running.get(0).fail(McpErrorCode.FAILED);
            gateway.run();
            return device;
        });
        keeps(McpErrorCode.STALE, "number 1024 behind", REPORT, gateway -> {
            StepDevice device = gateway.loggedIn("c").sequenced(REPORT, SEQ + 1_024, "");
            device.receive();
            return device.sequenced(REPORT, SEQ, "");
        });
        keeps(McpErrorCode.STALE, "answer that is no longer kept", REPORT, gateway -> {
            StepDevice device = gateway.loggedIn("c");
            for (int seq = SEQ; seq <= SEQ + 64; seq++) {
                device.sequenced(REPORT, seq, "x");
            }
            device.received();
            return device.sequenced(REPORT, SEQ, "x");
        });
    }

    private void ends() {
        add(McpErrorCode.NOT_LOGGED_IN, "bad credentials", LOGIN, true, strict(), gateway -> {
            StepDevice device = gateway.connect().sequenced(LOGIN, SEQ, "{\"clientId\":\"c\",\"token\":\"bad\"}");
            gateway.advance(Duration.ofMillis(500));
            return device;
        });
        closes(McpErrorCode.TAKEN_OVER, "LOGIN of the same client elsewhere", 0, gateway -> {
            StepDevice device = gateway.loggedIn("c");
            gateway.loggedIn("c");
            return device;
        });
        add(McpErrorCode.SESSION_GONE, "token expired", REPORT, false, strict(), gateway -> {
            StepDevice device = gateway.connect();
            device.login("c", ",\"token\":\"until:" + (gateway.clock.millis() + 1_000) + "\"");
            gateway.advance(Duration.ofMillis(1_100));
            device.received();
            return device.sequenced(REPORT, SEQ, "");
        });
    }

    // ------------------------------------------------------------------ what the table says of the same frame sent
    // again

    @Test
    void repetitionOfWhatTimedOutAttachesToTheRequestThatRuns() {
        StepServer gateway = start(any -> {});
        gateway.route.echoes = false;
        StepDevice device = gateway.loggedIn("c").sequenced(REPORT, SEQ, "a");
        gateway.advance(Duration.ofMillis(20_100));
        assertThat(device.receive().errorCode()).isEqualTo(8);

        assertThat(device.sequenced(REPORT, SEQ, "a").received()).isEmpty();
        assertThat(gateway.route.running).hasSize(1);
        gateway.end(gateway.route.running.get(0), PlainDevice.utf8("done"));
        assertThat(device.receive().text()).isEqualTo("done");
    }

    @Test
    void repetitionOfWhatFailedRunsAnewAndThatOfWhatIsDoneDoesNot() {
        StepServer gateway = start(any -> {});
        gateway.route.echoes = false;
        StepDevice device = gateway.loggedIn("c").sequenced(REPORT, SEQ, "a");
        gateway.route.running.get(0).fail(McpErrorCode.FAILED);
        gateway.run();
        assertThat(device.receive().errorCode()).isEqualTo(9);

        device.sequenced(REPORT, SEQ, "a");
        assertThat(gateway.route.running).hasSize(2);
        gateway.end(gateway.route.running.get(1), PlainDevice.utf8("done"));
        assertThat(device.receive().text()).isEqualTo("done");
        assertThat(device.sequenced(REPORT, SEQ, "a").receive().text()).isEqualTo("done");
        assertThat(gateway.route.running).hasSize(2);
    }

    @Test
    void errorOfVersion1WaitsForItsTurnAndThatOfVersion2DoesNot() {
        StepServer gateway = start(any -> {});
        gateway.route.echoes = false;
        StepDevice device = gateway.connect().plain(REPORT, "a").plain(0x70, "").sequenced(0x70, SEQ, "");
        assertThat(device.receive().seq()).isEqualTo(SEQ);
        gateway.end(gateway.route.running.get(0), new byte[0]);
        assertThat(device.received())
                .extracting(PlainDevice.Reply::version, PlainDevice.Reply::command)
                .containsExactly(tuple(1, REPORT | 0x80), tuple(1, 0xFF));
    }

    @Test
    void corruptFrameIsPassedOverWhereThePortResynchronises() {
        StepServer gateway = start(settings -> settings.resync = true);
        byte[] corrupt = PlainDevice.plain(REPORT, PlainDevice.utf8("x"));
        corrupt[corrupt.length - 1]++;
        StepDevice device = gateway.connect().send(corrupt).plain(REPORT, "y");
        assertThat(device.receive().text()).isEqualTo("y");
        assertThat(gateway.server.statistics().droppedOctets()).isEqualTo(corrupt.length);
    }

    // ------------------------------------------------------------------ how

    private void prove(Cause cause) {
        StepServer gateway = start(cause.settings);
        StepDevice device = cause.story.apply(gateway);
        List<PlainDevice.Reply> received = device.received();
        PlainDevice.Reply error = received.get(received.size() - 1);
        assertThat(error.errorCode()).isEqualTo(cause.code.code());
        assertThat(error.body()[0]).isEqualTo((byte) cause.failedCommand);
        assertThat(error.seq()).isEqualTo(cause.failedCommand == 0 ? 0 : SEQ);
        if (cause.closes) {
            assertThat(device.state()).isEqualTo(ConnectionState.CLOSED);
        } else {
            assertThat(device.sequenced(PING, 9, "still there").receive().text())
                    .isEqualTo("still there");
        }
    }

    private void closes(McpErrorCode code, String what, int failed, Function<StepServer, StepDevice> story) {
        add(code, what, failed, true, any -> {}, story);
    }

    private void keeps(McpErrorCode code, String what, int failed, Function<StepServer, StepDevice> story) {
        add(code, what, failed, false, any -> {}, story);
    }

    private void add(
            McpErrorCode code,
            String what,
            int failed,
            boolean closes,
            Consumer<StepServer.Settings> settings,
            Function<StepServer, StepDevice> story) {
        causes.add(new Cause(code, what, failed, closes, settings, story));
    }

    private static Consumer<StepServer.Settings> strict() {
        return settings -> settings.loginRequired = true;
    }

    private StepServer start(Consumer<StepServer.Settings> how) {
        StepServer.Settings settings = new StepServer.Settings();
        how.accept(settings);
        StepServer gateway = new StepServer(settings);
        open.add(gateway);
        return gateway;
    }
}
