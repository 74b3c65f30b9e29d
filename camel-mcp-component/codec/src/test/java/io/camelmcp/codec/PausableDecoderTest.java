package io.camelmcp.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyplus.leakdetector.junit.NettyLeakDetectorExtension;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NettyLeakDetectorExtension.class)
class PausableDecoderTest {

    /** Frames of two octets, read as one number; 0xFFFF breaks the protocol, 0xEEEE the decoder. */
    private static final class Pairs extends PausableDecoder {

        int arrivals;

        Pairs(PausableDecoderTest test) {
            super(() -> test.paused);
        }

        @Override
        protected void arrived() {
            arrivals++;
        }

        @Override
        protected void decodeFrame(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
            if (in.readableBytes() < 2) {
                return;
            }
            int value = in.getUnsignedShort(in.readerIndex());
            if (value == 0xFFFF) {
                throw new McpProtocolException(McpErrorCode.BAD_FRAME, "bad pair");
            }
            if (value == 0xEEEE) {
                throw new IllegalStateException("bug");
            }
            in.skipBytes(2);
            out.add(value);
        }
    }

    private boolean paused;
    private Consumer<Integer> onFrame = frame -> {};
    private final List<Integer> frames = new ArrayList<>();
    private int readRequests;
    private final Pairs decoder = new Pairs(this);
    private final EmbeddedChannel channel = new EmbeddedChannel(
            new ChannelOutboundHandlerAdapter() {
                @Override
                public void read(ChannelHandlerContext ctx) throws Exception {
                    readRequests++;
                    super.read(ctx);
                }
            },
            decoder,
            new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext ctx, Object msg) {
                    frames.add((Integer) msg);
                    onFrame.accept((Integer) msg);
                }
            });

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void pauseByAFrameHoldsBackTheNextOneOfTheSameSegment() {
        onFrame = frame -> paused = true;

        arrive(0, 1, 0, 2, 0, 3);

        assertThat(frames).containsExactly(1);
    }

    @Test
    void resumeGoesOnWithWhatIsBufferedUpToTheNextPause() {
        onFrame = frame -> paused = true;
        arrive(0, 1, 0, 2, 0, 3);

        paused = false;
        decoder.resume();
        assertThat(frames).containsExactly(1, 2);

        paused = false;
        decoder.resume();
        assertThat(frames).containsExactly(1, 2, 3);
    }

    @Test
    void resumeWithoutAPauseAndWithoutOctetsDoesNothing() {
        decoder.resume();
        arrive(0, 1, 0);
        decoder.resume();

        assertThat(frames).containsExactly(1);
    }

    @Test
    void resumeBeforeTheHandlerIsAddedAndAfterItIsRemovedDoesNothing() {
        Pairs other = new Pairs(this);
        other.resume();
        channel.pipeline().addLast(other);
        channel.pipeline().remove(other);
        other.resume();

        arrive(0, 1);
        assertThat(frames).containsExactly(1);
    }

    @Test
    void resumeFromInsideAFrameKeepsTheOrderAndLosesNothing() {
        onFrame = frame -> {
            paused = true;
            paused = false;
            decoder.resume();
        };

        arrive(0, 1, 0, 2, 0, 3, 0);
        arrive(4);

        assertThat(frames).containsExactly(1, 2, 3, 4);
    }

    @Test
    void resumeFromInsideTheLastFrameBeforeAPauseIsNotLost() {
        // the pause is seen before the frame is handed on only when the frame ends the segment
        onFrame = frame -> {
            if (frame == 1) {
                paused = true;
                arrive(0, 2);
                paused = false;
                decoder.resume();
            }
        };

        arrive(0, 1);

        assertThat(frames).containsExactly(1, 2);
    }

    @Test
    void octetsThatArriveWhilePausedAreKept() {
        paused = true;
        arrive(0, 1, 0);
        arrive(2);
        assertThat(frames).isEmpty();

        paused = false;
        decoder.resume();

        assertThat(frames).containsExactly(1, 2);
    }

    @Test
    void aPausedDecoderDoesNotAskForMoreOctets() {
        channel.config().setAutoRead(false);
        readRequests = 0;
        paused = true;
        arrive(0);
        assertThat(readRequests).isZero();

        paused = false;
        decoder.resume();
        assertThat(readRequests)
                .as("control: half a frame wants its other half")
                .isEqualTo(1);
    }

    @Test
    void afterAProtocolErrorEverythingIsDiscardedAndNothingElseIsThrown() {
        assertThatThrownBy(() -> arrive(0, 1, 0xFF, 0xFF, 0, 2))
                .isInstanceOf(McpProtocolException.class)
                .hasMessage("bad pair");

        arrive(0, 3, 0xFF, 0xFF);
        decoder.resume();

        assertThat(frames).containsExactly(1);
        assertThat(decoder.isMidFrame()).isFalse();
    }

    @Test
    void aProtocolErrorFoundByResumeTravelsThePipeline() {
        paused = true;
        arrive(0xFF, 0xFF);

        paused = false;
        decoder.resume();

        assertThatThrownBy(channel::checkException)
                .isInstanceOf(McpProtocolException.class)
                .hasMessage("bad pair");
    }

    @Test
    void aDefectOfADecoderIsTerminalToo() {
        assertThatThrownBy(() -> arrive(0xEE, 0xEE)).hasRootCauseInstanceOf(IllegalStateException.class);

        arrive(0, 1);

        assertThat(frames).isEmpty();
    }

    @Test
    void midFrameIsTheBeginningOfAFrameThatWaitsForItsRest() {
        assertThat(decoder.isMidFrame()).isFalse();
        arrive(0);
        assertThat(decoder.isMidFrame()).isTrue();
        arrive(1);
        assertThat(decoder.isMidFrame()).isFalse();
        arrive(0, 2, 0);
        assertThat(decoder.isMidFrame()).isTrue();
    }

    @Test
    void whilePausedNothingIsMidFrameBecauseTheDelayIsOurs() {
        arrive(0);
        paused = true;
        assertThat(decoder.isMidFrame()).isFalse();
        arrive(1, 0, 2);
        assertThat(decoder.isMidFrame()).isFalse();

        paused = false;
        decoder.resume();
        assertThat(decoder.isMidFrame()).isFalse();
        assertThat(frames).containsExactly(1, 2);
    }

    @Test
    void onlyOctetsFromThePeerCountAsArrival() {
        arrive(0);
        decoder.resume();
        arrive();

        assertThat(decoder.arrivals).isEqualTo(1);
    }

    private void arrive(int... octets) {
        byte[] bytes = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            bytes[i] = (byte) octets[i];
        }
        channel.writeInbound(Unpooled.wrappedBuffer(bytes));
    }
}
