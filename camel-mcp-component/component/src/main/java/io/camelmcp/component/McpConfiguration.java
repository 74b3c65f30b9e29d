package io.camelmcp.component;

import io.netty.channel.EventLoopGroup;
import java.util.function.Supplier;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.jspecify.annotations.Nullable;

/** Options of an {@code mcp:} endpoint. The descriptions are in the annotations, from which the reference is generated. */
@UriParams
public class McpConfiguration extends McpModbusConfiguration implements Cloneable {

    static final long DEFAULT_REQUEST_TIMEOUT = 20_000;

    @UriParam(
            label = "common",
            description =
                    "Who opens the connection. A consumer listens (server) and a producer connects (client) when this is not set.")
    private @Nullable McpMode mode;

    @UriParam(
            label = "common",
            description =
                    "The protocol spoken. A server finds out by itself (auto) when this is not set, a client speaks mcp. A server on which one protocol is set refuses the others.")
    private @Nullable McpProtocol protocol;

    @UriParam(
            label = "common",
            defaultValue = "65536",
            description = "Largest payload of a frame accepted, in octets: 64 to 67108864.")
    private int maxFrameLength = 65_536;

    @UriParam(
            label = "consumer,advanced",
            description =
                    "What to do with a frame that is not well formed: close the connection, or resync on the next plausible frame (for serial-to-Ethernet converters on noisy lines). When it is not set, MCP and Modbus TCP connections are closed, and an RTU connection is closed at the third bad frame in a minute; resync changes nothing for Modbus.")
    private @Nullable OnCorruptFrame onCorruptFrame;

    @UriParam(
            label = "consumer,advanced",
            defaultValue = "5000",
            javaType = "java.time.Duration",
            description =
                    "How long a new connection may take until it is clear which protocol it speaks, in milliseconds.")
    private long detectTimeout = 5_000;

    @UriParam(
            label = "consumer,advanced",
            defaultValue = "30000",
            javaType = "java.time.Duration",
            description = "How long a frame that has begun may take to be complete, in milliseconds.")
    private long frameTimeout = 30_000;

    @UriParam(
            label = "consumer",
            defaultValue = "300000",
            javaType = "java.time.Duration",
            description =
                    "A connection that sends nothing for this time, and waits for nothing, is closed, in milliseconds; 0 for never.")
    private long idleTimeout = 300_000;

    @UriParam(
            label = "consumer",
            description =
                    "Commands that this consumer takes, names or numbers separated by commas: REPORT,LOG,0x42,MODBUS. A consumer without it takes what no other consumer of the port takes.")
    private @Nullable String commands;

    @UriParam(
            label = "consumer",
            defaultValue = "route",
            description =
                    "When a device gets its answer: when the route has finished well (route), or when the frame has been received (received). A Modbus master always gets its answer after the route.")
    private AckMode ackMode = AckMode.route;

    @UriParam(
            label = "consumer",
            defaultValue = "completion",
            description =
                    "When the next frame of a connection enters the route: when the one before has finished (completion), or as soon as the one before has been handed to an asynchronous step (arrival), which must then keep the order itself.")
    private Ordering ordering = Ordering.completion;

    @UriParam(
            label = "common",
            defaultValue = "20000",
            javaType = "java.time.Duration",
            description =
                    "How long a request may take, in milliseconds. A consumer counts from receipt and then answers ERROR 8; a producer fails the exchange. For a producer that logs in (clientId) it spans reconnects and retransmissions, and is 120000 when it is not set.")
    private long requestTimeout = DEFAULT_REQUEST_TIMEOUT;

    @UriParam(
            label = "advanced",
            defaultValue = "executor",
            description =
                    "Where routes run: on a thread pool of the consumer or, after its answer, of the producer (executor), or on the event loop of the connection (eventLoop), which is faster and must never block.")
    private Processing processing = Processing.executor;

    @UriParam(
            label = "advanced",
            defaultValue = "200",
            description =
                    "Most threads of the pool of a consumer or producer: as many devices may block in the route before others wait.")
    private int maxThreads = 200;

    @UriParam(
            label = "consumer",
            defaultValue = "10000",
            description =
                    "Most requests of all connections of a port that are not finished. Above it, connections are not read.")
    private int maxInFlight = 10_000;

    @UriParam(
            label = "consumer,advanced",
            defaultValue = "67108864",
            description =
                    "Most octets of requests of all connections of a port that are not finished. Above it, connections are not read.")
    private long maxInFlightBytes = 67_108_864L;

    @UriParam(
            label = "consumer",
            defaultValue = "64",
            description =
                    "Most requests of one connection that run or are ready to run. At twice as many unanswered ones the connection is not read.")
    private int maxInFlightPerConnection = 64;

