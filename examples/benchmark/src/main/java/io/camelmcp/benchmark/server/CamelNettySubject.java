package io.camelmcp.benchmark.server;

import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.McpFrameDecoder;
import io.camelmcp.codec.McpFrameEncoder;
import io.netty.channel.ChannelHandler;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.netty.DefaultChannelHandlerFactory;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Registry;

/** What Camel offers without this project: {@code netty:tcp} with the same decoder and encoder, and a route that answers. */
final class CamelNettySubject implements Subject {

    private final SubjectOptions options;
    private final boolean executor;
    private final CamelContext context = new DefaultCamelContext();

    /** @param executor whether routes run on its executor, as they do by default, or on the event loop */
    CamelNettySubject(SubjectOptions options, boolean executor) {
        this.options = options;
        this.executor = executor;
    }

    @Override
    public int start() throws Exception {
        int port = freePort();
        context.disableJMX();
        Registry registry = context.getRegistry();
        registry.bind("frameDecoder", new EachChannel(() -> new McpFrameDecoder(McpFrame.DEFAULT_MAX_PAYLOAD)));
        registry.bind("frameEncoder", new EachChannel(McpFrameEncoder::new));
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("netty:tcp://127.0.0.1:" + port + "?sync=true&decoders=#frameDecoder&encoders=#frameEncoder"
                                + "&bossCount=1&backlog=4096&workerCount=" + options.loops()
                                + "&usingExecutorService=" + executor)
                        .process(exchange -> {
                            McpFrame request = exchange.getMessage().getBody(McpFrame.class);
                            exchange.getMessage().setBody(request.answer(McpFrame.EMPTY));
                        });
            }
        });
        context.start();
        return port;
    }

    // the component does not tell which port it got
    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        context.stop();
    }

    /** Makes a handler for each connection, as a decoder has state. */
    private static final class EachChannel extends DefaultChannelHandlerFactory {
        private final Supplier<ChannelHandler> maker;

        EachChannel(Supplier<ChannelHandler> maker) {
            this.maker = maker;
        }

        @Override
        public ChannelHandler newChannelHandler() {
            return maker.get();
        }
    }
}
