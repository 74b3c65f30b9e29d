package io.camelmcp.gateway.scenario;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpError;
import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.McpFrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The connection of one device that logs in and answers what it is asked, and otherwise does what its fleet tells it. It has no timer:
 * the PINGs of the gateway keep it alive. Confined to its event loop.
 */
final class LightDevice extends SimpleChannelInboundHandler<McpFrame> {

    private static final byte[] STATUS = "{\"ok\":true}".getBytes(StandardCharsets.UTF_8);
    private static final int LOGIN_SEQ = 1;

    private final LightFleet fleet;
    private final byte[] loginBody;
    private @Nullable Channel channel;
    private @Nullable Step step;
    private int asked;
    private int seq = LOGIN_SEQ;
    private long startNanos;
    private volatile boolean loggedIn;
    private boolean leaving;

    LightDevice(LightFleet fleet, byte[] loginBody) {
        this.fleet = fleet;
        this.loginBody = loginBody;
    }

    boolean isLoggedIn() {
        return loggedIn;
    }

    /** The connection is about to be made, and the device will log in. */
    void connecting(Step login) {
        step = login;
        asked = McpCommand.LOGIN;
        startNanos = System.nanoTime();
    }

    /** The connection could not be made. */
    void notConnected(Throwable cause) {
        String message = cause.getMessage();
        fail("not connected: " + (message == null ? cause.getClass().getSimpleName() : message));
    }

    /** Sends a request; its answer ends the step of this device. */
    void ask(int command, byte[] body, Step next) {
        step = next;
        asked = command;
        startNanos = System.nanoTime();
        Channel open = channel;
        if (open == null || !loggedIn) {
            fail("not logged in");
            return;
        }
        leaving = command == McpCommand.LOGOUT;
        seq = command == McpCommand.REPORT ? seq + 1 : seq;
        send(open, McpFrame.sequenced(command, 0, seq, body));
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        send(ctx.channel(), McpFrame.sequenced(McpCommand.LOGIN, 0, LOGIN_SEQ, loginBody));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, McpFrame frame) {
        if (frame.command() == McpCommand.ERROR) {
            refused(ctx, McpError.decode(frame.body()));
        } else if (frame.isAnswer()) {
            answered(ctx, frame);
        } else {
            request(ctx, frame);
        }
    }

    private void refused(ChannelHandlerContext ctx, McpError error) {
        McpErrorCode code = McpErrorCode.of(error.code());
        fail((error.failedCommand() == 0 ? "connection" : McpCommand.name(error.failedCommand())) + " refused: "
                + (code == null ? "ERROR " + error.code() : code.name()) + " "
                + error.text());
        if (!loggedIn) {
            reset(ctx.channel());
        }
    }

    private void answered(ChannelHandlerContext ctx, McpFrame frame) {
        if (frame.command() != (asked | McpCommand.ANSWER_BIT)) {
            return;
        }
        if (asked == McpCommand.LOGIN) {
            loggedIn = true;
            fleet.loggedIn();
        }
        if (leaving) {
            // the step ends with the connection
            reset(ctx.channel());
        } else {
            end();
        }
    }

    private void request(ChannelHandlerContext ctx, McpFrame frame) {
        if (!frame.wantsAnswer()) {
            return;
        }
        switch (frame.command()) {
            case McpCommand.PING -> send(ctx.channel(), frame.answer(frame.body()));
            case McpCommand.LOGOUT -> send(ctx.channel(), frame.answer(McpFrame.EMPTY));
            default -> {
                send(ctx.channel(), frame.answer(STATUS));
                fleet.pushed();
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (loggedIn) {
            loggedIn = false;
            fleet.gone(leaving);
        }
        if (leaving) {
            end();
        } else {
            fail("connection closed by the gateway");
        }
        channel = null;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail("connection lost: " + cause.getMessage());
        ctx.close();
    }

    private void end() {
        Step ended = step;
        step = null;
        if (ended != null) {
            ended.done(System.nanoTime() - startNanos);
        }
    }

    private void fail(String why) {
        Step failed = step;
        step = null;
        if (failed != null) {
            failed.failed(why);
        }
    }

    /** Closes without TIME_WAIT, which would take the port from the next round. */
    private static void reset(Channel open) {
        open.config().setOption(ChannelOption.SO_LINGER, 0);
        open.close();
    }

    private static void send(Channel open, McpFrame frame) {
        ByteBuf out = open.alloc().ioBuffer(frame.encodedLength());
        McpFrameEncoder.write(frame, out, new CRC32());
        open.writeAndFlush(out, open.voidPromise());
    }
}
