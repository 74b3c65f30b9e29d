package io.camelmcp.component.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.McpFrameEncoder;
import io.camelmcp.component.client.ClientFailure.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Version 2: many requests in flight, matched by number. */
class SequencedClientTest extends ClientTestBase {

    @Test
    void answersInAnyOrderReachTheirRequests() throws Exception {
        int count = 2_000;
        List<McpFrame> held = new CopyOnWriteArrayList<>();
        Random random = new Random(7);
        TestPeer peer = closing(TestPeer.mcp(group, (channel, frame) -> {
            held.add(frame);
            // a window full, answered in disorder
            if (held.size() == 20) {
                List<McpFrame> shuffled = new ArrayList<>(held);
                held.clear();
                Collections.shuffle(shuffled, random);
                shuffled.forEach(request -> channel.write(request.answer(request.body())));
                channel.flush();
            }
        }));
        DeviceClient client =
                client(to(peer.port()).window(20).maxPending(count).build());
        List<Reply<byte[]>> replies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            replies.add(Reply.to(client, report("m" + i)));
        }
        for (int i = 0; i < count; i++) {
            assertThat(text(replies.get(i).answer())).isEqualTo("m" + i);
        }
        assertThat(client.status().attempts()).isEqualTo(1);
        assertThat(client.status().outstanding()).isZero();
    }

    @Test
    void noMoreThanTheWindowIsInFlight() throws Exception {
        TestPeer peer = closing(TestPeer.mcp(group, (channel, frame) -> {}));
        DeviceClient client = client(to(peer.port()).window(3).build());
        for (int i = 0; i < 5; i++) {
            Reply.to(client, report("m" + i));
        }
        for (int i = 1; i <= 3; i++) {
            assertThat(peer.<McpFrame>next().seq()).isEqualTo(i);
        }
        // number 2 is answered, number 1 is not: 4 would be 3 ahead of 1
        Channel channel = peer.channels.get(0);
        channel.writeAndFlush(McpFrame.sequenced(McpCommand.REPORT | McpCommand.ANSWER_BIT, 0, 2, bytes("")));
        channel.writeAndFlush(McpFrame.sequenced(McpCommand.PING, 0, 9, bytes("after")));
        assertThat(peer.<McpFrame>next().command()).isEqualTo(McpCommand.PING | McpCommand.ANSWER_BIT);
        channel.writeAndFlush(McpFrame.sequenced(McpCommand.REPORT | McpCommand.ANSWER_BIT, 0, 1, bytes("")));
        assertThat(peer.<McpFrame>next().seq()).isEqualTo(4);
        assertThat(peer.<McpFrame>next().seq()).isEqualTo(5);
    }

    @Test
    void answersDribbledOctetByOctetAreUnderstood() throws Exception {
        TestPeer peer = closing(TestPeer.mcp(group, (channel, frame) -> {
            ByteBuf octets = Unpooled.wrappedBuffer(McpFrameEncoder.encode(frame.answer(bytes("slow"))));
            while (octets.isReadable()) {
                channel.writeAndFlush(octets.readBytes(1));
            }
            octets.release();
        }));
        DeviceClient client = client(to(peer.port()).build());
        assertThat(text(Reply.to(client, report("a")).answer())).isEqualTo("slow");
        assertThat(text(Reply.to(client, report("b")).answer())).isEqualTo("slow");
    }

    @Test
    void deviceIdAndCommandTravel() throws Exception {
        TestPeer peer =
                closing(TestPeer.mcp(group, (channel, frame) -> channel.writeAndFlush(frame.answer(bytes("")))));
        DeviceClient client = client(to(peer.port()).build());
        Reply.to(client, new McpCall(0x42, 0xFFFF_FFFFL, bytes("x"))).answer();
        assertThat(peer.<McpFrame>next()).isEqualTo(McpFrame.sequenced(0x42, 0xFFFF_FFFFL, 1, bytes("x")));
    }

    @Test
    void errorOfThePeerFailsItsRequestOnly() throws Exception {
        TestPeer peer = closing(TestPeer.mcp(
                group,
                (channel, frame) -> channel.writeAndFlush(
                        text(frame.body()).equals("bad")
                                ? frame.error(McpErrorCode.FORBIDDEN, "frozen")
                                : frame.answer(bytes("ok")))));
        DeviceClient client = client(to(peer.port()).build());
        Reply<byte[]> bad = Reply.to(client, report("bad"));
        Reply<byte[]> good = Reply.to(client, report("good"));
        ClientFailure failure = bad.failure();
        assertThat(failure.kind()).isEqualTo(Kind.PEER_ERROR);
        assertThat(failure.error().code()).isEqualTo(6);
        assertThat(failure).hasMessage("ERROR 6 FORBIDDEN: frozen");
        assertThat(text(good.answer())).isEqualTo("ok");
    }

    @Test
    void lateAnswerIsDroppedAndTheConnectionStays() throws Exception {
        TestPeer peer = closing(TestPeer.mcp(group, (channel, frame) -> {
            if (!text(frame.body()).equals("late")) {
                channel.writeAndFlush(frame.answer(frame.body()));
            }
        }));
        DeviceClient client = client(to(peer.port()).build());
        Reply<byte[]> late = Reply.to(client, report("late"), Duration.ofMillis(50));
        assertThat(late.failure().kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(late.failure()).hasMessageContaining("within 50 ms").hasMessageContaining("is unknown");

        McpFrame request = peer.next();
        peer.channels.get(0).writeAndFlush(request.answer(bytes("too late")));
        assertThat(text(Reply.to(client, report("next")).answer())).isEqualTo("next");
        await().atMost(Duration.ofSeconds(10)).until(() -> client.status().lateAnswers() == 1);
        assertThat(client.status().attempts()).isEqualTo(1);
    }

    @Test
    void answerOfAnotherDeviceOrToNoRequestIsDropped() throws Exception {
        TestPeer peer = closing(TestPeer.mcp(group, (channel, frame) -> {
            channel.write(McpFrame.sequenced(0x8C, 0, frame.seq() + 1, bytes("no request")));
            channel.write(McpFrame.sequenced(0x8C, 99, frame.seq(), bytes("other device")));
            channel.write(McpFrame.plain(0x8C, bytes("other version")));
            channel.writeAndFlush(frame.answer(bytes("mine")));
        }));
        DeviceClient client = client(to(peer.port()).build());
        assertThat(text(Reply.to(client, report("a")).answer())).isEqualTo("mine");
    }

    @Test
    void answerWithTheCommandOfAnotherRequestFailsItsRequest() throws Exception {
        TestPeer peer = closing(TestPeer.mcp(
                group, (channel, frame) -> channel.writeAndFlush(McpFrame.sequenced(0x8D, 0, frame.seq(), bytes("")))));
        DeviceClient client = client(to(peer.port()).build());
        assertThat(Reply.to(client, report("a")).failure().kind()).isEqualTo(Kind.BAD_ANSWER);
        assertThat(client.status().connected()).isEqualTo(1);
    }

    @Test
    void errorFrameThatIsTooShortFailsItsRequest() throws Exception {
        TestPeer peer = closing(TestPeer.mcp(
                group,
                (channel, frame) ->
                        channel.writeAndFlush(McpFrame.sequenced(McpCommand.ERROR, 0, frame.seq(), new byte[1]))));
        DeviceClient client = client(to(peer.port()).build());
        assertThat(Reply.to(client, report("a")).failure().kind()).isEqualTo(Kind.BAD_ANSWER);
    }

    @Test
    void connectionOnWhichNothingIsHeardAnyMoreIsReplaced() throws Exception {
        TestPeer peer = closing(TestPeer.mcp(group, (channel, frame) -> {
            if (text(frame.body()).equals("speak")) {
                channel.writeAndFlush(frame.answer(bytes("")));
            }
        }));
        DeviceClient client = client(to(peer.port()).build());
        for (int i = 0; i < 3; i++) {
            assertThat(Reply.to(client, report("silent"), Duration.ofMillis(30))
                            .failure()
                            .kind())
                    .isEqualTo(Kind.TIMEOUT);
        }
        Reply.to(client, report("speak")).answer();
        assertThat(client.status().attempts()).isEqualTo(2);
    }

    @Test
    void placeOfARequestThatTimedOutIsTakenByTheNextThatWaits() throws Exception {
        TestPeer peer = closing(TestPeer.mcp(group, (channel, frame) -> {
            if (!text(frame.body()).equals("silent")) {
                channel.writeAndFlush(frame.answer(frame.body()));
            }
        }));
        DeviceClient client = client(to(peer.port()).window(1).build());
        Reply<byte[]> silent = Reply.to(client, report("silent"), Duration.ofMillis(500));
        Reply<byte[]> waiting = Reply.to(client, report("waiting"));

        assertThat(silent.failure().kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(text(waiting.answer())).isEqualTo("waiting");
    }

    @Test
    void moreThanMayWaitIsRefusedAtOnce() throws Exception {
        TestPeer peer = closing(TestPeer.mcp(group, (channel, frame) -> {}));
        DeviceClient client = client(to(peer.port()).window(2).maxPending(3).build());
        for (int i = 0; i < 5; i++) {
            Reply.to(client, report("m" + i));
        }
        ClientFailure refused = catchThrowableOfType(ClientFailure.class, () -> Reply.to(client, report("one more")));
        assertThat(refused.kind()).isEqualTo(Kind.BUSY);
        assertThat(refused).hasMessageContaining("maxPending=3");
    }

    @Test
    void severalConnectionsShareTheRequests() throws Exception {
        TestPeer peer = closing(TestPeer.mcp(group, (channel, frame) -> {}));
        DeviceClient client = client(to(peer.port()).connections(3).window(1).build());
        client.connect().get();
        for (int i = 0; i < 3; i++) {
            Reply.to(client, report("m" + i));
        }
        for (int i = 0; i < 3; i++) {
            // each is the first of its connection
            assertThat(peer.<McpFrame>next().seq()).isEqualTo(1);
        }
        assertThat(client.status().connected()).isEqualTo(3);
    }

    @Test
    void handlerThatThrowsDoesNotHurtOthers() throws Exception {
        TestPeer peer =
                closing(TestPeer.mcp(group, (channel, frame) -> channel.writeAndFlush(frame.answer(bytes("")))));
        DeviceClient client = client(to(peer.port()).build());
        client.send(report("a"), Reply.LONG, new AnswerHandler<>() {
            @Override
            public void answered(byte[] answer) {
                throw new IllegalStateException("on purpose");
            }

            @Override
            public void failed(ClientFailure failure) {}
        });
        Reply.to(client, report("b")).answer();
        assertThat(client.status().attempts()).isEqualTo(1);
    }
}
