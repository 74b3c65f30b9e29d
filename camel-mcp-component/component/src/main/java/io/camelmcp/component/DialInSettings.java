package io.camelmcp.component;

import io.camelmcp.codec.Protocol;
import io.camelmcp.component.client.ClientOptions;
import io.camelmcp.component.client.dialin.DialInOptions;
import io.camelmcp.component.client.dialin.Octets;
import io.camelmcp.component.client.dialin.Registration;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the options of a consumer with {@code role=master} say. */
final class DialInSettings {

    /** What only a consumer with role=master can honour. */
    static final Set<String> OPTIONS =
            Set.of("registration", "registrationLength", "registrationTimeout", "registrationAllow", "heartbeatPacket");

    /** What only a consumer can honour that is asked. */
    private static final Set<String> SLAVE_OPTIONS = Set.of(
            "commands",
            "ackMode",
            "ordering",
            "exchangePattern",
            "bank",
            "bankEvents",
            "modbusRanges",
            "userFunctions",
            "units",
            "modbusRoles",
            "maxTransactions",
            "sessionStore",
            "pushQueue",
            "detectTimeout",
            "onCorruptFrame");

    /** What only an endpoint can honour that connects, or sends. */
    private static final Set<String> CLIENT_OPTIONS = Set.of(
            "connections",
            "lazyConnect",
            "connectTimeout",
            "reconnectDelay",
            "reconnectMaxDelay",
            "command",
            "deviceId",
            "target",
            "offline",
            "answerTo",
            "pushParallelism");

    private static final int LONGEST_HEARTBEAT = 64;
    private static final int NO_PORT = 1;

    private DialInSettings() {}

    /** @throws IllegalArgumentException if options are set that need role=master, by a consumer that has another */
    static void refuseWithoutRole(McpEndpoint endpoint) {
        for (String option : OPTIONS) {
            if (endpoint.explicitOptions().contains(option)) {
                throw new IllegalArgumentException(endpoint.address() + ": " + option
                        + " is for devices that dial in and wait to be asked; add role=master, or remove " + option);
            }
        }
    }

    /** @throws IllegalArgumentException if an option is missing or not possible; it names the option */
    static DialInOptions of(McpEndpoint endpoint) {
        try {
            return read(endpoint);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(endpoint.address() + ": " + e.getMessage(), e);
        }
    }

    private static DialInOptions read(McpEndpoint endpoint) {
        McpConfiguration from = endpoint.getConfiguration();
        if (from.getMode() == McpMode.client) {
            throw new IllegalArgumentException("role=master is for a port that devices dial in at; remove mode=client");
        }
        for (String option : SLAVE_OPTIONS) {
            if (endpoint.explicitOptions().contains(option)) {
                throw new IllegalArgumentException(option + " is for a port that is asked; remove it with role=master");
            }
        }
        for (String option : CLIENT_OPTIONS) {
            if (endpoint.explicitOptions().contains(option)) {
                throw new IllegalArgumentException(
                        option + " means nothing to a port that devices dial in at; remove it");
            }
        }
        String registration = from.getRegistration();
        if (registration == null) {
            throw new IllegalArgumentException(
                    "role=master needs registration=pattern:REGEX, text:PACKET, hex:PACKET or"
                            + " address, by which devices are known");
        }
        byte[] heartbeat = from.getHeartbeatPacket() == null
                ? new byte[0]
                : Octets.parse("heartbeatPacket", from.getHeartbeatPacket(), LONGEST_HEARTBEAT);
        String allow = from.getRegistrationAllow();
        return new DialInOptions(
                Registration.parse(registration, from.getRegistrationLength(), heartbeat),
                Duration.ofMillis(from.getRegistrationTimeout()),
                allow == null || allow.isBlank()
                        ? Set.of()
                        : Set.copyOf(List.of(allow.trim().split("\\s*,\\s*", -1))),
                heartbeat,
                endpoint.explicitOptions().contains("idleTimeout")
                        ? Duration.ofMillis(from.getIdleTimeout())
                        : Duration.ZERO,
                line(endpoint, from));
    }

    private static ClientOptions line(McpEndpoint endpoint, McpConfiguration from) {
        return new ClientOptions(
                endpoint.getHost(),
                // nobody connects to it
                Math.max(NO_PORT, endpoint.getPort()),
                protocol(from.getProtocol()),
                from.getVersion(),
                from.getWindow(),
                from.getMaxPending(),
                1,
                Duration.ofMillis(from.getConnectTimeout()),
                Duration.ofMillis(from.getReconnectDelay()),
                Duration.ofMillis(from.getReconnectMaxDelay()),
                from.getMaxFrameLength(),
                null,
                null,
                new ClientOptions.Pauses(
                        Duration.ofMillis(from.getConnectPause()),
                        Duration.ofMillis(from.getRequestPause()),
                        Duration.ofMillis(from.getQuarantine())));
    }

    private static Protocol protocol(@Nullable McpProtocol protocol) {
        Protocol known = PortOptions.pinned(protocol);
        if (known == null || !known.isModbus()) {
            throw new IllegalArgumentException("role=master needs protocol=modbusRtu or protocol=modbusTcp"
                    + (protocol == null ? "; set one" : ", not " + protocol));
        }
        return known;
    }
}
