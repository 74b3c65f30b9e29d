package io.camelmcp.benchmark;

import io.camelmcp.benchmark.process.ChildProcess;
import io.camelmcp.benchmark.report.JsonFile;
import io.camelmcp.benchmark.report.Statistics;
import io.camelmcp.benchmark.report.Table;
import io.camelmcp.benchmark.rules.RulesMain;
import io.camelmcp.benchmark.rules.RulesSample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How many lines of logs a core parses. */
@Command(
        name = "rules",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Parses a mixed log with 50 rules on one thread, and with the same patterns in java.util.regex, tried one after"
                    + " the other, in turns."
        })
final class RulesCommand implements Callable<Integer> {

    private static final double GOAL = 300_000;
    private static final List<String> SUBJECTS = List.of("regex", "rules", "rules-fields", "rules-json");
    private static final String BASE = "regex";

    /** One subject in one round. */
    private record Round(int round, String subject, RulesSample sample) {}

    @Option(names = "--rounds", defaultValue = "5", description = "Rounds that count. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(names = "--seconds", defaultValue = "2", description = "Of each. Default: ${DEFAULT-VALUE}.")
    private double seconds;

    @Option(names = "--warmup", defaultValue = "4", description = "Seconds of round 0. Default: ${DEFAULT-VALUE}.")
    private double warmup;

    @Option(names = "--json", paramLabel = "FILE", description = "Default: target/rules.json.")
    private @Nullable Path json;

    @Override
    public Integer call() throws Exception {
        Map<String, ChildProcess> processes = new LinkedHashMap<>();
        List<Round> measured = new ArrayList<>();
        try {
            for (String subject : SUBJECTS) {
                processes.put(
                        subject,
                        ChildProcess.start(
                                subject,
                                RulesMain.class,
                                List.of("-Xms512m", "-Xmx512m", "-XX:+UseParallelGC"),
                                List.of(subject)));
            }
            for (int round = 0; round <= rounds; round++) {
                for (int i = 0; i < SUBJECTS.size(); i++) {
                    String subject = SUBJECTS.get((i + round) % SUBJECTS.size());
                    long millis = (long) ((round == 0 ? warmup : seconds) * 1_000);
                    ChildProcess process = processes.get(subject);
                    if (process == null) {
                        throw new IllegalStateException(subject);
                    }
                    Round result = new Round(
                            round, subject, process.ask(RulesSample.class, "measure", String.valueOf(millis)));
                    System.err.println((round == 0 ? "warm-up: " : "round " + round + ": ") + result);
                    if (round > 0) {
                        measured.add(result);
                    }
                }
            }
        } finally {
            processes.values().forEach(ChildProcess::close);
        }
        report(measured);
        return 0;
    }

    private void report(List<Round> measured) throws Exception {
        Table table = new Table(List.of("subject", "lines/CPU s", "to " + BASE, "known"));
        for (String subject : SUBJECTS) {
            List<Double> ratios = new ArrayList<>();
            for (int round = 1; round <= rounds; round++) {
                ratios.add(perSecond(measured, round, subject) / perSecond(measured, round, BASE));
            }
            RulesSample last = sample(measured, rounds, subject);
            table.add(List.of(
                    subject,
                    String.format(Locale.ROOT, "%,.0f", median(measured, subject)),
                    String.format(Locale.ROOT, "%.2f", Statistics.median(ratios)),
                    String.format(Locale.ROOT, "%.1f %%", 100.0 * last.known() / last.lines())));
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("processors", Runtime.getRuntime().availableProcessors());
        facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("java", System.getProperty("java.vm.version"));
        facts.put("rules", 50);
        facts.put("rounds", rounds);
        facts.put("seconds", seconds);
        Environment.print(facts);
        System.out.println();
        System.out.print(table);
        double perCore = median(measured, "rules");
        System.out.println();
        System.out.printf(
                Locale.ROOT,
                "lines for each CPU second: %,.0f, goal %,.0f: %s%n",
                perCore,
                GOAL,
                perCore >= GOAL ? "met" : "NOT MET");
        Path file = json == null ? RunOptions.target().resolve("rules.json") : json;
        JsonFile.write(file, facts, List.of(), measured);
        System.out.println("written: " + file);
    }

    private static double median(List<Round> measured, String subject) {
        return Statistics.median(measured.stream()
                .filter(round -> round.subject().equals(subject))
                .map(round -> round.sample().linesPerCpuSecond())
                .toList());
    }

    private static double perSecond(List<Round> measured, int number, String subject) {
        return sample(measured, number, subject).linesPerCpuSecond();
    }

    private static RulesSample sample(List<Round> measured, int number, String subject) {
        return measured.stream()
                .filter(round -> round.round() == number && round.subject().equals(subject))
                .map(Round::sample)
                .findFirst()
                .orElseThrow();
    }
}
