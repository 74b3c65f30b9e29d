package io.camelmcp.component.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.Protocol;
import io.camelmcp.component.client.ClientFailure.Kind;
import io.camelmcp.component.session.LoginRequest;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** docs/protocol.md, section 5, the client's end. */
class LoginTest extends SessionClientTestBase {

    @Test
    void loginSaysWhoTheClientIsAndWhatItWishes() throws Exception {
        client(toGateway().window(7).build()).connect().get(10, TimeUnit.SECONDS);
        LoginRequest login = gateway.nextLogin();
        assertThat(login.clientId()).isEqualTo("C1");
        assertThat(login.token()).isEqualTo("secret-token");
        assertThat(login.sessionId()).isNull();
        assertThat(login.groups()).containsExactly("north", "south");
        assertThat(login.heartbeat()).isEqualTo(30);
        assertThat(login.window()).isEqualTo(7);
    }

    @Test
    void nothingElseIsSentBeforeTheAnswerToTheLogin() throws Exception {
        BlockingQueue<McpFrame> held = new LinkedBlockingQueue<>();
        gateway.onLogin = (channel, login) -> held.add(login);
        DeviceClient client = client();
        Reply<byte[]> reply = Reply.to(client, report("a"));
        McpFrame login = held.poll(10, TimeUnit.SECONDS);
        assertThat(login.version()).isEqualTo(McpFrame.SEQUENCED);
        assertThat(login.seq()).isNotZero();
        assertThat(login.id()).isZero();
        // what had been sent would have arrived before the answer to this
        gateway.channel().writeAndFlush(McpFrame.sequenced(McpCommand.PING, 0, 9, bytes("x")));
        assertThat(gateway.next()).isEqualTo(McpFrame.sequenced(0x83, 0, 9, bytes("x")));
        assertThat(client.status().connected()).isZero();

        gateway.accept(gateway.channel(), login);
        assertThat(text(reply.answer())).isEqualTo("a");
        assertThat(gateway.next().seq()).isEqualTo(1);
        assertThat(client.status().connected()).isEqualTo(1);
    }

    @Test
    void windowOfTheAnswerCounts() throws Exception {
        gateway.window = 2;
        gateway.behaviour = (channel, frame) -> {};
        DeviceClient client = client();
        for (int i = 0; i < 3; i++) {
            Reply.to(client, report("m" + i));
        }
        assertThat(gateway.next().seq()).isEqualTo(1);
        assertThat(gateway.next().seq()).isEqualTo(2);
        gateway.channel().writeAndFlush(McpFrame.sequenced(McpCommand.PING, 0, 9, bytes("")));
        assertThat(gateway.next().command()).as("not the third").isEqualTo(0x83);
        gateway.channel().writeAndFlush(SessionPeer.answer(McpCommand.REPORT, 1));
        assertThat(gateway.next().seq()).isEqualTo(3);
    }

    @Test
    void refusedCredentialsFailAllThatWaitsAndAreNotTriedInATightLoop() throws Exception {
        for (McpErrorCode code : List.of(McpErrorCode.NOT_LOGGED_IN, McpErrorCode.FORBIDDEN)) {
            gateway.onLogin = (channel, login) -> gateway.refuse(channel, login, code);
            DeviceClient client =
                    client(toGateway().reconnectDelay(Duration.ofMinutes(5)).build());
            ClientFailure failure = Reply.to(client, report("a")).failure();
            assertThat(failure.kind()).isEqualTo(Kind.PEER_ERROR);
            assertThat(failure.error().code()).isEqualTo(code.code());
            assertThat(failure).hasMessageContaining("clientId=C1").hasMessageContaining(code.name());
            assertThat(failure.getMessage()).doesNotContain("secret-token");
            await().atMost(PATIENCE).until(() -> client.status().connected() == 0);
            assertThat(client.status().attempts()).isEqualTo(1);
            assertThat(client.status().lastError()).contains(code.name());
        }
    }

    @Test
    void delayGrowsWithEachRefusedLogin() throws Exception {
        AtomicInteger refused = new AtomicInteger();
        gateway.onLogin = (channel, login) -> {
            if (refused.incrementAndGet() < 4) {
                gateway.refuse(channel, login, McpErrorCode.NOT_LOGGED_IN);
            } else {
                gateway.accept(channel, login);
            }
        };
        DeviceClient client = client();
        assertThatThrownBy(() -> client.connect().get(10, TimeUnit.SECONDS)).hasMessageContaining("NOT_LOGGED_IN");
        await().atMost(PATIENCE).until(() -> client.status().connected() == 1);
        assertThat(client.status().attempts()).isEqualTo(4);
        assertThat(client.status().lastError()).isNull();
    }

    @Test
    void busyGatewayIsAskedAgainAndWhatWaitsGoesOnWaiting() throws Exception {
        AtomicInteger refused = new AtomicInteger();
        gateway.onLogin = (channel, login) -> {
            if (refused.incrementAndGet() < 3) {
                gateway.refuse(channel, login, McpErrorCode.BUSY);
            } else {
                gateway.accept(channel, login);
            }
        };
        DeviceClient client = client();
        // control: the first of a client that has no session yet fails, as with a peer that is not there
        assertThat(Reply.to(client, report("a")).failure().kind()).isEqualTo(Kind.NOT_CONNECTED);
        await().atMost(PATIENCE).until(() -> client.status().connected() == 1);

        refused.set(0);
        gateway.channel().close();
        await().atMost(PATIENCE).until(() -> client.status().connected() == 0);
        Reply<byte[]> waiting = Reply.to(client, report("b"));
        assertThat(text(waiting.answer())).isEqualTo("b");
        assertThat(refused).hasValue(3);
    }

