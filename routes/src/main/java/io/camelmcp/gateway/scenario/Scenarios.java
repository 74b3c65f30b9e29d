package io.camelmcp.gateway.scenario;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs scenarios.
 *
 * <pre>{@code
 * boolean good = Scenarios.run(options, new PrintWriter(System.out), null);
 * }</pre>
 */
public final class Scenarios {

    private static final int CONNECT_MILLIS = 5_000;

    private Scenarios() {}

    /**
     * Runs one to its end, and prints what it finds.
     *
     * @param json also written there; {@code null} for nowhere
     * @return whether every device did what it should
     * @throws ScenarioException if it cannot be run; the message says why and what to do
     */
    public static boolean run(ScenarioOptions options, PrintWriter out, @Nullable Path json) throws Exception {
        OpenFiles.require(options.devices());
        Report report = new Report(out);
        Path directory = Files.createTempDirectory("mcp-scenario");
        try {
            if (options.scenario() == Scenario.RESTART) {
                new RestartScenario(options, secret(options), directory, report).run();
            } else {
                withDevices(options, directory, report);
            }
        } finally {
            delete(directory);
        }
        report.print();
        if (json != null) {
            report.write(json, options);
        }
        return report.isClean();
    }

    private static void withDevices(ScenarioOptions options, Path directory, Report report) throws Exception {
        if (!options.isOwnServer()) {
            requireGateway(options);
            withDevices(options, null, options.jwtSecret(), report);
            return;
        }
        String secret = secret(options);
        try (OwnServer server = OwnServer.start(options, secret, directory)) {
            report.say(
                    "server pid=%d port=%d %s store=%s", server.pid(), server.port(), OwnServer.JVM, options.store());
            withDevices(options, server, secret, report);
        }
    }

    private static void withDevices(
            ScenarioOptions options, @Nullable OwnServer server, @Nullable String secret, Report report)
            throws Exception {
        boolean joining = server == null && options.scenario() == Scenario.BROADCAST;
        LoginBodies bodies = new LoginBodies(options, secret, joining);
        int port = server == null ? options.port() : server.port();
        String host = server == null ? options.host() : "127.0.0.1";
        try (LightFleet fleet =
                new LightFleet(host, port, options.threads(), options.concurrency(), options.patience())) {
            switch (options.scenario()) {
                case IDLE -> new IdleScenario(options, fleet, bodies, server, report).run();
                case LOGIN_STORM -> new LoginStormScenario(options, fleet, bodies, server, report).run();
                default ->
                    new BroadcastScenario(
                                    options, fleet, bodies, server == null ? new HttpPusher(options) : server, report)
                            .run();
            }
        }
    }

    /** One clear line instead of ten thousand connections that fail. */
    private static void requireGateway(ScenarioOptions options) throws ScenarioException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(options.host(), options.port()), CONNECT_MILLIS);
        } catch (IOException e) {
            throw new ScenarioException(
                    "no gateway at " + options.host() + ":" + options.port() + " (" + e.getMessage()
                            + "); start one, or leave --port away for a server of its own",
                    e);
        }
    }

    private static String secret(ScenarioOptions options) {
        String given = options.jwtSecret();
        return given == null ? UUID.randomUUID().toString() : given;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        }
    }
}
