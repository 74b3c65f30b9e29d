package io.camelmcp.benchmark;

import io.camelmcp.benchmark.report.FramesSummary;
import io.camelmcp.benchmark.report.Measured;
import io.camelmcp.benchmark.report.Table;
import io.camelmcp.benchmark.server.Subjects;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How fast reads of Modbus are answered. */
@Command(
        name = "modbus",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Reads ten holding registers at a time over Modbus TCP: bare Netty (the limit), the bank of the component, a"
                    + " route in its place, digitalpetri modbus and j2mod.",
            "Further subjects: modbus-route-loop."
        })
final class ModbusCommand implements Callable<Integer> {

    /** What one subject should reach of another. */
    private record Goal(String subject, String peer, int window, double least) {}

    private static final List<Goal> GOALS = List.of(
            new Goal("modbus-bank", "digitalpetri", 1, 1.2),
            new Goal("modbus-bank", "j2mod", 1, 1.0),
            new Goal("modbus-bank", "digitalpetri", 16, 8.0),
            new Goal("modbus-bank", Subjects.MODBUS_LIMIT, 1, 0.7),
            new Goal("modbus-bank", Subjects.MODBUS_LIMIT, 16, 0.7),
            new Goal("modbus-route", Subjects.MODBUS_LIMIT, 16, 0.4));

    @Mixin
    private final RunOptions options = new RunOptions();

    @Option(names = "--window", split = ",", paramLabel = "N", description = "Requests in flight. Default: 1,16.")
    private List<Integer> windows = List.of(1, 16);

    @Option(names = "--subject", split = ",", paramLabel = "NAME", description = "What to measure.")
    private List<String> subjects = Subjects.MODBUS;

    @Option(names = "--json", paramLabel = "FILE", description = "Default: target/modbus.json.")
    private @Nullable Path json;

    @Override
    public Integer call() throws Exception {
        options.check(subjects, Subjects.modbusNames(), windows);
        List<Measured> rounds = new Throughput("modbus", Subjects.MODBUS_LIMIT, subjects, windows, options)
                .run(json == null ? RunOptions.target().resolve("modbus.json") : json);
        Table table = new Table(List.of("subject", "window", "of", "ratio", "goal", "met"));
        for (Goal goal : GOALS) {
            List<Measured> own = Throughput.of(rounds, goal.subject(), goal.window());
            List<Measured> peer = Throughput.of(rounds, goal.peer(), goal.window());
            if (!own.isEmpty() && !peer.isEmpty()) {
                double ratio = FramesSummary.ratio(own, peer);
                table.add(List.of(
                        goal.subject(),
                        String.valueOf(goal.window()),
                        goal.peer(),
                        String.format(Locale.ROOT, "%.2f", ratio),
                        String.format(Locale.ROOT, "%.1f", goal.least()),
                        ratio >= goal.least() ? "yes" : "no"));
            }
        }
        System.out.println();
        System.out.print(table);
        return 0;
    }
}
