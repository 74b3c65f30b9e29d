package io.camelmcp.component.server;

import static io.camelmcp.codec.McpCommand.LOGIN;
import static io.camelmcp.codec.McpCommand.LOGOUT;
import static io.camelmcp.codec.McpCommand.PING;
import static io.camelmcp.codec.McpCommand.REPORT;
import static org.assertj.core.api.Assertions.assertThat;

import io.camelmcp.component.PlainDevice;
import io.camelmcp.component.session.state.ConnectionState;
import io.camelmcp.component.session.state.SessionState;
import io.github.nettyplus.leakdetector.junit.NettyLeakDetectorExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every transition of both tables (docs/protocol.md, section 7), brought about by frames and time alone: each row has a story, which
 * must make the server say in its log that it took this row.
 */
@ExtendWith(NettyLeakDetectorExtension.class)
class StatesTest {

    private final Map<String, Consumer<StepServer.Settings>> settings = new LinkedHashMap<>();
    private final Map<String, Consumer<StepServer>> stories = new LinkedHashMap<>();
    private final List<Runnable> authentications = new ArrayList<>();
    private final List<StepServer> open = new ArrayList<>();

    @AfterEach
    void close() {
        open.forEach(StepServer::close);
    }

    // ------------------------------------------------------------------ every row

    @TestFactory
    Stream<DynamicTest> everyRowOfTheConnectionTableIsTaken() {
        row("NEW LOGIN_REQUIRED LOGIN_WAIT", strict(), gateway -> gateway.connect()
                .plain(PING, ""));
        row("NEW CHOSEN OPEN", gateway -> gateway.connect().plain(PING, ""));
        row("LOGIN_WAIT LOGGED_IN OPEN", strict(), gateway -> gateway.loggedIn("c"));
        row("OPEN LOGGED_IN OPEN", gateway -> gateway.loggedIn("c"));
        row("SLOW LOGGED_IN SLOW", gateway -> slow(gateway, capable(gateway)).login("c", ""));
        row("PROBING LOGGED_IN OPEN", this::loginWhileTheProbeHasFailed);
        row(
                "DRAINING LOGGED_IN DRAINING",
                settings -> {
                    settings.loginRequired = true;
                    settings.loginThreads = authentications::add;
                },
                this::loginWhileDraining);
        row("OPEN SLOW_RTT SLOW", gateway -> slow(gateway, gateway.loggedIn("c")));
        row("SLOW GOOD_RTT OPEN", gateway -> {
            StepDevice device = slow(gateway, gateway.loggedIn("c"));
            pings(gateway, device, 5, Duration.ZERO);
            gateway.advance(Duration.ofMillis(100));
        });
        row("OPEN LOSS PROBING", gateway -> probed(gateway, gateway.loggedIn("c")));
        row("SLOW LOSS PROBING", gateway -> probed(gateway, slow(gateway, gateway.loggedIn("c"))));
        row("PROBING HEARD OPEN", gateway -> {
            StepDevice device = probed(gateway, gateway.loggedIn("c"));
            assertThat(device.sequenced(REPORT, 0, "").state()).isEqualTo(ConnectionState.OPEN);
        });
        row("PROBING HEARD_SLOW SLOW", gateway -> {
            StepDevice device = probed(gateway, slow(gateway, gateway.loggedIn("c")));
            assertThat(device.sequenced(REPORT, 0, "").state()).isEqualTo(ConnectionState.SLOW);
        });
        row("LOGIN_WAIT DRAIN DRAINING", strict(), gateway -> drain(gateway, capable(gateway)));
        row("OPEN DRAIN DRAINING", gateway -> drain(gateway, gateway.loggedIn("c")));
        row("SLOW DRAIN DRAINING", gateway -> drain(gateway, slow(gateway, gateway.loggedIn("c"))));
        row("PROBING DRAIN DRAINING", gateway -> drain(gateway, probed(gateway, gateway.loggedIn("c"))));
        row("LOGIN_WAIT END CLOSED", strict(), gateway -> capable(gateway).cut());
        row("OPEN END CLOSED", gateway -> gateway.loggedIn("c").cut());
        row("SLOW END CLOSED", gateway -> slow(gateway, gateway.loggedIn("c")).cut());
        row("PROBING END CLOSED", gateway -> probed(gateway, gateway.loggedIn("c"))
                .cut());
        row("DRAINING END CLOSED", gateway -> drain(gateway, gateway.loggedIn("c")));
        // before its protocol is known a connection is a channel and nothing more, and says nothing
        Set<String> all = rows(ConnectionState.values(), ConnectionState.Event.values(), true);
        all.remove("NEW END CLOSED");
        return proofs(all);
    }

