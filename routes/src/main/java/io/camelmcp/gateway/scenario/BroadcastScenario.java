package io.camelmcp.gateway.scenario;

import org.HdrHistogram.Histogram;

/**
 * One request to all devices, round after round. The time of a device is from the moment the request to all is handed to the gateway until the
 * device has answered; the time of the round ends when the sender has all answers.
 */
final class BroadcastScenario {

    private static final long HIGHEST_MICROS = 3_600_000_000L;
    private static final int WARM_UP = 5;

    private final ScenarioOptions options;
    private final LightFleet fleet;
    private final LoginBodies bodies;
    private final Pusher pusher;
    private final Report report;
    private final Histogram devices = new Histogram(HIGHEST_MICROS, 3);
    private final Histogram rounds = new Histogram(HIGHEST_MICROS, 3);

    BroadcastScenario(ScenarioOptions options, LightFleet fleet, LoginBodies bodies, Pusher pusher, Report report) {
        this.options = options;
        this.fleet = fleet;
        this.bodies = bodies;
        this.pusher = pusher;
        this.report = report;
    }

    void run() throws Exception {
        Step login = fleet.login(bodies.of(0, options.devices()), report.progress("logged in"));
        report.add(login);
        report.row("sessions", login.done(), "%d of %d", login.done(), options.devices());
        int warmUp = Math.min(WARM_UP, options.rounds());
        for (int round = 1 - warmUp; round <= options.rounds() && login.done() > 0; round++) {
            push(round);
        }
        report.row("rounds", options.rounds(), "%d, after %d to warm up", options.rounds(), warmUp);
        report.row("answers", devices.getTotalCount());
        times("device", devices, 50, 90, 99, 100);
        times("all have answered", rounds, 50, 100);
        report.fail("connection lost", fleet.lost());
        report.add(fleet.logout(report.progress("logged out")));
    }

    private void push(int round) throws Exception {
        Step step = fleet.expectPush();
        PushCounts counts = pusher.push();
        long nanos = System.nanoTime() - step.startNanos();
        step.await(options.patience(), report.progress("answered"));
        report.add(step);
        report.fail("devices the sender missed", step.size() - counts.ok());
        String title = round <= 0 ? "warm-up" : "round " + round;
        report.say(
                "%s: %d answered, device p50 %.1f ms, p99 %.1f ms, max %.1f ms, all after %.1f ms %s",
                title,
                step.done(),
                Report.millis(step.micros(), 50),
                Report.millis(step.micros(), 99),
                Report.millis(step.micros(), 100),
                nanos / 1e6,
                counts.statuses());
        if (round > 0) {
            devices.add(step.micros());
            rounds.recordValue(Math.min(HIGHEST_MICROS, nanos / 1_000));
        }
    }

    private void times(String name, Histogram micros, int... percentiles) {
        for (int percentile : percentiles) {
            double millis = Report.millis(micros, percentile);
            report.row(name + (percentile == 100 ? " max" : " p" + percentile), millis, "%.1f ms", millis);
        }
    }
}
