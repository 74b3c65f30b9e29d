package io.camelmcp.benchmark.poll;

import com.sun.management.OperatingSystemMXBean;
import io.camelmcp.benchmark.process.CommandLoop;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;

/** The process that polls: a route for each device. Argument: a directory for the file of tags. */
public final class PollMain {

    private static final long LONGEST_NANOS = 60_000_000_000L;

    private final Path directory;
    private final LongAdder values = new LongAdder();
    private final LongAdder bad = new LongAdder();
    private final LongAdder messages = new LongAdder();
    private final Histogram times = new Histogram(1_000, LONGEST_NANOS, 3);
    private @Nullable CamelContext context;
    private long since;
    private long cpuBefore;

    private PollMain(Path directory) {
        this.directory = directory;
    }

    public static void main(String[] arguments) throws Exception {
        CommandLoop.run(new PollMain(Path.of(arguments[0]))::run);
        System.exit(0);
    }

    private Object run(String command, List<String> arguments) throws Exception {
        return switch (command) {
            case "open" -> {
                open(
                        arguments.get(0).split(",", -1),
                        Integer.parseInt(arguments.get(1)),
                        Integer.parseInt(arguments.get(2)),
                        Integer.parseInt(arguments.get(3)));
                yield true;
            }
            case "begin" -> {
                begin();
                yield true;
            }
            case "sample" -> sample();
            case "close" -> {
                close();
                yield true;
            }
            default -> throw new IllegalArgumentException("unknown command " + command);
        };
    }

    /** @param dead port of a device that never answers, 0 for none */
    private void open(String[] ports, int registers, int periodMillis, int dead) throws Exception {
        Path tags = tags(registers);
        CamelContext started = new DefaultCamelContext();
        started.disableJMX();
        started.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                for (String port : ports) {
                    Lateness lateness = new Lateness(periodMillis * 1_000_000L);
                    from(uri(port, tags, periodMillis)).process(exchange -> received(exchange, lateness));
                }
                if (dead > 0) {
                    from(uri(String.valueOf(dead), tags, periodMillis)).process(exchange -> {});
                }
            }
        });
        started.start();
        context = started;
    }

    private static String uri(String port, Path tags, int periodMillis) {
        return "mcp:127.0.0.1:" + port + "?protocol=modbusTcp&tags=file:" + tags + "&period=" + periodMillis
                + "&requestTimeout=1000";
    }

    private Path tags(int registers) throws IOException {
        StringBuilder yaml = new StringBuilder("defaults: {area: holding, type: int16}\ntags:\n");
        for (int i = 0; i < registers; i++) {
            yaml.append("  - {name: v")
                    .append(i)
                    .append(", address: ")
                    .append(i)
                    .append("}\n");
        }
        Files.createDirectories(directory);
        return Files.writeString(directory.resolve("tags.yaml"), yaml, StandardCharsets.UTF_8)
                .toAbsolutePath();
    }

    private void received(Exchange exchange, Lateness lateness) {
        lateness.record(System.nanoTime(), times);
        messages.increment();
        Map<?, ?> body = exchange.getMessage().getBody(Map.class);
        for (Object value : body.values()) {
            if ("good".equals(String.valueOf(((Map<?, ?>) value).get("quality")))) {
                values.increment();
            } else {
                bad.increment();
            }
        }
    }

    private static long cpu() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private void begin() {
        values.reset();
        bad.reset();
        messages.reset();
        synchronized (times) {
            times.reset();
        }
        cpuBefore = cpu();
        since = System.nanoTime();
    }

    private PollSample sample() {
        synchronized (times) {
            return new PollSample(
                    System.nanoTime() - since,
                    cpu() - cpuBefore,
                    values.sum(),
                    bad.sum(),
                    messages.sum(),
                    Thread.activeCount(),
                    times.getValueAtPercentile(50) / 1_000,
                    times.getValueAtPercentile(99) / 1_000,
                    times.getMaxValue() / 1_000);
        }
    }

    private void close() {
        CamelContext started = context;
        context = null;
        if (started != null) {
            started.stop();
        }
    }
}
