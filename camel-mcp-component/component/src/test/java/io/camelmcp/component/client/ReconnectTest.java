package io.camelmcp.component.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.McpFrameEncoder;
import io.camelmcp.component.client.ClientFailure.Kind;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The connection is not there, goes away, comes back. */
class ReconnectTest extends ClientTestBase {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** A socket whose port nobody listens on, nor can take. */
    private Socket deadEnd() throws IOException {
        Socket bound = closing(new Socket());
        bound.bind(new InetSocketAddress("127.0.0.1", 0));
        return bound;
    }

    private TestPeer echo(int port) {
        return closing(TestPeer.mcp(group, port, (channel, frame) -> {
            if (!frame.isAnswer()) {
                channel.writeAndFlush(frame.answer(frame.body()));
            }
        }));
    }

    @Test
    void failedAttemptFailsWhatWaitsForItAndNamesThePeer() throws Exception {
        int port = deadEnd().getLocalPort();
        DeviceClient client = client(to(port).build());
        ClientFailure failure = Reply.to(client, report("a")).failure();
        assertThat(failure.kind()).isEqualTo(Kind.NOT_CONNECTED);
        assertThat(failure).hasMessageContaining("127.0.0.1:" + port).hasCauseInstanceOf(ConnectException.class);
        assertThat(client.status().lastError()).contains("refused");
        assertThat(client.status().dialed()).isTrue();
    }

    @Test
    void unknownHostIsAFailedAttempt() throws Exception {
        DeviceClient client = client(to(1).host("no-such-host.invalid").build());
        ClientFailure failure = Reply.to(client, report("a")).failure();
        assertThat(failure.kind()).isEqualTo(Kind.NOT_CONNECTED);
        assertThat(failure).hasRootCauseInstanceOf(UnknownHostException.class);
    }

    @Test
    void hostNameIsLookedUp() throws Exception {
        TestPeer peer = echo(0);
        DeviceClient client = client(to(peer.port()).host("localhost").build());
        assertThat(text(Reply.to(client, report("a")).answer())).isEqualTo("a");
    }

    @Test
    void requestDuringThePauseWaitsForTheNextAttempt() throws Exception {
        Socket deadEnd = deadEnd();
        int port = deadEnd.getLocalPort();
        DeviceClient client =
                client(to(port).reconnectDelay(Duration.ofSeconds(2)).build());
        assertThat(Reply.to(client, report("first")).failure().kind()).isEqualTo(Kind.NOT_CONNECTED);
        deadEnd.close();
        echo(port);
        assertThat(text(Reply.to(client, report("second")).answer())).isEqualTo("second");
        assertThat(client.status().lastError()).isNull();
    }

    @Test
    void requestDuringThePauseWaitsNoLongerThanItsTimeout() throws Exception {
        DeviceClient client = client(to(deadEnd().getLocalPort())
                .reconnectDelay(Duration.ofMinutes(5))
                .build());
        assertThat(Reply.to(client, report("first")).failure().kind()).isEqualTo(Kind.NOT_CONNECTED);
        ClientFailure failure =
                Reply.to(client, report("second"), Duration.ofMillis(50)).failure();
        assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(failure).hasMessageContaining("has not been sent");
    }

