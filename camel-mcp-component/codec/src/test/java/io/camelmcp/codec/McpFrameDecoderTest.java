package io.camelmcp.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.nettyplus.leakdetector.junit.NettyLeakDetectorExtension;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/protocol.md, sections 1 and 8: the order of the checks, the limit, the end of a broken stream, resynchronisation. */
@ExtendWith(NettyLeakDetectorExtension.class)
class McpFrameDecoderTest {

    private static final McpFrame FIRST = McpFrame.sequenced(McpCommand.REPORT, 7, 1, new byte[] {1});
    private static final McpFrame SECOND = McpFrame.plain(McpCommand.LOG, new byte[] {2, 3});

    private final AtomicInteger dropped = new AtomicInteger();
    private final List<EmbeddedChannel> channels = new ArrayList<>();
    private boolean paused;

    @AfterEach
    void close() {
        channels.forEach(EmbeddedChannel::finishAndReleaseAll);
    }

    @ParameterizedTest
    @CsvSource({
        // refused before the next octet is there
        "00, BAD_FRAME, frame does not begin with 4D 43",
        "4D44, BAD_FRAME, frame does not begin with 4D 43",
        "4D4300, UNSUPPORTED_VERSION, 'version 0 is not supported, only 1 and 2 are'",
        "4D4303, UNSUPPORTED_VERSION, 'version 3 is not supported, only 1 and 2 are'",
        "4D43010C00000065, FRAME_TOO_LARGE, length 101 is above the limit of 100",
        "4D43010CFFFFFFFF, FRAME_TOO_LARGE, length 4294967295 is above the limit of 100",
        "4D43010C80000000, FRAME_TOO_LARGE, length 2147483648 is above the limit of 100",
        "4D43020C00000005, BAD_FRAME, 'length 5 is below 6, which version 2 needs'"
    })
    void headerIsRefusedAsSoonAsItsOctetsAreThere(String hex, McpErrorCode code, String message) {
        byte[] octets = HexFormat.of().parseHex(hex);
        EmbeddedChannel channel = channel(new McpFrameDecoder(100));
        for (int i = 0; i < octets.length - 1; i++) {
            channel.writeInbound(Unpooled.wrappedBuffer(octets, i, 1));
        }

        assertThatThrownBy(() -> channel.writeInbound(Unpooled.wrappedBuffer(octets, octets.length - 1, 1)))
                .isInstanceOfSatisfying(
                        McpProtocolException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessage(message);
    }

    @Test
    void payloadOfExactlyTheLimitIsReadInBothVersions() {
        EmbeddedChannel channel = channel(new McpFrameDecoder(100));
        McpFrame plain = McpFrame.plain(McpCommand.REPORT, new byte[100]);
        McpFrame sequenced = McpFrame.sequenced(McpCommand.REPORT, 0, 1, new byte[94]);

        channel.writeInbound(octets(plain), octets(sequenced));

        assertThat(channel.<McpFrame>readInbound()).isEqualTo(plain);
        assertThat(channel.<McpFrame>readInbound()).isEqualTo(sequenced);
    }

    @Test
    void limitCanBeRaisedForTheFramesThatFollow() {
        McpFrameDecoder decoder = new McpFrameDecoder(6);
        EmbeddedChannel channel = channel(decoder);
        decoder.maxPayload(7);

        channel.writeInbound(octets(FIRST));

        assertThat(channel.<McpFrame>readInbound()).isEqualTo(FIRST);
        assertThatThrownBy(() -> decoder.maxPayload(5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxPayload 5 is below 6 octets");
    }

    @Test
    void afterABrokenFrameNothingIsReadAndNothingElseIsThrown() {
        EmbeddedChannel channel = channel(new McpFrameDecoder(100));
        channel.writeInbound(octets(FIRST));
        byte[] broken = McpFrameEncoder.encode(SECOND);
        broken[broken.length - 1]++;

        assertThatThrownBy(() -> channel.writeInbound(Unpooled.wrappedBuffer(broken, McpFrameEncoder.encode(SECOND))))
                .isInstanceOf(McpProtocolException.class)
                .hasMessage("CRC-32 of the frame does not match");
        channel.writeInbound(octets(SECOND));

        assertThat(channel.<McpFrame>readInbound()).isEqualTo(FIRST);
        assertThat(channel.<McpFrame>readInbound()).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8, 11, 20})
    void everyOctetOfAFrameIsCoveredByItsCrc(int octet) {
        byte[] broken = McpFrameEncoder.encode(McpFrame.sequenced(McpCommand.REPORT, 7, 258, new byte[] {1, 2, 3}));
        broken[octet] ^= 0x03;

        assertThat(catchThrowable(() -> channel(new McpFrameDecoder(100)).writeInbound(Unpooled.wrappedBuffer(broken))))
                .isInstanceOf(McpProtocolException.class);
    }

    @Test
    void pausedDecoderHandsOutExactlyTheFramesItIsAllowedTo() {
        McpFrameDecoder decoder = new McpFrameDecoder(100, () -> paused);
        EmbeddedChannel channel = channel(decoder);
        paused = true;
        channel.writeInbound(octets(FIRST), octets(SECOND));
        assertThat(channel.<McpFrame>readInbound()).isNull();

        paused = false;
        decoder.resume();

        assertThat(channel.<McpFrame>readInbound()).isEqualTo(FIRST);
        assertThat(channel.<McpFrame>readInbound()).isEqualTo(SECOND);
    }

    @Test
    void resyncDropsGarbageBetweenTwoFramesAndCountsIt() {
        EmbeddedChannel channel = resync();

        channel.writeInbound(Unpooled.wrappedBuffer(
                McpFrameEncoder.encode(FIRST), new byte[] {9, 8, 7, 0x4D, 6}, McpFrameEncoder.encode(SECOND)));

        assertThat(channel.<McpFrame>readInbound()).isEqualTo(FIRST);
        assertThat(channel.<McpFrame>readInbound()).isEqualTo(SECOND);
        assertThat(dropped).hasValue(5);
    }

    @Test
    void resyncDropsAFrameWithABadCrcAndGoesOnWithTheNext() {
        byte[] broken = McpFrameEncoder.encode(FIRST);
        broken[broken.length - 1]++;
        EmbeddedChannel channel = resync();

        channel.writeInbound(Unpooled.wrappedBuffer(broken, McpFrameEncoder.encode(SECOND)));

        assertThat(channel.<McpFrame>readInbound()).isEqualTo(SECOND);
        assertThat(dropped).hasValue(broken.length);
    }

    @Test
    void resyncIsNotMisledByAFrameInsideABody() {
        byte[] inner = McpFrameEncoder.encode(SECOND);
        McpFrame outer = McpFrame.plain(McpCommand.REPORT, inner);
        EmbeddedChannel channel = resync();

        channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {1}, McpFrameEncoder.encode(outer)));

        assertThat(channel.<McpFrame>readInbound()).isEqualTo(outer);
        assertThat(channel.<McpFrame>readInbound()).isNull();
        assertThat(dropped).hasValue(1);
    }

