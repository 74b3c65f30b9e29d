package io.camelmcp.component;

import static org.assertj.core.api.Assertions.assertThat;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.McpFrameDecoder;
import io.camelmcp.codec.McpFrameEncoder;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** 200 connections with 100 frames in flight each, on a heap of 256 MB: no error, and no memory that stays. */
@Timeout(180)
class SmallHeapIT {

    private static final int CONNECTIONS = 200;
    private static final int IN_FLIGHT = 100;
    private static final int FRAMES_PER_ROUND = 500;
    private static final int OCTETS = 128;
    private static final long FLAT_WITHIN = 24L << 20;

    private final AtomicInteger wrong = new AtomicInteger();

    @Test
    void heapIsFlatWhileTwentyThousandFramesAreInFlight() throws Exception {
        Process server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SmallHeapServer.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        EventLoopGroup loops = new NioEventLoopGroup(1);
        try (BufferedReader out =
                        new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
                OutputStream in = server.getOutputStream()) {
            int port = Integer.parseInt(out.readLine());
            List<Long> heap = new ArrayList<>();
            for (int round = 0; round < 4; round++) {
                pump(loops, port);
                in.write('\n');
                in.flush();
                heap.add(Long.parseLong(out.readLine()));
            }
            assertThat(wrong).hasValue(0);
            // the first round loads classes and fills pools
            assertThat(heap.get(3)).isLessThan(heap.get(1) + FLAT_WITHIN);
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            server.destroy();
            assertThat(server.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private void pump(EventLoopGroup loops, int port) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(CONNECTIONS);
        List<Channel> channels = new ArrayList<>();
        Bootstrap bootstrap = new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new McpFrameDecoder(McpFrame.DEFAULT_MAX_PAYLOAD))
                                .addLast(new Sender(done));
                    }
                });
        for (int i = 0; i < CONNECTIONS; i++) {
            channels.add(bootstrap.connect("127.0.0.1", port).sync().channel());
        }
        assertThat(done.await(120, TimeUnit.SECONDS)).isTrue();
        for (Channel channel : channels) {
            channel.close().sync();
        }
    }

    private final class Sender extends SimpleChannelInboundHandler<McpFrame> {
        private final CountDownLatch done;
        private int sent;
        private int answered;
        private int toReplace;
        private final CRC32 crc = new CRC32();

        Sender(CountDownLatch done) {
            this.done = done;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            send(ctx, IN_FLIGHT);
        }

        /** Many frames in one buffer: the leak detector looks at each buffer. */
        private void send(ChannelHandlerContext ctx, int count) {
            ByteBuf frames = ctx.alloc().buffer(count * 2 * OCTETS);
            for (int i = 0; i < count && sent < FRAMES_PER_ROUND; i++) {
                McpFrameEncoder.write(McpFrame.sequenced(McpCommand.REPORT, 0, ++sent, new byte[OCTETS]), frames, crc);
            }
            ctx.writeAndFlush(frames);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, McpFrame answer) {
            if (answer.command() != (McpCommand.REPORT | McpCommand.ANSWER_BIT) || answer.seq() != answered + 1) {
                wrong.incrementAndGet();
            }
            if (++answered == FRAMES_PER_ROUND) {
                done.countDown();
            }
            toReplace++;
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            send(ctx, toReplace);
            toReplace = 0;
        }
    }
}
