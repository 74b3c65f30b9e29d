package io.camelmcp.component;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the endpoints of one Modbus device say of their connection, put together: what one sets goes for all, what two set
 * differently is refused.
 */
final class ModbusLine {

    private record Option<T>(Function<McpConfiguration, T> get, BiConsumer<McpConfiguration, T> set) {
        void copy(McpConfiguration from, McpConfiguration to) {
            set.accept(to, get.apply(from));
        }
    }

    private static final Map<String, Option<?>> SHARED = new LinkedHashMap<>();

    static {
        // 0 stands for 1
        share("window", options -> Math.max(1, options.getWindow()), McpConfiguration::setWindow);
        share("maxPending", McpConfiguration::getMaxPending, McpConfiguration::setMaxPending);
        share("connections", McpConfiguration::getConnections, McpConfiguration::setConnections);
        share("connectTimeout", McpConfiguration::getConnectTimeout, McpConfiguration::setConnectTimeout);
        share("reconnectDelay", McpConfiguration::getReconnectDelay, McpConfiguration::setReconnectDelay);
        share("reconnectMaxDelay", McpConfiguration::getReconnectMaxDelay, McpConfiguration::setReconnectMaxDelay);
        share("connectPause", McpConfiguration::getConnectPause, McpConfiguration::setConnectPause);
        share("requestPause", McpConfiguration::getRequestPause, McpConfiguration::setRequestPause);
        share("quarantine", McpConfiguration::getQuarantine, McpConfiguration::setQuarantine);
        share("ssl", McpConfiguration::isSsl, McpConfiguration::setSsl);
        share(
                "sslContextParameters",
                McpConfiguration::getSslContextParameters,
                McpConfiguration::setSslContextParameters);
        share(
                "hostnameVerification",
                McpConfiguration::isHostnameVerification,
                McpConfiguration::setHostnameVerification);
        share("workerGroup", McpConfiguration::getWorkerGroup, McpConfiguration::setWorkerGroup);
    }

    private static <T> void share(String name, Function<McpConfiguration, T> get, BiConsumer<McpConfiguration, T> set) {
        SHARED.put(name, new Option<>(get, set));
    }

    private final List<McpEndpoint> members = new ArrayList<>();

    /**
     * What all say, with another endpoint; it is not among them yet.
     *
     * @param fixed what the connection has been made with; {@code null} while there is none
     * @throws IllegalArgumentException if it contradicts what is there; it names the option and both values
     */
    McpConfiguration with(McpEndpoint endpoint, @Nullable McpConfiguration fixed) {
        SHARED.forEach((name, option) -> {
            if (says(endpoint, name)) {
                check(name, option, endpoint, fixed);
            }
        });
        if (fixed != null) {
            return fixed;
        }
        McpConfiguration sum = (members.isEmpty() ? endpoint : members.get(0))
                .getConfiguration()
                .copy();
        members.forEach(member -> copy(member, sum));
        copy(endpoint, sum);
        return sum;
    }

    void add(McpEndpoint endpoint) {
        members.add(endpoint);
    }

    /** What it said stays with a connection that has been made. */
    void remove(McpEndpoint endpoint) {
        members.remove(endpoint);
    }

    private void check(String name, Option<?> option, McpEndpoint endpoint, @Nullable McpConfiguration fixed) {
        Object value = option.get().apply(endpoint.getConfiguration());
        for (McpEndpoint other : members) {
            Object theirs = option.get().apply(other.getConfiguration());
            if (says(other, name) && !Objects.equals(value, theirs)) {
                throw new IllegalArgumentException(endpoint.address() + ": " + name + "=" + value + " contradicts "
                        + name + "=" + theirs + " of another endpoint of this device, whose connection is shared; give"
                        + " both the same value or remove one");
            }
        }
        if (fixed != null && !Objects.equals(value, option.get().apply(fixed))) {
            throw new IllegalArgumentException(endpoint.address() + ": " + name + "=" + value + " contradicts " + name
                    + "=" + option.get().apply(fixed) + ", with which another endpoint of this device has connected;"
                    + " stop all of them to change it");
        }
    }

    private static void copy(McpEndpoint from, McpConfiguration to) {
        SHARED.forEach((name, option) -> {
            if (says(from, name)) {
                option.copy(from.getConfiguration(), to);
            }
        });
    }

    private static boolean says(McpEndpoint endpoint, String option) {
        return endpoint.explicitOptions().contains(option);
    }
}
