package io.camelmcp.gateway.simulate;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * What became of the messages of a fleet. All event loops write, anybody reads. Each message is counted as sent once, then as
 * acknowledged, failed or lost once; PINGs are no messages.
 */
public final class FleetStatistics {

    private static final long HIGHEST_MICROS = TimeUnit.HOURS.toMicros(1);

    private volatile long startNanos = System.nanoTime();
    private final LongAdder sent = new LongAdder();
    private final LongAdder acked = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final LongAdder resent = new LongAdder();
    private final LongAdder timeouts = new LongAdder();
    private final LongAdder connects = new LongAdder();
    private final LongAdder connectFailures = new LongAdder();
    private final LongAdder disconnects = new LongAdder();
    private final AtomicInteger connected = new AtomicInteger();
    private final Map<String, LongAdder> ackedByKind = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> connectionErrors = new ConcurrentHashMap<>();
    private final Recorder recorder = new Recorder(HIGHEST_MICROS, 3);
    private final Histogram total = new Histogram(HIGHEST_MICROS, 3);
    private volatile @Nullable String lastConnectFailure;
    private long intervalP99Micros;

    FleetStatistics() {}

    /** How things stand now; the latency covers the whole run, {@code p99Micros} of the interval the time since the last call. */
    public synchronized FleetSnapshot snapshot() {
        Histogram interval = recorder.getIntervalHistogram();
        total.add(interval);
        intervalP99Micros = interval.getValueAtPercentile(99);
        return new FleetSnapshot(
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos),
                connected.get(),
                connects.sum(),
                connectFailures.sum(),
                disconnects.sum(),
                sent.sum(),
                acked.sum(),
                failed.sum(),
                lost.sum(),
                resent.sum(),
                timeouts.sum(),
                sums(ackedByKind),
                sums(failures),
                sums(connectionErrors),
                Latency.of(total),
                intervalP99Micros,
                lastConnectFailure);
    }

    void started() {
        startNanos = System.nanoTime();
    }

    void sent() {
        sent.increment();
    }

    void resent() {
        resent.increment();
    }

    void acknowledged(String kind, long latencyNanos) {
        acked.increment();
        count(ackedByKind, kind);
        recorder.recordValue(Math.max(0, Math.min(HIGHEST_MICROS, TimeUnit.NANOSECONDS.toMicros(latencyNanos))));
    }

    void failed(String reason) {
        failed.increment();
        count(failures, reason);
    }

    void lost(long messages) {
        lost.add(messages);
    }

    void timedOut() {
        timeouts.increment();
    }

    void connected() {
        connects.increment();
        connected.incrementAndGet();
    }

    void disconnected() {
        disconnects.increment();
        connected.decrementAndGet();
    }

    void connectFailed(Throwable cause) {
        connectFailures.increment();
        String message = cause.getMessage();
        lastConnectFailure = message == null ? cause.getClass().getSimpleName() : message;
    }

    /** Something that answers no message: the gateway refused or gave up the connection. */
    void connectionError(String reason) {
        count(connectionErrors, reason);
    }

    private static void count(Map<String, LongAdder> counters, String name) {
        counters.computeIfAbsent(name, ignored -> new LongAdder()).increment();
    }

    private static Map<String, Long> sums(Map<String, LongAdder> counters) {
        Map<String, Long> sums = new TreeMap<>();
        counters.forEach((name, counter) -> sums.put(name, counter.sum()));
        return sums;
    }
}
