package io.camelmcp.gateway.scenario;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The file descriptors that this process may have; the JVM has raised the soft limit to the hard one when it started. */
final class OpenFiles {

    /** For jars, logs, selectors, and what is open for a moment only. */
    private static final int OTHERS = 300;

    private OpenFiles() {}

    /** @throws ScenarioException if so many connections are too many */
    static void require(int connections) throws ScenarioException {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
            require(connections, unix.getMaxFileDescriptorCount());
        }
    }

    static void require(int connections, long limit) throws ScenarioException {
        if (limit > 0 && connections + OTHERS > limit) {
            throw new ScenarioException(
                    "devices " + connections + " need " + (connections + OTHERS)
                            + " open files, and the limit is " + limit + " (ulimit -Hn); raise the hard limit"
                            + " (/etc/security/limits.conf, LimitNOFILE=, docker run --ulimit nofile=65536), or take fewer --devices");
        }
    }
}
