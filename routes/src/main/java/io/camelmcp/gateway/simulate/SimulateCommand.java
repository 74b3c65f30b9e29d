package io.camelmcp.gateway.simulate;

import io.camelmcp.gateway.scenario.Scenario;
import io.camelmcp.gateway.scenario.ScenarioOptions;
import io.camelmcp.gateway.scenario.Scenarios;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code gateway simulate}: a fleet of devices from the command line. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Connects simulated devices to a gateway, sends telemetry or Modbus requests, and counts the answers; or"
                        + " measures a scenario.",
        footer = {
            "",
            "Latency counts from the moment a message was due, so a stall is charged for all that it held up.",
            "Exit code: 0 when all was acknowledged; 1 when something failed or was lost, or nothing could be "
                    + "connected; 2 for bad arguments."
        })
public final class SimulateCommand implements Callable<Integer> {

    private static final Duration INTERRUPT_PATIENCE = Duration.ofSeconds(2);

    private static final Set<String> OF_SCENARIOS = Set.of(
            "--rounds",
            "--hold",
            "--concurrency",
            "--jwt-secret",
            "--token",
            "--client-prefix",
            "--store",
            "--http-port");

    private static final Set<String> OF_FLEETS = Set.of(
            "--rate",
            "--protocol",
            "--duration",
            "--count",
            "--payload",
            "--window",
            "--seed",
            "--ramp",
            "--retransmit",
            "--give-up",
            "--report-every",
            "--acked");

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "Gateway (default ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    String host;

    @Option(names = "--port", paramLabel = "PORT", description = "Its port; required without --scenario.")
    @Nullable
    Integer port;

    @Option(names = "--devices", paramLabel = "N", description = "Connections (default 1, scenarios more).")
    @Nullable
    Integer devices;

    @Option(
            names = "--rate",
            paramLabel = "R",
            defaultValue = "1",
            description =
                    "Messages a second of EACH device; 0 is as fast as the window allows (default ${DEFAULT-VALUE}).")
    double rate;

    @Option(
            names = "--protocol",
            paramLabel = "NAME",
            defaultValue = "mcp2",
            converter = ProtocolConverter.class,
            description =
                    "mcp1, mcp2, modbusTcp, modbusRtu, or mixed: one device after the other (default ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    Protocols protocol;

    @ArgGroup(exclusive = true, multiplicity = "0..1")
    @Nullable
    Until until;

    @Option(
            names = "--payload",
            paramLabel = "OCTETS|json",
            defaultValue = "json",
            converter = PayloadConverter.class,
            description =
                    "Body of a REPORT: JSON telemetry, with a LOG now and then, or nothing but REPORTs of exactly so "
                            + "many octets: JSON filled up from 64 octets on, random below (default ${DEFAULT-VALUE}).")
    int payload;

    @Option(
            names = "--window",
            paramLabel = "W",
            defaultValue = "32",
            description =
                    "Unanswered requests of an mcp2 device, 1..1024; all others have one (default ${DEFAULT-VALUE}).")
    int window;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "The same seed gives the same messages (default ${DEFAULT-VALUE}).")
    long seed;

    @Option(
            names = "--ramp",
            paramLabel = "C",
            defaultValue = "500",
            description = "Devices that connect in a second at the start (default ${DEFAULT-VALUE}).")
    int ramp;

    @Option(
            names = "--threads",
            paramLabel = "T",
            defaultValue = "1",
            description = "Event loops (default ${DEFAULT-VALUE}).")
    int threads;

    @Option(
            names = "--retransmit",
            negatable = true,
            fallbackValue = "true",
            defaultValue = "true",
            arity = "0..1",
            paramLabel = "true|false",
            description =
                    "Sends what was unanswered when a connection was lost again on the next one (default ${DEFAULT-VALUE}).")
    boolean retransmit;

