package io.camelmcp.component.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpError;
import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.Protocol;
import io.camelmcp.component.session.sequence.ReceivedNumbers;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** docs/protocol.md, section 3: requests of the peer, each once within a session, in their order. */
class PushTest extends SessionClientTestBase {

    /** Keeps requests until a test ends them. */
    private static final class Route implements PeerHandler {
        final BlockingQueue<PeerRequest> requests = new LinkedBlockingQueue<>();
        final AtomicInteger pending = new AtomicInteger();
        volatile boolean suspended;
        volatile Duration timeout = Duration.ofMinutes(1);
        volatile Executor executor;

        @Override
        public void handle(PeerRequest request) {
            requests.add(request);
        }

        PeerRequest next() throws InterruptedException {
            PeerRequest request = requests.poll(10, TimeUnit.SECONDS);
            if (request == null) {
                throw new AssertionError("nothing was handed over within 10 s");
            }
            return request;
        }

        @Override
        public void accepted() {
            pending.incrementAndGet();
        }

        @Override
        public void ended() {
            pending.decrementAndGet();
        }

        @Override
        public Executor executor() {
            return executor;
        }

        @Override
        public boolean isSuspended() {
            return suspended;
        }

        @Override
        public long requestTimeoutNanos() {
            return timeout.toNanos();
        }
    }

    private final Route route = new Route();

    private DeviceClient served(OptionsBuilder options) throws Exception {
        DeviceClient client = client(options.build());
        client.serve(Set.of(), route);
        client.connect().get(10, TimeUnit.SECONDS);
        await().atMost(PATIENCE).until(() -> !gateway.peer.channels.isEmpty());
        return client;
    }

    private DeviceClient served() throws Exception {
        return served(toGateway());
    }

    private void push(int seq, String body) {
        gateway.channel().writeAndFlush(McpFrame.sequenced(McpCommand.COMMAND, 0, seq, bytes(body)));
    }

    private McpFrame ok(int seq, String body) {
        return McpFrame.sequenced(McpCommand.COMMAND | McpCommand.ANSWER_BIT, 0, seq, bytes(body));
    }

    private void assertError(int seq, McpErrorCode code) throws InterruptedException {
        McpFrame frame = gateway.next();
        assertThat(frame.command()).isEqualTo(McpCommand.ERROR);
        assertThat(frame.seq()).isEqualTo(seq);
        assertThat(McpError.decode(frame.body()).code()).isEqualTo(code.code());
    }

    /** All that was said before has been dealt with when this is answered. */
    private void barrier() throws InterruptedException {
        gateway.channel().writeAndFlush(McpFrame.sequenced(McpCommand.PING, 0, 77, bytes("")));
        assertThat(gateway.next()).isEqualTo(McpFrame.sequenced(0x83, 0, 77, bytes("")));
    }

    @Test
    void pushIsHandedOverWithItsSourceAndAnsweredWithTheOutcome() throws Exception {
        served();
        push(5, "open");
        PeerRequest request = route.next();
        assertThat(text(request.frame().body())).isEqualTo("open");
        assertThat(request.source().clientId()).isEqualTo("C1");
        assertThat(request.source().sessionId()).isEqualTo(gateway.sessionId);
        assertThat(request.source().remoteAddress()).isEqualTo("127.0.0.1:" + gateway.port());
        assertThat(request.messageId()).matches("C1/[A-Za-z0-9]{8}/5");
        assertThat(request.isDuplicate()).isFalse();
        request.complete(bytes("done"));
        request.fail(McpErrorCode.FAILED);
        assertThat(gateway.next()).isEqualTo(ok(5, "done"));
        await().atMost(PATIENCE).until(() -> route.pending.get() == 0);
    }

