package io.camelmcp.component.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.component.client.ClientFailure.Kind;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** docs/protocol.md, sections 2, 3 and 5: what becomes of requests when answers, connections and sessions get lost. */
class ResumeTest extends SessionClientTestBase {

    private void echo() {
        gateway.behaviour = (channel, frame) -> channel.writeAndFlush(frame.answer(frame.body()));
    }

    private void silence() {
        gateway.behaviour = (channel, frame) -> {};
    }

    private List<Reply<byte[]>> send(DeviceClient client, int count) throws ClientFailure {
        List<Reply<byte[]>> replies = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            replies.add(Reply.to(client, report("m" + i)));
        }
        return replies;
    }

    private List<Integer> nextNumbers(int count) throws InterruptedException {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add(gateway.next().seq());
        }
        return numbers;
    }

    // ------------------------------------------------------------------ reconnect

    @Test
    void resumedSessionGetsAllThatIsUnansweredAgainWithTheSameNumbersOldestFirst() throws Exception {
        silence();
        DeviceClient client = client();
        List<Reply<byte[]>> replies = send(client, 4);
        assertThat(nextNumbers(4)).containsExactly(1, 2, 3, 4);
        gateway.channel().writeAndFlush(SessionPeer.answer(McpCommand.REPORT, 2));
        replies.get(1).answer();

        echo();
        gateway.channel().close();
        assertThat(nextNumbers(3)).containsExactly(1, 3, 4);
        assertThat(text(replies.get(0).answer())).isEqualTo("m1");
        assertThat(text(replies.get(3).answer())).isEqualTo("m4");
        gateway.nextLogin();
        assertThat(gateway.nextLogin().sessionId()).isEqualTo(gateway.sessionId);

        Reply.to(client, report("next")).answer();
        assertThat(gateway.next().seq()).as("numbers go on").isEqualTo(5);
        assertThat(client.status().session().resumes()).isEqualTo(1);
    }

    @Test
    void newSessionGetsWhatIsUnansweredWithNewNumbers() throws Exception {
        silence();
        DeviceClient client = client();
        List<Reply<byte[]>> replies = send(client, 3);
        nextNumbers(3);
        gateway.channel().writeAndFlush(SessionPeer.answer(McpCommand.REPORT, 1));
        replies.get(0).answer();
        echo();
        gateway.endSession();
        gateway.channel().close();
        List<McpFrame> again = List.of(gateway.next(), gateway.next());
        assertThat(again).extracting(McpFrame::seq).containsExactly(1, 2);
        assertThat(again).extracting(frame -> text(frame.body())).containsExactly("m2", "m3");
        assertThat(text(replies.get(1).answer())).isEqualTo("m2");
        assertThat(text(replies.get(2).answer())).isEqualTo("m3");
    }

    @Test
    void requestsBehindTheWindowFollowThoseOfTheLostConnection() throws Exception {
        silence();
        DeviceClient client = client(toGateway().window(2).build());
        List<Reply<byte[]>> replies = send(client, 5);
        nextNumbers(2);
        echo();
        gateway.channel().close();
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            bodies.add(text(gateway.next().body()));
        }
        assertThat(bodies).containsExactly("m1", "m2", "m3", "m4", "m5");
        for (Reply<byte[]> reply : replies) {
            reply.answer();
        }
    }

    @Test
    void requestsWaitWhileTheGatewayIsAway() throws Exception {
        DeviceClient client = client();
        Reply.to(client, report("first")).answer();
        int port = gateway.port();
        String session = gateway.sessionId;
        gateway.close();
        await().atMost(PATIENCE).until(() -> client.status().connected() == 0);
        Reply<byte[]> waiting = Reply.to(client, report("waiting"));
        Reply<byte[]> impatient = Reply.to(client, report("impatient"), Duration.ofMillis(50));
        assertThat(impatient.failure().kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(impatient.failure()).hasMessageContaining("has not been sent");
        await().atMost(PATIENCE).until(() -> client.status().attempts() > 3);
        assertThat(waiting).isNotDone();

        SessionPeer back = closing(new SessionPeer(group, port));
        back.sessionId = session;
        assertThat(text(waiting.answer())).isEqualTo("waiting");
        assertThat(back.next().seq()).as("nothing of the impatient one").isEqualTo(2);
    }

    @Test
    void requestInFlightWaitsNoLongerThanItsOwnTimeout() throws Exception {
        silence();
        DeviceClient client = client();
        Reply<byte[]> inFlight = Reply.to(client, report("a"), Duration.ofMillis(500));
        gateway.next();
        gateway.close();
        ClientFailure failure = inFlight.failure();
        assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(failure).hasMessageContaining("is unknown");
        assertThat(client.status().outstanding()).isZero();
    }

    @Test
    void goAwayIsFollowedByAResume() throws Exception {
        silence();
        DeviceClient client =
                client(toGateway().reconnectDelay(Duration.ofMinutes(5)).build());
        Reply<byte[]> held = Reply.to(client, report("held"));
        gateway.next();
        Channel first = gateway.channel();
        echo();
        first.writeAndFlush(McpFrame.sequenced(McpCommand.GOAWAY, 0, 0, bytes("{\"retryAfterMs\":10}")));
        first.close();
        assertThat(text(held.answer())).isEqualTo("held");
        assertThat(gateway.next().seq()).isEqualTo(1);
        assertThat(client.status().session().resumes()).isEqualTo(1);
    }

    @Test
    void logoutOfTheGatewayEndsTheSession() throws Exception {
        DeviceClient client = client();
        Reply.to(client, report("a")).answer();
        gateway.nextLogin();
        gateway.channel().writeAndFlush(McpFrame.sequenced(McpCommand.LOGOUT, 0, 3, bytes("")));
        assertThat(gateway.nextLogin().sessionId()).isNull();
        await().atMost(PATIENCE).until(() -> client.status().connected() == 1);
    }

    // ------------------------------------------------------------------ retransmission

    @Test
    void frameWithoutAnAnswerIsSentAgainAsItWas() throws Exception {
        AtomicInteger seen = new AtomicInteger();
        gateway.behaviour = (channel, frame) -> {
            if (seen.incrementAndGet() == 3) {
                channel.writeAndFlush(frame.answer(frame.body()));
            }
        };
        DeviceClient client =
                client(toGateway().session(session(2, Duration.ofMillis(30))).build());
        assertThat(text(Reply.to(client, report("again")).answer())).isEqualTo("again");
        McpFrame first = gateway.next();
        assertThat(gateway.next()).isEqualTo(first);
        assertThat(gateway.next()).isEqualTo(first);
        assertThat(client.status().attempts()).isEqualTo(1);
        assertThat(client.status().session().retransmissions()).isEqualTo(2);
    }

    @Test
    void connectionOnWhichRetransmissionsAreInVainIsReplacedAndTheSessionResumed() throws Exception {
        Channel[] deaf = new Channel[1];
        gateway.behaviour = (channel, frame) -> {
            deaf[0] = deaf[0] == null ? channel : deaf[0];
            if (channel != deaf[0]) {
                channel.writeAndFlush(frame.answer(frame.body()));
            }
        };
        DeviceClient client = client(toGateway()
                .session(session(1, Duration.ofMillis(30)))
                .reconnectDelay(Duration.ofMinutes(5))
                .build());
        assertThat(text(Reply.to(client, report("a")).answer())).isEqualTo("a");
        assertThat(nextNumbers(3)).containsExactly(1, 1, 1);
        assertThat(client.status().attempts()).isEqualTo(2);
        assertThat(client.status().session().resumes()).isEqualTo(1);
    }

    // ------------------------------------------------------------------ errors

    @Test
    void busyIsTriedAgainWithTheSameNumber() throws Exception {
        AtomicInteger refused = new AtomicInteger();
        gateway.behaviour = (channel, frame) -> channel.writeAndFlush(
                refused.incrementAndGet() < 4 ? frame.error(McpErrorCode.BUSY, "") : frame.answer(frame.body()));
        DeviceClient client = client();
        assertThat(text(Reply.to(client, report("a")).answer())).isEqualTo("a");
        assertThat(nextNumbers(4)).containsExactly(1, 1, 1, 1);
    }

    @Test
    void busyUntilTheTimeIsOverIsTheReason() throws Exception {
        gateway.behaviour = (channel, frame) -> channel.writeAndFlush(frame.error(McpErrorCode.BUSY, "full"));
        DeviceClient client =
                client(toGateway().reconnectDelay(Duration.ofMinutes(5)).build());
        ClientFailure failure =
                Reply.to(client, report("a"), Duration.ofMillis(300)).failure();
        assertThat(failure.kind()).isEqualTo(Kind.PEER_ERROR);
        assertThat(failure.error().code()).isEqualTo(McpErrorCode.BUSY.code());
    }

    @Test
    void timeoutOfTheGatewayIsFollowedByTheSameFrameUntilTheLimit() throws Exception {
        gateway.behaviour = (channel, frame) -> channel.writeAndFlush(frame.error(McpErrorCode.TIMEOUT, ""));
        DeviceClient client = client();
        ClientFailure failure = Reply.to(client, report("a")).failure();
        assertThat(failure.error().code()).isEqualTo(McpErrorCode.TIMEOUT.code());
        assertThat(nextNumbers(3)).containsExactly(1, 1, 1);
        assertThat(gateway.frames).isEmpty();
    }

    @Test
    void otherErrorsAreTheCallersBusiness() throws Exception {
        for (McpErrorCode code : List.of(
                McpErrorCode.FAILED, McpErrorCode.FORBIDDEN, McpErrorCode.STALE, McpErrorCode.UNKNOWN_COMMAND)) {
            gateway.behaviour = (channel, frame) -> channel.writeAndFlush(frame.error(code, ""));
            DeviceClient client = client();
            assertThat(Reply.to(client, report("a")).failure().error().code()).isEqualTo(code.code());
            gateway.next();
            assertThat(gateway.frames).as("not sent again").isEmpty();
            assertThat(client.status().attempts()).isEqualTo(1);
            client.close().get(10, TimeUnit.SECONDS);
            gateway.next();
        }
    }

    @Test
    void sessionThatIsGoneIsFollowedByALoginOnTheSameConnectionAndNewNumbers() throws Exception {
        gateway.behaviour = (channel, frame) -> {
            if (frame.seq() <= 2) {
                gateway.endSession();
                channel.writeAndFlush(frame.error(McpErrorCode.SESSION_GONE, ""));
            } else {
                channel.writeAndFlush(frame.answer(frame.body()));
            }
        };
        DeviceClient client = client();
        List<Reply<byte[]>> replies = send(client, 2);
        assertThat(text(replies.get(0).answer())).isEqualTo("m1");
        assertThat(text(replies.get(1).answer())).isEqualTo("m2");
        assertThat(nextNumbers(4))
                .as("later answers to 1 and 2 would be ambiguous")
                .containsExactly(1, 2, 3, 4);
        gateway.nextLogin();
        assertThat(gateway.nextLogin().sessionId()).isNull();
        assertThat(gateway.peer.channels).hasSize(1);
    }

    @Test
    void requestThatNeedsALoginIsSentAgainAfterOne() throws Exception {
        AtomicInteger seen = new AtomicInteger();
        gateway.behaviour = (channel, frame) -> channel.writeAndFlush(
                seen.incrementAndGet() == 1 ? frame.error(McpErrorCode.NOT_LOGGED_IN, "") : frame.answer(frame.body()));
        DeviceClient client = client();
        assertThat(text(Reply.to(client, report("a")).answer())).isEqualTo("a");
        assertThat(nextNumbers(2)).as("the session was still there").containsExactly(1, 1);
        assertThat(gateway.logins).hasSize(2);
        assertThat(gateway.peer.channels).hasSize(1);
    }

    @Test
    void gatewayThatForgetsEachSessionItGivesIsNotAskedInATightLoop() throws Exception {
        gateway.behaviour = (channel, frame) -> {
            gateway.endSession();
            channel.writeAndFlush(frame.error(McpErrorCode.SESSION_GONE, ""));
        };
        DeviceClient client =
                client(toGateway().reconnectDelay(Duration.ofMinutes(5)).build());
        Reply<byte[]> reply = Reply.to(client, report("a"));
        await().atMost(PATIENCE).until(() -> client.status().lastError() != null);
        assertThat(client.status().lastError()).contains("SESSION_GONE");
        assertThat(gateway.logins).hasSize(2);
        assertThat(reply).isNotDone();
    }

    @Test
    void lateAnswerIsCountedAndItsNumberNotGivenAgain() throws Exception {
        gateway.behaviour = (channel, frame) -> {
            if (frame.seq() > 1) {
                channel.writeAndFlush(frame.answer(frame.body()));
            }
        };
        DeviceClient client = client();
        // the login is not part of the time, so that the request is sent in any case
        client.connect().get(10, TimeUnit.SECONDS);
        assertThat(Reply.to(client, report("late"), Duration.ofMillis(200))
                        .failure()
                        .kind())
                .isEqualTo(Kind.TIMEOUT);
        McpFrame late = gateway.next();
        // written before the next request comes, which its event loop may see before the tasks of others
        gateway.channel().writeAndFlush(late.answer(bytes("too late"))).sync();
        assertThat(text(Reply.to(client, report("next")).answer())).isEqualTo("next");
        assertThat(client.status().lateAnswers()).isEqualTo(1);
        assertThat(client.status().attempts()).isEqualTo(1);
    }

    @Test
    void numbersWrapAndPassOverThoseThatWereGivenUp() throws Exception {
        AtomicInteger last = new AtomicInteger();
        gateway.behaviour = (channel, frame) -> {
            last.set(frame.seq());
            if (!text(frame.body()).equals("silent")) {
                channel.writeAndFlush(frame.answer(frame.body()));
            }
        };
        gateway.window = 1_024;
        DeviceClient client =
                client(toGateway().window(1_024).maxPending(70_000).build());
        assertThat(Reply.to(client, report("silent"), Duration.ofMillis(200))
                        .failure()
                        .kind())
                .isEqualTo(Kind.TIMEOUT);
        List<Reply<byte[]>> replies = new ArrayList<>();
        for (int i = 2; i <= 65_535; i++) {
            replies.add(Reply.to(client, report("x"), Duration.ofMinutes(2)));
        }
        for (Reply<byte[]> reply : replies) {
            reply.get(50, TimeUnit.SECONDS);
        }
        assertThat(last).hasValue(65_535);
        Reply.to(client, report("x")).answer();
        assertThat(last).as("1 may still be answered").hasValue(2);
    }

    // ------------------------------------------------------------------ heartbeat

    @Test
    void clientSendsPingAtTheAgreedIntervalAndMeasures() throws Exception {
        gateway.heartbeat = 1;
        DeviceClient client = client();
        client.connect().get(10, TimeUnit.SECONDS);
        await().atMost(PATIENCE).until(() -> gateway.pings.get() >= 2);
        await().atMost(PATIENCE).until(() -> client.status().session().rttMillis() >= 0);
        assertThat(client.status().session().link()).isEqualTo("GOOD");
        assertThat(client.status().attempts()).isEqualTo(1);
    }

    @Test
    void peerThatIsSilentForThreeIntervalsIsDeadAndTheSessionIsResumed() throws Exception {
        gateway.heartbeat = 1;
        gateway.answersPing = false;
        silence();
        DeviceClient client =
                client(toGateway().reconnectDelay(Duration.ofMinutes(5)).build());
        Reply<byte[]> reply = Reply.to(client, report("a"));
        gateway.next();
        Channel dead = gateway.channel();
        echo();
        gateway.answersPing = true;
        // the gateway hears it, but what it says gets lost
        dead.pipeline().addFirst(new Mute());
        assertThat(text(reply.answer())).isEqualTo("a");
        assertThat(gateway.next().seq()).isEqualTo(1);
        await().atMost(PATIENCE).until(() -> !dead.isOpen());
        assertThat(client.status().session().resumes()).isEqualTo(1);
    }

    private static final class Mute extends io.netty.channel.ChannelOutboundHandlerAdapter {
        @Override
        public void write(
                io.netty.channel.ChannelHandlerContext ctx, Object message, io.netty.channel.ChannelPromise promise) {
            io.netty.util.ReferenceCountUtil.release(message);
            promise.setSuccess();
        }
    }
}