    @Option(
            names = "--request-timeout",
            paramLabel = "TIME",
            defaultValue = "25s",
            converter = DurationConverter.class,
            description = "Patience for an answer; longer than the gateway's own of 20s (default ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    Duration requestTimeout;

    @Option(
            names = "--give-up",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = DurationConverter.class,
            description = "Ends when no device was connected for so long (default ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    Duration giveUp;

    @Option(
            names = "--report-every",
            paramLabel = "TIME",
            defaultValue = "1s",
            converter = DurationConverter.class,
            description = "Distance of the progress lines (default ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init")
    Duration reportEvery;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes options and result there.")
    @Nullable
    Path json;

    @Option(
            names = "--acked",
            paramLabel = "FILE",
            description = "Writes a line for each acknowledged REPORT or Modbus write of several registers, as it is "
                    + "acknowledged: device and number, as its JSON has them in \"device\" and \"n\".")
    @Nullable
    Path acked;

    @Mixin
    private final ScenarioArguments scenario = new ScenarioArguments();

    /** When it ends: after a time, after so many messages, or neither: when interrupted. */
    static final class Until {
        @Option(
                names = "--duration",
                paramLabel = "TIME",
                converter = DurationConverter.class,
                description = "Ends after this time, such as 60s, and waits for the last answers.")
        @Nullable
        Duration duration;

        @Option(
                names = "--count",
                paramLabel = "M",
                description = "Messages of EACH device; ends when all are answered.")
        long count;
    }

    record Protocols(List<DeviceProtocol> list) {}

    @Override
    public Integer call() throws Exception {
        requireFitting();
        if (scenario.scenario != null) {
            return runScenario(scenario.scenario);
        }
        FleetOptions options = options();
        PrintWriter out = spec.commandLine().getOut();
        AckLog log = openAckLog();
        CountDownLatch summed = new CountDownLatch(1);
        try (DeviceFleet fleet = new DeviceFleet(options, log == null ? AckListener.NONE : log)) {
            Thread interrupted = new Thread(() -> endWhenInterrupted(fleet, summed), "mcp-simulator-interrupt");
            Runtime.getRuntime().addShutdownHook(interrupted);
            try {
                FleetReport report = new FleetReport(options.devices());
                fleet.start();
                run(fleet, report, out);
                FleetSnapshot end = fleet.snapshot();
                print(out, report.summary(end));
                if (json != null) {
                    FleetReport.write(json, options, end);
                }
                return end.isClean() ? 0 : 1;
            } finally {
                summed.countDown();
                removeHook(interrupted);
            }
        } finally {
            if (log != null) {
                log.close();
            }
        }
    }

    private int runScenario(Scenario chosen) throws Exception {
        ScenarioOptions options;
        try {
            options = scenario.options(chosen, host, port, devices, threads, requestTimeout);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        return Scenarios.run(options, spec.commandLine().getOut(), json) ? 0 : 1;
    }

    /** What belongs to a scenario means nothing without one, and the other way round. */
    private void requireFitting() {
        boolean measured = scenario.scenario != null;
        for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
            String name = option.longestName();
            require(measured || !OF_SCENARIOS.contains(name), name + " belongs to --scenario");
            require(!measured || !OF_FLEETS.contains(name), name + " means nothing with --scenario");
        }
        require(measured || port != null, "Missing required option: '--port=PORT'");
    }

    private void run(DeviceFleet fleet, FleetReport report, PrintWriter out) throws InterruptedException {
        long start = System.nanoTime();
        Duration duration = until == null ? null : until.duration;
        long end = duration == null ? Long.MAX_VALUE : duration.toNanos();
        long connectedAt = start;
        while (true) {
            long left = end - (System.nanoTime() - start);
            if (left <= 0) {
                fleet.stop(requestTimeout);
                return;
            }
            if (awaitDone(fleet, Math.min(left, reportEvery.toNanos()))) {
                return;
            }
            FleetSnapshot now = fleet.snapshot();
            print(out, report.progress(now));
            if (now.connected() > 0) {
                connectedAt = System.nanoTime();
            } else if (now.connectFailures() + now.disconnects() > 0
                    && System.nanoTime() - connectedAt > giveUp.toNanos()) {
                spec.commandLine().getErr().println(whyNotConnected(now));
                fleet.stop(Duration.ZERO);
                return;
            }
        }
    }

    private String whyNotConnected(FleetSnapshot now) {
        String cause = now.lastConnectFailure();
        return "no connection to " + host + ":" + port + " for " + giveUp.toMillis() / 1000.0 + " s: "
                + (cause == null ? "closed by the gateway" : cause);
    }

    private static boolean awaitDone(DeviceFleet fleet, long nanos) throws InterruptedException {
        try {
            fleet.done().get(nanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a device failed", e.getCause());
        }
    }

    private FleetOptions options() {
        if (until != null && until.duration == null) {
            require(until.count > 0, "--count " + until.count + " is not above 0");
        }
        require(reportEvery.toNanos() > 0, "--report-every " + reportEvery + " is not above 0");
        try {
            return FleetOptions.to(host, port == null ? 0 : port)
                    .devices(devices == null ? 1 : devices)
                    .protocols(protocol.list())
                    .rate(rate)
                    .count(until == null ? 0 : until.count)
                    .payload(payload)
                    .window(window)
                    .seed(seed)
                    .threads(threads)
                    .connectionsPerSecond(ramp)
                    .retransmit(retransmit)
                    .requestTimeout(requestTimeout)
                    .build();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void require(boolean condition, String message) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }

    private @Nullable AckLog openAckLog() {
        if (acked == null) {
            return null;
        }
        try {
            return new AckLog(acked);
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), "--acked " + acked + " cannot be written: " + e, e);
        }
    }

    /** Ctrl-C ends the run as its time would, so that the summary and the files are whole. */
    private static void endWhenInterrupted(DeviceFleet fleet, CountDownLatch summed) {
        fleet.stop(INTERRUPT_PATIENCE);
        try {
            summed.await(INTERRUPT_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // it is running: that is why we are here
        }
    }

    private static void print(PrintWriter out, String text) {
        out.println(text);
        out.flush();
    }
}
