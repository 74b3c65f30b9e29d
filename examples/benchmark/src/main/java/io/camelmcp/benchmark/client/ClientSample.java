package io.camelmcp.benchmark.client;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.HdrHistogram.Histogram;

/**
 * What the load has seen since it was opened, or, as a difference, between two samples.
 *
 * @param nanos        of the clock
 * @param cpuNanos     of the process that loads
 * @param sent         frames sent
 * @param acknowledged frames answered
 * @param refused      frames answered by ERROR
 * @param lost         frames that get no answer any more as their connection has ended
 * @param lastCode     code of the last ERROR, 0 if there was none
 * @param p50Micros    half of the answers since the sample before came within that time; 0 if answers are not timed
 * @param p99Micros    the same for 99 %
 * @param p999Micros   the same for 99.9 %
 * @param maxMicros    the slowest one
 */
public record ClientSample(
        long nanos,
        long cpuNanos,
        long sent,
        long acknowledged,
        long refused,
        long lost,
        int lastCode,
        long p50Micros,
        long p99Micros,
        long p999Micros,
        long maxMicros) {

    static ClientSample now() {
        return new ClientSample(System.nanoTime(), cpu(), 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    private static long cpu() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    ClientSample plus(long moreSent, long moreAcknowledged, long moreRefused, long moreLost, int code) {
        return new ClientSample(
                System.nanoTime(),
                cpuNanos,
                sent + moreSent,
                acknowledged + moreAcknowledged,
                refused + moreRefused,
                lost + moreLost,
                code == 0 ? lastCode : code,
                p50Micros,
                p99Micros,
                p999Micros,
                maxMicros);
    }

    ClientSample withTimes(Histogram times) {
        return new ClientSample(
                nanos,
                cpuNanos,
                sent,
                acknowledged,
                refused,
                lost,
                lastCode,
                micros(times, 50),
                micros(times, 99),
                micros(times, 99.9),
                micros(times, 100));
    }

    private static long micros(Histogram times, double percentile) {
        return times.getTotalCount() == 0 ? 0 : times.getValueAtPercentile(percentile) / 1_000;
    }

    /** What was counted from {@code earlier} to this; the times are this one's. */
    public ClientSample since(ClientSample earlier) {
        return new ClientSample(
                nanos - earlier.nanos,
                cpuNanos - earlier.cpuNanos,
                sent - earlier.sent,
                acknowledged - earlier.acknowledged,
                refused - earlier.refused,
                lost - earlier.lost,
                lastCode,
                p50Micros,
                p99Micros,
                p999Micros,
                maxMicros);
    }
}