    @Test
    void resyncLosesNoFrameBehindAFalseHeader() {
        // a plausible header whose length reaches into the frames behind it
        byte[] falseHeader = HexFormat.of().parseHex("4D43010C00000020");
        EmbeddedChannel channel = resync();

        channel.writeInbound(Unpooled.wrappedBuffer(
                falseHeader, McpFrameEncoder.encode(FIRST), McpFrameEncoder.encode(SECOND), new byte[16]));

        assertThat(channel.<McpFrame>readInbound()).isEqualTo(FIRST);
        assertThat(channel.<McpFrame>readInbound()).isEqualTo(SECOND);
        assertThat(dropped.get()).isGreaterThanOrEqualTo(falseHeader.length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4D43090C00000000", "4D43010CFFFFFFFF", "4D43020C00000005"})
    void resyncSkipsWhatWouldCloseTheConnectionOtherwise(String hex) {
        EmbeddedChannel channel = resync();

        channel.writeInbound(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex), McpFrameEncoder.encode(FIRST)));

        assertThat(channel.<McpFrame>readInbound()).isEqualTo(FIRST);
        assertThat(dropped).hasValue(8);
    }

    @Test
    void resyncKeepsTheBeginningOfAHeaderAtTheEndOfASegment() {
        byte[] frame = McpFrameEncoder.encode(FIRST);
        for (int cut = 1; cut < frame.length; cut++) {
            EmbeddedChannel channel = resync();
            channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {5, 5}, Arrays.copyOf(frame, cut)));
            channel.writeInbound(Unpooled.wrappedBuffer(frame, cut, frame.length - cut));

