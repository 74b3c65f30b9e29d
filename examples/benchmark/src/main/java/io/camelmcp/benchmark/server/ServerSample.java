package io.camelmcp.benchmark.server;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;

/**
 * What a process has used since it started, or, as a difference, between two moments.
 *
 * @param nanos     of the clock
 * @param cpuNanos  of all its threads, in user and system mode, garbage collector and compiler included
 * @param gcCount   collections
 * @param gcMillis  time of collections
 * @param allocated octets allocated on the heap by the threads that live; -1 if the JVM cannot tell
 */
public record ServerSample(long nanos, long cpuNanos, long gcCount, long gcMillis, long allocated) {

    /** Takes a sample of this process. */
    public static ServerSample take() {
        OperatingSystemMXBean os = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long count = 0;
        long millis = 0;
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            count += Math.max(0, collector.getCollectionCount());
            millis += Math.max(0, collector.getCollectionTime());
        }
        return new ServerSample(System.nanoTime(), os.getProcessCpuTime(), count, millis, allocatedOctets());
    }

    private static long allocatedOctets() {
        ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
        if (!threads.isThreadAllocatedMemoryEnabled()) {
            return -1;
        }
        long sum = 0;
        for (long octets : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
            sum += Math.max(0, octets);
        }
        return sum;
    }

    /** What was used from {@code earlier} to this. */
    public ServerSample since(ServerSample earlier) {
        return new ServerSample(
                nanos - earlier.nanos,
                cpuNanos - earlier.cpuNanos,
                gcCount - earlier.gcCount,
                gcMillis - earlier.gcMillis,
                allocated < 0 || earlier.allocated < 0 ? -1 : Math.max(0, allocated - earlier.allocated));
    }
}
