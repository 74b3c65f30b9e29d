package io.camelmcp.benchmark.report;

import io.camelmcp.benchmark.client.ClientSample;
import io.camelmcp.benchmark.server.ServerSample;
import java.util.Locale;

/**
 * One durable subject under one load in one round.
 *
 * @param round              1 or more; 0 is the warm-up
 * @param framesPerSecond    acknowledged, while it was measured
 * @param acknowledged       from the first frame to the last answer
 * @param lines              that the output has written of them
 * @param distinct           different message ids in these lines
 * @param drainSeconds       how long the output went on after the last answer
 * @param cpuSeconds         of the server process, from the first frame to the last line
 * @param framesPerCpuSecond acknowledged frames that one core's full time takes in and writes out
 * @param p50Millis          half of the answers came within that time
 * @param p99Millis          99 % of the answers
 * @param p999Millis         99.9 % of the answers
 * @param maxMillis          the slowest answer
 * @param gcCount            collections in the server process
 * @param gcMillis           their time
 * @param refused            frames answered by ERROR
 * @param lost               frames without an answer
 */
public record MeasuredDurable(
        String subject,
        int window,
        int round,
        double framesPerSecond,
        long acknowledged,
        long lines,
        long distinct,
        double drainSeconds,
        double cpuSeconds,
        double framesPerCpuSecond,
        double p50Millis,
        double p99Millis,
        double p999Millis,
        double maxMillis,
        long gcCount,
        long gcMillis,
        long refused,
        long lost) {

    /**
     * The figures of one load.
     *
     * @param client what the load saw while it was measured
     * @param all    what the load saw from the first frame to the last answer
     * @param server what the server used from the first frame to the last line
     */
    public static MeasuredDurable of(
            String subject,
            int window,
            int round,
            ClientSample client,
            ClientSample all,
            ServerSample server,
            long lines,
            long distinct,
            double drainSeconds) {
        double cpuSeconds = server.cpuNanos() / 1e9;
        return new MeasuredDurable(
                subject,
                window,
                round,
                client.acknowledged() / (client.nanos() / 1e9),
                all.acknowledged(),
                lines,
                distinct,
                drainSeconds,
                cpuSeconds,
                all.acknowledged() / cpuSeconds,
                client.p50Micros() / 1e3,
                client.p99Micros() / 1e3,
                client.p999Micros() / 1e3,
                client.maxMicros() / 1e3,
                server.gcCount(),
                server.gcMillis(),
                all.refused(),
                all.lost());
    }

    /** Whether each frame has been acknowledged, and is one line with an id of its own. */
    public boolean isComplete() {
        return lines == acknowledged && distinct == acknowledged && refused + lost == 0;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%-10s window %2d  %,8.0f frames/s  %,8.0f frames/CPU s  p50 %.1f  p99 %.1f  p99.9 %.1f ms"
                        + "  acknowledged %,d  lines %,d  drained in %.1f s%s",
                subject,
                window,
                framesPerSecond,
                framesPerCpuSecond,
                p50Millis,
                p99Millis,
                p999Millis,
                acknowledged,
                lines,
                drainSeconds,
                refused + lost == 0 ? "" : "  refused " + refused + ", lost " + lost);
    }
}
