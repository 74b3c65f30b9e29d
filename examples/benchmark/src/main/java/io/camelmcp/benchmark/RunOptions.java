package io.camelmcp.benchmark;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What all kinds of run have in common. */
final class RunOptions {

    @Option(
            names = "--rounds",
            defaultValue = "5",
            description = "Rounds that count. One more goes before them. Default: ${DEFAULT-VALUE}.")
    int rounds;

    @Option(
            names = "--seconds",
            defaultValue = "4",
            description = "How long a subject is measured in a round. Default: ${DEFAULT-VALUE}.")
    double seconds;

    @Option(
            names = "--settle",
            defaultValue = "0.5",
            description = "Seconds of load before it is measured. Default: ${DEFAULT-VALUE}.")
    double settle;

    @Option(
            names = "--warmup",
            defaultValue = "8",
            description = "Seconds of round 0 for each subject and window: a cold JVM is several times slower."
                    + " Default: ${DEFAULT-VALUE}.")
    double warmup;

    @Option(names = "--connections", defaultValue = "50", description = "Default: ${DEFAULT-VALUE}.")
    int connections;

    @Option(
            names = "--loops",
            defaultValue = "2",
            description = "Event loops of each subject. Default: ${DEFAULT-VALUE}.")
    int loops;

    @Option(
            names = "--client-loops",
            defaultValue = "1",
            description = "Event loops of the load. Default: ${DEFAULT-VALUE}.")
    int clientLoops;

    @Option(
            names = "--mcp-options",
            defaultValue = "",
            paramLabel = "a=b&c=d",
            description = "More options for the URI of mcp:.")
    String mcpOptions = "";

    @Option(
            names = "--server-jvm",
            paramLabel = "OPTIONS",
            description = "Options for the JVM of each subject. Default: ${DEFAULT-VALUE}.",
            defaultValue = "-Xms1g -Xmx1g -XX:+UseParallelGC")
    String serverJvm = "";

    @Option(
            names = "--jfr",
            paramLabel = "FILE",
            description = "Record the rounds that count in the server process; one --subject and one --window.")
    @Nullable
    Path jfr;

    List<String> serverJvmOptions() {
        return Arrays.stream(serverJvm.split(" ", -1))
                .filter(option -> !option.isBlank())
                .toList();
    }

    /** @throws IllegalArgumentException if the run is not possible; it names the option */
    void check(List<String> subjects, List<String> known, List<Integer> windows) {
        for (String subject : subjects) {
            require(known.contains(subject), "--subject " + subject + " is none of " + String.join(", ", known));
        }
        for (int window : windows) {
            require(window >= 1 && window <= 1024, "--window " + window + " is not in 1..1024");
        }
        require(rounds >= 1, "--rounds " + rounds + " is below 1");
        require(seconds > 0, "--seconds " + seconds + " is not above 0");
        require(loops >= 1 && clientLoops >= 1, "--loops and --client-loops must be 1 or more");
        require(connections >= 1, "--connections " + connections + " is below 1");
        require(
                jfr == null || subjects.size() == 1 && windows.size() == 1,
                "--jfr records one process: give one --subject and one --window");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    /** Milliseconds that a subject is measured in that round. */
    long millis(int round) {
        return (long) ((round == 0 ? warmup : seconds) * 1_000);
    }

    /** Where files of a run go unless an option says otherwise. */
    static Path target() {
        return Path.of(System.getProperty("benchmark.target", "target"));
    }

    /** The route files that the gateway is delivered with. */
    static Path routes() {
        return Path.of(System.getProperty("benchmark.routes", "routes/conf/routes"));
    }
}
