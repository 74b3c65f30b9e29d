package io.camelmcp.benchmark;

import io.camelmcp.benchmark.client.ClientSample;
import io.camelmcp.benchmark.report.FramesSummary;
import io.camelmcp.benchmark.report.JsonFile;
import io.camelmcp.benchmark.report.Measured;
import io.camelmcp.benchmark.report.Table;
import io.camelmcp.benchmark.server.ServerSample;
import io.camelmcp.benchmark.server.Subjects;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How fast frames are answered when the route does next to nothing. */
@Command(
        name = "frames",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Answers 128-octet frames of version 2: bare Netty with our codec (the limit), the component on the event loop,"
                    + " on its executor and with a route of three steps, and camel-netty with our codec.",
            "Further subjects: mcp-3step-loop, camel-netty-loop."
        })
final class FramesCommand implements Callable<Integer> {

    @Mixin
    private final RunOptions options = new RunOptions();

    @Option(names = "--window", split = ",", paramLabel = "N", description = "Frames in flight. Default: 1,20.")
    private List<Integer> windows = List.of(1, 20);

    @Option(names = "--subject", split = ",", paramLabel = "NAME", description = "What to measure.")
    private List<String> subjects = Subjects.FRAMES;

    @Option(names = "--json", paramLabel = "FILE", description = "Default: target/frames.json.")
    private @Nullable Path json;

    @Override
    public Integer call() throws Exception {
        options.check(subjects, Subjects.transientNames(), windows);
        try (Processes processes = Processes.start(subjects, options, RunOptions.target())) {
            List<Measured> rounds = new Rounds(subjects, windows, options.rounds)
                    .run((round, cell) -> measure(processes, round, cell), processes::record);
            processes.dump();
            report(rounds, processes);
        }
        return 0;
    }

    private Measured measure(Processes processes, int round, Cell cell) throws Exception {
        ServerProcess server = processes.server(cell.subject());
        ClientProcess client = processes.client();
        client.open(server.info().port(), options.connections, cell.window(), false);
        Thread.sleep((long) (options.settle * 1_000));
        ServerSample serverBefore = server.sample();
        ClientSample clientBefore = client.sample();
        Thread.sleep(options.millis(round));
        ClientSample clientAfter = client.sample();
        ServerSample serverAfter = server.sample();
        ClientSample all = client.finish();
        return Measured.of(
                cell.subject(),
                cell.window(),
                round,
                clientAfter.since(clientBefore),
                serverAfter.since(serverBefore),
                all);
    }

    private void report(List<Measured> rounds, Processes processes) throws Exception {
        List<FramesSummary> summaries = new ArrayList<>();
        Table table = new Table(FramesSummary.HEADINGS);
        for (int window : windows) {
            for (String subject : subjects) {
                FramesSummary summary =
                        FramesSummary.of(of(rounds, subject, window), of(rounds, Subjects.LIMIT, window));
                summaries.add(summary);
                table.add(summary.row());
            }
        }
        Map<String, Object> environment =
                Environment.of(options, processes.server(subjects.get(0)).info());
        Environment.print(environment);
        System.out.println();
        System.out.print(table);
        System.out.println();
        System.out.println("limit: " + Subjects.LIMIT + ". Ratios are medians of the ratios of each round.");
        Path file = json == null ? RunOptions.target().resolve("frames.json") : json;
        JsonFile.write(file, environment, summaries, rounds);
        System.out.println("written: " + file);
    }

    private static List<Measured> of(List<Measured> rounds, String subject, int window) {
        return rounds.stream()
                .filter(round -> round.subject().equals(subject) && round.window() == window)
                .toList();
    }
}
