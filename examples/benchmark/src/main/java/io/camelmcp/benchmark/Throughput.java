package io.camelmcp.benchmark;

import io.camelmcp.benchmark.client.ClientSample;
import io.camelmcp.benchmark.report.FramesSummary;
import io.camelmcp.benchmark.report.JsonFile;
import io.camelmcp.benchmark.report.Measured;
import io.camelmcp.benchmark.report.Table;
import io.camelmcp.benchmark.server.ServerSample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A run that counts answers while windows are kept full.
 *
 * @param protocol what the load speaks, {@code mcp} or {@code modbus}
 * @param limit    the subject that others are compared to
 * @param subjects what is measured
 * @param windows  requests in flight of a connection
 */
record Throughput(String protocol, String limit, List<String> subjects, List<Integer> windows, RunOptions options) {

    /** Measures all, and prints the table. */
    List<Measured> run(Path json) throws Exception {
        try (Processes processes = Processes.start(subjects, options, RunOptions.target())) {
            List<Measured> rounds = new Rounds(subjects, windows, options.rounds)
                    .run((round, cell) -> measure(processes, round, cell), processes::record);
            processes.dump();
            report(rounds, processes, json);
            return rounds;
        }
    }

    private Measured measure(Processes processes, int round, Cell cell) throws Exception {
        ServerProcess server = processes.server(cell.subject());
        ClientProcess client = processes.client();
        client.open(protocol, server.info().port(), options.connections, cell.window(), false);
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

    private void report(List<Measured> rounds, Processes processes, Path json) throws Exception {
        List<FramesSummary> summaries = new ArrayList<>();
        Table table = new Table(FramesSummary.HEADINGS);
        for (int window : windows) {
            for (String subject : subjects) {
                FramesSummary summary = FramesSummary.of(of(rounds, subject, window), of(rounds, limit, window));
                summaries.add(summary);
                table.add(summary.row());
            }
        }
        Map<String, Object> environment = Environment.of(
                options,
                protocol.equals("modbus") ? "Modbus TCP, 10 registers" : "MCP version 2, 128 octets",
                processes.server(subjects.get(0)).info());
        Environment.print(environment);
        System.out.println();
        System.out.print(table);
        System.out.println();
        System.out.println("limit: " + limit + ". Ratios are medians of the ratios of each round.");
        JsonFile.write(json, environment, summaries, rounds);
        System.out.println("written: " + json);
    }

    /** The rounds of one subject and window. */
    static List<Measured> of(List<Measured> rounds, String subject, int window) {
        return rounds.stream()
                .filter(round -> round.subject().equals(subject) && round.window() == window)
                .toList();
    }
}
