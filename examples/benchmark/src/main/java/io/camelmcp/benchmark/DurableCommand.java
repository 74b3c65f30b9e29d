package io.camelmcp.benchmark;

import io.camelmcp.benchmark.client.ClientSample;
import io.camelmcp.benchmark.report.DurableSummary;
import io.camelmcp.benchmark.report.JsonFile;
import io.camelmcp.benchmark.report.MeasuredDurable;
import io.camelmcp.benchmark.report.Statistics;
import io.camelmcp.benchmark.report.Table;
import io.camelmcp.benchmark.server.ServerSample;
import io.camelmcp.benchmark.server.Subjects;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How fast frames are answered when each one is on disk before, while the output reads and writes them too. */
@Command(
        name = "durable",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Frame -> route -> queue on disk -> answer, while the second route writes each event to a file: the gateway with"
                    + " the routes it is delivered with, and the same with jms: and file:.",
            "Goals: 20,000 frames per CPU second or more, second route included; p99 of the answers at most 20 ms;"
                    + " one more output, Splunk, leaves 85 % of the frames a second."
        })
final class DurableCommand implements Callable<Integer> {

    private static final long POLL_MILLIS = 20;
    private static final long LINES_TOO_MANY_MILLIS = 100;
    private static final long NO_PROGRESS_NANOS = 15_000_000_000L;
    private static final double GOAL_ANOTHER_OUTPUT = 0.85;

    @Mixin
    private final RunOptions options = new RunOptions();

    @Option(names = "--window", split = ",", paramLabel = "N", description = "Frames in flight. Default: 1,4,8,20.")
    private List<Integer> windows = List.of(1, 4, 8, 20);

    @Option(
            names = "--subject",
            split = ",",
            paramLabel = "NAME",
            description = "Default: gateway,gateway-splunk,camel-jms.")
    private List<String> subjects = Subjects.DURABLE;

