package io.camelmcp.component.server;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.McpFrameEncoder;
import io.camelmcp.codec.Protocol;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** A connection that speaks the Message Communication Protocol (docs/protocol.md, sections 1 to 3). */
final class McpConnection extends DeviceConnection {

    private final CRC32 crc = new CRC32();

    /** Version of the last valid frame: an ERROR that answers none is sent in it. */
    private int lastVersion = McpFrame.PLAIN;

    /** Whether the peer has shown that it is no simple device that our own initiative would surprise. */
    private boolean capable;

    /** The peer has taken its leave: what it still sends is not looked at. */
    private @Nullable McpFrame logout;

    McpConnection(McpServer server, InetSocketAddress remoteAddress) {
        super(server, remoteAddress, Protocol.MCP);
    }

    @Override
    void frame(Object message) {
        McpFrame frame = (McpFrame) message;
        if (logout != null) {
            return;
        }
        lastVersion = frame.version();
        capable |= frame.version() == McpFrame.SEQUENCED || frame.command() == McpCommand.PING;
        if (frame.isAnswer()) {
            server.statistics().countIgnoredAnswer();
            return;
        }
        server.statistics().countRequest();
        switch (frame.command()) {
            case McpCommand.PING -> ping(frame);
            case McpCommand.LOGOUT -> logout(frame);
            default -> request(frame);
        }
    }

    private void ping(McpFrame frame) {
        if (frame.body().length > McpCommand.MAX_PING_BODY) {
            if (frame.wantsAnswer()) {
                write(frame.error(McpErrorCode.BAD_FRAME, McpErrorCode.BAD_FRAME.text()), out());
            }
            close(
                    CloseReason.BAD_FRAME,
                    "PING with a body of " + frame.body().length + " octets, at most 16 are allowed");
        } else if (frame.wantsAnswer()) {
            write(frame.answer(frame.body()), out());
        }
    }

    private void logout(McpFrame frame) {
        logout = frame;
        drainAndClose(CloseReason.LOGOUT);
    }

    private void request(McpFrame frame) {
        RequestHandler handler =
                McpCommand.isRoutable(frame.command()) ? server.router().handlerOf(frame.command()) : null;
        if (handler == null) {
            refuse(frame, McpErrorCode.UNKNOWN_COMMAND);
        } else if (isDraining() || handler.isSuspended()) {
            refuse(frame, McpErrorCode.BUSY);
        } else {
            accept(new McpRequest(
                    this, handler, frame, session().number(frame.seq()), System.currentTimeMillis(), nowNanos()));
        }
    }

    private void refuse(McpFrame frame, McpErrorCode code) {
        if (!frame.wantsAnswer()) {
            return;
        }
        if (frame.version() == McpFrame.PLAIN && hasUnanswered()) {
            McpRequest refused = new McpRequest(this, RequestHandler.NOBODY, frame, 0, 0, nowNanos());
            refused.early = new ServerRequest.Outcome(McpFrame.EMPTY, code);
            answerInTurn(refused);
        } else {
            write(frame.error(code, code.text()), out());
        }
    }

    @Override
    void writeAnswer(ServerRequest request, ServerRequest.Outcome outcome, ByteBuf out) {
        McpFrame frame = ((McpRequest) request).frame();
        if (!frame.wantsAnswer()) {
            return;
        }
        McpErrorCode error = outcome.error();
        if (error != null) {
            write(frame.error(error, error.text()), out);
        } else if (frame.version() == McpFrame.SEQUENCED
                        && McpFrame.SEQUENCED_PREFIX + outcome.answer().length
                                > server.options().maxPayload()
                || outcome.answer().length > server.options().maxPayload()) {
            write(frame.error(McpErrorCode.FAILED, McpErrorCode.FAILED.text()), out);
        } else {
            write(frame.answer(outcome.answer()), out);
        }
    }

    @Override
    void writeGoAway(int retryAfterMillis) {
        if (capable) {
            byte[] body = ("{\"retryAfterMs\":" + retryAfterMillis + "}").getBytes(StandardCharsets.UTF_8);
            write(new McpFrame(lastVersion, McpCommand.GOAWAY, 0, 0, body), out());
        }
    }

    @Override
    void writeFault(McpErrorCode code, String text) {
        write(McpFrame.unsolicitedError(lastVersion, code, text), out());
    }

    @Override
    void beforeClose() {
        McpFrame last = logout;
        if (last != null && last.wantsAnswer()) {
            write(last.answer(McpFrame.EMPTY), out());
        }
    }

    private void write(McpFrame frame, ByteBuf out) {
        if (frame.command() == McpCommand.ERROR) {
            server.statistics().countError();
        } else if (frame.isAnswer()) {
            server.statistics().countAnswer();
        }
        McpFrameEncoder.write(frame, out, crc);
    }
}