    @TestFactory
    Stream<DynamicTest> everyRowOfTheSessionTableIsTaken() {
        row("ACTIVE CONNECTION_LOST DETACHED", this::detached);
        row("ACTIVE RESUMED ACTIVE", gateway -> {
            String id = id(gateway.connect().login("c", "").receive());
            gateway.connect().login("c", ",\"sessionId\":\"" + id + "\"");
        });
        row("DETACHED RESUMED ACTIVE", gateway -> resumes(gateway, detached(gateway)));
        row("ACTIVE TAKEN_OVER ENDED", gateway -> {
            gateway.loggedIn("c");
            gateway.loggedIn("c");
        });
        row("DETACHED TAKEN_OVER ENDED", gateway -> {
            detached(gateway);
            gateway.loggedIn("c");
        });
        row("ACTIVE DISCONNECTED ENDED", gateway -> {
            gateway.loggedIn("c");
            gateway.server.sessions().disconnect("c");
        });
        row("DETACHED DISCONNECTED ENDED", gateway -> {
            detached(gateway);
            gateway.server.sessions().disconnect("c");
        });
        row("ACTIVE LOGOUT ENDED", gateway -> gateway.loggedIn("c").sequenced(LOGOUT, 2, ""));
        row("ACTIVE TOKEN_EXPIRED ENDED", strict(), gateway -> {
            tokenFor(gateway, gateway.connect(), 60);
            gateway.advance(Duration.ofSeconds(61));
        });
        row("ACTIVE TTL_OVER ENDED", settings -> settings.ttl = Duration.ofSeconds(60), gateway -> {
            gateway.loggedIn("c");
            gateway.advance(Duration.ofSeconds(61));
        });
        row("DETACHED RETENTION_OVER ENDED", gateway -> {
            detached(gateway);
            gateway.advance(Duration.ofSeconds(601));
        });
        row("DETACHED EVICTED ENDED", settings -> settings.maxSessions = 1, gateway -> {
            detached(gateway);
            gateway.loggedIn("d");
        });
        return proofs(rows(SessionState.values(), SessionState.Event.values(), false));
    }

    private void row(String row, Consumer<StepServer> story) {
        row(row, any -> {}, story);
    }

    private void row(String row, Consumer<StepServer.Settings> how, Consumer<StepServer> story) {
        settings.put(row, how);
        stories.put(row, story);
    }

    private Stream<DynamicTest> proofs(Set<String> rows) {
        assertThat(stories.keySet()).as("stories for the rows of the table").isEqualTo(rows);
        return rows.stream().map(row -> DynamicTest.dynamicTest(row, () -> prove(row)));
    }

    private void prove(String row) {
        StepServer.Settings how = new StepServer.Settings();
        settings.get(row).accept(how);
        try (StateLog log = new StateLog()) {
            StepServer gateway = start(how);
            stories.get(row).accept(gateway);
            gateway.run();
            List<String> taken = new ArrayList<>(log.connections);
            taken.addAll(log.sessions);
            assertThat(taken).contains(row);
        }
    }