    @Test
    void lostConnectionFailsWhatIsInFlightAsUnknownAndSendsWhatWaitedLater() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        TestPeer peer = closing(TestPeer.mcp(group, (channel, frame) -> {
            if (connections.getAndIncrement() == 0) {
                // half an answer, then nothing any more
                byte[] answer = McpFrameEncoder.encode(frame.answer(bytes("cut")));
                channel.writeAndFlush(Unpooled.wrappedBuffer(answer, 0, answer.length - 3));
                channel.close();
            } else {
                channel.writeAndFlush(frame.answer(frame.body()));
            }
        }));
        DeviceClient client = client(to(peer.port()).window(1).build());
        Reply<byte[]> inFlight = Reply.to(client, report("in flight"));
        Reply<byte[]> waiting = Reply.to(client, report("waiting"));
        ClientFailure failure = inFlight.failure();
        assertThat(failure.kind()).isEqualTo(Kind.CONNECTION_LOST);
        assertThat(failure).hasMessageContaining("unknown").hasMessageContaining("closed by the peer");
        assertThat(text(waiting.answer())).isEqualTo("waiting");
        assertThat(client.status().attempts()).isEqualTo(2);
    }

    @Test
    void lostConnectionComesBackWithoutARequest() throws Exception {
        TestPeer peer = echo(0);
        DeviceClient client = client(to(peer.port()).build());
        client.connect().get(10, TimeUnit.SECONDS);
        await().atMost(PATIENCE).until(() -> peer.channels.size() == 1);
        peer.channels.get(0).close();
        await().atMost(PATIENCE).until(() -> peer.channels.size() == 2);
        await().atMost(PATIENCE).until(() -> client.status().connected() == 1);
    }

    @Test
    void octetsThatAreNoFrameEndTheConnection() throws Exception {
        TestPeer peer = closing(TestPeer.mcp(
                group, (channel, frame) -> channel.writeAndFlush(Unpooled.wrappedBuffer(bytes("HTTP/1.1 400")))));
        DeviceClient client = client(to(peer.port()).build());
        ClientFailure failure = Reply.to(client, report("a")).failure();
        assertThat(failure.kind()).isEqualTo(Kind.CONNECTION_LOST);
        assertThat(failure).hasMessageContaining("4D 43");
    }

    @Test
    void peerIsToldWhatWasWrongBeforeTheConnectionIsClosed() throws Exception {
        byte[] corrupt = McpFrameEncoder.encode(McpFrame.plain(McpCommand.PING, bytes("x")));
        corrupt[corrupt.length - 1]++;
        // there was no valid frame, hence version 1
        assertTold(McpFrame.unsolicitedError(V1, McpErrorCode.BAD_FRAME, "bad frame"), corrupt);
        // in the version of the last valid one
        byte[] valid = McpFrameEncoder.encode(McpFrame.sequenced(0x8C, 0, 999, bytes("")));
        assertTold(McpFrame.unsolicitedError(V2, McpErrorCode.BAD_FRAME, "bad frame"), valid, corrupt);
        byte[] tooLong = HexFormat.of().parseHex("4D43018C7FFFFFFF");
        assertTold(McpFrame.unsolicitedError(V1, McpErrorCode.FRAME_TOO_LARGE, "frame too large"), tooLong);
    }

    private void assertTold(McpFrame error, byte[]... said) throws Exception {
        TestPeer peer = closing(TestPeer.mcp(group, (channel, frame) -> {
            if (!frame.isAnswer()) {
                channel.writeAndFlush(Unpooled.wrappedBuffer(said));
            }
        }));
        DeviceClient client =
                client(to(peer.port()).reconnectDelay(Duration.ofMinutes(5)).build());
        ClientFailure failure = Reply.to(client, report("a")).failure();
        assertThat(failure.kind()).isEqualTo(Kind.CONNECTION_LOST);
        assertThat(peer.<McpFrame>next().command()).isEqualTo(McpCommand.REPORT);
        assertThat(peer.<McpFrame>next()).isEqualTo(error);
        await().atMost(PATIENCE).until(() -> !peer.channels.get(0).isOpen());
    }

    @Test
    void goAwayLetsRequestsFinishAndComesBackAfterTheGivenTime() throws Exception {
        TestPeer peer = closing(TestPeer.mcp(group, (channel, frame) -> {
            if (text(frame.body()).equals("again")) {
                channel.writeAndFlush(frame.answer(frame.body()));
            }
        }));
        DeviceClient client =
                client(to(peer.port()).reconnectDelay(Duration.ofMinutes(5)).build());
        Reply<byte[]> inFlight = Reply.to(client, report("in flight"));
        McpFrame request = peer.next();
        Channel channel = peer.channels.get(0);
        channel.writeAndFlush(McpFrame.sequenced(McpCommand.GOAWAY, 0, 0, bytes("{\"retryAfterMs\":30}")));
        // its answer comes after the GOAWAY has been handled, so no new request is sent here any more
        channel.writeAndFlush(McpFrame.sequenced(McpCommand.PING, 0, 1, bytes("")));
        assertThat(peer.<McpFrame>next().command()).isEqualTo(McpCommand.PING | McpCommand.ANSWER_BIT);
        Reply<byte[]> again = Reply.to(client, report("again"));
        channel.writeAndFlush(request.answer(bytes("done")));

        assertThat(text(inFlight.answer())).isEqualTo("done");
        assertThat(text(again.answer())).isEqualTo("again");
        assertThat(peer.channels).hasSize(2);
        await().atMost(PATIENCE).until(() -> !channel.isOpen());
    }

    @Test
    void drainedConnectionIsLeftWhenItsLastRequestTimesOut() throws Exception {
        TestPeer peer = neverAnswersOnItsFirstConnection();
        DeviceClient client = client(to(peer.port()).build());
        client.connect().get(10, TimeUnit.SECONDS);
        Reply<byte[]> last = Reply.to(client, report("last"), Duration.ofSeconds(1));
        peer.next();
        goAway(peer);
        // its answer comes after the GOAWAY has been handled, so no new request is sent here any more
        peer.channels.get(0).writeAndFlush(McpFrame.sequenced(McpCommand.PING, 0, 1, bytes("")));
        assertThat(peer.<McpFrame>next().command()).isEqualTo(McpCommand.PING | McpCommand.ANSWER_BIT);

        assertThat(last.failure().kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(text(Reply.to(client, report("next")).answer())).isEqualTo("next");
        assertThat(client.status().attempts()).isEqualTo(2);
    }

    @Test
    void drainingEndsEvenThoughARequestMayWaitLonger() throws Exception {
        TestPeer peer = neverAnswersOnItsFirstConnection();
        ClientOptions options = to(peer.port()).build();
        EventLoop loop = group.next();
        ClientConnection connection = new ClientConnection(
                options,
                loop,
                new McpWire(V2, options.maxPayload(), new PeerInbox(options, loop, new PeerCommands())),
                null,
                new ReconnectBackoff(options.reconnectDelay(), options.reconnectMaxDelay(), () -> 0, System::nanoTime),
                Duration.ofMillis(50));
        closing(() -> connection.close().get(10, TimeUnit.SECONDS));
        Reply<byte[]> patient = submit(connection, report("patient"));
        peer.next();
        goAway(peer);

        ClientFailure failure = patient.failure();
        assertThat(failure.kind()).isEqualTo(Kind.CONNECTION_LOST);
        assertThat(failure).hasMessageContaining("GOAWAY").hasMessageContaining("50 ms");
        assertThat(text(submit(connection, report("next")).answer())).isEqualTo("next");
        assertThat(connection.status().attempts()).isEqualTo(2);
    }

    private TestPeer neverAnswersOnItsFirstConnection() {
        AtomicReference<Channel> first = new AtomicReference<>();
        return closing(TestPeer.mcp(group, (channel, frame) -> {
            first.compareAndSet(null, channel);
            if (channel != first.get() && !frame.isAnswer()) {
                channel.writeAndFlush(frame.answer(frame.body()));
            }
        }));
    }

    private static void goAway(TestPeer peer) {
        peer.channels.get(0).writeAndFlush(McpFrame.sequenced(McpCommand.GOAWAY, 0, 0, bytes("{\"retryAfterMs\":0}")));
    }

    private static Reply<byte[]> submit(ClientConnection connection, McpCall request) {
        Reply<byte[]> reply = new Reply<>();
        connection.outstanding().incrementAndGet();
        connection.submit(new Call<>(request, reply, Reply.LONG.toMillis(), connection.outstanding()));
        return reply;
    }

    @Test
    void goAwayThatNamesNoTimeFollowsTheUsualDelay() throws Exception {
        TestPeer peer = echo(0);
        DeviceClient client = client(to(peer.port()).build());
        Reply.to(client, report("a")).answer();
        peer.channels.get(0).writeAndFlush(McpFrame.plain(McpCommand.GOAWAY, bytes("not JSON")));
        await().atMost(PATIENCE).until(() -> peer.channels.size() == 2);
        assertThat(text(Reply.to(client, report("b")).answer())).isEqualTo("b");
    }

    @Test
    void logoutOfThePeerIsAnsweredAndTheConnectionComesBack() throws Exception {
        TestPeer peer = echo(0);
        DeviceClient client = client(to(peer.port()).build());
        Reply.to(client, report("a")).answer();
        assertThat(peer.<McpFrame>next().command()).isEqualTo(McpCommand.REPORT);
        peer.channels.get(0).writeAndFlush(McpFrame.sequenced(McpCommand.LOGOUT, 0, 5, bytes("")));
        assertThat(peer.<McpFrame>next()).isEqualTo(McpFrame.sequenced(0x82, 0, 5, bytes("")));
        await().atMost(PATIENCE).until(() -> peer.channels.size() == 2);
    }

    @Test
    void pingIsAnsweredAndOtherRequestsOfThePeerAreNotKnown() throws Exception {
        TestPeer peer = echo(0);
        DeviceClient client = client(to(peer.port()).build());
        Reply.to(client, report("a")).answer();
        peer.next();
        Channel channel = peer.channels.get(0);
        channel.writeAndFlush(McpFrame.sequenced(McpCommand.PING, 0, 3, bytes("12345678")));
        assertThat(peer.<McpFrame>next()).isEqualTo(McpFrame.sequenced(0x83, 0, 3, bytes("12345678")));
        channel.writeAndFlush(McpFrame.plain(McpCommand.PING, bytes("")));
        assertThat(peer.<McpFrame>next()).isEqualTo(McpFrame.plain(0x83, bytes("")));
        McpFrame command = McpFrame.sequenced(McpCommand.COMMAND, 4, 4, bytes("go"));
        channel.writeAndFlush(command);
        McpFrame error = peer.next();
        assertThat(error.command()).isEqualTo(McpCommand.ERROR);
        assertThat(error.seq()).isEqualTo(4);
        assertThat(error.body()).startsWith(McpCommand.COMMAND, 0, McpErrorCode.UNKNOWN_COMMAND.code());
        // seq 0 wants no answer
        channel.writeAndFlush(McpFrame.sequenced(McpCommand.COMMAND, 0, 0, bytes("go")));
        channel.writeAndFlush(McpFrame.sequenced(McpCommand.PING, 0, 6, bytes("")));
        assertThat(peer.<McpFrame>next().seq()).isEqualTo(6);
        // longer than 16 octets: told, then closed
        channel.writeAndFlush(McpFrame.sequenced(McpCommand.PING, 0, 7, new byte[17]));
        assertThat(peer.<McpFrame>next().command()).isEqualTo(McpCommand.ERROR);
        await().atMost(PATIENCE).until(() -> !channel.isOpen());
        assertThat(peer.received).as("told once").isEmpty();
    }

    @Test
    void clientThatWasTakenOverComesBackOnlyForARequest() throws Exception {
        TestPeer peer = echo(0);
        DeviceClient client = client(to(peer.port()).build());
        Reply.to(client, report("a")).answer();
        Channel channel = peer.channels.get(0);
        channel.writeAndFlush(McpFrame.unsolicitedError(V2, McpErrorCode.TAKEN_OVER, ""));
        channel.close();
        await().atMost(PATIENCE).until(() -> client.status().connected() == 0);
        assertThat(client.status().attempts()).isEqualTo(1);
        assertThat(client.status().dialed()).isFalse();
        assertThat(text(Reply.to(client, report("b")).answer())).isEqualTo("b");
    }

    @Test
    void connectTellsTheOutcome() throws Exception {
        TestPeer peer = echo(0);
        DeviceClient good = client(to(peer.port()).build());
        good.connect().get(10, TimeUnit.SECONDS);
        good.connect().get(10, TimeUnit.SECONDS);
        assertThat(good.status().attempts()).isEqualTo(1);

        DeviceClient bad = client(to(deadEnd().getLocalPort()).build());
        assertThatThrownBy(() -> bad.connect().get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(ClientFailure.class);
    }

    @Test
    void closedClientFailsWhatItHadAndWhatComes() throws Exception {
        TestPeer peer = closing(TestPeer.mcp(group, (channel, frame) -> {}));
        DeviceClient client = client(to(peer.port()).window(1).build());
        Reply<byte[]> inFlight = Reply.to(client, report("in flight"));
        Reply<byte[]> waiting = Reply.to(client, report("waiting"));
        peer.next();
        client.close().get(10, TimeUnit.SECONDS);
        assertThat(inFlight.failure().kind()).isEqualTo(Kind.CONNECTION_LOST);
        assertThat(waiting.failure().kind()).isEqualTo(Kind.CLOSED);
        assertThat(Reply.to(client, report("after")).failure().kind()).isEqualTo(Kind.CLOSED);
        assertThatThrownBy(() -> client.connect().get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(ClientFailure.class);
        await().atMost(PATIENCE).until(() -> !peer.channels.get(0).isOpen());
        assertThat(client.status().outstanding()).isZero();
    }

    @Test
    void requestAfterTheEventLoopsHaveEndedFails() throws Exception {
        NioEventLoopGroup ended = new NioEventLoopGroup(1);
        DeviceClient client = new DeviceClient(to(1).build(), ended, null);
        ended.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        assertThat(Reply.to(client, report("a")).failure().kind()).isEqualTo(Kind.CLOSED);
        client.close().get(10, TimeUnit.SECONDS);
    }
}
