package io.camelmcp.benchmark.report;

import java.util.Collection;

/** Of a handful of rounds. */
public final class Statistics {

    private Statistics() {}

    /** The middle value, or the mean of the two in the middle; NaN of nothing. */
    public static double median(Collection<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
