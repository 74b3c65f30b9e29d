package io.camelmcp.component.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/** Gathers requests on their way to a channel, so that many cost few writes and one flush. */
final class RequestBatch {

    /** Octets that are gathered before they are handed to the channel. */
    private static final int OCTETS = 65_536;

    private final Channel channel;
    private final Wire wire;
    private @Nullable ByteBuf octets;
    private boolean used;

    RequestBatch(Channel channel, Wire wire) {
        this.channel = channel;
        this.wire = wire;
    }

    void add(ClientRequest<?> request, int number) {
        ByteBuf out = octets;
        if (out == null) {
            out = channel.alloc().ioBuffer();
            octets = out;
        }
        used = true;
        wire.write(request, number, out);
        if (out.readableBytes() >= OCTETS) {
            octets = null;
            channel.write(out, channel.voidPromise());
        }
    }

    void flush() {
        ByteBuf rest = octets;
        if (rest != null) {
            octets = null;
            channel.write(rest, channel.voidPromise());
        }
        if (used) {
            channel.flush();
        }
    }
}
