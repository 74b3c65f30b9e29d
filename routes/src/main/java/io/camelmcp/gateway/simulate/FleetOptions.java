package io.camelmcp.gateway.simulate;

import java.time.Duration;
import java.util.List;

/**
 * What a fleet does. Made by {@link #to}:
 *
 * <pre>{@code
 * FleetOptions options = FleetOptions.to("127.0.0.1", 5020).devices(5).rate(10).count(100).build();
 * }</pre>
 *
 * @param host              where the gateway listens
 * @param port              its port, 1..65535
 * @param devices           number of connections, 1..1000000
 * @param protocols         what the devices speak, device i speaks the one at i modulo size
 * @param rate              messages a second of each device, 0 as fast as the window allows
 * @param count             messages of each device, 0 until the fleet is stopped
 * @param payload           octets of each REPORT, 0 for JSON telemetry
 * @param window            requests outstanding on a connection of MCP version 2, 1..1024
 * @param seed              start of all random values: the same seed gives the same messages
 * @param namePrefix        devices are called {@code sim-1}, {@code sim-2}, …; 1..10 of {@code A-Z a-z 0-9 . _ : -}
 * @param threads           event loops that the connections share
 * @param connectionsPerSecond how fast the devices connect at the start
 * @param retransmit        whether what is unanswered when a connection is lost is sent again on the next one
 * @param requestTimeout    how long to wait for an answer; longer than the gateway's own timeout of 20 s
 * @param reconnectDelay    first delay before a lost connection is made anew; doubled each time, half of it random
 * @param reconnectMaxDelay largest such delay
 * @param heartbeat         time between two PINGs
 */
public record FleetOptions(
        String host,
        int port,
        int devices,
        List<DeviceProtocol> protocols,
        double rate,
        long count,
        int payload,
        int window,
        long seed,
        String namePrefix,
        int threads,
        int connectionsPerSecond,
        boolean retransmit,
        Duration requestTimeout,
        Duration reconnectDelay,
        Duration reconnectMaxDelay,
        Duration heartbeat) {

    static final int MAX_DEVICES = 1_000_000;
    static final int MAX_WINDOW = 1024;
    static final int MAX_PAYLOAD = 1 << 24;
    static final double MAX_RATE = 1_000_000;

    /** @throws IllegalArgumentException naming the value that is out of range */
    public FleetOptions {
        protocols = List.copyOf(protocols);
        require(!host.isBlank(), "host is empty");
        requireRange("port", port, 1, 65_535);
        requireRange("devices", devices, 1, MAX_DEVICES);
        require(!protocols.isEmpty(), "no protocol is given");
        require(rate >= 0 && rate <= MAX_RATE, "rate " + rate + " is not in 0.." + (long) MAX_RATE);
        requireRange("count", count, 0, Long.MAX_VALUE);
        requireRange("payload", payload, 0, MAX_PAYLOAD);
        requireRange("window", window, 1, MAX_WINDOW);
        require(
                namePrefix.matches("[A-Za-z0-9._:-]{1,10}"),
                "namePrefix " + namePrefix + " is not 1..10 of A-Z a-z 0-9 . _ : -");
        requireRange("threads", threads, 1, 256);
        requireRange("connectionsPerSecond", connectionsPerSecond, 1, MAX_DEVICES);
        requirePositive("requestTimeout", requestTimeout);
        requirePositive("reconnectDelay", reconnectDelay);
        requirePositive("reconnectMaxDelay", reconnectMaxDelay);
        requirePositive("heartbeat", heartbeat);
    }

    /** Starts with 1 device of MCP version 2 that sends one report a second. */
    public static Builder to(String host, int port) {
        return new Builder(host, port);
    }

    DeviceProtocol protocolOf(int index) {
        return protocols.get(index % protocols.size());
    }

    String nameOf(int index) {
        return namePrefix + (index + 1);
    }

    private static void requireRange(String name, long value, long min, long max) {
        require(value >= min && value <= max, name + " " + value + " is not in " + min + ".." + max);
    }

    private static void requirePositive(String name, Duration value) {
        require(!value.isNegative() && !value.isZero(), name + " " + value + " is not above zero");
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    /** Collects the options; each setter is described at the component of {@link FleetOptions} with its name. */
    public static final class Builder {
        private final String host;
        private final int port;
        private int devices = 1;
        private List<DeviceProtocol> protocols = List.of(DeviceProtocol.MCP2);
        private double rate = 1;
        private long count;
        private int payload;
        private int window = 32;
        private long seed = 1;
        private String namePrefix = "sim-";
        private int threads = 1;
        private int connectionsPerSecond = 500;
        private boolean retransmit = true;
        private Duration requestTimeout = Duration.ofSeconds(25);
        private Duration reconnectDelay = Duration.ofSeconds(1);
        private Duration reconnectMaxDelay = Duration.ofSeconds(10);
        private Duration heartbeat = Duration.ofSeconds(30);

        private Builder(String host, int port) {
            this.host = host;
            this.port = port;
        }

        public Builder devices(int value) {
            devices = value;
            return this;
        }

        public Builder protocols(DeviceProtocol... values) {
            return protocols(List.of(values));
        }

        public Builder protocols(List<DeviceProtocol> values) {
            protocols = values;
            return this;
        }

        public Builder rate(double value) {
            rate = value;
            return this;
        }

        public Builder count(long value) {
            count = value;
            return this;
        }

        public Builder payload(int value) {
            payload = value;
            return this;
        }

        public Builder window(int value) {
            window = value;
            return this;
        }

        public Builder seed(long value) {
            seed = value;
            return this;
        }

        public Builder namePrefix(String value) {
            namePrefix = value;
            return this;
        }

        public Builder threads(int value) {
            threads = value;
            return this;
        }

        public Builder connectionsPerSecond(int value) {
            connectionsPerSecond = value;
            return this;
        }

        public Builder retransmit(boolean value) {
            retransmit = value;
            return this;
        }

        public Builder requestTimeout(Duration value) {
            requestTimeout = value;
            return this;
        }

        public Builder reconnectDelay(Duration base, Duration max) {
            reconnectDelay = base;
            reconnectMaxDelay = max;
            return this;
        }

        public Builder heartbeat(Duration value) {
            heartbeat = value;
            return this;
        }

        /** @throws IllegalArgumentException naming the value that is out of range */
        public FleetOptions build() {
            return new FleetOptions(
                    host,
                    port,
                    devices,
                    protocols,
                    rate,
                    count,
                    payload,
                    window,
                    seed,
                    namePrefix,
                    threads,
                    connectionsPerSecond,
                    retransmit,
                    requestTimeout,
                    reconnectDelay,
                    reconnectMaxDelay,
                    heartbeat);
        }
    }
}
