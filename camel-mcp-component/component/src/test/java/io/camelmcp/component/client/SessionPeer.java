package io.camelmcp.component.client;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.component.session.LoginAnswer;
import io.camelmcp.component.session.LoginFormatException;
import io.camelmcp.component.session.LoginRequest;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** A gateway that does to logins and requests what a test says, and answers PING. */
public final class SessionPeer implements AutoCloseable {

    private static final int ANSWER = McpCommand.ANSWER_BIT;

    /** LOGINs, also those that were refused. */
    public final BlockingQueue<LoginRequest> logins = new LinkedBlockingQueue<>();

    /** All frames but LOGIN and PING. */
    public final BlockingQueue<McpFrame> frames = new LinkedBlockingQueue<>();

    public final AtomicInteger pings = new AtomicInteger();
    public final TestPeer peer;

    public volatile boolean answersPing = true;
    public volatile BiConsumer<Channel, McpFrame> behaviour =
            (channel, frame) -> channel.writeAndFlush(frame.answer(frame.body()));
    public volatile BiConsumer<Channel, McpFrame> onLogin = this::accept;
    public volatile int heartbeat = 30;
    public volatile int window = 32;
    public volatile String sessionId = "";
    private final AtomicInteger sessions = new AtomicInteger();

    public SessionPeer(EventLoopGroup group) {
        this(group, 0);
    }

    public SessionPeer(EventLoopGroup group, int port) {
        peer = TestPeer.mcp(group, port, this::take);
    }

    private void take(Channel channel, McpFrame frame) {
        if (frame.command() == McpCommand.LOGIN) {
            logins.add(request(frame));
            onLogin.accept(channel, frame);
        } else if (frame.command() == McpCommand.PING) {
            pings.incrementAndGet();
            if (answersPing) {
                channel.writeAndFlush(frame.answer(frame.body()));
            }
        } else {
            // a test that has seen the frame may change the behaviour for the next
            BiConsumer<Channel, McpFrame> present = behaviour;
            frames.add(frame);
            if (frame.command() == McpCommand.LOGOUT) {
                channel.writeAndFlush(frame.answer(McpFrame.EMPTY));
            } else if (!frame.isAnswer()) {
                present.accept(channel, frame);
            }
        }
    }

    public static LoginRequest request(McpFrame login) {
        try {
            return LoginRequest.parse(login.body());
        } catch (LoginFormatException e) {
            throw new AssertionError(e);
        }
    }

    /** Resumes the session if it is the present one, else begins another. */
    public void accept(Channel channel, McpFrame login) {
        boolean resumed =
                !sessionId.isEmpty() && sessionId.equals(request(login).sessionId());
        if (!resumed) {
            sessionId = String.format("session-%014d", sessions.incrementAndGet());
        }
        channel.writeAndFlush(
                login.answer(new LoginAnswer(sessionId, resumed, 0, heartbeat, window, 3600, 600, 0).encode()));
    }

    public void refuse(Channel channel, McpFrame login, McpErrorCode code) {
        channel.writeAndFlush(login.error(code, code.text()));
    }

    /** The session has ended; the next LOGIN gets another. */
    public void endSession() {
        sessionId = "";
    }

    public int port() {
        return peer.port();
    }

    /** The connection accepted last. */
    public Channel channel() {
        return peer.channels.get(peer.channels.size() - 1);
    }

    public LoginRequest nextLogin() throws InterruptedException {
        return next(logins);
    }

    public McpFrame next() throws InterruptedException {
        return next(frames);
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing was received within 10 s");
        }
        return next;
    }

    static McpFrame answer(int command, int seq) {
        return McpFrame.sequenced(command | ANSWER, 0, seq, McpFrame.EMPTY);
    }

    @Override
    public void close() {
        peer.close();
    }
}