    @UriParam(
            label = "consumer",
            defaultValue = "10000",
            description =
                    "Most connections of a port. At the limit the Modbus master that has been idle longest makes room; if there is none, the new connection is closed. 0 for no limit.")
    private int maxConnections = 10_000;

    @UriParam(
            label = "consumer",
            defaultValue = "0",
            description =
                    "Most connections of a port from one address. At the limit the Modbus master from there that has been idle longest makes room; if there is none, the new connection is closed. 0 for no limit.")
    private int maxConnectionsPerAddress = 0;

    @UriParam(
            label = "consumer,advanced",
            defaultValue = "4096",
            description = "Connections that the operating system keeps until they are accepted.")
    private int backlog = 4_096;

    @UriParam(
            label = "producer",
            defaultValue = "REPORT",
            description = "Command to send when no header says it, name or number.")
    private String command = "REPORT";

    @UriParam(
            label = "producer",
            defaultValue = "2",
            enums = "1,2",
            description =
                    "Version of the frames to send: 1 (plain, one request at a time) or 2 (sequenced, many in flight).")
    private int version = 2;

    @UriParam(
            label = "producer",
            defaultValue = "0",
            description = "Device behind the peer that the frame is about, when no header says it. Version 2 only.")
    private long deviceId = 0;

    @UriParam(label = "producer", defaultValue = "1", description = "Connections to open to the peer.")
    private int connections = 1;

    @UriParam(
            label = "producer",
            defaultValue = "0",
            description =
                    "Most requests in flight on one connection, 1..1024. 0 stands for 32 in version 2, and 1 in version 1 and for Modbus.")
    private int window = 0;

    @UriParam(
            label = "producer,advanced",
            defaultValue = "1000",
            description =
                    "Most requests that wait for a place in the window or for the connection; further ones fail at once.")
    private int maxPending = 1_000;

    @UriParam(
            label = "producer",
            defaultValue = "10000",
            javaType = "java.time.Duration",
            description = "How long connecting may take, in milliseconds.")
    private int connectTimeout = 10_000;

    @UriParam(
            label = "producer",
            defaultValue = "1000",
            javaType = "java.time.Duration",
            description =
                    "First delay before connecting again, in milliseconds. It doubles with each failure; what is waited is random between half of it and all.")
    private long reconnectDelay = 1_000;

    @UriParam(
            label = "producer",
            defaultValue = "10000",
            javaType = "java.time.Duration",
            description = "Longest delay before connecting again, in milliseconds.")
    private long reconnectMaxDelay = 10_000;

    @UriParam(
            label = "producer",
            defaultValue = "true",
            description =
                    "Whether the first request opens the connection. When false it is opened at start, and start fails if that fails.")
    private boolean lazyConnect = true;

    @UriParam(
            label = "client",
            description =
                    "Name that a client logs in with, 1..64 of A-Z a-z 0-9 . _ : -. It then has a session with one connection, which all endpoints of the context with the same host, port and clientId share: requests outlive a lost connection, and the peer can send requests too.")
    private @Nullable String clientId;

    @UriParam(
            label = "client,security",
            secret = true,
            description = "What a client proves its clientId with, a JWT for example.")
    private @Nullable String token;

    @UriParam(
            label = "client,security",
            description =
                    "Gives the token instead, each time that the client logs in: a java.util.function.Supplier of the registry, which may wait. A JWT is asked for again when four fifths of its life are over, and the session goes on with it.")
    private @Nullable Supplier<String> tokenSupplier;

    @UriParam(
            label = "client",
            description = "Groups that a client joins at login, at most 16 names separated by commas.")
    private @Nullable String groups;

    @UriParam(
            label = "client",
            defaultValue = "false",
            description =
                    "Whether a client logs in without clientId and token, because its certificate says who it is. With one of them it always logs in.")
    private boolean login = false;

    @UriParam(
            label = "common",
            defaultValue = "30000",
            javaType = "java.time.Duration",
            description =
                    "Interval of the heartbeat, in milliseconds. A port sends PING to a device that has been silent for as long, and 0 switches that off; for a client that logs in it is a wish, which the answer to its login decides on; one that does not sends PING in version 2 only, and 0 switches that off.")
    private long heartbeatInterval = 30_000;

    @UriParam(
            label = "common,advanced",
            defaultValue = "5000",
            javaType = "java.time.Duration",
            description =
                    "What a slow link may shorten the heartbeat interval to, in milliseconds; of a port also the least that a device may wish for.")
    private long heartbeatMinInterval = 5_000;

