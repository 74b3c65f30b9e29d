package io.camelmcp.benchmark;

import io.camelmcp.benchmark.poll.PollMain;
import io.camelmcp.benchmark.poll.PollSample;
import io.camelmcp.benchmark.process.ChildProcess;
import io.camelmcp.benchmark.report.JsonFile;
import io.camelmcp.benchmark.report.Statistics;
import io.camelmcp.benchmark.report.Table;
import io.camelmcp.benchmark.server.Devices;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How many values a poller reads, and what one dead device does to the others. */
@Command(
        name = "poll",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Polls tags of Modbus devices: a route for each device, without and with one more device that takes the"
                    + " connection and never answers, in turns."
        })
final class PollCommand implements Callable<Integer> {

    private static final double GOAL_VALUES_PER_CPU_SECOND = 25_000;
    private static final double GOAL_P99_RATIO = 1.1;

    /** Until the routes of a round run as they will. */
    private static final long SETTLE_MILLIS = 4_000;

    /**
     * One of both kinds in one round.
     *
     * @param dead whether the dead device was there
     */
    private record Round(int round, boolean dead, PollSample sample) {

        double valuesPerSecond() {
            return sample.values() * 1e9 / sample.nanos();
        }

        double valuesPerCpuSecond() {
            return sample.values() * 1e9 / sample.cpuNanos();
        }
    }

    @Option(names = "--devices", defaultValue = "20", description = "Default: ${DEFAULT-VALUE}.")
    private int devices;

    @Option(names = "--registers", defaultValue = "500", description = "Tags of each. Default: ${DEFAULT-VALUE}.")
    private int registers;

    @Option(names = "--period", defaultValue = "200", description = "Milliseconds. Default: ${DEFAULT-VALUE}.")
    private int period;

    @Option(names = "--rounds", defaultValue = "5", description = "Rounds that count. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(names = "--seconds", defaultValue = "6", description = "Of each. Default: ${DEFAULT-VALUE}.")
    private double seconds;

    @Option(names = "--warmup", defaultValue = "15", description = "Seconds of round 0. Default: ${DEFAULT-VALUE}.")
    private double warmup;

    @Option(names = "--json", paramLabel = "FILE", description = "Default: target/poll.json.")
    private @Nullable Path json;

    @Override
    public Integer call() throws Exception {
        List<Round> measured = new ArrayList<>();
        try (Devices served = new Devices(devices);
                ChildProcess poller = ChildProcess.start(
                        "poller",
                        PollMain.class,
                        List.of("-Xms512m", "-Xmx512m", "-XX:+UseParallelGC"),
                        List.of(RunOptions.target().resolve("poll").toString()))) {
            for (int round = 0; round <= rounds; round++) {
                for (boolean dead : round % 2 == 0 ? new boolean[] {false, true} : new boolean[] {true, false}) {
                    Round result = new Round(round, dead, measure(poller, served, round, dead));
                    System.err.println((round == 0 ? "warm-up: " : "round " + round + ": ") + result);
                    if (round > 0) {
                        measured.add(result);
                    }
                }
            }
        }
        report(measured);
        return 0;
    }

    private PollSample measure(ChildProcess poller, Devices served, int round, boolean dead) throws Exception {
        String ports = served.ports().stream().map(String::valueOf).collect(Collectors.joining(","));
        poller.ask(
                Boolean.class,
                "open",
                ports,
                String.valueOf(registers),
                String.valueOf(period),
                String.valueOf(dead ? served.deadPort() : 0));
        Thread.sleep(round == 0 ? (long) (warmup * 1_000) : SETTLE_MILLIS);
        poller.ask(Boolean.class, "begin");
        Thread.sleep((long) (seconds * 1_000));
        PollSample sample = poller.ask(PollSample.class, "sample");
        poller.ask(Boolean.class, "close");
        return sample;
    }

    private void report(List<Round> measured) throws Exception {
        Table table = new Table(List.of(
                "devices", "values/s", "values/CPU s", "p50 ms late", "p99 ms late", "max ms", "threads", "bad"));
        for (boolean dead : new boolean[] {false, true}) {
            List<Round> own =
                    measured.stream().filter(round -> round.dead() == dead).toList();
            table.add(List.of(
                    dead ? "all, and a dead one" : "all answer",
                    number("%,.0f", own, Round::valuesPerSecond),
                    number("%,.0f", own, Round::valuesPerCpuSecond),
                    number("%.2f", own, round -> round.sample().p50Micros() / 1e3),
                    number("%.2f", own, round -> round.sample().p99Micros() / 1e3),
                    number("%.2f", own, round -> round.sample().maxMicros() / 1e3),
                    number("%.0f", own, round -> round.sample().threads()),
                    String.valueOf(own.stream()
                            .mapToLong(round -> round.sample().bad())
                            .sum())));
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("devices", devices);
        facts.put("registersOfEach", registers);
        facts.put("periodMillis", period);
        facts.put("rounds", rounds);
        facts.put("seconds", seconds);
        Environment.print(facts);
        System.out.println();
        System.out.print(table);
        double perCore = median(measured, Round::valuesPerCpuSecond);
        double ratio = Statistics.median(ratios(measured));
        System.out.println();
        System.out.printf(
                Locale.ROOT,
                "values for each CPU second: %,.0f, goal %,.0f: %s%n",
                perCore,
                GOAL_VALUES_PER_CPU_SECOND,
                perCore >= GOAL_VALUES_PER_CPU_SECOND ? "met" : "NOT MET");
        System.out.printf(
                Locale.ROOT,
                "p99 of the others with a dead device: %.2f of that without, goal %.2f: %s%n",
                ratio,
                GOAL_P99_RATIO,
                ratio <= GOAL_P99_RATIO ? "met" : "NOT MET");
        Path file = json == null ? RunOptions.target().resolve("poll.json") : json;
        JsonFile.write(file, facts, List.of(), measured);
        System.out.println("written: " + file);
    }

    private List<Double> ratios(List<Round> measured) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            ratios.add(p99(measured, round, true) / p99(measured, round, false));
        }
        return ratios;
    }

    private static double p99(List<Round> measured, int number, boolean dead) {
        return measured.stream()
                .filter(round -> round.round() == number && round.dead() == dead)
                .mapToDouble(round -> round.sample().p99Micros())
                .findFirst()
                .orElseThrow();
    }

    private static double median(List<Round> own, ToDoubleFunction<Round> value) {
        return Statistics.median(own.stream().map(value::applyAsDouble).toList());
    }

    private static String number(String format, List<Round> own, ToDoubleFunction<Round> value) {
        return String.format(Locale.ROOT, format, median(own, value));
    }
}
