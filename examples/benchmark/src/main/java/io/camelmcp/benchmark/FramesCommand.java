package io.camelmcp.benchmark;

import io.camelmcp.benchmark.server.Subjects;
import java.nio.file.Path;
import java.util.List;
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
        new Throughput("mcp", Subjects.LIMIT, subjects, windows, options)
                .run(json == null ? RunOptions.target().resolve("frames.json") : json);
        return 0;
    }
}
