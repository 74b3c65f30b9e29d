package io.camelmcp.gateway.cli;

import io.camelmcp.gateway.GatewayServer;
import io.camelmcp.gateway.config.ConfigurationException;
import io.camelmcp.gateway.config.GatewaySettings;
import io.camelmcp.gateway.simulate.DeviceFleet;
import io.camelmcp.gateway.simulate.DeviceProtocol;
import io.camelmcp.gateway.simulate.DurationConverter;
import io.camelmcp.gateway.simulate.FleetOptions;
import io.camelmcp.gateway.simulate.FleetReport;
import io.camelmcp.gateway.simulate.FleetSnapshot;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the gateway with five simulated devices, and shows what arrives in the file. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Runs the gateway with five simulated devices (three MCP, one Modbus TCP, one Modbus RTU over TCP) and"
                        + " shows their events as they reach the file. Ctrl-C ends it. The environment is that of 'run'.")
public final class DemoCommand implements Callable<Integer> {

    private static final long LOOK_MILLIS = 100;
    private static final int QUIET_LOOKS = 5;
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(5);

    @Option(
            names = "--rate",
            paramLabel = "R",
            defaultValue = "1",
            description = "Messages a second of each device (default ${DEFAULT-VALUE}).")
    double rate;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Ends after this time, such as 10s (default: when interrupted).")
    @Nullable
    Duration duration;

    private final PrintStream out = System.out;
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile boolean interrupted;
    private volatile int exitCode;
    private long events;

    @Override
    public Integer call() throws Exception {
        Path home = Path.of(System.getProperty(RunCommand.HOME, "."));
        GatewaySettings settings = GatewaySettings.load(home, System.getenv());
        if (!settings.security().isOpen()) {
            throw new ConfigurationException(
                    "demo: its devices have no credentials and no TLS; unset MCP_AUTH and MCP_TLS_CERT, or use 'run'");
        }
        for (String elsewhere : List.of("output.file.enabled", "output.file.directory")) {
            if (settings.source().find(elsewhere) != null) {
                throw settings.source()
                        .bad(elsewhere, "demo shows the files of events in the data directory; unset it, or use 'run'");
            }
        }
        GatewayServer server = Startup.start(settings, this::end);
        FleetOptions devices = FleetOptions.to(reachable(settings.mcpHost()), server.mcpPort())
                .devices(5)
                .protocols(
                        DeviceProtocol.MCP1,
                        DeviceProtocol.MCP2,
                        DeviceProtocol.MCP2,
                        DeviceProtocol.MODBUS_TCP,
                        DeviceProtocol.MODBUS_RTU)
                .namePrefix("demo-")
                .rate(rate)
                .build();
        Path folder = settings.data().resolve("events");
        FileTail file = new FileTail(folder);
        out.println(server.readyLine());
        out.println("five devices connect; each line is an event as it reaches " + folder + ", Ctrl-C ends");
        try (DeviceFleet fleet = new DeviceFleet(devices)) {
            fleet.start();
            show(fleet, file, new FleetReport(devices.devices()));
            fleet.stop(LAST_ANSWERS);
            showLastEvents(file);
            FleetSnapshot end = fleet.snapshot();
            out.println(new FleetReport(devices.devices()).summary(end));
            out.println(events + " events in " + folder);
            exitCode = end.isClean() ? 0 : 1;
        } finally {
            finished.countDown();
        }
        return exitCode;
    }

    /** Runs when the process ends, by itself or by a signal: first the devices, then the gateway. */
    private void end(GatewayServer server) {
        interrupted = true;
        try {
            boolean inTime = finished.await(LAST_ANSWERS.toSeconds() * 2, TimeUnit.SECONDS);
            server.close();
            Runtime.getRuntime().halt(inTime ? exitCode : 1);
        } catch (InterruptedException e) {
            Runtime.getRuntime().halt(1);
        }
    }

    private void show(DeviceFleet fleet, FileTail file, FleetReport report) throws IOException, InterruptedException {
        long start = System.nanoTime();
        long nextSummary = start + Duration.ofSeconds(1).toNanos();
        while (!interrupted && (duration == null || System.nanoTime() - start < duration.toNanos())) {
            Thread.sleep(LOOK_MILLIS);
            showEvents(file);
            if (System.nanoTime() - nextSummary >= 0) {
                nextSummary += Duration.ofSeconds(1).toNanos();
                out.println("-- " + report.progress(fleet.snapshot()) + " events=" + events);
                out.flush();
            }
        }
    }

    /** The file is written a moment after the answer. */
    private void showLastEvents(FileTail file) throws IOException, InterruptedException {
        for (int quiet = 0; quiet < QUIET_LOOKS; quiet++) {
            long before = events;
            Thread.sleep(LOOK_MILLIS);
            showEvents(file);
            if (events > before) {
                quiet = 0;
            }
        }
    }

    private void showEvents(FileTail file) throws IOException {
        for (String line : file.next()) {
            events++;
            out.println(line);
        }
    }

    /** Devices on this machine do not dial a wildcard address. */
    private static String reachable(String host) {
        return host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
    }
}
