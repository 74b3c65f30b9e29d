package io.camelmcp.component.client;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.Protocol;
import io.github.nettyplus.leakdetector.junit.NettyLeakDetectorExtension;
import io.netty.channel.nio.NioEventLoopGroup;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients and peers on event loops of the test class. */
@ExtendWith(NettyLeakDetectorExtension.class)
@Timeout(60)
abstract class ClientTestBase {

    static final int V1 = McpFrame.PLAIN;
    static final int V2 = McpFrame.SEQUENCED;

    static NioEventLoopGroup group;

    private final List<AutoCloseable> opened = new ArrayList<>();

    @BeforeAll
    static void startLoops() {
        group = new NioEventLoopGroup(2);
    }

    @AfterAll
    static void endLoops() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @AfterEach
    void closeAll() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    <T extends AutoCloseable> T closing(T resource) {
        opened.add(resource);
        return resource;
    }

    DeviceClient client(ClientOptions options) {
        DeviceClient client = new DeviceClient(options, group, null);
        closing(() -> client.close().get(10, TimeUnit.SECONDS));
        return client;
    }

    static OptionsBuilder to(int port) {
        return new OptionsBuilder(port);
    }

    static McpCall report(String body) {
        return new McpCall(McpCommand.REPORT, 0, bytes(body));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] octets) {
        return new String(octets, StandardCharsets.UTF_8);
    }

    /** Options with short delays. */
    static final class OptionsBuilder {
        private final int port;
        private String host = "127.0.0.1";
        private Protocol protocol = Protocol.MCP;
        private int version = V2;
        private int window;
        private int maxPending = 1000;
        private int connections = 1;
        private Duration reconnectDelay = Duration.ofMillis(20);
        private SessionOptions session;
        private ClientOptions.Beat beat;
        private ClientOptions.Pauses pauses = ClientOptions.Pauses.NONE;

        private OptionsBuilder(int port) {
            this.port = port;
        }

        OptionsBuilder host(String name) {
            host = name;
            return this;
        }

        OptionsBuilder protocol(Protocol value) {
            protocol = value;
            return this;
        }

        OptionsBuilder version(int value) {
            version = value;
            return this;
        }

        OptionsBuilder window(int value) {
            window = value;
            return this;
        }

        OptionsBuilder maxPending(int value) {
            maxPending = value;
            return this;
        }

        OptionsBuilder connections(int value) {
            connections = value;
            return this;
        }

        OptionsBuilder reconnectDelay(Duration value) {
            reconnectDelay = value;
            return this;
        }

        OptionsBuilder pauses(ClientOptions.Pauses value) {
            pauses = value;
            return this;
        }

        OptionsBuilder session(SessionOptions value) {
            session = value;
            return this;
        }

        OptionsBuilder beat(Duration interval) {
            beat = new ClientOptions.Beat(interval, interval);
            return this;
        }

        ClientOptions build() {
            return new ClientOptions(
                    host,
                    port,
                    protocol,
                    version,
                    window,
                    maxPending,
                    connections,
                    Duration.ofSeconds(5),
                    reconnectDelay,
                    reconnectDelay.multipliedBy(4),
                    McpFrame.DEFAULT_MAX_PAYLOAD,
                    session,
                    beat,
                    pauses);
        }
    }
}
