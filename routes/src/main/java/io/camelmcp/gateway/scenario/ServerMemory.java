package io.camelmcp.gateway.scenario;

import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Memory of a process, in octets.
 *
 * @param heap     in use after a collection
 * @param direct   outside the heap: buffers of the network
 * @param resident of the whole process as the kernel sees it; 0 where there is no {@code /proc}
 */
record ServerMemory(long heap, long direct, long resident) {

    private static final int COLLECTIONS = 3;
    private static final long PAUSE_MILLIS = 200;

    /** Collects what nobody holds any more, and measures this process. */
    static ServerMemory take() throws InterruptedException {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            // references that the collector found are cleared by threads of their own
            Thread.sleep(PAUSE_MILLIS);
        }
        return new ServerMemory(
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), directOctets(), residentOctets());
    }

    private static long directOctets() {
        long octets = 0;
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            if (pool.getName().equals("direct")) {
                octets += pool.getMemoryUsed();
            }
        }
        // what Netty takes without the JVM's own accounting
        return octets + (PlatformDependent.useDirectBufferNoCleaner() ? PlatformDependent.usedDirectMemory() : 0);
    }

    private static long residentOctets() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
                }
            }
        } catch (IOException e) {
            // not Linux
        }
        return 0;
    }
}