    @UriParam(
            label = "client,advanced",
            defaultValue = "2",
            description =
                    "How often a client that logs in sends a frame again that gets no answer, 0..100; after that the connection counts as dead and is replaced.")
    private int maxRetransmits = 2;

    @UriParam(
            label = "client,advanced",
            defaultValue = "25000",
            javaType = "java.time.Duration",
            description =
                    "How long a client that logs in waits for an answer until it sends the frame again, in milliseconds; twice as long each time. It must be longer than the requestTimeout of the gateway.")
    private long retransmitTimeout = 25_000;

    @UriParam(
            label = "security",
            defaultValue = "false",
            description = "Whether to use TLS; sslContextParameters switches it on too.")
    private boolean ssl = false;

    @UriParam(label = "security", description = "TLS: key and trust stores, protocols, client authentication.")
    private @Nullable SSLContextParameters sslContextParameters;

    @UriParam(
            label = "producer,security",
            defaultValue = "true",
            description = "Whether the certificate of the peer must name the host that was asked for.")
    private boolean hostnameVerification = true;

    @UriParam(
            label = "advanced",
            description =
                    "Event loops to use instead of the component's own, for example one that netty: routes use too.")
    private @Nullable EventLoopGroup workerGroup;

    @UriParam(
            label = "consumer,advanced",
            description = "Event loop that accepts connections, instead of the component's own.")
    private @Nullable EventLoopGroup bossGroup;

    public @Nullable McpMode getMode() {
        return mode;
    }

    public void setMode(@Nullable McpMode mode) {
        this.mode = mode;
    }

    public @Nullable McpProtocol getProtocol() {
        return protocol;
    }

    public void setProtocol(@Nullable McpProtocol protocol) {
        this.protocol = protocol;
    }

    public int getMaxFrameLength() {
        return maxFrameLength;
    }

    public void setMaxFrameLength(int maxFrameLength) {
        this.maxFrameLength = maxFrameLength;
    }

    public @Nullable OnCorruptFrame getOnCorruptFrame() {
        return onCorruptFrame;
    }

    public void setOnCorruptFrame(@Nullable OnCorruptFrame onCorruptFrame) {
        this.onCorruptFrame = onCorruptFrame;
    }

    public long getDetectTimeout() {
        return detectTimeout;
    }

    public void setDetectTimeout(long detectTimeout) {
        this.detectTimeout = detectTimeout;
    }

    public long getFrameTimeout() {
        return frameTimeout;
    }

    public void setFrameTimeout(long frameTimeout) {
        this.frameTimeout = frameTimeout;
    }

    public long getIdleTimeout() {
        return idleTimeout;
    }

    public void setIdleTimeout(long idleTimeout) {
        this.idleTimeout = idleTimeout;
    }

    public @Nullable String getCommands() {
        return commands;
    }

    public void setCommands(@Nullable String commands) {
        this.commands = commands;
    }

    public AckMode getAckMode() {
        return ackMode;
    }

    public void setAckMode(AckMode ackMode) {
        this.ackMode = ackMode;
    }

    public Ordering getOrdering() {
        return ordering;
    }

    public void setOrdering(Ordering ordering) {
        this.ordering = ordering;
    }

    public long getRequestTimeout() {
        return requestTimeout;
    }

    public void setRequestTimeout(long requestTimeout) {
        this.requestTimeout = requestTimeout;
    }

    public Processing getProcessing() {
        return processing;
    }

    public void setProcessing(Processing processing) {
        this.processing = processing;
    }

    public int getMaxThreads() {
        return maxThreads;
    }

    public void setMaxThreads(int maxThreads) {
        this.maxThreads = maxThreads;
    }

    public int getMaxInFlight() {
        return maxInFlight;
    }

    public void setMaxInFlight(int maxInFlight) {
        this.maxInFlight = maxInFlight;
    }

    public long getMaxInFlightBytes() {
        return maxInFlightBytes;
    }

    public void setMaxInFlightBytes(long maxInFlightBytes) {
        this.maxInFlightBytes = maxInFlightBytes;
    }

    public int getMaxInFlightPerConnection() {
        return maxInFlightPerConnection;
    }

    public void setMaxInFlightPerConnection(int maxInFlightPerConnection) {
        this.maxInFlightPerConnection = maxInFlightPerConnection;
    }

    public int getMaxConnections() {
        return maxConnections;
    }

    public void setMaxConnections(int maxConnections) {
        this.maxConnections = maxConnections;
    }

    public int getMaxConnectionsPerAddress() {
        return maxConnectionsPerAddress;
    }

