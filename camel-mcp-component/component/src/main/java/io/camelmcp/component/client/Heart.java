package io.camelmcp.component.client;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.McpFrameEncoder;
import io.camelmcp.component.session.heartbeat.Heartbeat;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.nio.ByteBuffer;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs the heartbeat of one channel, with one timer on its event loop. */
final class Heart {

    private static final int MAX_SEQ = 65_535;

    private final Channel channel;
    private final Heartbeat heartbeat;
    private final Runnable onDead;
    private @Nullable ScheduledFuture<?> timer;
    private long timerNanos;
    private volatile Heartbeat.Link link = Heartbeat.Link.GOOD;
    private volatile double rttMillis = Double.NaN;

    Heart(Channel channel, Heartbeat heartbeat, Runnable onDead) {
        this.channel = channel;
        this.heartbeat = heartbeat;
        this.onDead = onDead;
        beat();
    }

    void heard(long now) {
        heartbeat.heard(now);
    }

    /** The answer to a PING has come; one of another form is a sign of life only. */
    void answered(long now, byte[] body) {
        if (body.length == Long.BYTES) {
            heartbeat.answered(now, ByteBuffer.wrap(body).getLong());
        } else {
            heartbeat.heard(now);
        }
        show();
        if (heartbeat.nextTickNanos() - timerNanos < 0) {
            beat();
        }
    }

    void pause() {
        heartbeat.pause(System.nanoTime());
    }

    void resume() {
        heartbeat.resume(System.nanoTime());
    }

    /** How the connection is; from any thread. */
    Heartbeat.Link link() {
        return link;
    }

    /** NaN while it has not been measured; from any thread. */
    double rttMillis() {
        return rttMillis;
    }

    void stop() {
        ScheduledFuture<?> running = timer;
        if (running != null) {
            running.cancel(false);
            timer = null;
        }
    }

    private void beat() {
        stop();
        long now = System.nanoTime();
        Heartbeat.Action action = heartbeat.tick(now);
        show();
        if (action == Heartbeat.Action.DEAD) {
            onDead.run();
            return;
        }
        if (action == Heartbeat.Action.PING) {
            ping(heartbeat.nextPing());
        }
        timerNanos = heartbeat.nextTickNanos();
        timer = channel.eventLoop().schedule(this::beat, timerNanos - now, TimeUnit.NANOSECONDS);
    }

    private void ping(long number) {
        // its seq matches nothing but the answer, which the body does better
        int seq = (int) (number % MAX_SEQ) + 1;
        byte[] body = ByteBuffer.allocate(Long.BYTES).putLong(number).array();
        McpFrame ping = McpFrame.sequenced(McpCommand.PING, 0, seq, body);
        channel.writeAndFlush(Unpooled.wrappedBuffer(McpFrameEncoder.encode(ping)), channel.voidPromise());
    }

    private void show() {
        link = heartbeat.link();
        rttMillis = heartbeat.rttMillis();
    }
}
