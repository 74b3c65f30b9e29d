package io.camelmcp.component;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.component.client.ClientFailure;
import io.camelmcp.component.client.ClientStatus;
import io.camelmcp.component.client.DeviceClient;
import io.camelmcp.component.client.McpCall;
import io.camelmcp.component.client.ModbusCall;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages as requests and completes their exchanges when the answers come; no thread waits meanwhile.
 *
 * <p>MCP: the body becomes the body of the frame; an InOut exchange gets the body of the answer, an InOnly one keeps its own.
 * Modbus: see {@link ModbusRequests}; what was read becomes the body, in both patterns.
 *
 * <p>An exchange fails with {@link McpErrorException}, {@link McpBusyException}, {@link McpTimeoutException},
 * {@link McpConnectionException} or {@link McpModbusException}, or with {@link IllegalArgumentException} when the message
 * cannot be sent at all.
 */
@ManagedResource(description = "Managed mcp producer")
public class McpProducer extends DefaultAsyncProducer {

    /**
     * Until a dead link is noticed (90 s), a new one is there (10 s) and the peer has answered (20 s), what was sent in a session
     * can still be answered.
     */
    private static final long SESSION_REQUEST_TIMEOUT = 120_000;

    /** What only requests to devices can honour; to ignore it would send them to the peer instead. */
    private static final Set<String> PUSH_OPTIONS = Set.of("target", "offline", "answerTo", "pushParallelism");

    private final McpEndpoint endpoint;
    private final McpConfiguration configuration;
    private int command;
    private Duration timeout = Duration.ZERO;
    private SharedClients.@Nullable Handle handle;
    private volatile @Nullable ExecutorService threads;

    public McpProducer(McpEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        this.configuration = endpoint.getConfiguration();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        for (String option : PUSH_OPTIONS) {
            if (endpoint.explicitOptions().contains(option)) {
                throw new IllegalArgumentException(endpoint.address() + ": " + option
                        + " is for requests to devices that are connected to a port of this context, and needs mode=server;"
                        + " add that, or remove " + option);
            }
        }
        timeout = Duration.ofMillis(requestTimeout());
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException(
                    endpoint.address() + ": requestTimeout=" + configuration.getRequestTimeout() + " is below 1 ms");
        }
        try {
            command = McpCommand.parse(configuration.getCommand());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(endpoint.address() + ": option command: " + e.getMessage(), e);
        }
        try {
            threads = RouteThreads.newProducerPool(endpoint, this);
            SharedClients.Handle mine = endpoint.getComponent().clients().acquire(endpoint);
            handle = mine;
            if (!configuration.isLazyConnect()) {
                connect(mine.client());
            }
        } catch (Exception e) {
            // nobody stops a producer that did not start
            release();
            throw e;
        }
    }

    private long requestTimeout() {
        long set = configuration.getRequestTimeout();
        boolean isDefault = set == McpConfiguration.DEFAULT_REQUEST_TIMEOUT
                && !endpoint.explicitOptions().contains("requestTimeout");
        return isDefault && SharedClients.logsIn(configuration) ? SESSION_REQUEST_TIMEOUT : set;
    }

    private void connect(DeviceClient client) throws Exception {
        // the name, the connection and the handshake may each take that time
        long patience = 3L * configuration.getConnectTimeout();
        try {
            client.connect().get(patience, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ClientFailure failure) {
                throw ProducerFailures.of(endpoint, failure);
            }
            throw e;
        } catch (TimeoutException e) {
            throw new McpConnectionException(
                    endpoint.address() + ": not connected within " + patience + " ms", e, false);
        }
    }

    @Override
    protected void doStop() throws Exception {
        release();
        super.doStop();
    }

    private void release() {
        SharedClients.Handle mine = handle;
        handle = null;
        if (mine != null) {
            mine.release();
        }
        ExecutorService pool = threads;
        threads = null;
        RouteThreads.stop(endpoint, pool);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        SharedClients.Handle mine = handle;
        try {
            if (mine == null) {
                throw new McpConnectionException(endpoint.address() + ": the producer is not started", null, false);
            }
            DeviceClient client = mine.client();
            if (client.options().protocol().isModbus()) {
                sendModbus(client, exchange, callback);
            } else {
                sendMcp(client, exchange, callback);
            }
            return false;
        } catch (ClientFailure failure) {
            exchange.setException(ProducerFailures.of(endpoint, failure));
        } catch (Exception e) {
            exchange.setException(e);
        }
        callback.done(true);
        return true;
    }

    private void sendMcp(DeviceClient client, Exchange exchange, AsyncCallback callback) throws ClientFailure {
        Message message = exchange.getMessage();
        McpCall call =
                new McpCall(commandOf(message), deviceIdOf(message), McpBodies.toOctets(exchange, message.getBody()));
        Consumer<byte[]> accept = answer -> {
            if (exchange.getPattern().isOutCapable()) {
                exchange.getMessage().setBody(answer);
            }
        };
        client.send(
                call,
                timeout,
                new ProducerAnswer<>(endpoint, exchange, accept, () -> RouteThreads.goOn(threads, callback)));
    }

    private int commandOf(Message message) {
        return commandOf(message, command);
    }

    /** The command that the headers say, or else the given one. */
    static int commandOf(Message message, int otherwise) {
        Object name = message.getHeader(McpConstants.COMMAND_NAME);
        // MODBUS is what a consumer calls what is no MCP command
        if (name != null && !McpConstants.MODBUS.equals(name)) {
            try {
                return McpCommand.parse(name.toString());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("header " + McpConstants.COMMAND_NAME + ": " + e.getMessage(), e);
            }
        }
        Integer number = message.getHeader(McpConstants.COMMAND, Integer.class);
        return number == null ? otherwise : number;
    }

    private long deviceIdOf(Message message) {
        Long id = message.getHeader(McpConstants.DEVICE_ID, Long.class);
        return id == null ? configuration.getDeviceId() : id;
    }

    private void sendModbus(DeviceClient client, Exchange exchange, AsyncCallback callback) throws ClientFailure {
        ModbusCall call = ModbusRequests.of(exchange, configuration.getUnitId());
        client.send(
                call, timeout, ProducerAnswer.of(endpoint, exchange, call, () -> RouteThreads.goOn(threads, callback)));
    }

    @Nullable
    ClientStatus status() {
        SharedClients.Handle mine = handle;
        return mine == null ? null : mine.status();
    }

    @ManagedAttribute(description = "Connections to the peer that are open")
    public int getConnected() {
        ClientStatus status = status();
        return status == null ? 0 : status.connected();
    }

    @ManagedAttribute(description = "Attempts to connect to the peer")
    public long getConnectAttempts() {
        ClientStatus status = status();
        return status == null ? 0 : status.attempts();
    }

    @ManagedAttribute(description = "Requests to the peer that wait or are not answered yet")
    public int getOutstanding() {
        ClientStatus status = status();
        return status == null ? 0 : status.outstanding();
    }

    @ManagedAttribute(description = "Answers dropped because they came too late")
    public long getLateAnswers() {
        ClientStatus status = status();
        return status == null ? 0 : status.lateAnswers();
    }

    @ManagedAttribute(description = "What the connection failed with last; empty while it is well")
    public String getLastError() {
        ClientStatus status = status();
        String error = status == null ? null : status.lastError();
        return error == null ? "" : error;
    }
}
