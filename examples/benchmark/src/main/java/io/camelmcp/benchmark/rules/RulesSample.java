package io.camelmcp.benchmark.rules;

/**
 * What was done in a stretch of time.
 *
 * @param cpuNanos of the thread that parsed
 * @param lines    that it parsed
 * @param known    of them, those that a rule knew
 * @param check    something of all results, so that none is left out
 */
public record RulesSample(long cpuNanos, long lines, long known, long check) {

    /** Lines for each second of processor time. */
    public double linesPerCpuSecond() {
        return lines * 1e9 / cpuNanos;
    }
}
