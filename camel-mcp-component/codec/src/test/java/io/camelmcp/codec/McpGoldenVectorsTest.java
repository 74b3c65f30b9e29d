package io.camelmcp.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camelmcp.codec.GoldenVectors.Vector;
import io.github.nettyplus.leakdetector.junit.NettyLeakDetectorExtension;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/protocol.md, section 10: each golden vector of MCP, whole and cut at every octet, in both directions. */
@ExtendWith(NettyLeakDetectorExtension.class)
class McpGoldenVectorsTest {

    static Stream<Vector> good() {
        return GoldenVectors.mcp().filter(vector -> vector.reject().isEmpty());
    }

    static Stream<Vector> bad() {
        return GoldenVectors.mcp().filter(vector -> vector.reject().isPresent());
    }

    @ParameterizedTest
    @MethodSource("good")
    void frameIsReadAsItSaysHoweverItIsCut(Vector vector) {
        vector.cuts().forEach(segments -> assertSays(decode(segments), vector));
    }

    @ParameterizedTest
    @MethodSource("good")
    void frameIsWrittenBackToTheSameOctets(Vector vector) {
        McpFrame frame = decode(List.of(vector.frame()));

        assertThat(McpFrameEncoder.encode(frame)).isEqualTo(vector.frame());
        EmbeddedChannel channel = new EmbeddedChannel(new McpFrameEncoder());
        channel.writeOutbound(frame, frame);
        assertThat(octets(channel.readOutbound())).isEqualTo(vector.frame());
        assertThat(octets(channel.readOutbound())).isEqualTo(vector.frame());
        assertThat(channel.finish()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("bad")
    void badFrameIsRefusedWithItsCodeHoweverItIsCut(Vector vector) {
        vector.cuts().forEach(segments -> assertThatThrownBy(() -> decode(segments))
                .isInstanceOfSatisfying(
                        McpProtocolException.class, e -> assertThat(e.code().name())
                                .isEqualTo(vector.reject().orElseThrow())));
    }

    @Test
    void vectorsFollowEachOtherInOneStream() {
        List<Vector> vectors = good().toList();
        ByteBuf all = Unpooled.buffer();
        vectors.forEach(vector -> all.writeBytes(vector.frame()));
        EmbeddedChannel channel = new EmbeddedChannel(new McpFrameDecoder(McpFrame.DEFAULT_MAX_PAYLOAD));

        channel.writeInbound(all);

        vectors.forEach(vector -> assertSays(channel.readInbound(), vector));
        assertThat(channel.finish()).isFalse();
    }

    private static McpFrame decode(List<byte[]> segments) {
        EmbeddedChannel channel = new EmbeddedChannel(new McpFrameDecoder(McpFrame.DEFAULT_MAX_PAYLOAD));
        try {
            for (int i = 0; i < segments.size(); i++) {
                channel.writeInbound(Unpooled.wrappedBuffer(segments.get(i)));
                if (i < segments.size() - 1) {
                    assertThat(channel.inboundMessages())
                            .as("no frame before its last octet")
                            .isEmpty();
                }
            }
            McpFrame frame = channel.readInbound();
            assertThat(frame).isNotNull();
            return frame;
        } finally {
            channel.finishAndReleaseAll();
        }
    }

    /** Every statement of the JSON is looked at in the record; a vector that says nothing else still has its version. */
    private static void assertSays(McpFrame frame, Vector vector) {
        assertThat(frame.version()).isEqualTo((int)
                vector.number("version").orElse(vector.name().contains("v1") ? McpFrame.PLAIN : McpFrame.SEQUENCED));
        vector.number("id").ifPresent(id -> assertThat(frame.id()).isEqualTo(id));
        vector.number("seq").ifPresent(seq -> assertThat(frame.seq()).isEqualTo((int) seq));
        vector.text("command").ifPresent(name -> {
            assertThat(McpCommand.name(frame.command())).isEqualTo(name);
            assertThat(frame.isAnswer()).isFalse();
        });
        vector.text("answerTo").ifPresent(name -> {
            assertThat(McpCommand.name(frame.command() & ~McpCommand.ANSWER_BIT))
                    .isEqualTo(name);
            assertThat(frame.isAnswer()).isTrue();
        });
        vector.text("failed").ifPresent(name -> {
            McpError error = McpError.decode(frame.body());
            assertThat(frame.command()).isEqualTo(McpCommand.ERROR);
            assertThat(McpCommand.name(error.failedCommand())).isEqualTo(name);
            assertThat(error.code()).isEqualTo((int) vector.number("code").orElseThrow());
            assertThat(error.text()).isEqualTo(vector.text("text").orElseThrow());
        });
        int json = vector.json().indexOf("\"json\":");
        if (json >= 0) {
            String said = vector.json().substring(json + 7, vector.json().length() - 1);
            assertThat(new String(frame.body(), StandardCharsets.UTF_8)).isEqualTo(said.replace(" ", ""));
        }
    }

    private static byte[] octets(ByteBuf buffer) {
        byte[] octets = new byte[buffer.readableBytes()];
        buffer.readBytes(octets).release();
        return octets;
    }
}
