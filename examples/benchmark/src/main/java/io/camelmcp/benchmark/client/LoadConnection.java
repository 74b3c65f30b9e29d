package io.camelmcp.benchmark.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/** A device that keeps its window full: each answer lets it send the next frame. */
final class LoadConnection extends ChannelInboundHandlerAdapter implements Answers.Sink {

    private static final int LARGEST_ANSWER = 1024;

    // more than any window, so that no two frames in flight share a place
    private static final int TIMES = 2048;

    private final RequestRing frames;
    private final Tally tally;
    private final int window;
    private final Answers parser;
    private final long[] sentAt = new long[TIMES];
    private @Nullable ByteBuf rest;
    private int nextSeq = 1;
    private int inFlight;
    private int answered;
    private long now;
    private boolean stopped;

    LoadConnection(RequestRing frames, Tally tally, int window) {
        this.frames = frames;
        this.parser = frames.answers();
        this.tally = tally;
        this.window = window;
    }

    /** Sends the first window; on the event loop. */
    void begin(Channel channel) {
        now = System.nanoTime();
        send(channel, window);
    }

    /** Sends nothing more; on the event loop. */
    void stop() {
        stopped = true;
    }

    int inFlight() {
        return inFlight;
    }

    private void send(Channel channel, int count) {
        if (tally.isTimed()) {
            for (int i = 0; i < count; i++) {
                int seq = (nextSeq - 1 + i) % RequestRing.LAST_SEQ + 1;
                sentAt[seq % TIMES] = now;
            }
        }
        nextSeq = frames.write(channel, nextSeq, count);
        inFlight += count;
        tally.sent(count);
        channel.flush();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf octets = (ByteBuf) message;
        if (tally.isTimed()) {
            now = System.nanoTime();
        }
        try {
            ByteBuf before = rest;
            if (before != null) {
                before.writeBytes(octets);
                parser.parse(before, this);
                before.discardReadBytes();
                if (!before.isReadable()) {
                    before.release();
                    rest = null;
                }
            } else {
                parser.parse(octets, this);
                if (octets.isReadable()) {
                    rest = ctx.alloc().buffer(LARGEST_ANSWER).writeBytes(octets);
                }
            }
        } finally {
            octets.release();
        }
    }

    @Override
    public void acknowledged(int seq) {
        tally.acknowledged();
        answered(seq);
    }

    @Override
    public void refused(int seq, int code) {
        tally.refused(code);
        answered(seq);
    }

    private void answered(int seq) {
        answered++;
        if (tally.isTimed()) {
            tally.took(now - sentAt[seq % TIMES]);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        int free = answered;
        answered = 0;
        inFlight -= free;
        if (free > 0 && !stopped) {
            send(ctx.channel(), free);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        tally.lost(inFlight);
        inFlight = 0;
        ByteBuf left = rest;
        if (left != null) {
            left.release();
            rest = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        System.err.println("load: " + cause);
        ctx.close();
    }
}
