package io.camelmcp.component.client;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpError;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.McpFrameDecoder;
import io.camelmcp.codec.McpFrameEncoder;
import io.camelmcp.codec.McpProtocolException;
import io.camelmcp.component.client.ClientFailure.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelPipeline;
import java.util.zip.CRC32;

/** MCP, one version of it. */
final class McpWire implements Wire {

    private final int version;
    private final int maxPayload;
    private final PeerInbox inbox;
    private final CRC32 crc = new CRC32();

    McpWire(int version, int maxPayload, PeerInbox inbox) {
        this.version = version;
        this.maxPayload = maxPayload;
        this.inbox = inbox;
    }

    @Override
    public void addDecoder(ChannelPipeline pipeline) {
        pipeline.addLast("frames", new McpFrameDecoder(maxPayload, inbox::isPaused));
        pipeline.addLast(PeerFrames.NAME, new PeerFrames(inbox));
    }

    @Override
    public PeerInbox inbox() {
        return inbox;
    }

    @Override
    public void write(ClientRequest<?> request, int number, ByteBuf out) {
        McpCall call = (McpCall) request;
        McpFrame frame = version == McpFrame.SEQUENCED
                ? McpFrame.sequenced(call.command(), call.deviceId(), number, call.body())
                : McpFrame.plain(call.command(), call.body());
        McpFrameEncoder.write(frame, out, crc);
    }

    @Override
    public int numberOf(Object frame) {
        return ((McpFrame) frame).seq();
    }

    @Override
    public Outcome read(ClientRequest<?> request, Object message) {
        McpCall call = (McpCall) request;
        McpFrame frame = (McpFrame) message;
        boolean sequenced = version == McpFrame.SEQUENCED;
        if (frame.version() != version || (sequenced && frame.id() != call.deviceId())) {
            return NOT_ITS;
        }
        if (frame.command() == (call.command() | McpCommand.ANSWER_BIT)) {
            return new Outcome.Answered(frame.body());
        }
        if (frame.command() == McpCommand.ERROR) {
            McpError error;
            try {
                error = McpError.decode(frame.body());
            } catch (McpProtocolException e) {
                return bad(String.valueOf(e.getMessage()), sequenced);
            }
            if (sequenced || error.failedCommand() == call.command()) {
                return new Outcome.Failed(ClientFailure.answered(error), true);
            }
        }
        // without numbers the order is all there is, and it is lost
        return bad("expected the answer to " + call + ", got " + frame, sequenced);
    }

    private static Outcome bad(String text, boolean inStep) {
        return new Outcome.Failed(ClientFailure.of(Kind.BAD_ANSWER, "not an answer: " + text), inStep);
    }
}
