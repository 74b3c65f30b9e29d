package io.camelmcp.component.server;

import static io.camelmcp.codec.McpCommand.COMMAND;
import static io.camelmcp.codec.McpCommand.LOGIN;
import static io.camelmcp.codec.McpCommand.REPORT;
import static org.assertj.core.api.Assertions.assertThat;

import io.camelmcp.component.PlainDevice;
import io.camelmcp.component.session.SessionChange;
import io.camelmcp.component.session.state.ConnectionState;
import io.camelmcp.component.session.store.MemorySessionStore;
import io.camelmcp.component.session.store.PushQueue;
import io.camelmcp.component.session.store.SessionRecord;
import io.camelmcp.component.session.store.SessionStore;
import io.github.nettyplus.leakdetector.junit.NettyLeakDetectorExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Limits of a port in time (docs/protocol.md, section 5), and a session store that refuses or fails. */
@ExtendWith(NettyLeakDetectorExtension.class)
class LimitsTest {

    private final List<StepServer> open = new ArrayList<>();

    @AfterEach
    void close() {
        open.forEach(StepServer::close);
    }

    // ------------------------------------------------------------------ connections

    @Test
    void connectionsAboveTheLimitOfThePortAreClosedAtOnce() {
        StepServer gateway = start(settings -> settings.maxConnections = 1);
        StepDevice first = gateway.connect("192.0.2.1");
        assertThat(gateway.connect("192.0.2.2").isOpen()).isFalse();
        first.cut();
        gateway.run();
        assertThat(gateway.connect("192.0.2.2").isOpen()).isTrue();
        assertThat(gateway.server.statistics().closed(CloseReason.CONNECTION_LIMIT))
                .isEqualTo(1);
    }

    @Test
    void connectionsAboveTheLimitOfAnAddressAreClosedAtOnceAndOtherAddressesAreNot() {
        StepServer gateway = start(settings -> settings.maxConnectionsPerAddress = 1);
        gateway.connect("192.0.2.1");
        assertThat(gateway.connect("192.0.2.1").isOpen()).isFalse();
        assertThat(gateway.connect("192.0.2.2").isOpen()).isTrue();
        assertThat(gateway.server.statistics().closed(CloseReason.ADDRESS_LIMIT))
                .isEqualTo(1);
    }

    @Test
    void connectionsAboveTheRateAreNotServedAndClosedAfterARandomTime() {
        StepServer gateway = start(settings -> settings.connectionRate = 2);
        assertThat(gateway.connect().plain(REPORT, "a").receive().text()).isEqualTo("a");
        gateway.connect();
        StepDevice third = gateway.connect().plain(REPORT, "c");
        assertThat(third.isRead()).isFalse();
        gateway.advance(Duration.ofMillis(99));
        assertThat(third.isOpen()).isTrue();
        gateway.advance(Duration.ofMillis(901));
        assertThat(third.isOpen()).isFalse();
        assertThat(third.received()).isEmpty();
        assertThat(gateway.server.statistics().closed(CloseReason.CONNECTION_RATE))
                .isEqualTo(1);
        assertThat(gateway.connect().plain(REPORT, "d").receive().text()).isEqualTo("d");
    }

    // ------------------------------------------------------------------ requests

    @Test
    void requestsAboveTheRateOfASessionWaitUnreadAndAreServedInTime() {
        StepServer gateway = start(settings -> settings.frameRate = 10);
        StepDevice device = gateway.connect();
        for (int seq = 1; seq <= 25; seq++) {
            device.put(PlainDevice.sequenced(REPORT, 0, seq, new byte[0]));
        }
        gateway.run();
        int atOnce = device.received().size();
        assertThat(atOnce).isBetween(10, 11);
        assertThat(device.isRead()).isFalse();
        gateway.advance(Duration.ofSeconds(1));
        int later = device.received().size();
        assertThat(later).isBetween(9, 11);
        gateway.advance(Duration.ofSeconds(1));
        assertThat(atOnce + later + device.received().size()).isEqualTo(25);
        assertThat(device.isRead()).isTrue();
    }

    @Test
    void deviceThatIsAboveItsRateForHalfAMinuteIsTold() {
        StepServer gateway = start(settings -> settings.frameRate = 10);
        StepDevice device = gateway.connect();
        for (int seq = 1; seq <= 400; seq++) {
            device.put(PlainDevice.sequenced(REPORT, 0, seq, new byte[0]));
        }
        gateway.advance(Duration.ofSeconds(29));
        assertThat(device.received()).allMatch(reply -> reply.command() == (REPORT | 0x80));
        gateway.advance(Duration.ofSeconds(15));
        assertThat(device.received()).last().satisfies(reply -> assertThat(reply.errorCode())
                .isEqualTo(7));
        gateway.advance(Duration.ofSeconds(15));
        assertThat(device.sequenced(REPORT, 401, "").receive().command()).isEqualTo(REPORT | 0x80);
    }

