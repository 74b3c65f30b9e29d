package io.camelmcp.component.client;

import io.camelmcp.codec.Protocol;
import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.ModbusResponse;
import io.camelmcp.component.client.ClientFailure.Kind;
import io.camelmcp.component.modbus.ModbusRequester;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks one peer. Its connections are opened by the first request, or by {@link #connect()}, and come back by themselves.
 *
 * <pre>{@code
 * DeviceClient client = new DeviceClient(options, eventLoops, null);
 * client.send(new McpCall(McpCommand.READ_STATUS, 0, McpFrame.EMPTY), Duration.ofSeconds(5), handler);
 * }</pre>
 *
 * <p>No method waits. With one connection, requests leave in the order in which they were given.
 */
public final class DeviceClient implements ModbusRequester {

    /** How often the timeout of a {@link #request} may pass while it waits for others on the connection. */
    public static final int MOST_WAITS = 10;

    /** Above the 45 s that a Camel context takes to shut down by default, so that a gateway closes first. */
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(60);

    private final ClientOptions options;
    private final List<ClientConnection> connections = new ArrayList<>();
    private final PeerCommands peerCommands = new PeerCommands();
    private final AtomicBoolean dialed = new AtomicBoolean();
    private final int mostOutstanding;

    /**
     * A client that has not connected yet.
     *
     * @param group event loops; not shut down here
     * @param tls   {@code null} for clear text
     */
    public DeviceClient(ClientOptions options, EventLoopGroup group, @Nullable TlsEngines tls) {
        this.options = options;
        int share = (options.maxPending() + options.connections() - 1) / options.connections();
        this.mostOutstanding = options.window() + share;
        for (int i = 0; i < options.connections(); i++) {
            EventLoop loop = group.next();
            Wire wire = options.protocol() == Protocol.MCP
                    ? new McpWire(options.version(), options.maxPayload(), new PeerInbox(options, loop, peerCommands))
                    : new ModbusWire(options.protocol(), options.pauses().quarantine());
            var backoff = new ReconnectBackoff(
                    options.reconnectDelay(),
                    options.reconnectMaxDelay(),
                    () -> ThreadLocalRandom.current().nextDouble(),
                    System::nanoTime);
            connections.add(new ClientConnection(options, loop, wire, tls, backoff, DRAIN_LIMIT));
        }
    }

    public ClientOptions options() {
        return options;
    }

    /**
     * Opens the connections now.
     *
     * @return complete when all are open, or fails with the {@link ClientFailure} of one that could not be; those go on trying
     */
    public CompletableFuture<Void> connect() {
        return all(ClientConnection::connect);
    }

    /**
     * Sends a request when there is a connection and a place in the window.
     *
     * @param timeout from now to the answer
     * @param handler told how it ended, unless this method throws
     * @throws ClientFailure            {@link Kind#BUSY} if too many wait already
     * @throws IllegalArgumentException if such a request must not be sent by this client
     */
    public <A> void send(ClientRequest<A> request, Duration timeout, AnswerHandler<A> handler) throws ClientFailure {
        send(request, timeout, handler, false);
    }

    private <A> void send(
            ClientRequest<A> request, Duration timeout, AnswerHandler<A> handler, boolean timedFromSending)
            throws ClientFailure {
        request.check(options);
        if (connections.size() > 1 && dialed.compareAndSet(false, true)) {
            // a connection takes requests only when it is open, or when none is
            connect();
        }
        ClientConnection connection = leastLoaded();
        if (connection.outstanding().incrementAndGet() > mostOutstanding) {
            connection.outstanding().decrementAndGet();
            throw ClientFailure.of(
                    Kind.BUSY,
                    "maxPending=" + options.maxPending() + " requests to " + options.peer() + " wait already; "
                            + request + " was not sent");
        }
        connection.submit(new Call<>(request, handler, timeout.toMillis(), connection.outstanding(), timedFromSending));
    }

    /**
     * Sends a Modbus request when its turn has come on the connection, which others use too.
     *
     * @param unitId  0..255
     * @param timeout from sending to the answer; without a connection, how long to wait for one. At most ten times as long it
     *                waits for others
     * @return the answer, which may be a {@link io.camelmcp.codec.modbus.ModbusExceptionResponse}; or it fails with a
     *     {@link io.camelmcp.component.modbus.ModbusRequestException} whose cause is a {@link ClientFailure}, or with an
     *     {@link IllegalArgumentException} if such a request must not be sent
     */
    @Override
    public CompletableFuture<ModbusResponse> request(int unitId, ModbusRequest request, Duration timeout) {
        return ModbusAnswer.to(answer -> send(new ModbusCall(unitId, request), timeout, answer, true));
    }

    private ClientConnection leastLoaded() {
        ClientConnection best = connections.get(0);
        for (int i = 1; i < connections.size(); i++) {
            ClientConnection other = connections.get(i);
            if (other.isOpen() == best.isOpen()
                    ? other.outstanding().get() < best.outstanding().get()
                    : other.isOpen()) {
                best = other;
            }
        }
        return best;
    }

    /**
     * Takes requests of the peer from now on, until {@link #unserve}. They come one after another; within a session each comes
     * once, and again only if it failed.
     *
     * @param commands what the handler takes; empty for all that no other takes
     * @throws IllegalArgumentException if another handler takes one of them, or the protocol has no such requests
     */
    public void serve(Set<Integer> commands, PeerHandler handler) {
        if (options.protocol() != Protocol.MCP) {
            throw new IllegalArgumentException("the peer of protocol="
                    + options.protocol().label() + " sends no requests to a client; use protocol=mcp");
        }
        if (connections.size() > 1) {
            throw new IllegalArgumentException("connections=" + connections.size()
                    + ": a client that takes requests has one connection; leave connections unset");
        }
        peerCommands.add(commands, handler);
    }

    /** Takes no more requests for this handler; those it has run on. */
    public void unserve(PeerHandler handler) {
        peerCommands.remove(handler);
    }

    /** Requests of the peer taken so far. */
    public long received() {
        return connections.stream().mapToLong(ClientConnection::received).sum();
    }

    /** How it is now; from any thread. */
    public ClientStatus status() {
        return connections.stream().map(ClientConnection::status).reduce(ClientStatus.NONE, ClientStatus::plus);
    }

    /** Fails what is not answered and closes; complete when all sockets are closed. */
    public CompletableFuture<Void> close() {
        return all(ClientConnection::close);
    }

    private CompletableFuture<Void> all(Function<ClientConnection, CompletableFuture<Void>> action) {
        return CompletableFuture.allOf(connections.stream().map(action).toArray(CompletableFuture[]::new));
    }
}
