package io.camelmcp.gateway.scenario;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/** What a scenario has found: lines while it goes on, a table at the end, and the same as JSON. */
final class Report {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long LINE_NANOS = 1_000_000_000L;

    private final PrintWriter out;
    private final List<String> table = new ArrayList<>();
    private final ObjectNode values = JSON.createObjectNode();
    private final Map<String, Long> failures = new TreeMap<>();
    private final long startNanos = System.nanoTime();
    private long nextLine = startNanos + LINE_NANOS;
    private boolean clean = true;

    Report(PrintWriter out) {
        this.out = out;
    }

    /** A line now. */
    void say(String format, Object... arguments) {
        out.printf(Locale.ROOT, format + "%n", arguments);
        out.flush();
    }

    /** A line on how a step goes, once a second. */
    Consumer<Step> progress(String what) {
        return step -> {
            if (System.nanoTime() - nextLine >= 0) {
                nextLine = System.nanoTime() + LINE_NANOS;
                say("%ds %s %d/%d", (System.nanoTime() - startNanos) / LINE_NANOS, what, step.done(), step.size());
            }
        };
    }

    /** A row of the table: what a person reads, and what a program reads. */
    void row(String name, Object value, String format, Object... arguments) {
        table.add(String.format(Locale.ROOT, "%-26s %s", name, String.format(Locale.ROOT, format, arguments)));
        values.set(key(name), JSON.valueToTree(value));
    }

    void row(String name, Object value) {
        row(name, value, "%s", value);
    }

    /** Counts what has gone wrong in a step. */
    void add(Step step) {
        clean &= step.isClean();
        step.failures().forEach((why, count) -> failures.merge(why, count, Long::sum));
    }

    /** Something has gone wrong. */
    void fail(String why, long count) {
        if (count > 0) {
            clean = false;
            failures.merge(why, count, Long::sum);
        }
    }

    boolean isClean() {
        return clean;
    }

    /** Prints the table, with what has gone wrong at its end. */
    void print() {
        if (failures.isEmpty()) {
            row("failed", 0);
        } else {
            failures.forEach((why, count) -> row("failed", failures, "%d: %s", count, why));
        }
        table.forEach(out::println);
        out.flush();
    }

    /** @throws IOException if the file cannot be written */
    void write(Path file, ScenarioOptions options) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        root.putObject("options")
                .put("scenario", options.scenario().label())
                .put("ownServer", options.isOwnServer())
                .put("devices", options.devices())
                .put("rounds", options.rounds())
                .put("concurrency", options.concurrency())
                .put("threads", options.threads())
                .put("store", options.store());
        root.set("result", values);
        values.put("clean", clean);
        Files.writeString(file, root.toPrettyString() + System.lineSeparator());
    }

    static double millis(Histogram micros, double percentile) {
        return (percentile == 100 ? micros.getMaxValue() : micros.getValueAtPercentile(percentile)) / 1_000.0;
    }

    /** {@code p99 of all} is {@code p99OfAll}. */
    private static String key(String name) {
        StringBuilder key = new StringBuilder();
        for (String word : name.split("[^A-Za-z0-9]+")) {
            key.append(
                    key.isEmpty()
                            ? word.toLowerCase(Locale.ROOT)
                            : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return key.toString();
    }
}
