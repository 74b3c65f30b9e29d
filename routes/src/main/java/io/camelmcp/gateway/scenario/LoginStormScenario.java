package io.camelmcp.gateway.scenario;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** All devices connect and log in as fast as they can, and log out; again and again, because the first round meets a cold JVM. */
final class LoginStormScenario {

    private final ScenarioOptions options;
    private final LightFleet fleet;
    private final LoginBodies bodies;
    private final @Nullable OwnServer server;
    private final Report report;

    LoginStormScenario(
            ScenarioOptions options, LightFleet fleet, LoginBodies bodies, @Nullable OwnServer server, Report report) {
        this.options = options;
        this.fleet = fleet;
        this.bodies = bodies;
        this.server = server;
        this.report = report;
    }

    void run() throws Exception {
        List<byte[]> logins = bodies.of(0, options.devices());
        List<Double> rates = new ArrayList<>();
        for (int round = 1; round <= options.rounds(); round++) {
            long cpuBefore = server == null ? 0 : server.cpuNanos();
            Step login = fleet.login(logins, report.progress("logged in"));
            long cpu = server == null ? 0 : server.cpuNanos() - cpuBefore;
            report.add(login);
            double rate = login.done() * 1e9 / Math.max(1, login.nanos());
            rates.add(rate);
            row(round, login, rate, cpu);
            report.add(fleet.logout(report.progress("logged out")));
            if (login.done() == 0) {
                break;
            }
        }
        double best = rates.stream().mapToDouble(rate -> rate).max().orElse(0);
        double last = rates.get(rates.size() - 1);
        report.row("logins/s", last, "%.0f in the last round, %.0f in the best", last, best);
        report.row("left behind", fleet.present());
        report.fail("still connected after LOGOUT", fleet.present());
    }

    private void row(int round, Step login, double rate, long cpuNanos) {
        Histogram micros = login.micros();
        report.row(
                "round " + round,
                rate,
                "%d logged in, %.0f/s, p50 %.1f ms, p99 %.1f ms, max %.1f ms%s",
                login.done(),
                rate,
                Report.millis(micros, 50),
                Report.millis(micros, 99),
                Report.millis(micros, 100),
                server == null ? "" : ", server " + cpuNanos / 1000 / Math.max(1, login.done()) + " us CPU/login");
    }
}
