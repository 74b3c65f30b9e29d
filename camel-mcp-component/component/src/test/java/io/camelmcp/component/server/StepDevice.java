package io.camelmcp.component.server;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.component.PlainDevice;
import io.camelmcp.component.session.state.ConnectionState;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * A device at the other end of an embedded channel of a {@link StepServer}. What it sends arrives with {@link StepServer#run}, or at once
 * with {@link #send}; what it is sent waits until it is read.
 */
final class StepDevice {

    /** The gateway's end of the connection. */
    private final class End extends EmbeddedChannel {
        private final EventLoop loop;
        private final InetSocketAddress remote;

        End(StepLoop loop, InetSocketAddress remote, ChannelHandler first) {
            super(DefaultChannelId.newInstance(), false, false, first);
            this.loop = loop;
            this.remote = remote;
        }

        @Override
        public EventLoop eventLoop() {
            return loop;
        }

        @Override
        protected SocketAddress remoteAddress0() {
            return remote;
        }

        @Override
        protected void handleOutboundMessage(Object message) {
            ByteBuf octets = (ByteBuf) message;
            byte[] copy = new byte[octets.readableBytes()];
            octets.readBytes(copy);
            ReferenceCountUtil.release(message);
            fromGateway.writeBytes(copy);
        }
    }

    private final StepServer home;
    private final StepLoop loop;
    private final End end;
    private final Queue<byte[]> toGateway = new ArrayDeque<>();
    private ByteArrayOutputStream fromGateway = new ByteArrayOutputStream();
    private DeviceConnection connection;

    StepDevice(StepServer home, StepLoop loop, InetSocketAddress remote) {
        this.home = home;
        this.loop = loop;
        this.end = new End(loop, remote, home.server.pipelines());
        end.config().setAllocator(home.allocator);
        loop.run(() -> {
            try {
                end.register();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    StepLoop loop() {
        return loop;
    }

    // ------------------------------------------------------------------ to the gateway

    /** Puts octets on the line, to arrive with the next step. */
    void put(byte[] octets) {
        toGateway.add(octets);
    }

    /** Whether something is on the line, and the gateway reads. */
    boolean hasArrivals() {
        return !toGateway.isEmpty() && end.isOpen() && end.config().isAutoRead();
    }

    /** Lets the next octets arrive. */
    void arrive() {
        byte[] octets = toGateway.poll();
        if (octets != null) {
            loop.run(() -> end.writeInbound(Unpooled.wrappedBuffer(octets)));
        }
        look();
    }

    StepDevice send(byte[] octets) {
        put(octets);
        home.run();
        return this;
    }

    StepDevice plain(int command, String body) {
        return send(PlainDevice.plain(command, PlainDevice.utf8(body)));
    }

    StepDevice sequenced(int command, int seq, String body) {
        return send(PlainDevice.sequenced(command, 0, seq, PlainDevice.utf8(body)));
    }

    /** Sends a LOGIN; {@code more} are further members of its JSON, with a comma in front. */
    StepDevice login(String clientId, String more) {
        return sequenced(McpCommand.LOGIN, 1, "{\"clientId\":\"" + clientId + "\"" + more + "}");
    }

    /** No more from the device, which still reads. */
    void finishSending() {
        loop.run(() -> end.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE));
        home.run();
    }

    /** The line is cut: what is on it, both ways, is lost. */
    void cut() {
        toGateway.clear();
        fromGateway = new ByteArrayOutputStream();
        loop.run(() -> end.close());
    }

    // ------------------------------------------------------------------ from the gateway

    /** What has come since the last call. */
    List<PlainDevice.Reply> received() {
        try {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(octets()));
            List<PlainDevice.Reply> all = new ArrayList<>();
            while (in.available() > 0) {
                all.add(PlainDevice.read(in));
            }
            return all;
        } catch (IOException e) {
            throw new AssertionError("the gateway has sent a part of a frame", e);
        }
    }

    /** Octets that have come since the last call. */
    byte[] octets() {
        byte[] octets = fromGateway.toByteArray();
        fromGateway = new ByteArrayOutputStream();
        return octets;
    }

    /** The only frame that has come since the last call. */
    PlainDevice.Reply receive() {
        List<PlainDevice.Reply> all = received();
        if (all.size() != 1) {
            throw new AssertionError("not one frame but " + all);
        }
        return all.get(0);
    }

    boolean isOpen() {
        return end.isOpen();
    }

    boolean isRead() {
        return end.config().isAutoRead();
    }

    /** Where the connection is. */
    ConnectionState state() {
        look();
        if (connection == null) {
            return end.isOpen() ? ConnectionState.NEW : ConnectionState.CLOSED;
        }
        return connection.state();
    }

    private void look() {
        DeviceConnection found = end.pipeline().get(DeviceConnection.class);
        connection = found == null ? connection : found;
    }
}
