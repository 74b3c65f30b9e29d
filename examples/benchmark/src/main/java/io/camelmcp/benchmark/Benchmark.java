package io.camelmcp.benchmark;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line of the benchmark. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        subcommands = {
            FramesCommand.class,
            ModbusCommand.class,
            PollCommand.class,
            DurableCommand.class,
            OutputsCommand.class,
            RulesCommand.class
        },
        description = {
            "Measures frames per second, here and now.",
            "",
            "Each subject answers in a process of its own, one more process plays the devices. Subjects take turns in each"
                    + " round, so that a slow minute of the machine hits all of them; round 0 warms up and is thrown away."
        },
        footer = {
            "",
            "A first look:   run frames --rounds 2 --seconds 1 --warmup 2",
            "All that counts: run frames, run modbus, run poll, run durable, run outputs, run rules"
        })
public final class Benchmark implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    public static void main(String[] arguments) {
        CommandLine line = new CommandLine(new Benchmark());
        line.setUsageHelpWidth(110);
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            if (e instanceof IllegalArgumentException) {
                System.err.println("run: " + e.getMessage());
                return 2;
            }
            throw e;
        });
        System.exit(line.execute(arguments));
    }

    @Override
    public void run() {
        spec.commandLine().usage(System.out);
    }
}
