package io.camelmcp.gateway.simulate;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpError;
import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.McpFrameDecoder;
import io.camelmcp.codec.McpFrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** A device of MCP version 1 or 2: REPORTs, a LOG now and then, PING, and an answer to whatever the gateway asks. */
final class McpDevice extends SimulatedDevice {

    static final int LOG_EVERY = 20;
    static final int PING_EVERY = 50;

    private static final int MAX_RETRANSMITS = 2;
    private static final long DEFAULT_RETRY_AFTER_MILLIS = 1000;
    private static final byte[] STATUS = "{\"running\":true}".getBytes(StandardCharsets.UTF_8);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final boolean sequenced;
    private final Telemetry telemetry;
    private final CRC32 crc = new CRC32();
    private long messages;
    private long reports;
    private boolean pingDue;
    private long lastPingNanos;

    McpDevice(
            int index,
            DeviceProtocol protocol,
            FleetOptions options,
            FleetStatistics statistics,
            AckListener acks,
            EventLoop loop) {
        super(index, options, statistics, acks, loop);
        sequenced = protocol == DeviceProtocol.MCP2;
        telemetry = new Telemetry(name(), options.payload(), random);
    }

    @Override
    int window() {
        return sequenced ? options.window() : 1;
    }

    /** Version 1 is never retransmitted: nothing tells the second answer from the first. */
    @Override
    int maxRetransmits() {
        return sequenced ? MAX_RETRANSMITS : 0;
    }

    @Override
    void addCodec(ChannelPipeline pipeline) {
        pipeline.addLast("frames", new McpFrameDecoder(McpFrame.DEFAULT_MAX_PAYLOAD));
    }

    /** The first PING comes with the connection: it shows the gateway that this device understands PING and GOAWAY. */
    @Override
    void onConnected(long now) {
        pingDue = true;
    }

    @Override
    void onTick(long now) {
        pingDue |= now - lastPingNanos >= options.heartbeat().toNanos();
    }

    @Override
    Outgoing next(long dueNanos) {
        messages++;
        pingDue |= messages % PING_EVERY == 0;
        if (options.payload() == 0 && messages % LOG_EVERY == 0) {
            return Outgoing.message("LOG", McpCommand.LOG, telemetry.log(), 0, dueNanos);
        }
        reports++;
        return Outgoing.message("REPORT", McpCommand.REPORT, telemetry.report(reports), reports, dueNanos);
    }

    @Override
    @Nullable
    Outgoing nextControl() {
        if (!pingDue) {
            return null;
        }
        pingDue = false;
        lastPingNanos = System.nanoTime();
        byte[] body = ByteBuffer.allocate(Long.BYTES).putLong(lastPingNanos).array();
        return Outgoing.control("PING", McpCommand.PING, body);
    }

    @Override
    Outgoing farewell() {
        return Outgoing.control("LOGOUT", McpCommand.LOGOUT, McpFrame.EMPTY);
    }

    @Override
    void encode(Outgoing request, ByteBuf out) {
        McpFrame frame = sequenced
                ? McpFrame.sequenced(request.code, 0, request.key, request.body)
                : McpFrame.plain(request.code, request.body);
        McpFrameEncoder.write(frame, out, crc);
    }

    @Override
    void received(Object message) {
        McpFrame frame = (McpFrame) message;
        if (frame.command() == McpCommand.ERROR) {
            error(frame, McpError.decode(frame.body()));
        } else if (frame.isAnswer()) {
            answer(frame);
        } else {
            request(frame);
        }
    }

    private void answer(McpFrame frame) {
        Outgoing request = match(frame);
        if (request == null) {
            // the second answer to a frame that was sent twice
            return;
        }
        if (frame.command() != (request.code | McpCommand.ANSWER_BIT)) {
            protocolError();
            return;
        }
        take(request.key);
        if (request.code == McpCommand.LOGOUT) {
            end();
        } else {
            acknowledged(request);
        }
    }

    private void error(McpFrame frame, McpError error) {
        McpErrorCode code = McpErrorCode.of(error.code());
        String name = code == null ? String.format(Locale.ROOT, "ERROR_%d", error.code()) : code.name();
        Outgoing request = error.failedCommand() == 0 ? null : match(frame);
        if (request != null) {
            take(request.key);
            refused(request, name);
        } else {
            statistics.connectionError(name);
        }
        if (code == McpErrorCode.BUSY) {
            pauseWhileBusy();
        } else if (code == McpErrorCode.TAKEN_OVER) {
            // whoever took over is the device now
            abandon();
        }
    }

    private @Nullable Outgoing match(McpFrame frame) {
        return sequenced ? inFlight(frame.seq()) : oldest();
    }

    private void request(McpFrame frame) {
        switch (frame.command()) {
            case McpCommand.PING -> send(frame.answer(frame.body()));
            case McpCommand.READ_STATUS -> send(frame.answer(STATUS));
            case McpCommand.GOAWAY -> {
                link.retryAfter(retryAfterMillis(frame.body()));
                leave();
            }
            case McpCommand.LOGOUT -> {
                send(frame.answer(McpFrame.EMPTY));
                leave();
            }
            default ->
                send(
                        McpCommand.isRoutable(frame.command())
                                ? frame.answer(McpFrame.EMPTY)
                                : frame.error(McpErrorCode.UNKNOWN_COMMAND, "unknown command"));
        }
    }

    private void send(McpFrame frame) {
        Channel channel = link.channel();
        if (channel != null && (frame.version() == McpFrame.PLAIN || frame.seq() != 0)) {
            ByteBuf out = channel.alloc().ioBuffer(frame.encodedLength());
            McpFrameEncoder.write(frame, out, crc);
            channel.writeAndFlush(out, channel.voidPromise());
        }
    }

    private static long retryAfterMillis(byte[] body) {
        try {
            return Math.max(0, JSON.readTree(body).path("retryAfterMs").asLong(DEFAULT_RETRY_AFTER_MILLIS));
        } catch (JacksonException e) {
            return DEFAULT_RETRY_AFTER_MILLIS;
        } catch (IOException e) {
            throw new IllegalStateException("an array cannot fail to be read", e);
        }
    }
}
