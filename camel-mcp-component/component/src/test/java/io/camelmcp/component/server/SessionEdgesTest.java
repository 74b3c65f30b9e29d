package io.camelmcp.component.server;

import static io.camelmcp.codec.McpCommand.COMMAND;
import static io.camelmcp.codec.McpCommand.LOGIN;
import static io.camelmcp.codec.McpCommand.PING;
import static io.camelmcp.codec.McpCommand.REPORT;
import static org.assertj.core.api.Assertions.assertThat;

import io.camelmcp.component.PlainDevice;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens to sessions where two things meet. */
class SessionEdgesTest {

    private static final Pattern SESSION_ID = Pattern.compile("\"sessionId\":\"([^\"]+)\"");

    private final List<StepServer> open = new ArrayList<>();
    private final List<String> ends = new ArrayList<>();

    @AfterEach
    void close() {
        open.forEach(StepServer::close);
    }

    @Test
    void loginRightAfterTheRetentionBeginsANewSession() {
        StepServer gateway = start(settings -> {});
        gateway.loggedIn("c");
        StepDevice second = gateway.loggedIn("c");
        second.cut();
        gateway.run();
        // the record is over, and nobody has swept the session away yet
        gateway.clock.set(gateway.clock.nanos() + Duration.ofSeconds(600).toNanos());
        StepDevice third = gateway.connect().login("c", "");
        assertThat(third.receive().command()).isEqualTo(LOGIN | 0x80);
        assertThat(third.isOpen()).isTrue();
    }

    @Test
    void answerOfVersion1DoesNotGoToTheNextConnection() {
        StepServer gateway = start(settings -> settings.route.echoes = false);
        StepDevice first = gateway.connect().login("c", "");
        String id = sessionId(first);
        first.plain(REPORT, "first");
        first.cut();
        gateway.run();
        StepDevice second = gateway.connect().login("c", ",\"sessionId\":\"" + id + "\"");
        assertThat(second.receive().text()).contains("\"resumed\":true");
        second.plain(REPORT, "second");
        ServerRequest before = gateway.route.running.remove(0);
        gateway.end(before, PlainDevice.utf8("answer to first"));
        assertThat(second.received()).isEmpty();
        gateway.end(gateway.route.running.remove(0), PlainDevice.utf8("answer to second"));
        assertThat(second.receive().text()).isEqualTo("answer to second");
    }

    @Test
    void answersKeptGiveTheirOctetsBackHoweverTheSessionEnds() {
        StepServer gateway = start(settings -> {});
        long all = gateway.server.answerBudget().left();
        StepDevice nobody = gateway.connect().sequenced(REPORT, 1, "kept");
        StepDevice replaced = gateway.connect().sequenced(REPORT, 1, "kept");
        assertThat(gateway.server.answerBudget().left()).isEqualTo(all - 8);
        nobody.cut();
        replaced.login("c", "");
        gateway.run();
        assertThat(gateway.server.answerBudget().left()).isEqualTo(all);
        gateway.route.echoes = false;
        replaced.sequenced(REPORT, 2, "late");
        gateway.loggedIn("c");
        gateway.end(gateway.route.running.remove(0), PlainDevice.utf8("nobody wants it"));
        assertThat(gateway.server.answerBudget().left()).isEqualTo(all);
    }

    @Test
    void deviceKeepsItsHeartbeatWhereTheGatewayHasNone() {
        StepServer gateway = start(settings -> settings.heartbeat = Duration.ZERO);
        assertThat(gateway.connect().login("c", ",\"heartbeat\":17").receive().text())
                .contains("\"heartbeat\":17,");
        assertThat(gateway.connect().login("d", "").receive().text()).contains("\"heartbeat\":30,");
        assertThat(gateway.server.sessions().devices())
                .allMatch(device -> device.state().equals("OPEN"));
    }

    @Test
    void newerTokenTakesAwayTheGroupsThatItDoesNotAllow() {
        StepServer gateway = start(settings -> settings.loginRequired = true);
        StepDevice device = gateway.connect().login("c", ",\"token\":\"good\",\"groups\":[\"hall\"]");
        assertThat(device.receive().command()).isEqualTo(LOGIN | 0x80);
        assertThat(gateway.server.sessions().clients("hall")).containsExactly("c");
        device.login("c", ",\"token\":\"groupless\"");
        assertThat(device.receive().command()).isEqualTo(LOGIN | 0x80);
        assertThat(gateway.server.sessions().clients("hall")).isEmpty();
    }

