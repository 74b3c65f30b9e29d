package io.camelmcp.component.client;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpError;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.McpFrameEncoder;
import io.camelmcp.component.session.LoginAnswer;
import io.camelmcp.component.session.LoginFormatException;
import io.camelmcp.component.session.heartbeat.Heartbeat;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Login, heartbeat and logout on one channel of a session (docs/protocol.md, sections 5 and 6). It takes the answers to its own
 * frames out of the pipeline.
 */
final class SessionChannel extends ChannelInboundHandlerAdapter {

    /** What the connection has to do. */
    interface Events {
        void loggedIn(LoginAnswer answer);

        void loginRefused(McpError error);

        /** The peer has taken another token; the session goes on. */
        void refreshed();

        /** The channel must be closed. */
        void unusable(String why);
    }

    private static final int LOGIN_SEQ = 1;
    private static final int LOGOUT_SEQ = 2;
    private static final int REFRESH_SEQ = 3;

    private final Channel channel;
    private final SessionOptions options;
    private final Events events;
    private @Nullable ScheduledFuture<?> loginTimer;
    private @Nullable ScheduledFuture<?> refreshTimer;
    private @Nullable ScheduledFuture<?> logoutTimer;
    private @Nullable Runnable onLoggedOut;
    private volatile @Nullable Heart heart;

    SessionChannel(Channel channel, SessionOptions options, Events events) {
        this.channel = channel;
        this.options = options;
        this.events = events;
    }

    Channel channel() {
        return channel;
    }

    /** Sends LOGIN; what comes of it is told once. */
    void login(byte[] body) {
        write(McpFrame.sequenced(McpCommand.LOGIN, 0, LOGIN_SEQ, body));
        loginTimer = timer(() -> loginTimer = null);
    }

    /** Sends LOGIN again, with another token, while the session goes on. */
    void refresh(byte[] body) {
        write(McpFrame.sequenced(McpCommand.LOGIN, 0, REFRESH_SEQ, body));
        end(refreshTimer);
        refreshTimer = timer(() -> refreshTimer = null);
    }

    private ScheduledFuture<?> timer(Runnable over) {
        Duration timeout = options.loginTimeout();
        return channel.eventLoop()
                .schedule(
                        () -> {
                            over.run();
                            events.unusable("LOGIN was not answered within " + timeout.toMillis() + " ms");
                        },
                        timeout.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /** Ends the session, and tells when the peer has said so, or has taken too long. */
    void logout(Duration timeout, Runnable done) {
        onLoggedOut = done;
        write(McpFrame.sequenced(McpCommand.LOGOUT, 0, LOGOUT_SEQ, McpFrame.EMPTY));
        logoutTimer = channel.eventLoop().schedule(this::loggedOut, timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** {@code null} before the login. From any thread. */
    @Nullable
    Heart heart() {
        return heart;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        McpFrame frame = (McpFrame) message;
        long now = System.nanoTime();
        Heart beating = heart;
        if (frame.command() == (McpCommand.PING | McpCommand.ANSWER_BIT)) {
            if (beating != null) {
                beating.answered(now, frame.body());
            }
            return;
        }
        if (beating != null) {
            beating.heard(now);
        }
        if (frame.command() == (McpCommand.LOGIN | McpCommand.ANSWER_BIT)) {
            accepted(frame);
        } else if (frame.command() == (McpCommand.LOGOUT | McpCommand.ANSWER_BIT)) {
            loggedOut();
        } else if (frame.command() == McpCommand.ERROR && isOurs(frame.body())) {
            refused(McpError.decode(frame.body()), frame.seq());
        } else {
            ctx.fireChannelRead(frame);
        }
    }

    private static boolean isOurs(byte[] error) {
        int failed = error.length == 0 ? 0 : error[0];
        return failed == McpCommand.LOGIN || failed == McpCommand.LOGOUT || failed == McpCommand.PING;
    }

    private void accepted(McpFrame frame) {
        if (frame.seq() == REFRESH_SEQ) {
            if (endRefreshTimer()) {
                events.refreshed();
            }
            return;
        }
        if (!endLoginTimer()) {
            return;
        }
        LoginAnswer answer;
        try {
            answer = LoginAnswer.parse(frame.body());
        } catch (LoginFormatException e) {
            events.unusable("the answer to LOGIN cannot be understood: " + e.getMessage());
            return;
        }
        if (heart == null) {
            heart = new Heart(
                    channel,
                    new Heartbeat(
                            TimeUnit.SECONDS.toNanos(answer.heartbeat()),
                            options.heartbeatMin().toNanos(),
                            true),
                    () -> events.unusable("nothing comes back from the peer: it counts as dead"));
        }
        events.loggedIn(answer);
    }

    private void refused(McpError error, int seq) {
        if (error.failedCommand() == McpCommand.LOGIN && seq == REFRESH_SEQ) {
            if (endRefreshTimer()) {
                events.unusable("the peer does not take the new token: ERROR " + ClientFailure.describe(error));
            }
        } else if (error.failedCommand() == McpCommand.LOGIN && endLoginTimer()) {
            events.loginRefused(error);
        } else if (error.failedCommand() == McpCommand.LOGOUT) {
            loggedOut();
        }
    }

    /** Whether an answer to LOGIN was still awaited. */
    private boolean endLoginTimer() {
        ScheduledFuture<?> timer = loginTimer;
        loginTimer = null;
        return end(timer);
    }

    private boolean endRefreshTimer() {
        ScheduledFuture<?> timer = refreshTimer;
        refreshTimer = null;
        return end(timer);
    }

    private static boolean end(@Nullable ScheduledFuture<?> timer) {
        return timer != null && timer.cancel(false);
    }

    private void loggedOut() {
        ScheduledFuture<?> timer = logoutTimer;
        if (timer != null) {
            timer.cancel(false);
        }
        Runnable done = onLoggedOut;
        onLoggedOut = null;
        if (done != null) {
            done.run();
        }
    }

    private void write(McpFrame frame) {
        channel.writeAndFlush(Unpooled.wrappedBuffer(McpFrameEncoder.encode(frame)), channel.voidPromise());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        endLoginTimer();
        endRefreshTimer();
        Heart beating = heart;
        if (beating != null) {
            beating.stop();
        }
        loggedOut();
        super.channelInactive(ctx);
    }
}