    private static Set<String> rows(Enum<?>[] states, Enum<?>[] events, boolean connection) {
        Set<String> rows = new TreeSet<>();
        for (Enum<?> state : states) {
            for (Enum<?> event : events) {
                if (connection && ConnectionState.TABLE.has((ConnectionState) state, (ConnectionState.Event) event)) {
                    rows.add(state + " " + event + " "
                            + ConnectionState.TABLE.next((ConnectionState) state, (ConnectionState.Event) event));
                } else if (!connection && SessionState.TABLE.has((SessionState) state, (SessionState.Event) event)) {
                    rows.add(state + " " + event + " "
                            + SessionState.TABLE.next((SessionState) state, (SessionState.Event) event));
                }
            }
        }
        return rows;
    }

    // ------------------------------------------------------------------ what ends a connection

    @Test
    void newConnectionEndsWhenItsProtocolIsNotClearInTime() {
        StepServer gateway = start(new StepServer.Settings());
        StepDevice device = gateway.connect();
        gateway.advance(Duration.ofMillis(4_999));
        assertThat(device.state()).isEqualTo(ConnectionState.NEW);
        gateway.advance(Duration.ofMillis(1));
        assertThat(device.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(gateway.server.statistics().closed(CloseReason.DETECT_TIMEOUT))
                .isEqualTo(1);
    }

    @Test
    void newConnectionEndsWithoutAWordOnGarbage() {
        StepServer gateway = start(new StepServer.Settings());
        StepDevice device = gateway.connect().send(PlainDevice.utf8("GET / HTTP/1.1\r\n"));
        assertThat(device.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(device.received()).isEmpty();
    }

    @Test
    void connectionThatDoesNotLogInEndsAfter10Seconds() {
        StepServer gateway = start(strict());
        StepDevice device = gateway.connect().plain(PING, "");
        gateway.advance(Duration.ofMillis(9_900));
        assertThat(device.state()).isEqualTo(ConnectionState.LOGIN_WAIT);
        gateway.advance(Duration.ofMillis(200));
        assertThat(device.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(gateway.server.statistics().closed(CloseReason.LOGIN_TIMEOUT))
                .isEqualTo(1);
    }

    @Test
    void badLoginEndsTheConnectionAfter100To500Milliseconds() {
        StepServer gateway = start(strict());
        StepDevice device = gateway.connect().login("c", ",\"token\":\"bad\"");
        gateway.advance(Duration.ofMillis(99));
        assertThat(device.state()).isEqualTo(ConnectionState.LOGIN_WAIT);
        assertThat(device.received()).isEmpty();
        gateway.advance(Duration.ofMillis(401));
        assertThat(device.receive().errorCode()).isEqualTo(5);
        assertThat(device.state()).isEqualTo(ConnectionState.CLOSED);
    }

    @Test
    void probeThatIsNotAnsweredEndsTheConnectionAndKeepsTheSession() {
        StepServer gateway = start(new StepServer.Settings());
        StepDevice device = probed(gateway, gateway.loggedIn("c"));
        gateway.advance(Duration.ofSeconds(2));
        assertThat(device.state()).isEqualTo(ConnectionState.PROBING);
        gateway.advance(Duration.ofMillis(300));
        assertThat(device.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(gateway.server.statistics().closed(CloseReason.DEAD)).isEqualTo(1);
        assertThat(gateway.server.sessions().device("c").orElseThrow().state()).isEqualTo("DETACHED");
    }

    @Test
    void probeOfWhichTwoPingsAreAnsweredIsPassed() {
        StepServer gateway = start(new StepServer.Settings());
        StepDevice device = probed(gateway, gateway.loggedIn("c"));
        pings(gateway, device, 2, Duration.ofMillis(10));
        gateway.advance(Duration.ofMillis(100));
        assertThat(device.state()).isEqualTo(ConnectionState.OPEN);
    }

    @Test
    void silenceForThreeIntervalsEndsTheConnection() {
        StepServer gateway = start(new StepServer.Settings());
        StepDevice device = gateway.loggedIn("c");
        gateway.advance(Duration.ofMillis(89_900));
        assertThat(device.state()).isEqualTo(ConnectionState.OPEN);
        gateway.advance(Duration.ofMillis(200));
        assertThat(device.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(gateway.server.statistics().closed(CloseReason.DEAD)).isEqualTo(1);
    }

    @Test
    void drainedConnectionRefusesWhatIsNewAndEndsWhenWhatIsOldIsAnswered() {
        StepServer gateway = start(new StepServer.Settings());
        gateway.route.echoes = false;
        StepDevice device = gateway.loggedIn("c").sequenced(REPORT, 1, "a");
        gateway.server.drain();
        gateway.run();
        PlainDevice.Reply goAway = device.receive();
        assertThat(goAway.command()).isEqualTo(0x04);
        assertThat(goAway.seq()).isZero();
        assertThat(goAway.text()).matches("\\{\"retryAfterMs\":\\d{4,5}}");

        assertThat(device.sequenced(REPORT, 2, "b").receive().errorCode()).isEqualTo(7);
        assertThat(device.state()).isEqualTo(ConnectionState.DRAINING);
        gateway.end(gateway.route.running.get(0), new byte[0]);
        assertThat(device.receive().seq()).isEqualTo(1);
        assertThat(device.state()).isEqualTo(ConnectionState.CLOSED);
    }

    @Test
    void logoutIsAnsweredAfterWhatCameBeforeIt() {
        StepServer gateway = start(new StepServer.Settings());
        gateway.route.echoes = false;
        StepDevice device = gateway.loggedIn("c").sequenced(REPORT, 1, "a").sequenced(LOGOUT, 2, "");
        assertThat(device.state()).isEqualTo(ConnectionState.DRAINING);
        assertThat(device.sequenced(REPORT, 3, "not looked at").received()).isEmpty();
        gateway.end(gateway.route.running.get(0), new byte[0]);
        assertThat(device.received())
                .extracting(PlainDevice.Reply::command)
                .containsExactly(REPORT | 0x80, LOGOUT | 0x80);
        assertThat(device.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(gateway.server.sessions().size()).isZero();
        assertThat(gateway.route.running).hasSize(1);
    }

    @Test
    void closedSendingDirectionIsNotTheEndUntilAllIsAnswered() {
        StepServer gateway = start(new StepServer.Settings());
        gateway.route.echoes = false;
        StepDevice device = gateway.loggedIn("c").sequenced(REPORT, 1, "a");
        device.finishSending();
        assertThat(device.state()).isEqualTo(ConnectionState.OPEN);
        gateway.end(gateway.route.running.get(0), new byte[0]);
        assertThat(device.receive().seq()).isEqualTo(1);
        assertThat(device.state()).isEqualTo(ConnectionState.CLOSED);
    }

    // ------------------------------------------------------------------ life of a session

    @Test
    void expiredTokenEndsTheSessionAndTheConnectionMayLogInAgain() {
        StepServer gateway = start(strict());
        StepDevice device = gateway.connect();
        String first = id(tokenFor(gateway, device, 60));
        gateway.advance(Duration.ofMillis(59_900));
        device.received();
        assertThat(device.sequenced(REPORT, 2, "a").receive().text()).isEqualTo("a");
        gateway.advance(Duration.ofMillis(200));
        assertThat(device.sequenced(REPORT, 3, "b").receive().errorCode()).isEqualTo(11);
        assertThat(device.state()).isEqualTo(ConnectionState.OPEN);

        assertThat(id(tokenFor(gateway, device, 60))).isNotEqualTo(first);
        assertThat(device.sequenced(REPORT, 3, "b").receive().text()).isEqualTo("b");
    }

    @Test
    void refreshedTokenKeepsTheSessionAndItsEpoch() {
        StepServer gateway = start(strict());
        StepDevice device = gateway.connect();
        String first = id(tokenFor(gateway, device, 60));
        gateway.advance(Duration.ofSeconds(50));
        device.received();
        assertThat(id(tokenFor(gateway, device, 60))).isEqualTo(first);
        gateway.advance(Duration.ofSeconds(50));
        device.received();
        assertThat(device.sequenced(REPORT, 2, "a").receive().text()).isEqualTo("a");
        assertThat(gateway.server.sessions().device("c").orElseThrow().epoch()).isEqualTo(1);
    }

    @Test
    void sessionWhoseTimeIsOverIsGoneUntilTheNextLogin() {
        StepServer.Settings shortLife = new StepServer.Settings();
        shortLife.ttl = Duration.ofSeconds(60);
        StepServer gateway = start(shortLife);
        StepDevice device = gateway.loggedIn("c");
        gateway.advance(Duration.ofSeconds(50));
        device.sequenced(REPORT, 0, "any frame refreshes it");
        gateway.advance(Duration.ofSeconds(59));
        assertThat(gateway.server.sessions().size()).isEqualTo(1);
        gateway.advance(Duration.ofMillis(1_100));
        assertThat(gateway.server.sessions().size()).isZero();
        device.received();
        assertThat(device.sequenced(REPORT, 1, "a").receive().errorCode()).isEqualTo(11);
        assertThat(device.login("c", "").receive().command()).isEqualTo(LOGIN | 0x80);
    }

    @Test
    void detachedSessionCanBeResumedUntilItsRetentionIsOver() {
        StepServer gateway = start(new StepServer.Settings());
        String id = detached(gateway);
        gateway.advance(Duration.ofMillis(599_900));
        StepDevice back = gateway.connect();
        assertThat(resumed(back.login("c", ",\"sessionId\":\"" + id + "\"").receive()))
                .isTrue();
        back.cut();
        gateway.advance(Duration.ofSeconds(601));
        assertThat(gateway.server.sessions().size()).isZero();
        assertThat(resumed(resumes(gateway, id).receive())).isFalse();
    }

    @Test
    void detachedSessionMakesRoomAndWithoutOneTheLoginIsBusy() {
        StepServer.Settings small = new StepServer.Settings();
        small.maxSessions = 1;
        StepServer gateway = start(small);
        detached(gateway);
        gateway.loggedIn("d");
        assertThat(gateway.server.sessions().clients(null)).containsExactly("d");

        StepDevice third = gateway.connect().login("e", "");
        assertThat(third.receive().errorCode()).isEqualTo(7);
        assertThat(third.state()).isEqualTo(ConnectionState.OPEN);
    }

    @Test
    void operatorEndsTheSessionAndItsConnection() {
        StepServer gateway = start(new StepServer.Settings());
        StepDevice device = gateway.loggedIn("c");
        assertThat(gateway.server.sessions().disconnect("c")).isTrue();
        gateway.run();
        assertThat(device.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(gateway.server.statistics().closed(CloseReason.DISCONNECTED)).isEqualTo(1);
        assertThat(gateway.server.sessions().disconnect("c")).isFalse();
    }

    // ------------------------------------------------------------------ stories

    private StepServer start(StepServer.Settings how) {
        StepServer gateway = new StepServer(how);
        open.add(gateway);
        return gateway;
    }

    private StepServer start(Consumer<StepServer.Settings> how) {
        StepServer.Settings made = new StepServer.Settings();
        how.accept(made);
        return start(made);
    }

    private static Consumer<StepServer.Settings> strict() {
        return settings -> settings.loginRequired = true;
    }

    private static StepDevice capable(StepServer gateway) {
        StepDevice device = gateway.connect().sequenced(PING, 1, "");
        device.received();
        return device;
    }

    /** Three round trips of 200 ms. */
    private static StepDevice slow(StepServer gateway, StepDevice device) {
        pings(gateway, device, 3, Duration.ofMillis(200));
        gateway.advance(Duration.ofMillis(100));
        assertThat(device.state()).isEqualTo(ConnectionState.SLOW);
        return device;
    }

    /** One PING answered, then none in two periods of four, though the device sends something now and then. */
    private static StepDevice probed(StepServer gateway, StepDevice device) {
        ConnectionState before = device.state();
        pings(gateway, device, 1, before == ConnectionState.SLOW ? Duration.ofMillis(200) : Duration.ZERO);
        for (int i = 0; device.state() == before; i++) {
            assertThat(i).isLessThan(20);
            ping(gateway, device);
            if (device.state() == before) {
                device.sequenced(REPORT, 0, "");
            }
            gateway.advance(Duration.ofMillis(1_100));
        }
        assertThat(device.state()).isEqualTo(ConnectionState.PROBING);
        return device;
    }

    /** Answers a number of PINGs. */
    private static void pings(StepServer gateway, StepDevice device, int count, Duration after) {
        for (int i = 0; i < count; i++) {
            PlainDevice.Reply ping = ping(gateway, device);
            gateway.advance(after);
            answer(device, ping);
        }
    }

    private static void answer(StepDevice device, PlainDevice.Reply ping) {
        device.send(PlainDevice.sequenced(PING | 0x80, ping.id(), ping.seq(), ping.body()));
    }

    /** Waits for a PING of the gateway. */
    private static PlainDevice.Reply ping(StepServer gateway, StepDevice device) {
        for (int i = 0; i < 400; i++) {
            List<PlainDevice.Reply> received = device.received();
            if (!received.isEmpty()) {
                PlainDevice.Reply last = received.get(received.size() - 1);
                assertThat(last.command()).isEqualTo(PING);
                return last;
            }
            gateway.advance(Duration.ofMillis(100));
        }
        throw new AssertionError("no PING in 40 s");
    }

    private static void drain(StepServer gateway, StepDevice device) {
        gateway.server.drain();
        gateway.run();
        assertThat(device.state()).isEqualTo(ConnectionState.CLOSED);
    }

    /** The session ends, and the port stops, while the authenticator still thinks about the next LOGIN and a request still runs. */
    private void loginWhileDraining(StepServer gateway) {
        gateway.route.echoes = false;
        StepDevice device = gateway.connect();
        device.login("c", ",\"token\":\"until:" + (gateway.clock.millis() + 5_000) + "\"");
        authentications.remove(0).run();
        gateway.run();
        device.sequenced(REPORT, 1, "a").login("c", ",\"token\":\"good\"");
        gateway.advance(Duration.ofSeconds(6));
        gateway.server.drain();
        gateway.run();
        assertThat(device.state()).isEqualTo(ConnectionState.DRAINING);
        authentications.remove(0).run();
        gateway.run();
    }

    /** The second PING of the probe is answered too late, which is known at once, and the connection is closed at the next sweep only. */
    private void loginWhileTheProbeHasFailed(StepServer gateway) {
        StepDevice device = probed(gateway, capable(gateway));
        ping(gateway, device);
        PlainDevice.Reply second = ping(gateway, device);
        gateway.advance(Duration.ofMillis(1_050));
        answer(device, second);
        assertThat(device.state()).isEqualTo(ConnectionState.PROBING);
        device.received();
        assertThat(device.login("c", "").receive().command()).isEqualTo(LOGIN | 0x80);
        gateway.advance(Duration.ofSeconds(1));
        assertThat(device.state()).isEqualTo(ConnectionState.OPEN);
    }

    /** A session without a connection; its id. */
    private String detached(StepServer gateway) {
        StepDevice device = gateway.connect();
        String id = id(device.login("c", "").receive());
        device.cut();
        gateway.run();
        assertThat(gateway.server.sessions().device("c").orElseThrow().state()).isEqualTo("DETACHED");
        return id;
    }

    private static StepDevice resumes(StepServer gateway, String id) {
        return gateway.connect().login("c", ",\"sessionId\":\"" + id + "\"");
    }

    private static PlainDevice.Reply tokenFor(StepServer gateway, StepDevice device, int seconds) {
        long until = gateway.clock.millis() + 1_000L * seconds;
        return device.login("c", ",\"token\":\"until:" + until + "\"").receive();
    }

    private static String id(PlainDevice.Reply answer) {
        assertThat(answer.command()).isEqualTo(LOGIN | 0x80);
        return answer.text().replaceAll(".*\"sessionId\":\"([^\"]+)\".*", "$1");
    }

    private static boolean resumed(PlainDevice.Reply answer) {
        return answer.text().contains("\"resumed\":true");
    }
}
