package io.camelmcp.benchmark;

import java.util.ArrayList;
import java.util.List;

/** The order of a run: each round measures every cell once, and begins one subject later than the round before. */
final class Rounds {

    private final List<String> subjects;
    private final List<Integer> windows;
    private final int count;

    Rounds(List<String> subjects, List<Integer> windows, int count) {
        this.subjects = subjects;
        this.windows = windows;
        this.count = count;
    }

    /** Measures one cell. */
    @FunctionalInterface
    interface Measurement<T> {
        T measure(int round, Cell cell) throws Exception;
    }

    /**
     * Runs round 0 and the ones that count.
     *
     * @param warm called when round 0 is over
     * @return what the rounds that count gave
     */
    <T> List<T> run(Measurement<T> measurement, Step warm) throws Exception {
        List<T> counted = new ArrayList<>();
        for (int round = 0; round <= count; round++) {
            for (int window : windows) {
                for (int i = 0; i < subjects.size(); i++) {
                    Cell cell = new Cell(subjects.get((i + round) % subjects.size()), window);
                    T result = measurement.measure(round, cell);
                    System.err.println((round == 0 ? "warm-up" : "round " + round) + ": " + result);
                    if (round > 0) {
                        counted.add(result);
                    }
                }
            }
            if (round == 0) {
                warm.run();
            }
        }
        return counted;
    }

    /** Something that may fail. */
    @FunctionalInterface
    interface Step {
        void run() throws Exception;
    }
}