            assertThat(channel.<McpFrame>readInbound()).isEqualTo(FIRST);
        }
        assertThat(dropped).hasValue(2 * (frame.length - 1));
    }

    @Test
    void resyncEndsWhenFalseHeadersCostMoreThanTheOctetsReceivedAllow() {
        EmbeddedChannel channel = channel(McpFrameDecoder.resync(0xFFF0, null, dropped::addAndGet));

        assertThatThrownBy(() -> channel.writeInbound(Unpooled.wrappedBuffer(falseHeaders(200_000, 0xFFF0))))
                .isInstanceOfSatisfying(
                        McpProtocolException.class, e -> assertThat(e.code()).isEqualTo(McpErrorCode.BAD_FRAME))
                .hasMessage("too many false headers to resynchronise");
        channel.writeInbound(octets(SECOND));

        assertThat(channel.<McpFrame>readInbound()).isNull();
        assertThat(dropped.get()).isLessThan(200);
    }

    @Test
    void resyncComputesAtMostFiveChecksumOctetsForEachOctetReceived() {
        int limit = 1_000;
        int frame = McpFrame.HEADER_LENGTH + limit;
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            byte[] octets = hostile(random, limit);
            McpFrameDecoder decoder = McpFrameDecoder.resync(limit, null, dropped::addAndGet);

            feed(channel(decoder), octets, random);

            // 16 frames in advance, and the one that is found to be too much
            assertThat(decoder.checkedOctets())
                    .as("seed %d", seed)
                    .isLessThanOrEqualTo(5L * octets.length + 17L * frame);
        }
    }

    @Test
    void resyncGivesTheSameForAnySplit() {
        for (int seed = 0; seed < 100; seed++) {
            byte[] octets = hostile(new Random(seed), 1_000);
            assertThat(outcome(octets, new Random(-seed - 1)))
                    .as("seed %d", seed)
                    .isEqualTo(outcome(octets, null));
        }
    }

    @Test
    void resyncOutlivesAnyNumberOfCorruptFrames() {
        EmbeddedChannel channel = resync();
        byte[] corrupt = McpFrameEncoder.encode(McpFrame.plain(McpCommand.LOG, new byte[100]));
        corrupt[corrupt.length - 1]++;
        for (int i = 0; i < 1_000; i++) {
            channel.writeInbound(Unpooled.copiedBuffer(corrupt));
        }
        channel.writeInbound(octets(FIRST));

        assertThat(channel.<McpFrame>readInbound()).isEqualTo(FIRST);
        assertThat(dropped).hasValue(1_000 * corrupt.length);
    }

    private static byte[] falseHeaders(int octets, int length) {
        ByteBuffer all = ByteBuffer.allocate(octets);
        while (all.remaining() >= McpFrame.HEADER_LENGTH) {
            all.putShort((short) McpFrame.MAGIC).put((byte) 1).put((byte) 0x0C).putInt(length);
        }
        return all.array();
    }

    /** False headers of several lengths, good frames between them. */
    private static byte[] hostile(Random random, int limit) {
        ByteBuf all = Unpooled.buffer();
        int goodOneIn = 2 + random.nextInt(40);
        while (all.readableBytes() < 20_000) {
            if (random.nextInt(goodOneIn) == 0) {
                all.writeBytes(McpFrameEncoder.encode(McpFrame.plain(McpCommand.LOG, new byte[random.nextInt(60)])));
            } else {
                all.writeBytes(falseHeaders(McpFrame.HEADER_LENGTH, random.nextInt(limit)));
            }
        }
        byte[] octets = new byte[all.readableBytes()];
        all.readBytes(octets);
        return octets;
    }

    /** What comes out: the frames, the octets dropped, the octets checked, how it ended. */
    private List<Object> outcome(byte[] octets, Random random) {
        AtomicInteger lost = new AtomicInteger();
        McpFrameDecoder decoder = McpFrameDecoder.resync(1_000, null, lost::addAndGet);
        List<Object> outcome = new ArrayList<>();
        EmbeddedChannel channel = channel(decoder);
        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object frame) {
                outcome.add(frame);
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                outcome.add(cause.getMessage());
            }
        });
        for (int sent = 0; sent < octets.length; ) {
            int length = random == null ? octets.length : Math.min(1 + random.nextInt(300), octets.length - sent);
            channel.writeInbound(Unpooled.wrappedBuffer(octets, sent, length));
            sent += length;
        }
        outcome.add(lost.get());
        outcome.add(decoder.checkedOctets());
        return outcome;
    }

    @Test
    void versionIsCheckedBeforeTheLengthAndTheLengthBeforeTheCrc() {
        EmbeddedChannel channel = channel(new McpFrameDecoder(100));
        assertThatThrownBy(() -> channel.writeInbound(
                        Unpooled.wrappedBuffer(HexFormat.of().parseHex("4D43090CFFFFFFFF00000000"))))
                .isInstanceOfSatisfying(McpProtocolException.class, e -> assertThat(e.code())
                        .isEqualTo(McpErrorCode.UNSUPPORTED_VERSION));
    }

    @Test
    void randomOctetsRaiseNothingButAProtocolException() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            Throwable thrown = feed(channel(new McpFrameDecoder(100)), mutated(random), random);
            assertThat(thrown)
                    .as("seed %d", seed)
                    .satisfiesAnyOf(none -> assertThat(none).isNull(), some -> assertThat(some)
                            .isInstanceOf(McpProtocolException.class));
        }
    }

    @Test
    void randomOctetsRaiseNothingAtAllWhileResynchronising() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            assertThat(feed(resync(), mutated(random), random))
                    .as("seed %d", seed)
                    .isNull();
        }
        assertThat(dropped.get()).isPositive();
    }

    private EmbeddedChannel resync() {
        return channel(McpFrameDecoder.resync(100, null, dropped::addAndGet));
    }

    private EmbeddedChannel channel(McpFrameDecoder decoder) {
        EmbeddedChannel channel = new EmbeddedChannel(decoder);
        channels.add(channel);
        return channel;
    }

    private static ByteBuf octets(McpFrame frame) {
        return Unpooled.wrappedBuffer(McpFrameEncoder.encode(frame));
    }

    /** Frames with some octets changed, so that the input gets further than the first check. */
    private static byte[] mutated(Random random) {
        ByteBuf all = Unpooled.buffer();
        for (int i = 0; i < 4; i++) {
            byte[] body = new byte[random.nextInt(20)];
            random.nextBytes(body);
            all.writeBytes(McpFrameEncoder.encode(McpFrame.sequenced(random.nextInt(256), 1, i, body)));
        }
        byte[] octets = new byte[all.readableBytes()];
        all.readBytes(octets);
        for (int i = random.nextInt(4); i >= 0; i--) {
            octets[random.nextInt(octets.length)] = (byte) random.nextInt();
        }
        return octets;
    }

    private static Throwable feed(EmbeddedChannel channel, byte[] octets, Random random) {
        Throwable first = null;
        int sent = 0;
        while (sent < octets.length) {
            int length = Math.min(1 + random.nextInt(30), octets.length - sent);
            ByteBuf segment = Unpooled.wrappedBuffer(octets, sent, length);
            Throwable thrown = catchThrowable(() -> channel.writeInbound(segment));
            assertThat(first == null || thrown == null)
                    .as("only once: %s %s", first, thrown)
                    .isTrue();
            first = first == null ? thrown : first;
            sent += length;
        }
        channel.finishAndReleaseAll();
        return first;
    }
}