    @Test
    void commandThatNobodyTakesIsUnknown() throws Exception {
        DeviceClient client = client();
        client.serve(Set.of(McpCommand.READ_STATUS), route);
        client.connect().get(10, TimeUnit.SECONDS);
        await().atMost(PATIENCE).until(() -> !gateway.peer.channels.isEmpty());
        push(1, "");
        assertError(1, McpErrorCode.UNKNOWN_COMMAND);

        Route rest = new Route();
        client.serve(Set.of(), rest);
        push(2, "");
        rest.next().complete(bytes(""));
        gateway.next();
        gateway.channel().writeAndFlush(McpFrame.sequenced(0x70, 0, 3, bytes("")));
        assertError(3, McpErrorCode.UNKNOWN_COMMAND);

        assertThatThrownBy(() -> client.serve(Set.of(), new Route())).hasMessageContaining("commands=");
        assertThatThrownBy(() -> client.serve(Set.of(McpCommand.READ_STATUS), new Route()))
                .hasMessageContaining("READ_STATUS");
        client.unserve(rest);
        push(4, "");
        assertError(4, McpErrorCode.UNKNOWN_COMMAND);
    }

    @Test
    void pushesRunOneAfterAnotherInTheirOrder() throws Exception {
        served();
        for (int seq = 1; seq <= 5; seq++) {
            push(seq, "m" + seq);
        }
        for (int seq = 1; seq <= 5; seq++) {
            PeerRequest request = route.next();
            assertThat(text(request.frame().body())).isEqualTo("m" + seq);
            barrier();
            assertThat(route.requests).as("the next waits").isEmpty();
            request.complete(bytes(""));
            assertThat(gateway.next()).isEqualTo(ok(seq, ""));
        }
    }

    @Test
    void duplicateOfARunningPushAttachesToIt() throws Exception {
        served();
        push(1, "a");
        PeerRequest request = route.next();
        push(1, "a");
        barrier();
        request.complete(bytes("once"));
        assertThat(gateway.next()).isEqualTo(ok(1, "once"));
        barrier();
        assertThat(route.requests).isEmpty();
    }

    @Test
    void duplicateOfAnAnsweredPushGetsTheStoredAnswerAndDoesNotRunAgain() throws Exception {
        DeviceClient client = served();
        push(1, "a");
        route.next().complete(bytes("stored"));
        assertThat(gateway.next()).isEqualTo(ok(1, "stored"));
        push(1, "a");
        assertThat(gateway.next()).isEqualTo(ok(1, "stored"));
        assertThat(route.requests).isEmpty();
        assertThat(client.received()).isEqualTo(1);
    }

    @Test
    void failedPushIsRunAnewWhenItIsSentAgain() throws Exception {
        served();
        push(1, "a");
        PeerRequest first = route.next();
        first.fail(McpErrorCode.FAILED);
        assertError(1, McpErrorCode.FAILED);
        push(1, "a");
        PeerRequest second = route.next();
        assertThat(second.isDuplicate()).isTrue();
        assertThat(second.messageId()).isEqualTo(first.messageId());
        second.complete(bytes(""));
        assertThat(gateway.next()).isEqualTo(ok(1, ""));
    }

    @Test
    void pushThatTakesTooLongIsAnsweredByTimeoutAndNotOvertaken() throws Exception {
        route.timeout = Duration.ofMillis(30);
        served();
        push(1, "slow");
        PeerRequest slow = route.next();
        assertError(1, McpErrorCode.TIMEOUT);
        route.timeout = Duration.ofMinutes(1);
        push(2, "next");
        push(1, "slow");
        barrier();
        assertThat(route.requests).isEmpty();
        slow.complete(bytes("at last"));
        assertThat(gateway.next()).as("the duplicate has attached").isEqualTo(ok(1, "at last"));
        route.next().complete(bytes(""));
        assertThat(gateway.next()).isEqualTo(ok(2, ""));
    }

    @Test
    void outcomeAfterATimeoutThatNobodyAskedForAgainIsKeptForADuplicate() throws Exception {
        route.timeout = Duration.ofMillis(30);
        served();
        push(1, "slow");
        PeerRequest slow = route.next();
        assertError(1, McpErrorCode.TIMEOUT);
        slow.complete(bytes("late"));
        await().atMost(PATIENCE).until(() -> route.pending.get() == 0);
        barrier();
        push(1, "slow");
        assertThat(gateway.next()).isEqualTo(ok(1, "late"));
    }

    @Test
    void suspendedRouteIsBusyAndTakesThePushLater() throws Exception {
        route.suspended = true;
        served();
        push(1, "a");
        assertError(1, McpErrorCode.BUSY);
        route.suspended = false;
        push(1, "a");
        PeerRequest request = route.next();
        assertThat(request.isDuplicate()).as("it has not been handed over").isFalse();
        request.complete(bytes(""));
        assertThat(gateway.next()).isEqualTo(ok(1, ""));
    }

