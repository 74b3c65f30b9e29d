package io.camelmcp.component.server;

import io.camelmcp.codec.McpErrorCode;
import io.camelmcp.component.modbus.ModbusBank;
import io.camelmcp.component.session.directory.FrozenClients;
import io.camelmcp.component.session.sequence.AnswerBudget;
import io.camelmcp.component.transport.Transport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A port that devices connect to, shared by all consumers of it. It is bound once, refuses what is above its limits, and
 * holds what its connections share: the router, the Modbus bank, the counters.
 */
public final class McpServer {

    private static final long LINGER_MILLIS = 1_000;
    private static final long SESSION_TICK_MILLIS = 1_000;
    private static final int MIN_RETRY_MILLIS = 1_000;
    private static final int MAX_RETRY_MILLIS = 10_000;
    private static final long ONE = 1L << 40;

    private final ServerOptions options;
    private final SessionOptions sessionOptions;
    private final LoginPolicy login;
    private final Sessions sessions;
    private final AnswerBudget answerBudget;
    private final EventLoopGroup boss;
    private final EventLoopGroup workers;
    private final CommandRouter router;
    private final ModbusDiagnostics modbusDiagnostics;
    private final ServerStatistics statistics = new ServerStatistics();
    private final ServerClock clock;
    private final PeerLog log;
    private final Pipelines pipelines = new Pipelines(this);
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Set<DeviceConnection> connections = ConcurrentHashMap.newKeySet();
    private final Admission admission = new Admission(this);
    private final Map<EventExecutor, Sweeper> sweepers = new ConcurrentHashMap<>();

    /** Requests in flight times {@link #ONE}, plus their octets: one word, because all event loops write it for each request. */
    private final AtomicLong inFlight = new AtomicLong();

    private final Set<DeviceConnection> heldByAll = ConcurrentHashMap.newKeySet();

    private @Nullable UnitGateway units;
    private FrozenClients frozen = new FrozenClients();
    private @Nullable ScheduledFuture<?> sweep;
    private volatile boolean suspended;
    private volatile boolean closed;
    private volatile @Nullable ConnectionTaker taker;
    private volatile @Nullable Channel listener;
    private volatile @Nullable InetSocketAddress boundAddress;

    /** A server that is not bound yet, with sessions in memory and nobody who has to log in. The event loops stay the caller's. */
    public McpServer(ServerOptions options, CommandRouter router, EventLoopGroup boss, EventLoopGroup workers) {
        this(options, SessionOptions.inMemory(), LoginOptions.open(), Runnable::run, router, boss, workers);
    }

    /**
     * A server that is not bound yet. The event loops, the threads and the session store stay the caller's.
     *
     * @param loginThreads where an authenticator runs that may block
     */
    public McpServer(
            ServerOptions options,
            SessionOptions sessionOptions,
            LoginOptions login,
            Executor loginThreads,
            CommandRouter router,
            EventLoopGroup boss,
            EventLoopGroup workers) {
        this(options, sessionOptions, login, loginThreads, router, boss, workers, ServerClock.SYSTEM);
    }

    McpServer(
            ServerOptions options,
            SessionOptions sessionOptions,
            LoginOptions login,
            Executor loginThreads,
            CommandRouter router,
            EventLoopGroup boss,
            EventLoopGroup workers,
            ServerClock clock) {
        this.options = options;
        this.modbusDiagnostics = new ModbusDiagnostics(statistics);
        this.sessionOptions = sessionOptions;
        this.clock = clock;
        this.log = new PeerLog(clock);
        this.login = new LoginPolicy(login, loginThreads, clock);
        this.sessions = new Sessions(this, sessionOptions);
        this.answerBudget = new AnswerBudget(options.maxInFlightBytes());
        this.router = router;
        this.boss = boss;
        this.workers = workers;
    }

    // ------------------------------------------------------------------ life

    /**
     * Binds the port; from then on devices are served.
     *
     * @throws IOException if the address cannot be bound; it names the address and says why
     */
    public synchronized void bind() throws IOException {
        InetSocketAddress known = boundAddress;
        // a port that was free once is bound again after a pause
        InetSocketAddress wanted =
                new InetSocketAddress(options.host(), known == null ? options.port() : known.getPort());
        if (wanted.isUnresolved()) {
            throw new IOException("mcp:" + options.host() + ":" + options.port() + ": the host cannot be resolved");
        }
        Transport transport = Transport.of(boss);
        if (transport != Transport.of(workers)) {
            throw new IOException("mcp:" + options.host() + ":" + options.port()
                    + ": the event loops that accept connections (bossGroup, or nativeTransport) are "
                    + boss.getClass().getSimpleName() + ", those that carry them (workerGroup) "
                    + workers.getClass().getSimpleName() + "; both must be of one kind");
        }
        var binding = new ServerBootstrap()
                .group(boss, workers)
                .channel(transport.serverChannel())
                .option(ChannelOption.SO_BACKLOG, options.backlog())
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(pipelines)
                .bind(wanted)
                .awaitUninterruptibly();
        if (!binding.isSuccess()) {
            Throwable cause = binding.cause();
            throw new IOException(
                    "mcp:" + options.host() + ":" + options.port() + " cannot be bound: " + cause.getMessage(), cause);
        }
        listener = binding.channel();
        boundAddress = (InetSocketAddress) binding.channel().localAddress();
        suspended = false;
        watchSessions();
    }

