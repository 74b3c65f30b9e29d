package io.camelmcp.benchmark.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * All rounds of one subject under one load.
 *
 * @param framesPerSecond         median of the rounds
 * @param min                     slowest round, frames/s
 * @param max                     fastest round, frames/s
 * @param ratio                   to the limit in frames/s, median of the ratios of each round; NaN without a limit
 * @param cpuSeconds              of the server process, all rounds
 * @param framesPerCpuSecond      median of the rounds
 * @param cpuRatio                to the limit in frames per CPU second, median of the ratios of each round; NaN without one
 * @param gcCount                 collections, all rounds
 * @param gcMillis                their time
 * @param allocatedPerFrame       octets of heap for a frame, median of the rounds
 * @param loadCores               of the process that loads, CPU seconds a second, median of the rounds
 * @param refused                 frames answered by ERROR, all rounds
 * @param lost                    frames without an answer, all rounds
 */
public record FramesSummary(
        String subject,
        int window,
        double framesPerSecond,
        double min,
        double max,
        double ratio,
        double cpuSeconds,
        double framesPerCpuSecond,
        double cpuRatio,
        long gcCount,
        long gcMillis,
        double allocatedPerFrame,
        double loadCores,
        long refused,
        long lost) {

    /** Headings of {@link #row()}. */
    public static final List<String> HEADINGS = List.of(
            "subject",
            "window",
            "frames/s",
            "min .. max",
            "of limit",
            "CPU s",
            "frames/CPU s",
            "of limit",
            "heap/frame",
            "GC",
            "GC ms",
            "load cores",
            "not ok");

    /**
     * Puts rounds together.
     *
     * @param own   rounds of the subject
     * @param limit the same rounds of the limit; may be empty
     */
    public static FramesSummary of(List<Measured> own, List<Measured> limit) {
        Measured first = own.get(0);
        return new FramesSummary(
                first.subject(),
                first.window(),
                median(own, Measured::framesPerSecond),
                own.stream().mapToDouble(Measured::framesPerSecond).min().orElse(Double.NaN),
                own.stream().mapToDouble(Measured::framesPerSecond).max().orElse(Double.NaN),
                ratio(own, limit, Measured::framesPerSecond),
                own.stream().mapToDouble(Measured::cpuSeconds).sum(),
                median(own, Measured::framesPerCpuSecond),
                ratio(own, limit, Measured::framesPerCpuSecond),
                own.stream().mapToLong(Measured::gcCount).sum(),
                own.stream().mapToLong(Measured::gcMillis).sum(),
                median(own, Measured::allocatedPerFrame),
                median(own, Measured::loadCores),
                own.stream().mapToLong(Measured::refused).sum(),
                own.stream().mapToLong(Measured::lost).sum());
    }

    /** Answers per second of one subject for each of another, the median of the rounds. */
    public static double ratio(List<Measured> own, List<Measured> peer) {
        return ratio(own, peer, Measured::framesPerSecond);
    }

    private static double median(List<Measured> rounds, ToDoubleFunction<Measured> value) {
        return Statistics.median(rounds.stream().map(value::applyAsDouble).toList());
    }

    private static double ratio(List<Measured> own, List<Measured> limit, ToDoubleFunction<Measured> value) {
        List<Double> ratios = new ArrayList<>();
        for (Measured mine : own) {
            limit.stream()
                    .filter(its -> its.round() == mine.round())
                    .forEach(its -> ratios.add(value.applyAsDouble(mine) / value.applyAsDouble(its)));
        }
        return Statistics.median(ratios);
    }

    /** Cells of the table. */
    public List<String> row() {
        return List.of(
                subject,
                String.valueOf(window),
                thousands(framesPerSecond),
                thousands(min) + " .. " + thousands(max),
                percent(ratio),
                String.format(Locale.ROOT, "%.1f", cpuSeconds),
                thousands(framesPerCpuSecond),
                percent(cpuRatio),
                thousands(allocatedPerFrame),
                String.valueOf(gcCount),
                String.valueOf(gcMillis),
                String.format(Locale.ROOT, "%.2f", loadCores),
                String.valueOf(refused + lost));
    }

    private static String thousands(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    private static String percent(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.1f %%", value * 100);
    }
}
