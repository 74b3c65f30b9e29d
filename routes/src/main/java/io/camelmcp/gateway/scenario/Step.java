package io.camelmcp.gateway.scenario;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Something that each of many devices does once: how many have done it, how long it took each, and why others could not. */
final class Step {

    private static final long HIGHEST_MICROS = TimeUnit.HOURS.toMicros(1);
    private static final int DIGITS = 3;
    private static final long LOOK_MILLIS = 20;

    private final int size;
    private final Runnable afterEach;
    private final CountDownLatch open;
    private final AtomicInteger done = new AtomicInteger();
    private final Histogram micros = new ConcurrentHistogram(HIGHEST_MICROS, DIGITS);
    private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();
    private final long startNanos = System.nanoTime();
    private volatile long lastNanos = startNanos;
    private boolean over;

    /** @param size devices that take part */
    Step(int size) {
        this(size, () -> {});
    }

    /** @param afterEach run whenever a device is through with it */
    Step(int size, Runnable afterEach) {
        this.size = size;
        this.afterEach = afterEach;
        this.open = new CountDownLatch(size);
    }

    /** A device has done it. */
    void done(long nanos) {
        if (isOver()) {
            return;
        }
        micros.recordValue(Math.max(0, Math.min(HIGHEST_MICROS, TimeUnit.NANOSECONDS.toMicros(nanos))));
        done.incrementAndGet();
        through();
    }

    /** A device could not. */
    void failed(String why) {
        if (isOver()) {
            return;
        }
        failures.computeIfAbsent(why, ignored -> new LongAdder()).increment();
        through();
    }

    /** Whoever comes after the others were counted as failed has been counted among these. */
    private synchronized boolean isOver() {
        return over;
    }

    private void through() {
        lastNanos = System.nanoTime();
        open.countDown();
        afterEach.run();
    }

    /**
     * Waits for all devices.
     *
     * @param patience ends when none was through with it for so long; those that are left count as failed
     * @param progress told now and then
     */
    void await(Duration patience, Consumer<Step> progress) throws InterruptedException {
        while (!open.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            progress.accept(this);
            if (System.nanoTime() - lastNanos > patience.toNanos()) {
                giveUp();
                return;
            }
        }
    }

    private synchronized void giveUp() {
        over = true;
        long left = open.getCount();
        if (left > 0) {
            failures.computeIfAbsent("no answer", ignored -> new LongAdder()).add(left);
        }
    }

    long startNanos() {
        return startNanos;
    }

    int size() {
        return size;
    }

    int done() {
        return done.get();
    }

    /** Devices that failed, by reason. */
    Map<String, Long> failures() {
        Map<String, Long> sums = new TreeMap<>();
        failures.forEach((why, count) -> sums.put(why, count.sum()));
        return sums;
    }

    boolean isClean() {
        return done.get() == size && failures.isEmpty();
    }

    /** From the start until the last device was through with it. */
    long nanos() {
        return lastNanos - startNanos;
    }

    Histogram micros() {
        return micros;
    }
}