    /** Ends sessions whose time is over, from now on. */
    synchronized void watchSessions() {
        if (sweep == null) {
            sweep = workers.next()
                    .scheduleWithFixedDelay(
                            () -> sessions.sweep(clock.millis()),
                            SESSION_TICK_MILLIS,
                            SESSION_TICK_MILLIS,
                            TimeUnit.MILLISECONDS);
        }
    }

    /** Where the server listens or has listened, with the port that was really bound; {@code null} before. */
    public @Nullable InetSocketAddress boundAddress() {
        return boundAddress;
    }

    /** Whether the port accepts connections. */
    public boolean isBound() {
        Channel channel = listener;
        return channel != null && channel.isActive();
    }

    boolean isSuspended() {
        return suspended;
    }

    /** Stops accepting and reading; answers still go out. */
    public synchronized void suspend() {
        suspended = true;
        stopListening();
        forAll(DeviceConnection::hold);
    }

    /**
     * Accepts and reads again.
     *
     * @throws IOException if the port cannot be bound again
     */
    public synchronized void resume() throws IOException {
        if (!isBound()) {
            bind();
        }
        suspended = false;
        forAll(DeviceConnection::hold);
    }

    /** Stops accepting, sends GOAWAY, and lets each connection end when its requests have been answered. */
    public synchronized void drain() {
        stopListening();
        forAll(connection ->
                connection.goAway(ThreadLocalRandom.current().nextInt(MIN_RETRY_MILLIS, MAX_RETRY_MILLIS + 1)));
    }

    /** Ends all connections after what has been written has left, and gives the port back. */
    public synchronized void close() {
        closed = true;
        stopListening();
        channels.close(channel -> channel.pipeline().get(ChooserHandler.class) != null);
        forAll(connection ->
                connection.goAway(ThreadLocalRandom.current().nextInt(MIN_RETRY_MILLIS, MAX_RETRY_MILLIS + 1)));
        forAll(connection -> connection.close(CloseReason.DRAINED));
        if (!channels.newCloseFuture().awaitUninterruptibly(2 * LINGER_MILLIS, TimeUnit.MILLISECONDS)) {
            channels.close().awaitUninterruptibly(LINGER_MILLIS, TimeUnit.MILLISECONDS);
        }
        ScheduledFuture<?> running = sweep;
        if (running != null) {
            running.cancel(false);
            sweep = null;
        }
        sessions.close();
    }

    private void stopListening() {
        Channel channel = listener;
        listener = null;
        if (channel == null) {
            return;
        }
        channel.close().awaitUninterruptibly();
        if (!channel.eventLoop().isShuttingDown()) {
            // the selector lets go of the socket in its next round, and until then the port is taken: what is scheduled
            // now runs after that
            channel.eventLoop().schedule(() -> {}, 1, TimeUnit.MILLISECONDS).awaitUninterruptibly();
        }
    }

    private void forAll(Consumer<DeviceConnection> action) {
        for (DeviceConnection connection : connections) {
            connection.onLoop(() -> action.accept(connection));
        }
    }

    // ------------------------------------------------------------------ what connections share

    public ServerOptions options() {
        return options;
    }

    public CommandRouter router() {
        return router;
    }

    /** Has the requests for some Modbus units answered elsewhere; before the port is bound. */
    public void forwardUnits(UnitGateway gateway) {
        units = gateway;
    }

    /** Refuses the requests of these clients; before the port is bound. */
    public void refuse(FrozenClients clients) {
        frozen = clients;
    }

    FrozenClients frozen() {
        return frozen;
    }

    @Nullable
    UnitGateway units() {
        return units;
    }

    /** What Modbus masters see; {@code null} if their route answers. */
    public @Nullable ModbusBank bank() {
        return options.bank();
    }

    /** What Modbus masters may ask about the port itself. */
    ModbusDiagnostics modbusDiagnostics() {
        return modbusDiagnostics;
    }

