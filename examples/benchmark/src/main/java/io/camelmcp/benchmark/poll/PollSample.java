package io.camelmcp.benchmark.poll;

/**
 * What the routes have received in a stretch of time.
 *
 * @param nanos      how long it was
 * @param cpuNanos   of the process that polls
 * @param values     good values of registers
 * @param bad        values that were not good
 * @param messages   exchanges
 * @param threads    of the process, at the end
 * @param p50Micros  half of the messages of the devices that answer came at most so late after their period began
 * @param p99Micros  the same for 99 %
 * @param maxMicros  the latest one
 */
public record PollSample(
        long nanos,
        long cpuNanos,
        long values,
        long bad,
        long messages,
        int threads,
        long p50Micros,
        long p99Micros,
        long maxMicros) {}