    // ------------------------------------------------------------------ logins

    @Test
    void addressWith20FailedLoginsInAMinuteIsKeptOutFor5Minutes() {
        StepServer gateway = start(settings -> settings.loginRequired = true);
        StepDevice before = gateway.connect("192.0.2.1");
        for (int i = 0; i < 20; i++) {
            StepDevice device = gateway.connect("192.0.2.1").login("c", ",\"token\":\"bad\"");
            gateway.advance(Duration.ofMillis(500));
            assertThat(device.receive().errorCode()).isEqualTo(5);
        }
        assertThat(gateway.connect("192.0.2.1").isOpen()).isFalse();
        assertThat(gateway.server.statistics().closed(CloseReason.BANNED)).isEqualTo(1);
        assertThat(gateway.connect("192.0.2.2").isOpen()).isTrue();
        assertThat(before.isOpen()).as("detection is over meanwhile").isFalse();

        gateway.advance(Duration.ofSeconds(299));
        assertThat(gateway.connect("192.0.2.1").isOpen()).isFalse();
        gateway.advance(Duration.ofSeconds(1));
        assertThat(gateway.connect("192.0.2.1")
                        .login("c", ",\"token\":\"good\"")
                        .receive()
                        .command())
                .isEqualTo(LOGIN | 0x80);
    }

    @Test
    void bannedAddressIsNotHeardOnAConnectionThatItHasAlready() {
        StepServer gateway = start(settings -> settings.loginRequired = true);
        StepDevice before = gateway.connect("192.0.2.1").plain(0x03, "");
        before.receive();
        for (int i = 0; i < 20; i++) {
            gateway.connect("192.0.2.1").login("c", ",\"token\":\"bad\"");
        }
        before.login("c", ",\"token\":\"good\"");
        gateway.advance(Duration.ofMillis(500));
        assertThat(before.receive().errorCode()).isEqualTo(5);
        assertThat(before.state()).isEqualTo(ConnectionState.CLOSED);
    }

    @Test
    void clientWith15TakeoversInAMinuteIsRefusedFor5Minutes() {
        StepServer gateway = start(any -> {});
        for (int i = 0; i <= 15; i++) {
            gateway.loggedIn("c");
        }
        StepDevice device = gateway.connect().login("c", "");
        assertThat(device.receive().errorCode()).isEqualTo(7);
        gateway.loggedIn("other");
        gateway.advance(Duration.ofSeconds(60));
        assertThat(gateway.connect().login("c", "").receive().errorCode()).isEqualTo(7);
        gateway.advance(Duration.ofSeconds(240));
        gateway.loggedIn("c");
    }

    // ------------------------------------------------------------------ store

