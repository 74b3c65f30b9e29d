package io.camelmcp.benchmark.outputs;

/**
 * What the writer has done since the last {@code begin}.
 *
 * @param nanos    time that has passed
 * @param cpuNanos processor time of the process: user and system, garbage collector and compiler included
 * @param events   confirmed by the sink
 */
public record WriterSample(long nanos, long cpuNanos, long events) {}
