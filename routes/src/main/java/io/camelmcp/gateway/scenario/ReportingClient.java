package io.camelmcp.gateway.scenario;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.Protocol;
import io.camelmcp.component.client.AnswerHandler;
import io.camelmcp.component.client.ClientFailure;
import io.camelmcp.component.client.ClientOptions;
import io.camelmcp.component.client.ClientStatus;
import io.camelmcp.component.client.DeviceClient;
import io.camelmcp.component.client.McpCall;
import io.camelmcp.component.client.SessionOptions;
import io.camelmcp.component.client.SessionStatus;
import io.netty.channel.EventLoopGroup;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client of ours with a session, as {@code to("mcp:…?clientId=…")} has it: it reports, and remembers what was acknowledged. */
final class ReportingClient {

    /** The defaults of the component. */
    private static final Duration REQUEST = Duration.ofSeconds(120);

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration LOGIN = Duration.ofSeconds(10);
    private static final Duration RECONNECT = Duration.ofSeconds(1);
    private static final Duration RECONNECT_MAX = Duration.ofSeconds(10);
    private static final Duration HEARTBEAT = Duration.ofSeconds(30);
    private static final Duration HEARTBEAT_MIN = Duration.ofSeconds(5);
    private static final Duration RETRANSMIT = Duration.ofSeconds(25);
    private static final int MAX_RETRANSMITS = 2;
    private static final int MAX_PENDING = 1_000;

    private static final long INTERVAL_MILLIS = 1_000;

    private final String name;
    private final EventLoopGroup group;
    private final DeviceClient client;
    private final BitSet acknowledged = new BitSet();
    private int number;
    private @Nullable String failure;
    private boolean finishing;
    private final CompletableFuture<Void> finished = new CompletableFuture<>();

    ReportingClient(String name, @Nullable String token, int port, EventLoopGroup group) {
        this.name = name;
        this.group = group;
        this.client = new DeviceClient(
                new ClientOptions(
                        "127.0.0.1",
                        port,
                        Protocol.MCP,
                        McpFrame.SEQUENCED,
                        ClientOptions.DEFAULT_WINDOW,
                        MAX_PENDING,
                        1,
                        CONNECT,
                        RECONNECT,
                        RECONNECT_MAX,
                        McpFrame.DEFAULT_MAX_PAYLOAD,
                        new SessionOptions(
                                name, token, List.of(), HEARTBEAT, HEARTBEAT_MIN, MAX_RETRANSMITS, RETRANSMIT, LOGIN)),
                group,
                null);
    }

    String name() {
        return name;
    }

    void connect() {
        // one that cannot be made now is tried again by the client
        client.connect();
    }

    boolean isBack() {
        ClientStatus status = client.status();
        SessionStatus session = status.session();
        return status.connected() > 0 && session != null && session.sessionId() != null;
    }

    long resumes() {
        SessionStatus session = client.status().session();
        return session == null ? 0 : session.resumes();
    }

    /** Reports once a second from now on, beginning at some moment of the first one. */
    void start() {
        schedule(ThreadLocalRandom.current().nextLong(INTERVAL_MILLIS));
    }

    /** Begins no other report; complete when the last one has been answered, or has failed. */
    synchronized CompletableFuture<Void> finish() {
        finishing = true;
        return finished;
    }

    CompletableFuture<Void> close() {
        return client.close();
    }

    private void schedule(long millis) {
        group.next().schedule(this::report, millis, TimeUnit.MILLISECONDS);
    }

    private synchronized void report() {
        if (finishing) {
            finished.complete(null);
            return;
        }
        int n = ++number;
        String body = "{\"device\":\"" + name + "\",\"n\":" + n + "}";
        try {
            client.send(
                    new McpCall(McpCommand.REPORT, 0, body.getBytes(StandardCharsets.UTF_8)),
                    REQUEST,
                    new AnswerHandler<>() {
                        @Override
                        public void answered(byte[] answer) {
                            ended(n, null);
                        }

                        @Override
                        public void failed(ClientFailure why) {
                            ended(n, String.valueOf(why.getMessage()));
                        }
                    });
        } catch (ClientFailure e) {
            ended(n, String.valueOf(e.getMessage()));
        }
    }

    private synchronized void ended(int n, @Nullable String why) {
        if (why == null) {
            acknowledged.set(n);
        } else {
            failure = why;
        }
        schedule(INTERVAL_MILLIS);
    }

    /** Numbers of the reports that the gateway has acknowledged. */
    synchronized BitSet acknowledged() {
        return (BitSet) acknowledged.clone();
    }

    /** Reports made so far. */
    synchronized int reports() {
        return number;
    }

    /** What the last report failed with that did; {@code null} if none has. */
    synchronized @Nullable String failure() {
        return failure;
    }
}
