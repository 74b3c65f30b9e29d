package io.camelmcp.component;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the endpoints of one Modbus device say of their connection, put together: what one sets goes for all, what two set
 * differently is refused.
 */
final class ModbusLine {

    private static final SharedOptions SHARED = new SharedOptions(
            "of another endpoint of this device, whose connection is shared",
            "with which another endpoint of this device has connected");

    static {
        // 0 stands for 1
        SHARED.add("window", options -> Math.max(1, options.getWindow()), McpConfiguration::setWindow);
        SHARED.add("maxPending", McpConfiguration::getMaxPending, McpConfiguration::setMaxPending);
        SHARED.add("connections", McpConfiguration::getConnections, McpConfiguration::setConnections);
        SHARED.add("connectTimeout", McpConfiguration::getConnectTimeout, McpConfiguration::setConnectTimeout);
        SHARED.add("reconnectDelay", McpConfiguration::getReconnectDelay, McpConfiguration::setReconnectDelay);
        SHARED.add("reconnectMaxDelay", McpConfiguration::getReconnectMaxDelay, McpConfiguration::setReconnectMaxDelay);
        SHARED.add("connectPause", McpConfiguration::getConnectPause, McpConfiguration::setConnectPause);
        SHARED.add("requestPause", McpConfiguration::getRequestPause, McpConfiguration::setRequestPause);
        SHARED.add("quarantine", McpConfiguration::getQuarantine, McpConfiguration::setQuarantine);
        SHARED.add("ssl", McpConfiguration::isSsl, McpConfiguration::setSsl);
        SHARED.add(
                "sslContextParameters",
                McpConfiguration::getSslContextParameters,
                McpConfiguration::setSslContextParameters);
        SHARED.add(
                "hostnameVerification",
                McpConfiguration::isHostnameVerification,
                McpConfiguration::setHostnameVerification);
        SHARED.add("workerGroup", McpConfiguration::getWorkerGroup, McpConfiguration::setWorkerGroup);
    }

    private final List<McpEndpoint> members = new ArrayList<>();

    /**
     * What all say, with another endpoint; it is not among them yet.
     *
     * @param fixed what the connection has been made with; {@code null} while there is none
     * @throws IllegalArgumentException if it contradicts what is there; it names the option and both values
     */
    McpConfiguration with(McpEndpoint endpoint, @Nullable McpConfiguration fixed) {
        SHARED.check(endpoint, members, fixed);
        return fixed != null ? fixed : SHARED.merge(members, endpoint);
    }

    void add(McpEndpoint endpoint) {
        members.add(endpoint);
    }

    /** What it said stays with a connection that has been made. */
    void remove(McpEndpoint endpoint) {
        members.remove(endpoint);
    }
}