    @Option(names = "--json", paramLabel = "FILE", description = "Default: target/durable.json.")
    private @Nullable Path json;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "On the disk to measure; what a run writes there is deleted afterwards. Default: target/.")
    private @Nullable Path data;

    private final Map<String, OutputLines> outputs = new HashMap<>();

    @Override
    public Integer call() throws Exception {
        options.check(subjects, Subjects.DURABLE, windows);
        Path parent = data == null ? RunOptions.target() : Files.createDirectories(data);
        Path directory = Files.createTempDirectory(parent, "durable-").toAbsolutePath();
        subjects.forEach(subject ->
                outputs.put(subject, new OutputLines(directory.resolve(subject).resolve("data/events"))));
        List<MeasuredDurable> rounds;
        try (Processes processes = Processes.start(subjects, options, directory)) {
            rounds = new Rounds(subjects, windows, options.rounds)
                    .run((round, cell) -> measure(processes, round, cell), processes::record);
            processes.dump();
            report(rounds, processes);
        } finally {
            Trees.delete(directory);
        }
        return rounds.stream().allMatch(MeasuredDurable::isComplete) ? 0 : 1;
    }

    private MeasuredDurable measure(Processes processes, int round, Cell cell) throws Exception {
        ServerProcess server = processes.server(cell.subject());
        ClientProcess client = processes.client();
        OutputLines output = Objects.requireNonNull(outputs.get(cell.subject()));
        long linesBefore = output.count();
        long idsBefore = output.distinct();
        long deliveredBefore = server.delivered();
        ServerSample serverBefore = server.sample();
        client.open("mcp", server.info().port(), options.connections, cell.window(), true);
        Thread.sleep((long) (options.settle * 1_000));
        ClientSample clientBefore = client.sample();
        Thread.sleep(options.millis(round));
        ClientSample clientAfter = client.sample();
        ClientSample all = client.finish();
        long answered = System.nanoTime();
        await(output::count, linesBefore + all.acknowledged());
        boolean delivered = deliveredBefore < 0 || await(server::delivered, deliveredBefore + all.acknowledged());
        double drainSeconds = (System.nanoTime() - answered) / 1e9;
        ServerSample serverAfter = server.sample();
        Thread.sleep(LINES_TOO_MANY_MILLIS);
        if (!delivered) {
            throw new IllegalStateException(cell.subject() + " has not delivered " + all.acknowledged() + " events but "
                    + (server.delivered() - deliveredBefore));
        }
        return MeasuredDurable.of(
                cell.subject(),
                cell.window(),
                round,
                clientAfter.since(clientBefore),
                all,
                serverAfter.since(serverBefore),
                output.count() - linesBefore,
                output.distinct() - idsBefore,
                drainSeconds);
    }

    /** Waits until a count is reached, or has not risen for long. */
    private static boolean await(Callable<Long> count, long wanted) throws Exception {
        long last = -1;
        long progress = System.nanoTime();
        for (long present = count.call(); present < wanted; present = count.call()) {
            if (present != last) {
                last = present;
                progress = System.nanoTime();
            } else if (System.nanoTime() - progress > NO_PROGRESS_NANOS) {
                return false;
            }
            Thread.sleep(POLL_MILLIS);
        }
        return true;
    }

    /** What one more output costs: the medians of the ratios of each round. */
    private List<String> anotherOutput(List<MeasuredDurable> rounds) {
        String one = Subjects.DURABLE.get(0);
        if (!subjects.containsAll(List.of(one, Subjects.WITH_ANOTHER_OUTPUT))) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        for (int window : windows) {
            List<Double> frames = new ArrayList<>();
            List<Double> cpu = new ArrayList<>();
            for (int round = 1; round <= options.rounds; round++) {
                MeasuredDurable with = find(rounds, Subjects.WITH_ANOTHER_OUTPUT, window, round);
                MeasuredDurable without = find(rounds, one, window, round);
                frames.add(with.framesPerSecond() / without.framesPerSecond());
                cpu.add(without.framesPerCpuSecond() / with.framesPerCpuSecond());
            }
            double kept = Statistics.median(frames);
            lines.add(String.format(
                    Locale.ROOT,
                    "one more output, window %d: %.2f of the frames/s (goal: at least %.2f, %s), %.2f times the CPU time",
                    window,
                    kept,
                    GOAL_ANOTHER_OUTPUT,
                    kept >= GOAL_ANOTHER_OUTPUT ? "met" : "NOT MET",
                    Statistics.median(cpu)));
        }
        return lines;
    }

    private static MeasuredDurable find(List<MeasuredDurable> rounds, String subject, int window, int round) {
        return rounds.stream()
                .filter(one -> one.subject().equals(subject) && one.window() == window && one.round() == round)
                .findFirst()
                .orElseThrow();
    }

    private void report(List<MeasuredDurable> rounds, Processes processes) throws Exception {
        List<DurableSummary> summaries = new ArrayList<>();
        Table table = new Table(DurableSummary.HEADINGS);
        for (int window : windows) {
            for (String subject : subjects) {
                DurableSummary summary = DurableSummary.of(rounds.stream()
                        .filter(round -> round.subject().equals(subject) && round.window() == window)
                        .toList());
                summaries.add(summary);
                table.add(summary.row());
            }
        }
        Map<String, Object> environment = Environment.of(
                options,
                "MCP version 2, 128 octets",
                processes.server(subjects.get(0)).info());
        Environment.print(environment);
        System.out.println();
        System.out.print(table);
        System.out.println();
        System.out.println("goals: 20,000 frames per CPU second, second route included; p99 of at most 20 ms."
                + " Times are those of answers with the window full.");
        anotherOutput(rounds).forEach(System.out::println);
        rounds.stream()
                .filter(round -> !round.isComplete())
                .forEach(round -> System.out.println("NOT COMPLETE: round " + round.round() + ": " + round));
        Path file = json == null ? RunOptions.target().resolve("durable.json") : json;
        JsonFile.write(file, environment, summaries, rounds);
        System.out.println("written: " + file);
    }
}
