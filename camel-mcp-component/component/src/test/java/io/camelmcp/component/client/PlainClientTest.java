package io.camelmcp.component.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.component.client.ClientFailure.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Version 1: one request outstanding, its answer is the next one. */
class PlainClientTest extends ClientTestBase {

    @Test
    void nextRequestIsSentWhenTheOneBeforeIsAnswered() throws Exception {
        AtomicInteger unanswered = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        TestPeer peer = closing(TestPeer.mcp(group, (channel, frame) -> {
            most.accumulateAndGet(unanswered.incrementAndGet(), Math::max);
            channel.eventLoop().execute(() -> {
                unanswered.decrementAndGet();
                channel.writeAndFlush(frame.answer(frame.body()));
            });
        }));
        DeviceClient client = client(to(peer.port()).version(V1).build());
        List<Reply<byte[]>> replies = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            replies.add(Reply.to(client, report("m" + i)));
        }
        for (int i = 0; i < 200; i++) {
            assertThat(text(replies.get(i).answer())).isEqualTo("m" + i);
        }
        assertThat(most).hasValue(1);
    }

    @Test
    void timeoutReplacesTheConnectionSoThatTheLateAnswerIsNotTakenForTheNext() throws Exception {
        TestPeer peer = closing(TestPeer.mcp(group, (channel, frame) -> {
            if (!text(frame.body()).equals("late")) {
                channel.writeAndFlush(frame.answer(frame.body()));
            }
        }));
        DeviceClient client = client(to(peer.port()).version(V1).build());
        Reply<byte[]> late = Reply.to(client, report("late"), Duration.ofMillis(50));
        Reply<byte[]> waiting = Reply.to(client, report("waiting"));
        assertThat(late.failure().kind()).isEqualTo(Kind.TIMEOUT);
        McpFrame request = peer.next();
        peer.channels.get(0).writeAndFlush(request.answer(bytes("too late")));

        assertThat(text(waiting.answer())).isEqualTo("waiting");
        assertThat(client.status().attempts()).isEqualTo(2);
    }

    @Test
    void answerToSomethingElseEndsTheConnection() throws Exception {
        AtomicInteger count = new AtomicInteger();
        TestPeer peer = closing(TestPeer.mcp(
                group,
                (channel, frame) -> channel.writeAndFlush(
                        count.getAndIncrement() == 0
                                ? McpFrame.plain(McpCommand.LOG | McpCommand.ANSWER_BIT, bytes(""))
                                : frame.answer(bytes("ok")))));
        DeviceClient client = client(to(peer.port()).version(V1).build());
        assertThat(Reply.to(client, report("a")).failure().kind()).isEqualTo(Kind.BAD_ANSWER);
        assertThat(text(Reply.to(client, report("b")).answer())).isEqualTo("ok");
        assertThat(client.status().attempts()).isEqualTo(2);
    }

    @Test
    void errorAnswersTheRequestAndTheConnectionStays() throws Exception {
        TestPeer peer = closing(TestPeer.mcp(
                group, (channel, frame) -> channel.writeAndFlush(frame.error(McpErrorCode.BUSY, "later"))));
        DeviceClient client = client(to(peer.port()).version(V1).build());
        for (int i = 0; i < 2; i++) {
            ClientFailure failure = Reply.to(client, report("a")).failure();
            assertThat(failure.kind()).isEqualTo(Kind.PEER_ERROR);
            assertThat(failure.error().code()).isEqualTo(McpErrorCode.BUSY.code());
        }
        assertThat(client.status().attempts()).isEqualTo(1);
    }

    @Test
    void errorThatAnswersNothingIsWhyTheConnectionWasLost() throws Exception {
        TestPeer peer = closing(TestPeer.mcp(group, (channel, frame) -> {
            channel.writeAndFlush(McpFrame.unsolicitedError(V1, McpErrorCode.BAD_FRAME, "CRC"));
            channel.close();
        }));
        DeviceClient client = client(to(peer.port()).version(V1).build());
        ClientFailure failure = Reply.to(client, report("a")).failure();
        assertThat(failure.kind()).isEqualTo(Kind.CONNECTION_LOST);
        assertThat(failure).hasMessageContaining("the peer said ERROR 1 BAD_FRAME: CRC");
    }
}
