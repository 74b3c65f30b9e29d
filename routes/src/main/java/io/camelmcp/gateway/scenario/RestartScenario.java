package io.camelmcp.gateway.scenario;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * Clients of ours report once a second to a gateway with its own routes, its durable queue and its sessions in a file. It is stopped and
 * started, then killed and started. Who comes back when is seen from the clients; what was acknowledged must be in the gateway's files.
 */
final class RestartScenario {

    private static final long LOOK_MILLIS = 20;
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long CLOSE_SECONDS = 10;

    private final ScenarioOptions options;
    private final String secret;
    private final Path data;
    private final Path log;
    private final Report report;
    private final EventLoopGroup group;
    private final List<ReportingClient> clients = new ArrayList<>();

    RestartScenario(ScenarioOptions options, String secret, Path directory, Report report) {
        this.options = options;
        this.secret = secret;
        this.data = directory.resolve("data");
        this.log = directory.resolve("gateway.log");
        this.report = report;
        this.group = new NioEventLoopGroup(options.threads(), new DefaultThreadFactory("mcp-load", true));
    }

    void run() throws Exception {
        // two lines of each client for each restart
        Configurator.setAllLevels("io.camelmcp.component", Level.WARN);
        GatewayProcess gateway = start(0);
        try {
            int port = gateway.port();
            connect(port);
            for (boolean kill : new boolean[] {false, true}) {
                hold();
                report.say(kill ? "kill -9" : "SIGTERM");
                long begun = System.nanoTime();
                if (kill) {
                    gateway.kill();
                } else {
                    gateway.terminate();
                }
                report.say("the gateway has ended after %.1f s", seconds(System.nanoTime() - begun));
                gateway = start(port);
                comeBack(kill ? "after kill -9" : "after SIGTERM");
            }
            hold();
            finish();
        } finally {
            gateway.close();
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
        }
    }

    private GatewayProcess start(int port) throws IOException, ScenarioException {
        long begun = System.nanoTime();
        GatewayProcess gateway = GatewayProcess.start(options.home(), port, secret, data, log);
        report.say("the gateway serves on port %d after %.1f s", gateway.port(), seconds(System.nanoTime() - begun));
        return gateway;
    }

    private void connect(int port) throws InterruptedException {
        Tokens tokens = new Tokens(secret, options.group(), Instant.now());
        for (int i = 0; i < options.devices(); i++) {
            String name = options.nameOf(i);
            ReportingClient client = new ReportingClient(name, tokens.of(name), port, group);
            clients.add(client);
            client.connect();
        }
        long begun = System.nanoTime();
        int logged = awaitBack(begun).length;
        report.row("clients", logged, "%d of %d logged in", logged, options.devices());
        report.fail("not logged in", options.devices() - logged);
        clients.forEach(ReportingClient::start);
    }

    private void hold() throws InterruptedException {
        report.say("reporting for %.1f s", options.hold().toMillis() / 1e3);
        Thread.sleep(options.hold().toMillis());
    }

    private void comeBack(String when) throws InterruptedException {
        long[] back = awaitBack(System.nanoTime());
        long last = back.length == 0 ? 0 : back[back.length - 1];
        long middle = back.length == 0 ? 0 : back[back.length / 2];
        report.row(
                when,
                seconds(last),
                "%d of %d back within %.1f s of its being ready (half of them %.1f s), most in one second: %d",
                back.length,
                options.devices(),
                seconds(last),
                seconds(middle),
                mostInASecond(back));
        report.fail("not back " + when, options.devices() - back.length);
    }

    /** Nanoseconds after which each client was back, in order. */
    private long[] awaitBack(long since) throws InterruptedException {
        long[] back = new long[clients.size()];
        int count = 0;
        List<ReportingClient> away = new ArrayList<>(clients);
        long lastNanos = System.nanoTime();
        while (!away.isEmpty()
                && System.nanoTime() - lastNanos < options.patience().toNanos()) {
            Thread.sleep(LOOK_MILLIS);
            long now = System.nanoTime();
            int before = away.size();
            away.removeIf(ReportingClient::isBack);
            for (int i = away.size(); i < before; i++) {
                back[count++] = now - since;
                lastNanos = now;
            }
        }
        return Arrays.copyOf(back, count);
    }

    private static int mostInASecond(long[] back) {
        int most = 0;
        int first = 0;
        for (int i = 0; i < back.length; i++) {
            while (back[i] - back[first] > SECOND_NANOS) {
                first++;
            }
            most = Math.max(most, i - first + 1);
        }
        return most;
    }

    private void finish() throws IOException, InterruptedException {
        long resumed = clients.stream().mapToLong(ReportingClient::resumes).sum();
        await(
                clients.stream().map(ReportingClient::finish).toList(),
                options.patience().toSeconds());
        long reports = clients.stream().mapToLong(ReportingClient::reports).sum();
        long acknowledged = clients.stream()
                .mapToLong(client -> client.acknowledged().cardinality())
                .sum();
        clients.stream()
                .map(ReportingClient::failure)
                .filter(failure -> failure != null)
                .forEach(failure -> report.fail("report failed: " + failure, 1));
        EventFiles events = awaitEvents(acknowledged);
        long lost = clients.stream()
                .mapToLong(client -> events.missing(client.name(), client.acknowledged()))
                .sum();
        report.row("sessions resumed", resumed, "%d, in two restarts", resumed);
        report.row("reports", reports, "%d, acknowledged %d", reports, acknowledged);
        report.row("acknowledged and lost", lost);
        report.row(
                "lines in the files",
                events.lines(),
                "%d for %d reports: %d again with the same message id, %d under another one",
                events.lines(),
                events.reports(),
                events.repeats(),
                events.underAnotherId());
        report.fail("not acknowledged", reports - acknowledged);
        report.fail("acknowledged and lost", lost);
        await(clients.stream().map(ReportingClient::close).toList(), CLOSE_SECONDS);
    }

    /** The output writes a moment after the answer. */
    private EventFiles awaitEvents(long wanted) throws IOException, InterruptedException {
        EventFiles events = EventFiles.read(data.resolve("events"));
        long progress = System.nanoTime();
        while (events.reports() < wanted
                && System.nanoTime() - progress < options.patience().toNanos()) {
            Thread.sleep(SECOND_NANOS / 1_000_000);
            EventFiles next = EventFiles.read(data.resolve("events"));
            progress = next.lines() > events.lines() ? System.nanoTime() : progress;
            events = next;
        }
        return events;
    }

    private static void await(List<CompletableFuture<Void>> all, long seconds) throws InterruptedException {
        try {
            CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0])).get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // counted as what has not been acknowledged
        }
    }

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }
}