    @Test
    void numberTooFarBehindIsStale() throws Exception {
        served();
        push(2_000, "");
        route.next().complete(bytes(""));
        gateway.next();
        push(977, "");
        route.next().complete(bytes(""));
        assertThat(gateway.next().seq()).isEqualTo(977);
        push(976, "");
        assertError(976, McpErrorCode.STALE);
    }

    private void answer(int count, String body) throws InterruptedException {
        for (int seq = 1; seq <= count; seq++) {
            push(seq, "");
            route.next().complete(bytes(body));
            gateway.next();
        }
    }

    @Test
    void answerThatIsNoLongerKeptIsStale() throws Exception {
        served(toGateway().window(2));
        answer(ReceivedNumbers.MIN_ANSWERS + 1, "answer");
        push(1, "");
        assertError(1, McpErrorCode.STALE);
        push(2, "");
        assertThat(gateway.next()).isEqualTo(ok(2, "answer"));
    }

    @Test
    void emptyAnswersNeedNoPlace() throws Exception {
        served(toGateway().window(1));
        answer(ReceivedNumbers.MIN_ANSWERS + 1, "");
        push(1, "");
        assertThat(gateway.next()).isEqualTo(ok(1, ""));
    }

    @Test
    void readingStopsAtTwoWindowsAndGoesOnWhenItHasCaughtUp() throws Exception {
        gateway.window = 2;
        served(toGateway().window(2));
        for (int seq = 1; seq <= 6; seq++) {
            push(seq, "m" + seq);
        }
        gateway.channel().writeAndFlush(McpFrame.sequenced(McpCommand.PING, 0, 77, bytes("")));
        PeerRequest first = route.next();
        await().atMost(PATIENCE).until(() -> route.pending.get() == 4);
        assertThat(gateway.frames).as("not even PING is read").isEmpty();
        first.complete(bytes(""));
        for (int seq = 2; seq <= 6; seq++) {
            PeerRequest request = route.next();
            assertThat(text(request.frame().body())).isEqualTo("m" + seq);
            request.complete(bytes(""));
        }
        for (int i = 0; i < 7; i++) {
            gateway.next();
        }
        await().atMost(PATIENCE).until(() -> route.pending.get() == 0);
    }

    @Test
    void resumedSessionKnowsWhatHasBeenDone() throws Exception {
        served();
        push(1, "done");
        route.next().complete(bytes("stored"));
        gateway.next();
        push(2, "running");
        PeerRequest running = route.next();
        gateway.channel().close();
        await().atMost(PATIENCE).until(() -> gateway.logins.size() == 2);
        push(1, "done");
        assertThat(gateway.next()).isEqualTo(ok(1, "stored"));
        push(2, "running");
        barrier();
        running.complete(bytes("ran on"));
        assertThat(gateway.next()).isEqualTo(ok(2, "ran on"));
        assertThat(route.requests).isEmpty();
    }

    @Test
    void outcomeWithoutAConnectionIsKeptForTheNext() throws Exception {
        served();
        push(1, "running");
        PeerRequest running = route.next();
        String session = gateway.sessionId;
        int port = gateway.port();
        gateway.close();
        running.complete(bytes("meanwhile"));
        SessionPeer back = closing(new SessionPeer(group, port));
        back.sessionId = session;
        back.nextLogin();
        back.channel().writeAndFlush(McpFrame.sequenced(McpCommand.COMMAND, 0, 1, bytes("running")));
        McpFrame answer = back.next();
        // it may also have ended on the new connection, before the duplicate came
        assertThat(answer).isEqualTo(ok(1, "meanwhile"));
        assertThat(route.requests).isEmpty();
    }

    @Test
    void newSessionBeginsWithNewNumbersAndForgetsWhatHadNotBegun() throws Exception {
        served();
        push(1, "old");
        PeerRequest old = route.next();
        push(2, "not begun");
        barrier();
        gateway.endSession();
        gateway.channel().close();
        await().atMost(PATIENCE).until(() -> gateway.logins.size() == 2);
        push(1, "new");
        barrier();
        old.complete(bytes("nobody waits for it"));
        PeerRequest request = route.next();
        assertThat(text(request.frame().body())).isEqualTo("new");
        assertThat(request.messageId()).isNotEqualTo(old.messageId());
        request.complete(bytes("ok"));
        assertThat(gateway.next()).isEqualTo(ok(1, "ok"));
        await().atMost(PATIENCE).until(() -> route.pending.get() == 0);
    }

