package io.camelmcp.benchmark.report;

import io.camelmcp.benchmark.client.ClientSample;
import io.camelmcp.benchmark.server.ServerSample;
import java.util.Locale;

/**
 * One subject under one load in one round.
 *
 * @param round                1 or more; 0 is the warm-up
 * @param seconds              how long it was measured
 * @param frames               acknowledged in that time
 * @param framesPerSecond      of the clock
 * @param cpuSeconds           of the server process
 * @param framesPerCpuSecond   frames that one core's full time answers
 * @param gcCount              collections in the server process
 * @param gcMillis             their time
 * @param allocatedPerFrame    octets of heap in the server process; negative if unknown
 * @param loadCores            of the process that loads, CPU seconds a second
 * @param refused              frames answered by ERROR
 * @param lost                 frames without an answer
 */
public record Measured(
        String subject,
        int window,
        int round,
        double seconds,
        long frames,
        double framesPerSecond,
        double cpuSeconds,
        double framesPerCpuSecond,
        long gcCount,
        long gcMillis,
        double allocatedPerFrame,
        double loadCores,
        long refused,
        long lost) {

    /**
     * The figures of a stretch of time.
     *
     * @param client what the load saw in it
     * @param server what the server used in it; its own clock may differ a little from the load's
     * @param all    what the load saw from the first frame to the last answer
     */
    public static Measured of(
            String subject, int window, int round, ClientSample client, ServerSample server, ClientSample all) {
        double seconds = client.nanos() / 1e9;
        double rate = client.acknowledged() / seconds;
        double cores = (double) server.cpuNanos() / server.nanos();
        return new Measured(
                subject,
                window,
                round,
                seconds,
                client.acknowledged(),
                rate,
                cores * seconds,
                rate / cores,
                server.gcCount(),
                server.gcMillis(),
                server.allocated() < 0 ? -1 : (double) server.allocated() / Math.max(1, client.acknowledged()),
                (double) client.cpuNanos() / client.nanos(),
                all.refused(),
                all.lost());
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%-14s window %2d  %,9.0f frames/s  %.2f cores  %,9.0f frames/CPU s  load %.2f cores%s",
                subject,
                window,
                framesPerSecond,
                cpuSeconds / seconds,
                framesPerCpuSecond,
                loadCores,
                refused + lost == 0 ? "" : "  refused " + refused + ", lost " + lost);
    }
}