    /** The devices that have logged in. */
    public Sessions sessions() {
        return sessions;
    }

    ServerClock clock() {
        return clock;
    }

    /** Hands all connections over to someone else, instead of answering them; before {@link #bind}, with a pinned protocol. */
    public void giveConnectionsTo(ConnectionTaker other) {
        taker = other;
    }

    @Nullable
    ConnectionTaker taker() {
        return taker;
    }

    SessionOptions sessionOptions() {
        return sessionOptions;
    }

    /** Who may log in. */
    public LoginOptions loginOptions() {
        return login.options();
    }

    LoginPolicy login() {
        return login;
    }

    /** Room for answers that are kept for retransmissions. */
    AnswerBudget answerBudget() {
        return answerBudget;
    }

    public ServerStatistics statistics() {
        return statistics;
    }

    /** Requests of all connections that are not finished. */
    public int inFlight() {
        return (int) (inFlight.get() / ONE);
    }

    Pipelines pipelines() {
        return pipelines;
    }

    long lingerMillis() {
        return LINGER_MILLIS;
    }

    /** Lets a new connection in within the limits, see {@link Admission#admit}. */
    void admit(Channel channel, InetSocketAddress remote, Runnable welcome) {
        if (closed) {
            channel.close();
        } else {
            admission.admit(channel, remote, welcome);
        }
    }

    /** A connection is within the limits. */
    void admitted(Channel channel) {
        channels.add(channel);
    }

    /** The Modbus bank has failed at a request. */
    void bankFailed(DeviceConnection connection, Throwable e) {
        log.bankFailed(connection, e);
    }

    /** A LOGIN has been refused, and the connection goes on. */
    void refused(DeviceConnection connection, McpErrorCode code, String why) {
        log.refused(connection, code, why);
    }

    /** A request of a Modbus master has been refused, because its role does not allow it. */
    void denied(DeviceConnection connection, String role, String what) {
        log.denied(connection, role, what);
    }

    boolean isClosed() {
        return closed;
    }

    void closedUnchosen(InetSocketAddress remote, CloseReason reason, @Nullable String detail) {
        statistics.countClosed(reason);
        log.closed(remote, reason, detail);
    }

    void opened(DeviceConnection connection) {
        connections.add(connection);
        sweeper(connection.loop()).add(connection);
        if (connection instanceof ModbusConnection master && master.isAnonymous()) {
            admission.add(master);
        }
        if (suspended) {
            connection.hold();
        }
    }

    /** What looks at the runs of an event loop. */
    RunWatch runs(EventExecutor loop) {
        return sweeper(loop).runs();
    }

    private Sweeper sweeper(EventExecutor loop) {
        return sweepers.computeIfAbsent(loop, executor -> new Sweeper(executor, clock));
    }

    void closed(DeviceConnection connection, CloseReason reason, @Nullable String detail) {
        statistics.countClosed(reason);
        log.closed(connection, reason, detail);
    }

    void gone(DeviceConnection connection) {
        connections.remove(connection);
        heldByAll.remove(connection);
        if (connection instanceof ModbusConnection master) {
            admission.remove(master);
        }
        Sweeper sweeper = sweepers.get(connection.loop());
        if (sweeper != null) {
            sweeper.remove(connection);
        }
    }

    // ------------------------------------------------------------------ back pressure over all connections

    void begin(int octets) {
        inFlight.addAndGet(ONE + octets);
    }

    void end(int octets) {
        inFlight.addAndGet(-ONE - octets);
        if (!heldByAll.isEmpty() && !isFull(true)) {
            for (DeviceConnection connection : heldByAll) {
                if (heldByAll.remove(connection)) {
                    connection.onLoop(connection::hold);
                }
            }
        }
    }

    /**
     * Whether a connection must not read because of the whole port. It is told when that changes.
     *
     * @param held whether it is not reading now: it then goes on only below half of the limits
     */
    boolean isHolding(DeviceConnection connection, boolean held) {
        if (suspended) {
            return true;
        }
        if (!isFull(held)) {
            return false;
        }
        heldByAll.add(connection);
        // what has ended meanwhile did not see this connection in the set
        if (isFull(held)) {
            return true;
        }
        heldByAll.remove(connection);
        return false;
    }

    /** Whether no connection may take another request. */
    boolean isFull() {
        return isFull(false);
    }

    private boolean isFull(boolean half) {
        int divisor = half ? 2 : 1;
        long now = inFlight.get();
        return now / ONE >= Math.max(1, options.maxInFlight() / divisor)
                || now % ONE >= Math.max(1, options.maxInFlightBytes() / divisor);
    }
}
