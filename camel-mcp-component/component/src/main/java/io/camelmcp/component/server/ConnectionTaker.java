package io.camelmcp.component.server;

import io.netty.channel.ChannelPipeline;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/** Takes the connections of a port over that the port would not answer, before anything is read of them. */
@FunctionalInterface
public interface ConnectionTaker {

    /**
     * Adds its handlers to the end of a pipeline; on the event loop. Limits, TLS and {@code modbusAllow} have been checked.
     *
     * @param refused told why a connection is about to be closed because of its peer, for counters and the log
     */
    void take(ChannelPipeline pipeline, InetSocketAddress remote, Consumer<String> refused);
}
