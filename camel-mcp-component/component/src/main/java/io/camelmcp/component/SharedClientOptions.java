package io.camelmcp.component;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** The options that all endpoints of one clientId share: what one sets goes for all, what another sets differently is refused. */
final class SharedClientOptions {

    private static final Map<String, Function<McpConfiguration, Object>> SHARED = new LinkedHashMap<>();

    static {
        SHARED.put("protocol", McpConfiguration::getProtocol);
        SHARED.put("maxFrameLength", McpConfiguration::getMaxFrameLength);
        SHARED.put("version", McpConfiguration::getVersion);
        SHARED.put("window", McpConfiguration::getWindow);
        SHARED.put("maxPending", McpConfiguration::getMaxPending);
        SHARED.put("connections", McpConfiguration::getConnections);
        SHARED.put("connectTimeout", McpConfiguration::getConnectTimeout);
        SHARED.put("reconnectDelay", McpConfiguration::getReconnectDelay);
        SHARED.put("reconnectMaxDelay", McpConfiguration::getReconnectMaxDelay);
        SHARED.put("token", McpConfiguration::getToken);
        SHARED.put("tokenSupplier", McpConfiguration::getTokenSupplier);
        SHARED.put("groups", McpConfiguration::getGroups);
        SHARED.put("heartbeatInterval", McpConfiguration::getHeartbeatInterval);
        SHARED.put("heartbeatMinInterval", McpConfiguration::getHeartbeatMinInterval);
        SHARED.put("maxRetransmits", McpConfiguration::getMaxRetransmits);
        SHARED.put("retransmitTimeout", McpConfiguration::getRetransmitTimeout);
        SHARED.put("loginTimeout", McpConfiguration::getLoginTimeout);
        SHARED.put("ssl", McpConfiguration::isSsl);
        SHARED.put("sslContextParameters", McpConfiguration::getSslContextParameters);
        SHARED.put("hostnameVerification", McpConfiguration::isHostnameVerification);
        SHARED.put("workerGroup", McpConfiguration::getWorkerGroup);
    }

    private SharedClientOptions() {}

    /** @throws IllegalArgumentException if the endpoint sets what the client does not have; it names the option, not its value */
    static void check(McpEndpoint endpoint, McpConfiguration present) {
        SHARED.forEach((name, get) -> {
            if (endpoint.explicitOptions().contains(name)
                    && !Objects.equals(get.apply(endpoint.getConfiguration()), get.apply(present))) {
                throw new IllegalArgumentException(endpoint.address() + ": " + name
                        + " contradicts that of another endpoint with clientId=" + present.getClientId()
                        + ", whose connection is shared; give all of them the same value");
            }
        });
    }
}
