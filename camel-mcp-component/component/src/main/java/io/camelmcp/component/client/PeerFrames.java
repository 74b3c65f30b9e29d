package io.camelmcp.component.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpError;
import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.McpFrameEncoder;
import io.camelmcp.codec.McpProtocolException;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * What an MCP peer says on its own: PING is answered at once, GOAWAY and LOGOUT become a {@link GoAway} event, an ERROR that
 * answers nothing a {@link PeerError} event, other requests go to the {@link PeerInbox}. Answers go on along the pipeline. Octets that break the protocol are answered
 * by an ERROR (docs/protocol.md, section 8).
 */
final class PeerFrames extends SimpleChannelInboundHandler<McpFrame> {

    /** Its name in the pipeline. */
    static final String NAME = "peer";

    /**
     * The peer wants no more requests on this connection.
     *
     * @param retryAfterMillis when to connect again, from now; -1 when it did not say
     * @param sessionEnds      whether it was a LOGOUT
     */
    record GoAway(long retryAfterMillis, boolean sessionEnds) {}

    /** Why the peer is about to close the connection. */
    record PeerError(McpError error) {}

    private static final long MAX_RETRY_AFTER_MILLIS = TimeUnit.HOURS.toMillis(1);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PeerInbox inbox;
    private int lastVersion = McpFrame.PLAIN;
    private boolean told;

    PeerFrames(PeerInbox inbox) {
        this.inbox = inbox;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, McpFrame frame) {
        lastVersion = frame.version();
        if (frame.command() == McpCommand.ERROR && isUnsolicited(frame)) {
            ctx.fireUserEventTriggered(new PeerError(McpError.decode(frame.body())));
        } else if (frame.isAnswer()) {
            ctx.fireChannelRead(frame);
        } else {
            serve(ctx, frame);
        }
    }

    private static boolean isUnsolicited(McpFrame frame) {
        return frame.version() == McpFrame.SEQUENCED
                ? frame.seq() == 0
                : McpError.decode(frame.body()).failedCommand() == 0;
    }

    private void serve(ChannelHandlerContext ctx, McpFrame request) {
        switch (request.command()) {
            case McpCommand.PING -> {
                if (request.body().length > McpCommand.MAX_PING_BODY) {
                    told = true;
                    answer(ctx, request, request.error(McpErrorCode.BAD_FRAME, "PING has more than 16 octets"));
                    throw new McpProtocolException(
                            McpErrorCode.BAD_FRAME, "PING of the peer has " + request.body().length + " octets");
                }
                answer(ctx, request, request.answer(request.body()));
            }
            case McpCommand.GOAWAY -> {
                answer(ctx, request, request.answer(McpFrame.EMPTY));
                ctx.fireUserEventTriggered(new GoAway(retryAfterMillis(request.body()), false));
            }
            case McpCommand.LOGOUT -> {
                // after the answers to all before it
                inbox.whenIdle(() -> {
                    answer(ctx, request, request.answer(McpFrame.EMPTY));
                    ctx.fireUserEventTriggered(new GoAway(-1, true));
                });
            }
            default -> inbox.take(request);
        }
    }

    private static void answer(ChannelHandlerContext ctx, McpFrame request, McpFrame answer) {
        if (request.wantsAnswer()) {
            ctx.writeAndFlush(Unpooled.wrappedBuffer(McpFrameEncoder.encode(answer)), ctx.voidPromise());
        }
    }

    /** The octets of the peer break the protocol: it learns why before the connection is closed. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof McpProtocolException broken && !told) {
            told = true;
            McpFrame error = McpFrame.unsolicitedError(
                    lastVersion, broken.code(), broken.code().text());
            ctx.writeAndFlush(Unpooled.wrappedBuffer(McpFrameEncoder.encode(error)), ctx.voidPromise());
        }
        ctx.fireExceptionCaught(cause);
    }

    private static long retryAfterMillis(byte[] body) {
        try {
            JsonNode wish = JSON.readTree(body).path("retryAfterMs");
            return wish.canConvertToLong() && wish.asLong() >= 0 ? Math.min(wish.asLong(), MAX_RETRY_AFTER_MILLIS) : -1;
        } catch (JsonProcessingException e) {
            return -1;
        } catch (IOException e) {
            throw new IllegalStateException("reading an array does no I/O", e);
        }
    }
}
