package io.camelmcp.component.server;

import io.camelmcp.codec.Protocol;
import io.camelmcp.component.modbus.RegisterBank;
import io.camelmcp.component.session.SessionChange;
import io.camelmcp.component.session.auth.Addresses;
import io.camelmcp.component.session.auth.AuthenticationException;
import io.camelmcp.component.session.auth.Authenticator;
import io.camelmcp.component.session.auth.Credentials;
import io.camelmcp.component.session.auth.Identity;
import io.camelmcp.component.session.auth.UndecidedLoginException;
import io.camelmcp.component.session.directory.FrozenClients;
import io.camelmcp.component.session.store.MemorySessionStore;
import io.camelmcp.component.session.store.SessionStore;
import io.netty.buffer.ByteBufAllocator;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A whole server without sockets and threads, and with a clock of its own: connections are embedded channels with the pipeline that
 * sockets have, and everything runs on the test's thread, when the test says so.
 *
 * <pre>{@code
 * StepServer gateway = new StepServer(new StepServer.Settings());
 * StepDevice device = gateway.connect();
 * device.login("c", "");
 * gateway.advance(Duration.ofSeconds(30));
 * }</pre>
 */
final class StepServer implements AutoCloseable {

    /** What a test may want otherwise. */
    static final class Settings {
        boolean loginRequired;
        boolean resync;

        @Nullable
        Protocol pinned;

        int loops = 2;
        int maxConnections;
        int maxConnectionsPerAddress;
        int connectionRate;
        int frameRate;
        int maxSessions;
        int takeoverLimit = 15;
        int maxInFlight = 10_000;
        int maxRetransmits = 2;
        ModbusAccess access = ModbusAccess.OPEN;
        String modbusAllow = "";
        Duration ttl = Duration.ofSeconds(3_600);
        Duration heartbeat = Duration.ofSeconds(30);

        LateAnswers lateAnswers = LateAnswers.NOBODY;
        ByteBufAllocator allocator = ByteBufAllocator.DEFAULT;
        StepHandler route = new StepHandler();

        @Nullable
        SessionStore store;

        /** Where the authenticator runs; {@code null} for the event loop. */
        @Nullable
        Executor loginThreads;

        private ServerOptions server() {
            return new ServerOptions(
                    "127.0.0.1",
                    0,
                    1,
                    pinned,
                    null,
                    65_536,
                    resync,
                    false,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(5),
                    maxConnections,
                    maxConnectionsPerAddress,
                    maxInFlight,
                    16_000_000,
                    64,
                    new RegisterBank(),
                    access);
        }

        private LoginOptions login() {
            return new LoginOptions(
                    loginRequired ? new Words(loginThreads != null) : null,
                    Addresses.parse(modbusAllow),
                    Duration.ofSeconds(10),
                    4_096,
                    Duration.ofMillis(500),
                    20,
                    takeoverLimit,
                    Duration.ofMinutes(5),
                    connectionRate,
                    frameRate);
        }
    }

    /** Takes tokens of words: {@code good}, {@code until:MILLIS}, {@code only:COMMAND}. */
    private record Words(boolean mayBlock) implements Authenticator {
        @Override
        public Identity authenticate(Credentials credentials) throws AuthenticationException {
            String[] words = String.valueOf(credentials.token()).split(":", 2);
            String clientId = String.valueOf(credentials.clientId());
            return switch (words[0]) {
                case "good" -> new Identity(clientId, Set.of("hall"), null, null);
                case "groupless" -> new Identity(clientId, Set.of(), null, null);
                case "undecided" -> throw new UndecidedLoginException("the key server is away");
                case "until" -> new Identity(clientId, null, null, Instant.ofEpochMilli(Long.parseLong(words[1])));
                case "only" -> new Identity(clientId, null, Set.of(Integer.parseInt(words[1])), null);
                default -> throw new AuthenticationException("not a token");
            };
        }
    }

    final StepClock clock = new StepClock();
    final FrozenClients frozen = new FrozenClients(clock::millis, 10);
    final StepHandler route;
    final ByteBufAllocator allocator;
    final McpServer server;
    final List<SessionChange> changes = new ArrayList<>();
    final List<StepLoop> loops = new ArrayList<>();

    /** The loop whose task is running; {@code null} on any other thread than one of a loop. */
    @Nullable
    StepLoop current;

    private final List<StepDevice> devices = new ArrayList<>();
    private int connected;

    StepServer() {
        this(new Settings());
    }

    StepServer(Settings settings) {
        for (int i = 0; i < settings.loops; i++) {
            loops.add(new StepLoop(this));
        }
        SessionStore store = settings.store == null ? new MemorySessionStore(clock::millis) : settings.store;
        route = settings.route;
        allocator = settings.allocator;
        CommandRouter router = new CommandRouter();
        router.add(Set.of(), route);
        server = new McpServer(
                settings.server(),
                new SessionOptions(
                        store,
                        changes::add,
                        settings.lateAnswers,
                        "node",
                        settings.maxSessions,
                        settings.ttl,
                        Duration.ofSeconds(600),
                        settings.heartbeat,
                        Duration.ofSeconds(5),
                        100,
                        Duration.ofSeconds(25),
                        settings.maxRetransmits,
                        0),
                settings.login(),
                settings.loginThreads == null ? Runnable::run : settings.loginThreads,
                router,
                loops.get(0),
                loops.get(0),
                clock);
        server.refuse(frozen);
        loops.get(0).run(server::watchSessions);
    }

    /** A connection from an address of its own port, on the next event loop. */
    StepDevice connect() {
        return connect("192.0.2.7");
    }

    StepDevice connect(String address) {
        return connect(address, loops.get(connected % loops.size()));
    }

    StepDevice connect(String address, StepLoop loop) {
        connected++;
        StepDevice device = new StepDevice(this, loop, new InetSocketAddress(address, 1_024 + connected % 60_000));
        devices.add(device);
        return device;
    }

    /** A device that has logged in, and has read the answer. */
    StepDevice loggedIn(String clientId) {
        StepDevice device = connect();
        device.login(clientId, ",\"token\":\"good\"");
        int command = device.receive().command();
        if (command != 0x81) {
            throw new AssertionError("LOGIN was answered by " + command);
        }
        return device;
    }

    List<StepDevice> devices() {
        devices.removeIf(device -> !device.isOpen());
        return devices;
    }

    /** Lets everything arrive and run until nothing is left to do at this time. */
    void run() {
        boolean idle = false;
        while (!idle) {
            idle = true;
            for (StepLoop loop : loops) {
                loop.takeDue();
                while (loop.hasTasks()) {
                    loop.step();
                    idle = false;
                }
            }
            for (StepDevice device : List.copyOf(devices)) {
                while (device.hasArrivals()) {
                    device.arrive();
                    idle = false;
                }
            }
        }
    }

    /** Lets time pass, and everything happen at its time. */
    void advance(Duration time) {
        long end = clock.nanos() + time.toNanos();
        run();
        while (true) {
            long due = Long.MAX_VALUE;
            for (StepLoop loop : loops) {
                due = Math.min(due, loop.nextDue());
            }
            if (due > end) {
                break;
            }
            clock.set(Math.max(due, clock.nanos()));
            run();
        }
        clock.set(end);
        run();
    }

    /** Ends a request on a thread that is not that of an event loop. */
    void end(ServerRequest request, byte[] answer) {
        request.complete(answer);
        run();
    }

    @Override
    public void close() {
        for (StepDevice device : List.copyOf(devices)) {
            device.cut();
        }
        run();
        server.close();
    }
}
