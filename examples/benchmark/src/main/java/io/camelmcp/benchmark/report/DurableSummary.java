package io.camelmcp.benchmark.report;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * All rounds of one durable subject under one load; medians, where nothing else is said.
 *
 * @param min           slowest round, frames/s
 * @param max           fastest round, frames/s
 * @param acknowledged  sum of all rounds
 * @param lines         sum of all rounds
 * @param goalPerCore   whether {@link #GOAL_PER_CORE} is met
 * @param goalP99       whether {@link #GOAL_P99_MILLIS} is met
 */
public record DurableSummary(
        String subject,
        int window,
        double framesPerSecond,
        double min,
        double max,
        double framesPerCpuSecond,
        double p50Millis,
        double p99Millis,
        double p999Millis,
        double drainSeconds,
        long acknowledged,
        long lines,
        long refused,
        long lost,
        long gcMillis,
        boolean goalPerCore,
        boolean goalP99) {

    /** Frames per CPU second of the server process, second route included. */
    public static final double GOAL_PER_CORE = 20_000;

    /** Milliseconds within which 99 % of the answers come. */
    public static final double GOAL_P99_MILLIS = 20;

    /** Headings of {@link #row()}. */
    public static final List<String> HEADINGS = List.of(
            "subject",
            "window",
            "frames/s",
            "min .. max",
            "frames/CPU s",
            ">= 20,000",
            "p50 ms",
            "p99 ms",
            "p99.9 ms",
            "p99 <= 20",
            "drain s",
            "acknowledged",
            "lines",
            "GC ms",
            "not ok");

    /** Puts rounds together. */
    public static DurableSummary of(List<MeasuredDurable> rounds) {
        MeasuredDurable first = rounds.get(0);
        double perCore = median(rounds, MeasuredDurable::framesPerCpuSecond);
        double p99 = median(rounds, MeasuredDurable::p99Millis);
        return new DurableSummary(
                first.subject(),
                first.window(),
                median(rounds, MeasuredDurable::framesPerSecond),
                rounds.stream()
                        .mapToDouble(MeasuredDurable::framesPerSecond)
                        .min()
                        .orElse(Double.NaN),
                rounds.stream()
                        .mapToDouble(MeasuredDurable::framesPerSecond)
                        .max()
                        .orElse(Double.NaN),
                perCore,
                median(rounds, MeasuredDurable::p50Millis),
                p99,
                median(rounds, MeasuredDurable::p999Millis),
                median(rounds, MeasuredDurable::drainSeconds),
                rounds.stream().mapToLong(MeasuredDurable::acknowledged).sum(),
                rounds.stream().mapToLong(MeasuredDurable::lines).sum(),
                rounds.stream().mapToLong(MeasuredDurable::refused).sum(),
                rounds.stream().mapToLong(MeasuredDurable::lost).sum(),
                rounds.stream().mapToLong(MeasuredDurable::gcMillis).sum(),
                perCore >= GOAL_PER_CORE,
                p99 <= GOAL_P99_MILLIS);
    }

    private static double median(List<MeasuredDurable> rounds, ToDoubleFunction<MeasuredDurable> value) {
        return Statistics.median(rounds.stream().map(value::applyAsDouble).toList());
    }

    /** Cells of the table. */
    public List<String> row() {
        return List.of(
                subject,
                String.valueOf(window),
                number("%,.0f", framesPerSecond),
                number("%,.0f", min) + " .. " + number("%,.0f", max),
                number("%,.0f", framesPerCpuSecond),
                goalPerCore ? "yes" : "no",
                number("%.1f", p50Millis),
                number("%.1f", p99Millis),
                number("%.1f", p999Millis),
                goalP99 ? "yes" : "no",
                number("%.1f", drainSeconds),
                number("%,.0f", acknowledged),
                number("%,.0f", lines),
                String.valueOf(gcMillis),
                String.valueOf(refused + lost));
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
