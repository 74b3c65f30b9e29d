package io.camelmcp.gateway.scenario;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpFrame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Devices log in and stay. With a server of its own: its memory for each session, as the difference to what it had with a few devices, when all that is
 * made once had been made.
 */
final class IdleScenario {

    private static final int FIRST_DEVICES = 100;
    private static final int REPORTS = 3;
    private static final byte[] REPORT = "{\"t\":21.5}".getBytes(StandardCharsets.UTF_8);
    private static final double KIB = 1024;

    private final ScenarioOptions options;
    private final LightFleet fleet;
    private final LoginBodies bodies;
    private final @Nullable OwnServer server;
    private final Report report;

    IdleScenario(
            ScenarioOptions options, LightFleet fleet, LoginBodies bodies, @Nullable OwnServer server, Report report) {
        this.options = options;
        this.fleet = fleet;
        this.bodies = bodies;
        this.server = server;
        this.report = report;
    }

    void run() throws Exception {
        int first = server == null ? 0 : FIRST_DEVICES;
        if (server != null) {
            report.add(fleet.login(bodies.of(options.devices(), first), report.progress("first devices")));
            exchange();
            server.push();
        }
        ServerMemory before = server == null ? null : server.memory();
        long slabBefore = slabOctets();
        Step login = fleet.login(bodies.of(0, options.devices()), report.progress("logged in"));
        report.add(login);
        report.row("sessions", login.done(), "%d of %d", login.done(), options.devices());
        report.row("logged in within s", login.nanos() / 1e9, "%.1f", login.nanos() / 1e9);
        idle();
        if (server == null || before == null) {
            report.row(
                    "memory", "not measured", "not measured: only a server of its own can be looked into (no --port)");
        } else {
            memory("idle", before, server.memory(), login.done());
            report.row(
                    "kernel slab per connection",
                    (slabOctets() - slabBefore) / Math.max(1, login.done()),
                    "%d octets, both ends and what else the machine does",
                    (slabOctets() - slabBefore) / Math.max(1, login.done()));
            exchange();
            memory("after " + REPORTS + " reports", before, server.memory(), login.done());
            PushCounts pushed = server.push();
            report.fail("push not answered", first + login.done() - pushed.ok());
            memory("after a push too", before, server.memory(), login.done());
        }
        report.row(
                "still there",
                fleet.present() - first,
                "%d, connections lost: %d",
                fleet.present() - first,
                fleet.lost());
        report.fail("connection lost while idle", fleet.lost());
        report.add(fleet.logout(report.progress("logged out")));
    }

    private void idle() throws Exception {
        report.say("idle for %.1f s", options.hold().toMillis() / 1e3);
        long cpu = server == null ? 0 : server.cpuNanos();
        long begun = System.nanoTime();
        Thread.sleep(options.hold().toMillis());
        if (server != null) {
            double percent = 100.0 * (server.cpuNanos() - cpu) / (System.nanoTime() - begun);
            report.row("CPU while idle", percent, "%.1f %% of a processor", percent);
        }
    }

    private void exchange() throws InterruptedException {
        report.add(fleet.ask(McpCommand.PING, McpFrame.EMPTY, report.progress("pinged")));
        for (int i = 0; i < REPORTS; i++) {
            report.add(fleet.ask(McpCommand.REPORT, REPORT, report.progress("reported")));
        }
    }

    private void memory(String when, ServerMemory before, ServerMemory now, int sessions) {
        double heap = perSession(ServerMemory::heap, before, now, sessions);
        double direct = perSession(ServerMemory::direct, before, now, sessions);
        report.row(
                when + ": octets/session",
                heap + direct,
                "%.0f = heap %.0f + direct %.0f; whole process: heap %.1f MiB, direct %.1f MiB, resident %.0f MiB",
                heap + direct,
                heap,
                direct,
                now.heap() / KIB / KIB,
                now.direct() / KIB / KIB,
                now.resident() / KIB / KIB);
    }

    private static double perSession(
            ToLongFunction<ServerMemory> part, ServerMemory before, ServerMemory now, int sessions) {
        return (double) (part.applyAsLong(now) - part.applyAsLong(before)) / Math.max(1, sessions);
    }

    /** What the kernel has for sockets and all else; 0 where it does not tell. */
    private static long slabOctets() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
                if (line.startsWith("Slab:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
                }
            }
        } catch (IOException e) {
            // not Linux
        }
        return 0;
    }
}