    @Test
    void logoutIsAnsweredAfterWhatCameBeforeIt() throws Exception {
        served();
        push(1, "a");
        PeerRequest request = route.next();
        Channel channel = gateway.channel();
        channel.writeAndFlush(McpFrame.sequenced(McpCommand.LOGOUT, 0, 9, bytes("")));
        barrier();
        request.complete(bytes(""));
        assertThat(gateway.next()).isEqualTo(ok(1, ""));
        assertThat(gateway.next()).isEqualTo(McpFrame.sequenced(0x82, 0, 9, bytes("")));
        await().atMost(PATIENCE).until(() -> !channel.isOpen());
    }

    @Test
    void drainedConnectionWaitsForThePushesThatRun() throws Exception {
        served();
        push(1, "a");
        PeerRequest request = route.next();
        Channel channel = gateway.channel();
        channel.writeAndFlush(McpFrame.sequenced(McpCommand.GOAWAY, 0, 0, bytes("{\"retryAfterMs\":0}")));
        barrier();
        assertThat(channel.isOpen()).isTrue();
        request.complete(bytes(""));
        assertThat(gateway.next()).isEqualTo(ok(1, ""));
        await().atMost(PATIENCE).until(() -> !channel.isOpen());
    }

    @Test
    void requestWithoutANumberIsRunAndNotAnswered() throws Exception {
        served();
        push(0, "note");
        PeerRequest request = route.next();
        assertThat(request.messageId()).matches("C1/[A-Za-z0-9]{8}/p1\\.1");
        request.complete(bytes("x"));
        barrier();
    }

    @Test
    void answerThatIsTooLongIsAFailure() throws Exception {
        served();
        push(1, "");
        route.next().complete(new byte[McpFrame.DEFAULT_MAX_PAYLOAD]);
        assertError(1, McpErrorCode.FAILED);
    }

    @Test
    void executorThatIsFullMakesThePushBusy() throws Exception {
        route.executor = task -> {
            throw new RejectedExecutionException("full");
        };
        served();
        push(1, "");
        assertError(1, McpErrorCode.BUSY);
        route.executor = Runnable::run;
        push(1, "");
        route.next().complete(bytes(""));
        assertThat(gateway.next()).isEqualTo(ok(1, ""));
    }

    @Test
    void peerWithoutSessionsIsServedInBothVersions() throws Exception {
        DeviceClient client = client(to(gateway.port()).build());
        client.serve(Set.of(), route);
        client.connect().get(10, TimeUnit.SECONDS);
        await().atMost(PATIENCE).until(() -> !gateway.peer.channels.isEmpty());
        gateway.channel().writeAndFlush(McpFrame.plain(McpCommand.REPORT, bytes("plain")));
        PeerRequest plain = route.next();
        assertThat(plain.source().clientId()).matches("~[A-Za-z0-9]{8}");
        assertThat(plain.source().sessionId()).isNull();
        plain.complete(bytes("answer"));
        assertThat(gateway.next()).isEqualTo(McpFrame.plain(0x8C, bytes("answer")));
        push(1, "first");
        route.next().complete(bytes(""));
        assertThat(gateway.next()).isEqualTo(ok(1, ""));
        push(1, "again");
        route.next().complete(bytes(""));
        assertThat(gateway.next()).as("without a session nothing is remembered").isEqualTo(ok(1, ""));
    }

    @Test
    void clientsThatCannotTakeRequestsSaySo() {
        DeviceClient modbus =
                client(to(gateway.port()).protocol(Protocol.MODBUS_TCP).build());
        assertThatThrownBy(() -> modbus.serve(Set.of(), route)).hasMessageContaining("modbusTcp");
        DeviceClient several = client(to(gateway.port()).connections(2).build());
        assertThatThrownBy(() -> several.serve(Set.of(), route)).hasMessageContaining("connections=2");
    }
}
