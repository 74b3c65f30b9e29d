package io.camelmcp.component;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.McpFrameEncoder;
import io.camelmcp.codec.McpProtocolException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collection;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.DataFormatName;
import org.apache.camel.spi.annotations.Dataformat;
import org.apache.camel.support.DefaultDataFormat;
import org.jspecify.annotations.Nullable;

/**
 * Data format {@code mcp}: frames that travel in files, queues or serial lines (docs/protocol.md, section 1).
 *
 * <pre>{@code
 * from("file:captured").unmarshal().custom("mcp").to("log:frames");
 * }</pre>
 *
 * <p>Unmarshalling takes the octets of exactly one frame. Its body becomes the body, {@code byte[]}; command, name of the
 * command, version, and in version 2 device id and sequence number become headers ({@link McpConstants}). With {@code
 * allFrames=true} it takes any number of frames, and a {@code List<McpFrame>} becomes the body; the headers stay.
 *
 * <p>Marshalling takes an {@link McpFrame} or a collection of them as they are. From any other body, and the headers of
 * the same names or else the options, it makes a frame. Version is 2 when nothing says which and there is a device id or a
 * sequence number, else 1.
 *
 * <p>Octets that are no frame fail with {@link McpProtocolException}, values out of range with {@link
 * IllegalArgumentException}.
 */
@Dataformat("mcp")
public class McpDataFormat extends DefaultDataFormat implements DataFormatName {

    private boolean allFrames;
    private int maxFrameLength = McpFrame.DEFAULT_MAX_PAYLOAD;
    private @Nullable String command;
    private @Nullable Integer version;
    private @Nullable Long deviceId;
    private @Nullable Integer sequence;

    @Override
    public String getDataFormatName() {
        return "mcp";
    }

    @Override
    public Object unmarshal(Exchange exchange, InputStream stream) throws IOException {
        byte[] octets = stream.readAllBytes();
        if (allFrames) {
            return McpDataFormatFrames.readAll(octets, maxFrameLength);
        }
        McpFrame frame = McpDataFormatFrames.readOne(octets, maxFrameLength);
        Message message = exchange.getMessage();
        message.setHeader(McpConstants.COMMAND, frame.command());
        message.setHeader(McpConstants.COMMAND_NAME, McpCommand.name(frame.command()));
        message.setHeader(McpConstants.VERSION, frame.version());
        message.setHeader(McpConstants.DEVICE_ID, frame.id());
        if (frame.version() == McpFrame.SEQUENCED) {
            message.setHeader(McpConstants.SEQUENCE, frame.seq());
        } else {
            // one that an earlier frame has left
            message.removeHeader(McpConstants.SEQUENCE);
        }
        return frame.body();
    }

    @Override
    public void marshal(Exchange exchange, @Nullable Object body, OutputStream stream) throws IOException {
        if (body instanceof Collection<?> several) {
            for (Object one : several) {
                if (!(one instanceof McpFrame frame)) {
                    throw new IllegalArgumentException("a collection to marshal as mcp holds "
                            + (one == null ? "nothing" : one.getClass().getName()) + ", McpFrame is expected");
                }
                stream.write(McpFrameEncoder.encode(frame));
            }
        } else {
            McpFrame frame = body instanceof McpFrame ready ? ready : frame(exchange, body);
            stream.write(McpFrameEncoder.encode(frame));
        }
    }

    private McpFrame frame(Exchange exchange, @Nullable Object body) {
        Message message = exchange.getMessage();
        int code = command(message);
        long id = value(message, McpConstants.DEVICE_ID, Long.class, deviceId, 0L);
        int seq = value(message, McpConstants.SEQUENCE, Integer.class, sequence, 0);
        int assumed = id == 0 && seq == 0 ? McpFrame.PLAIN : McpFrame.SEQUENCED;
        int chosen = value(message, McpConstants.VERSION, Integer.class, version, assumed);
        McpFrame frame = new McpFrame(chosen, code, id, seq, McpBodies.toOctets(exchange, body));
        if (frame.payloadLength() > maxFrameLength) {
            throw new IllegalArgumentException("the frame has a payload of " + frame.payloadLength()
                    + " octets, maxFrameLength is " + maxFrameLength);
        }
        return frame;
    }

    private int command(Message message) {
        Integer code = message.getHeader(McpConstants.COMMAND, Integer.class);
        if (code != null) {
            return code;
        }
        String name = message.getHeader(McpConstants.COMMAND_NAME, String.class);
        if (name == null) {
            name = command;
        }
        if (name == null) {
            throw new IllegalArgumentException("a frame needs a command: header " + McpConstants.COMMAND + " or "
                    + McpConstants.COMMAND_NAME + ", or option command");
        }
        return McpCommand.parse(name);
    }

    private static <T> T value(Message message, String header, Class<T> type, @Nullable T option, T otherwise) {
        T value = message.getHeader(header, type);
        if (value != null) {
            return value;
        }
        return option != null ? option : otherwise;
    }

    public boolean isAllFrames() {
        return allFrames;
    }

    /** Whether unmarshalling takes any number of frames and makes a list of them. Default: exactly one. */
    public void setAllFrames(boolean allFrames) {
        this.allFrames = allFrames;
    }

    public int getMaxFrameLength() {
        return maxFrameLength;
    }

    /** Largest payload of a frame in octets, at least 6; default 65536. */
    public void setMaxFrameLength(int maxFrameLength) {
        this.maxFrameLength = maxFrameLength;
    }

    public @Nullable String getCommand() {
        return command;
    }

    /** Command to marshal with when no header says one: name or number. */
    public void setCommand(@Nullable String command) {
        this.command = command;
    }

    public @Nullable Integer getVersion() {
        return version;
    }

    /** Version to marshal with when no header says one: 1 or 2. */
    public void setVersion(@Nullable Integer version) {
        this.version = version;
    }

    public @Nullable Long getDeviceId() {
        return deviceId;
    }

    /** Device id to marshal with when no header says one: 0..4294967295. */
    public void setDeviceId(@Nullable Long deviceId) {
        this.deviceId = deviceId;
    }

    public @Nullable Integer getSequence() {
        return sequence;
    }

    /** Sequence number to marshal with when no header says one: 0..65535, 0 for no answer wanted. */
    public void setSequence(@Nullable Integer sequence) {
        this.sequence = sequence;
    }
}
