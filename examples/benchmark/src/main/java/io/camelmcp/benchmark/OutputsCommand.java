package io.camelmcp.benchmark;

import io.camelmcp.benchmark.outputs.SinkMain;
import io.camelmcp.benchmark.outputs.WriterMain;
import io.camelmcp.benchmark.outputs.WriterSample;
import io.camelmcp.benchmark.process.ChildProcess;
import io.camelmcp.benchmark.report.JsonFile;
import io.camelmcp.benchmark.report.Statistics;
import io.camelmcp.benchmark.report.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How many events a core sends to Splunk and to a search engine. */
@Command(
        name = "outputs",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Sends batches of 1,000 events through output:splunk and output:opensearch, compressed, to a process that"
                    + " confirms them, in turns."
        })
final class OutputsCommand implements Callable<Integer> {

    private static final double GOAL_EVENTS_PER_CPU_SECOND = 30_000;
    private static final List<String> OUTPUTS = List.of("splunk", "opensearch");

    /** One output in one round; {@code octets} are what went over the wire. */
    private record Round(int round, String output, WriterSample sample, long octets) {

        double eventsPerSecond() {
            return sample.events() * 1e9 / sample.nanos();
        }

        double eventsPerCpuSecond() {
            return sample.events() * 1e9 / sample.cpuNanos();
        }

        double octetsOfEach() {
            return (double) octets / sample.events();
        }
    }

    @Option(names = "--rounds", defaultValue = "5", description = "Rounds that count. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(names = "--seconds", defaultValue = "5", description = "Of each. Default: ${DEFAULT-VALUE}.")
    private double seconds;

    @Option(names = "--warmup", defaultValue = "10", description = "Seconds of round 0. Default: ${DEFAULT-VALUE}.")
    private double warmup;

    @Option(names = "--json", paramLabel = "FILE", description = "Default: target/outputs.json.")
    private @Nullable Path json;

    @Override
    public Integer call() throws Exception {
        List<Round> measured = new ArrayList<>();
        List<String> options = List.of("-Xms512m", "-Xmx512m", "-XX:+UseParallelGC");
        int octets;
        try (ChildProcess sink = ChildProcess.start("sink", SinkMain.class, options, List.of())) {
            String port = sink.ask(Integer.class, "port").toString();
            try (ChildProcess writer = ChildProcess.start("writer", WriterMain.class, options, List.of(port))) {
                octets = writer.ask(Integer.class, "octets");
                for (int round = 0; round <= rounds; round++) {
                    for (int i = 0; i < OUTPUTS.size(); i++) {
                        String output = OUTPUTS.get((i + round) % OUTPUTS.size());
                        Round result = measure(sink, writer, round, output);
                        System.err.println((round == 0 ? "warm-up: " : "round " + round + ": ") + result);
                        if (round > 0) {
                            measured.add(result);
                        }
                    }
                }
            }
        }
        return report(measured, octets);
    }

    private Round measure(ChildProcess sink, ChildProcess writer, int round, String output) throws Exception {
        WriterSample sample =
                writer.ask(WriterSample.class, "write", output, String.valueOf(round == 0 ? warmup : seconds));
        long arrived = sink.ask(Long.class, "events");
        if (arrived != sample.events()) {
            throw new IllegalStateException(output + ": " + sample.events() + " events sent, " + arrived + " arrived");
        }
        return new Round(round, output, sample, sink.ask(Long.class, "octets"));
    }

    private int report(List<Round> measured, int octets) throws Exception {
        Table table = new Table(List.of("output", "events/s", "events/CPU s", "octets/event sent"));
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("octetsOfAnEvent", octets);
        facts.put("rounds", rounds);
        facts.put("seconds", seconds);
        boolean met = true;
        List<String> goals = new ArrayList<>();
        for (String output : OUTPUTS) {
            List<Round> own = measured.stream()
                    .filter(round -> round.output().equals(output))
                    .toList();
            double perCore = median(own, Round::eventsPerCpuSecond);
            table.add(List.of(
                    output,
                    String.format(Locale.ROOT, "%,.0f", median(own, Round::eventsPerSecond)),
                    String.format(Locale.ROOT, "%,.0f", perCore),
                    String.format(Locale.ROOT, "%.0f", median(own, Round::octetsOfEach))));
            met &= perCore >= GOAL_EVENTS_PER_CPU_SECOND;
            goals.add(String.format(
                    Locale.ROOT,
                    "%s: %,.0f events for each CPU second, goal %,.0f: %s",
                    output,
                    perCore,
                    GOAL_EVENTS_PER_CPU_SECOND,
                    perCore >= GOAL_EVENTS_PER_CPU_SECOND ? "met" : "NOT MET"));
        }
        Environment.print(facts);
        System.out.println();
        System.out.print(table);
        System.out.println();
        goals.forEach(System.out::println);
        Path file = json == null ? RunOptions.target().resolve("outputs.json") : json;
        JsonFile.write(file, facts, List.of(), measured);
        System.out.println("written: " + file);
        return met ? 0 : 1;
    }

    private static double median(List<Round> own, ToDoubleFunction<Round> value) {
        return Statistics.median(own.stream().map(value::applyAsDouble).toList());
    }
}
