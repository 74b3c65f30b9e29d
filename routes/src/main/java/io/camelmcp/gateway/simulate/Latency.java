package io.camelmcp.gateway.simulate;

import org.HdrHistogram.Histogram;

/**
 * Time from the moment a message was due (with rate 0: was sent) until its answer, in microseconds.
 *
 * @param count number of answers measured; the others are 0 when it is
 */
public record Latency(
        long count,
        long p50Micros,
        long p90Micros,
        long p99Micros,
        long p999Micros,
        long maxMicros,
        double meanMicros) {

    static Latency of(Histogram micros) {
        return new Latency(
                micros.getTotalCount(),
                micros.getValueAtPercentile(50),
                micros.getValueAtPercentile(90),
                micros.getValueAtPercentile(99),
                micros.getValueAtPercentile(99.9),
                micros.getMaxValue(),
                micros.getMean());
    }
}