    @Test
    void sessionThatTheStoreHasGivenToAnotherNodeEndsWithError10AndTellsWhoeverWaits() {
        Store store = new Store();
        StepServer gateway = start(settings -> settings.store = store);
        StepDevice device = gateway.loggedIn("c");
        SessionRecord mine = store.records.find("c").toCompletableFuture().join();
        store.records.replace(
                mine,
                new SessionRecord("c", mine.sessionId(), mine.tag(), 2, "elsewhere", 0, 0, mine.expiresAtMillis()));
        List<String> pushed = new ArrayList<>();
        gateway.server
                .sessions()
                .push("c", new Push(COMMAND, 0, new byte[0], Duration.ofMinutes(1), null, told(pushed)));
        gateway.run();

        assertThat(device.receive().errorCode()).isEqualTo(10);
        assertThat(device.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(gateway.server.sessions().size()).isZero();
        assertThat(pushed).containsExactly("OFFLINE");
        assertThat(gateway.changes)
                .extracting(SessionChange::kind)
                .containsExactly(SessionChange.Kind.LOGIN, SessionChange.Kind.TAKEN_OVER);
        SessionRecord theirs = store.records.find("c").toCompletableFuture().join();
        assertThat(theirs).isNotNull().extracting(SessionRecord::node).isEqualTo("elsewhere");
    }

    @Test
    void numbersOfADeviceFarAheadOfTheStoreAreReservedAndARefusalEndsTheSession() {
        Store store = new Store();
        StepServer gateway = start(settings -> settings.store = store);
        StepDevice device = gateway.loggedIn("c");
        assertThat(device.sequenced(REPORT, 5_000, "a").receive().text()).isEqualTo("a");
        SessionRecord mine = store.records.find("c").toCompletableFuture().join();
        assertThat(mine).isNotNull();
        assertThat(mine.receivedMark()).isEqualTo(5_000);
        store.records.remove(mine);

        device.sequenced(REPORT, 10_000, "b");
        assertThat(device.received())
                .last()
                .extracting(PlainDevice.Reply::errorCode)
                .isEqualTo(10);
        assertThat(device.state()).isEqualTo(ConnectionState.CLOSED);
    }

    @Test
    void loginIsBusyWhileTheStoreFailsAndTheConnectionIsKept() {
        Store store = new Store();
        StepServer gateway = start(settings -> settings.store = store);
        store.broken = true;
        StepDevice device = gateway.connect().login("c", "");
        assertThat(device.receive().errorCode()).isEqualTo(7);
        store.broken = false;
        assertThat(device.login("c", "").receive().command()).isEqualTo(LOGIN | 0x80);
    }

    @Test
    void storeThatFailsClosesTheConnectionAndTheSessionCanBeResumedWhenItWorks() {
        Store store = new Store();
        StepServer gateway = start(settings -> settings.store = store);
        StepDevice device = gateway.connect();
        String id = device.login("c", "").receive().text().replaceAll(".*\"sessionId\":\"([^\"]+)\".*", "$1");
        store.broken = true;
        device.sequenced(REPORT, 5_000, "a");
        assertThat(device.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(gateway.server.statistics().closed(CloseReason.STORE)).isEqualTo(1);
        assertThat(gateway.server.sessions().device("c").orElseThrow().state()).isEqualTo("DETACHED");

        store.broken = false;
        StepDevice back = gateway.connect().login("c", ",\"sessionId\":\"" + id + "\"");
        assertThat(back.receive().text()).contains("\"resumed\":true").contains("\"lastSeq\":5000");
        assertThat(back.sequenced(REPORT, 5_000, "a").receive().text()).isEqualTo("a");
    }

    @Test
    void resumeThatIsOnItsWayKeepsTheSessionThoughTheStoreHasItsNewEpoch() {
        Store store = new Store();
        StepServer gateway = start(settings -> settings.store = store);
        StepDevice device = gateway.connect();
        String id = device.login("c", "").receive().text().replaceAll(".*\"sessionId\":\"([^\"]+)\".*", "$1");
        device.sequenced(REPORT, 1, "a").receive();
        store.slow = true;
        StepDevice fresh = gateway.connect().login("c", ",\"sessionId\":\"" + id + "\"");
        device.sequenced(REPORT, 5_000, "b").receive();
        gateway.advance(Duration.ofMillis(100));
        assertThat(fresh.received()).isEmpty();
        store.goOn();
        gateway.run();
        assertThat(fresh.receive().text()).contains("\"resumed\":true").contains("\"lastSeq\":5000");
        assertThat(device.receive().errorCode()).isEqualTo(10);
        assertThat(fresh.sequenced(REPORT, 5_000, "b").receive().text()).isEqualTo("b");
        assertThat(gateway.server.statistics().duplicates()).isEqualTo(1);
    }

    // ------------------------------------------------------------------ how

    private static Push.Handler told(List<String> ends) {
        return new Push.Handler() {
            @Override
            public void answered(byte[] body) {
                ends.add("answered");
            }

            @Override
            public void failed(PushFailure failure) {
                ends.add(failure.kind().name());
            }
        };
    }

    private StepServer start(Consumer<StepServer.Settings> how) {
        StepServer.Settings settings = new StepServer.Settings();
        how.accept(settings);
        StepServer gateway = new StepServer(settings);
        open.add(gateway);
        return gateway;
    }

    /** A store in memory that can fail, and tell late that it has written. */
    private static final class Store implements SessionStore {
        final MemorySessionStore records = new MemorySessionStore(() -> 0);
        private final List<Runnable> late = new ArrayList<>();
        boolean broken;
        boolean slow;

        void goOn() {
            slow = false;
            late.forEach(Runnable::run);
        }

        private <T> CompletionStage<T> when(CompletionStage<T> done) {
            if (broken) {
                return CompletableFuture.failedStage(new IllegalStateException("on purpose"));
            }
            if (!slow) {
                return done;
            }
            CompletableFuture<T> told = new CompletableFuture<>();
            late.add(() -> told.complete(done.toCompletableFuture().join()));
            return told;
        }

        @Override
        public CompletionStage<@Nullable SessionRecord> find(String clientId) {
            return records.find(clientId);
        }

        @Override
        public CompletionStage<Boolean> replace(@Nullable SessionRecord expected, SessionRecord next) {
            return when(broken ? CompletableFuture.completedStage(false) : records.replace(expected, next));
        }

        @Override
        public CompletionStage<Boolean> reserve(SessionRecord marks) {
            return broken ? when(CompletableFuture.completedStage(false)) : records.reserve(marks);
        }

        @Override
        public void refresh(Collection<SessionRecord> sessions) {
            records.refresh(sessions);
        }

        @Override
        public void remove(SessionRecord session) {
            records.remove(session);
        }

        @Override
        public PushQueue pushes() {
            return records.pushes();
        }

        @Override
        public void close() {
            records.close();
        }
    }
}
