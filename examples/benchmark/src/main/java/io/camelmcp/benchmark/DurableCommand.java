package io.camelmcp.benchmark;

import io.camelmcp.benchmark.client.ClientSample;
import io.camelmcp.benchmark.report.DurableSummary;
import io.camelmcp.benchmark.report.JsonFile;
import io.camelmcp.benchmark.report.MeasuredDurable;
import io.camelmcp.benchmark.report.Table;
import io.camelmcp.benchmark.server.ServerSample;
import io.camelmcp.benchmark.server.Subjects;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
            "Goals: 20,000 frames per CPU second or more, second route included; p99 of the answers at most 20 ms."
        })
final class DurableCommand implements Callable<Integer> {

    private static final long POLL_MILLIS = 20;
    private static final long LINES_TOO_MANY_MILLIS = 100;
    private static final long NO_PROGRESS_NANOS = 15_000_000_000L;

    @Mixin
    private final RunOptions options = new RunOptions();

    @Option(names = "--window", split = ",", paramLabel = "N", description = "Frames in flight. Default: 1,4,8,20.")
    private List<Integer> windows = List.of(1, 4, 8, 20);

    @Option(names = "--subject", split = ",", paramLabel = "NAME", description = "Default: gateway,camel-jms.")
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
        ServerSample serverBefore = server.sample();
        client.open("mcp", server.info().port(), options.connections, cell.window(), true);
        Thread.sleep((long) (options.settle * 1_000));
        ClientSample clientBefore = client.sample();
        Thread.sleep(options.millis(round));
        ClientSample clientAfter = client.sample();
        ClientSample all = client.finish();
        long answered = System.nanoTime();
        awaitLines(output, linesBefore + all.acknowledged());
        double drainSeconds = (System.nanoTime() - answered) / 1e9;
        ServerSample serverAfter = server.sample();
        Thread.sleep(LINES_TOO_MANY_MILLIS);
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

    private static void awaitLines(OutputLines output, long wanted) throws Exception {
        long last = -1;
        long progress = System.nanoTime();
        for (long lines = output.count(); lines < wanted; lines = output.count()) {
            if (lines != last) {
                last = lines;
                progress = System.nanoTime();
            } else if (System.nanoTime() - progress > NO_PROGRESS_NANOS) {
                return;
            }
            Thread.sleep(POLL_MILLIS);
        }
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
        rounds.stream()
                .filter(round -> !round.isComplete())
                .forEach(round -> System.out.println("NOT COMPLETE: round " + round.round() + ": " + round));
        Path file = json == null ? RunOptions.target().resolve("durable.json") : json;
        JsonFile.write(file, environment, summaries, rounds);
        System.out.println("written: " + file);
    }
}