    @Test
    void loginThatIsNotAnsweredClosesTheConnection() throws Exception {
        AtomicInteger logins = new AtomicInteger();
        gateway.onLogin = (channel, login) -> {
            if (logins.incrementAndGet() > 1) {
                gateway.accept(channel, login);
            }
        };
        SessionOptions hasty = new SessionOptions(
                "C1",
                null,
                List.of(),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                2,
                Duration.ofMinutes(5),
                Duration.ofMillis(50));
        DeviceClient client = client(to(gateway.port()).session(hasty).build());
        assertThatThrownBy(() -> client.connect().get(10, TimeUnit.SECONDS)).hasMessageContaining("within 50 ms");
        await().atMost(PATIENCE).until(() -> client.status().connected() == 1);
        assertThat(gateway.peer.channels).hasSizeGreaterThanOrEqualTo(2);
        assertThat(gateway.peer.channels.get(0).isActive()).isFalse();
    }

    @Test
    void answerToTheLoginThatMakesNoSenseClosesTheConnection() throws Exception {
        AtomicInteger logins = new AtomicInteger();
        gateway.onLogin = (channel, login) -> {
            if (logins.incrementAndGet() > 1) {
                gateway.accept(channel, login);
            } else {
                channel.writeAndFlush(login.answer(bytes("welcome")));
            }
        };
        DeviceClient client = client();
        assertThatThrownBy(() -> client.connect().get(10, TimeUnit.SECONDS)).hasMessageContaining("LOGIN");
        await().atMost(PATIENCE).until(() -> client.status().connected() == 1);
        assertThat(gateway.peer.channels).hasSize(2);
    }

    @Test
    void connectionThatIsClosedDuringTheLoginIsAFailedAttempt() throws Exception {
        gateway.onLogin = (channel, login) -> channel.close();
        DeviceClient client =
                client(toGateway().reconnectDelay(Duration.ofMinutes(5)).build());
        assertThat(Reply.to(client, report("a")).failure().kind()).isEqualTo(Kind.NOT_CONNECTED);
        assertThat(client.status().attempts()).isEqualTo(1);
    }

    @Test
    void takenOverClientDoesNotComeBackByItself() throws Exception {
        gateway.behaviour = (channel, frame) -> {};
        DeviceClient client = client();
        Reply<byte[]> inFlight = Reply.to(client, report("a"));
        gateway.next();
        Channel channel = gateway.channel();
        channel.writeAndFlush(McpFrame.unsolicitedError(V2, McpErrorCode.TAKEN_OVER, ""));
        channel.close();
        assertThat(inFlight.failure().kind()).isEqualTo(Kind.CONNECTION_LOST);
        assertThat(inFlight.failure()).hasMessageContaining("TAKEN_OVER");
        await().atMost(PATIENCE).until(() -> client.status().session().takenOver());
        assertThat(client.status().connected()).isZero();
        assertThat(client.status().attempts()).isEqualTo(1);
        assertThat(client.status().lastError()).contains("TAKEN_OVER");

        gateway.behaviour = (other, frame) -> other.writeAndFlush(frame.answer(frame.body()));
        gateway.nextLogin();
        assertThat(text(Reply.to(client, report("b")).answer())).isEqualTo("b");
        assertThat(gateway.nextLogin().sessionId())
                .as("it belongs to the other")
                .isNull();
        assertThat(client.status().session().takenOver()).isFalse();
    }

    @Test
    void orderlyCloseLogsOut() throws Exception {
        DeviceClient client = client();
        Reply.to(client, report("a")).answer();
        gateway.next();
        client.close().get(10, TimeUnit.SECONDS);
        assertThat(gateway.next().command()).isEqualTo(McpCommand.LOGOUT);
    }

    @Test
    void closeWithSomethingUnansweredLeavesTheSessionToBeResumed() throws Exception {
        gateway.behaviour = (channel, frame) -> {};
        DeviceClient client = client();
        Reply<byte[]> unanswered = Reply.to(client, report("a"));
        gateway.next();
        client.close().get(10, TimeUnit.SECONDS);
        assertThat(unanswered.failure().kind()).isEqualTo(Kind.CONNECTION_LOST);
        await().atMost(PATIENCE).until(() -> !gateway.channel().isOpen());
        assertThat(gateway.frames).isEmpty();
    }

    @Test
    void closeDoesNotWaitLongForAGatewayThatDoesNotAnswerTheLogout() throws Exception {
        // the channel of the gateway takes the frame and says nothing
        DeviceClient client = client();
        client.connect().get(10, TimeUnit.SECONDS);
        await().atMost(PATIENCE).until(() -> !gateway.peer.channels.isEmpty());
        gateway.channel().config().setAutoRead(false);
        client.close().get(10, TimeUnit.SECONDS);
        assertThat(client.status().connected()).isZero();
    }

    @Test
    void optionsThatASessionCannotHaveAreRefused() {
        assertThatThrownBy(() -> toGateway().connections(2).build()).hasMessageContaining("connections=2");
        assertThatThrownBy(() -> toGateway().version(1).build()).hasMessageContaining("version=1");
        assertThatThrownBy(() -> toGateway().protocol(Protocol.MODBUS_TCP).build())
                .hasMessageContaining("protocol=modbusTcp");
        assertThatThrownBy(() -> session(-1, Duration.ofSeconds(1))).hasMessageContaining("maxRetransmits=-1");
        assertThatThrownBy(() -> session(1, Duration.ZERO)).hasMessageContaining("retransmitTimeout=0");
        assertThat(patient().toString()).doesNotContain("secret-token");
        for (int command : new int[] {McpCommand.LOGIN, McpCommand.LOGOUT, McpCommand.PING}) {
            assertThatThrownBy(() -> Reply.to(client(), new McpCall(command, 0, bytes(""))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(McpCommand.name(command));
        }
    }
}