    public void setMaxConnectionsPerAddress(int maxConnectionsPerAddress) {
        this.maxConnectionsPerAddress = maxConnectionsPerAddress;
    }

    public int getBacklog() {
        return backlog;
    }

    public void setBacklog(int backlog) {
        this.backlog = backlog;
    }

    public String getCommand() {
        return command;
    }

    public void setCommand(String command) {
        this.command = command;
    }

    public int getVersion() {
        return version;
    }

    public void setVersion(int version) {
        this.version = version;
    }

    public long getDeviceId() {
        return deviceId;
    }

    public void setDeviceId(long deviceId) {
        this.deviceId = deviceId;
    }

    public int getConnections() {
        return connections;
    }

    public void setConnections(int connections) {
        this.connections = connections;
    }

    public int getWindow() {
        return window;
    }

    public void setWindow(int window) {
        this.window = window;
    }

    public int getMaxPending() {
        return maxPending;
    }

    public void setMaxPending(int maxPending) {
        this.maxPending = maxPending;
    }

    public int getConnectTimeout() {
        return connectTimeout;
    }

    public void setConnectTimeout(int connectTimeout) {
        this.connectTimeout = connectTimeout;
    }

    public long getReconnectDelay() {
        return reconnectDelay;
    }

    public void setReconnectDelay(long reconnectDelay) {
        this.reconnectDelay = reconnectDelay;
    }

    public long getReconnectMaxDelay() {
        return reconnectMaxDelay;
    }

    public void setReconnectMaxDelay(long reconnectMaxDelay) {
        this.reconnectMaxDelay = reconnectMaxDelay;
    }

    public boolean isLazyConnect() {
        return lazyConnect;
    }

    public void setLazyConnect(boolean lazyConnect) {
        this.lazyConnect = lazyConnect;
    }

    public @Nullable String getClientId() {
        return clientId;
    }

    public void setClientId(@Nullable String clientId) {
        this.clientId = clientId;
    }

    public @Nullable String getToken() {
        return token;
    }

    public void setToken(@Nullable String token) {
        this.token = token;
    }

    public @Nullable String getGroups() {
        return groups;
    }

    public void setGroups(@Nullable String groups) {
        this.groups = groups;
    }

    public @Nullable Supplier<String> getTokenSupplier() {
        return tokenSupplier;
    }

    public void setTokenSupplier(@Nullable Supplier<String> tokenSupplier) {
        this.tokenSupplier = tokenSupplier;
    }

    public boolean isLogin() {
        return login;
    }

    public void setLogin(boolean login) {
        this.login = login;
    }

    public long getHeartbeatInterval() {
        return heartbeatInterval;
    }

    public void setHeartbeatInterval(long heartbeatInterval) {
        this.heartbeatInterval = heartbeatInterval;
    }

    public long getHeartbeatMinInterval() {
        return heartbeatMinInterval;
    }

    public void setHeartbeatMinInterval(long heartbeatMinInterval) {
        this.heartbeatMinInterval = heartbeatMinInterval;
    }

    public int getMaxRetransmits() {
        return maxRetransmits;
    }

    public void setMaxRetransmits(int maxRetransmits) {
        this.maxRetransmits = maxRetransmits;
    }

    public long getRetransmitTimeout() {
        return retransmitTimeout;
    }

    public void setRetransmitTimeout(long retransmitTimeout) {
        this.retransmitTimeout = retransmitTimeout;
    }

    public boolean isSsl() {
        return ssl;
    }

    public void setSsl(boolean ssl) {
        this.ssl = ssl;
    }

    public @Nullable SSLContextParameters getSslContextParameters() {
        return sslContextParameters;
    }

    public void setSslContextParameters(@Nullable SSLContextParameters sslContextParameters) {
        this.sslContextParameters = sslContextParameters;
    }

    public boolean isHostnameVerification() {
        return hostnameVerification;
    }

    public void setHostnameVerification(boolean hostnameVerification) {
        this.hostnameVerification = hostnameVerification;
    }

    public @Nullable EventLoopGroup getWorkerGroup() {
        return workerGroup;
    }

    public void setWorkerGroup(@Nullable EventLoopGroup workerGroup) {
        this.workerGroup = workerGroup;
    }

    public @Nullable EventLoopGroup getBossGroup() {
        return bossGroup;
    }

    public void setBossGroup(@Nullable EventLoopGroup bossGroup) {
        this.bossGroup = bossGroup;
    }

    /** A copy whose changes do not touch this one. */
    public McpConfiguration copy() {
        try {
            return (McpConfiguration) clone();
        } catch (CloneNotSupportedException e) {
            throw new RuntimeCamelException(e);
        }
    }
}