    @Test
    void authenticatorThatNeverAnswersCostsTheConnectionAndNoMore() {
        List<Runnable> authentications = new ArrayList<>();
        StepServer gateway = start(settings -> {
            settings.loginRequired = true;
            settings.loginThreads = authentications::add;
        });
        StepDevice device = gateway.connect().login("c", ",\"token\":\"good\"");
        authentications.remove(0).run();
        gateway.run();
        assertThat(device.receive().command()).isEqualTo(LOGIN | 0x80);
        device.login("c", ",\"token\":\"good\"");
        gateway.advance(Duration.ofSeconds(9));
        assertThat(device.isOpen()).isTrue();
        gateway.advance(Duration.ofSeconds(2));
        assertThat(device.isOpen()).isFalse();
        assertThat(gateway.server.statistics().closed(CloseReason.LOGIN_TIMEOUT))
                .isEqualTo(1);
    }

    @Test
    void loginThatCannotBeDecidedIsToldToComeAgainAndNotHeldAgainstTheAddress() {
        StepServer gateway = start(settings -> settings.loginRequired = true);
        StepDevice device = gateway.connect();
        for (int i = 0; i < 25; i++) {
            assertThat(device.login("c", ",\"token\":\"undecided\"").receive().errorCode())
                    .isEqualTo(7);
        }
        assertThat(device.login("c", ",\"token\":\"good\"").receive().command()).isEqualTo(LOGIN | 0x80);
    }

    @Test
    void errorThatAnswersAPingIsNotTakenForTheAnswerToARequest() {
        StepServer gateway = start(settings -> {});
        StepDevice device = gateway.connect().login("c", "");
        device.received();
        push(gateway);
        assertThat(device.receive().seq()).isEqualTo(1);
        device.sequenced(0xFF, 1, new String(new char[] {PING, 0, 3}) + "what?");
        assertThat(ends).isEmpty();
        device.sequenced(COMMAND | 0x80, 1, "done");
        assertThat(ends).containsExactly("done");
    }

    @Test
    void suspendedPortRefusesToAskWhatItCouldNotHear() {
        StepServer gateway = start(settings -> {});
        StepDevice device = gateway.connect().login("c", "");
        device.received();
        gateway.loops.get(0).run(gateway.server::suspend);
        push(gateway);
        assertThat(device.received()).isEmpty();
        assertThat(ends).containsExactly("BUSY");
    }

    @Test
    void answerThatFitsNoFrameIsAFailureAndRunsAgain() {
        StepServer gateway = start(settings -> settings.route.echoes = false);
        StepDevice device = gateway.connect().sequenced(REPORT, 1, "");
        gateway.end(gateway.route.running.remove(0), new byte[65_536]);
        assertThat(device.receive().errorCode()).isEqualTo(9);
        device.sequenced(REPORT, 1, "");
        gateway.end(gateway.route.running.remove(0), PlainDevice.utf8("short"));
        assertThat(device.receive().text()).isEqualTo("short");
    }

    @Test
    void newSessionTakesTheRoomOfADetachedOne() {
        StepServer gateway = start(settings -> settings.maxSessions = 1);
        StepDevice first = gateway.loggedIn("a");
        first.cut();
        gateway.run();
        assertThat(gateway.server.sessions().clients(null)).containsExactly("a");
        gateway.loggedIn("b");
        gateway.run();
        assertThat(Set.copyOf(gateway.server.sessions().clients(null))).containsExactly("b");
    }

    private void push(StepServer gateway) {
        gateway.server
                .sessions()
                .push("c", new Push(COMMAND, 0, new byte[0], Duration.ofSeconds(20), null, new Push.Handler() {
                    @Override
                    public void answered(byte[] body) {
                        ends.add(new String(body, StandardCharsets.UTF_8));
                    }

                    @Override
                    public void failed(PushFailure failure) {
                        ends.add(failure.kind().name());
                    }
                }));
        gateway.run();
    }

    private StepServer start(Consumer<StepServer.Settings> more) {
        StepServer.Settings settings = new StepServer.Settings();
        more.accept(settings);
        StepServer gateway = new StepServer(settings);
        open.add(gateway);
        return gateway;
    }

    private static String sessionId(StepDevice device) {
        Matcher found = SESSION_ID.matcher(device.receive().text());
        assertThat(found.find()).isTrue();
        return found.group(1);
    }
}
