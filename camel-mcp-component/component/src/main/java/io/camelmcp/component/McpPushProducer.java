package io.camelmcp.component;

import io.camelmcp.codec.McpCommand;
import io.camelmcp.codec.McpError;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.component.server.McpServer;
import io.camelmcp.component.server.Push;
import io.camelmcp.component.server.PushFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages as requests to devices that have logged in at a port of this context. One device: an InOut exchange gets the
 * body of its answer, and fails with {@link McpOfflineException}, {@link McpBusyException}, {@link McpTimeoutException},
 * {@link McpErrorException} or {@link McpConnectionException}. A group or all: the body becomes a list of results ({@link Broadcast}),
 * and the exchange does not fail.
 */
@ManagedResource(description = "Managed mcp push producer")
public class McpPushProducer extends DefaultAsyncProducer {

    private final McpEndpoint endpoint;
    private final McpConfiguration configuration;
    private int command;
    private volatile @Nullable ExecutorService threads;

    public McpPushProducer(McpEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        this.configuration = endpoint.getConfiguration();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        try {
            command = McpCommand.parse(configuration.getCommand());
            // the default is one for a producer that connects; a header may say another
            if (endpoint.explicitOptions().contains("command")) {
                requirePushable(command);
            }
            if (configuration.getTarget() != null) {
                PushTarget.parse(configuration.getTarget());
            }
            if (configuration.getPushParallelism() < 1) {
                throw new IllegalArgumentException(
                        "pushParallelism=" + configuration.getPushParallelism() + " is below 1");
            }
            if (configuration.getRequestTimeout() < 1) {
                throw new IllegalArgumentException(
                        "requestTimeout=" + configuration.getRequestTimeout() + " is below 1 ms");
            }
            if (configuration.getAnswerTo() != null && configuration.getOffline() != OfflineMode.queue) {
                throw new IllegalArgumentException("answerTo needs offline=queue; only then an answer comes later");
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(endpoint.address() + ": " + e.getMessage(), e);
        }
        threads = RouteThreads.newProducerPool(endpoint, this);
    }

    @Override
    protected void doStop() throws Exception {
        ExecutorService pool = threads;
        threads = null;
        RouteThreads.stop(endpoint, pool);
        super.doStop();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            send(exchange, callback);
            return false;
        } catch (Exception e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
    }

    private void send(Exchange exchange, AsyncCallback callback) throws McpException {
        if (endpoint.getComponent().servers().findDialIn(endpoint.address()) != null) {
            throw new IllegalArgumentException(endpoint.address()
                    + ": Modbus devices dial in there, which take no commands; add role=master to ask them");
        }
        Message message = exchange.getMessage();
        PushTarget target = targetOf(message);
        int asked = McpProducer.commandOf(message, command);
        requirePushable(asked);
        byte[] body = McpBodies.toOctets(exchange, message.getBody());
        McpServer server = endpoint.getComponent().servers().find(endpoint.address());
        if (server == null) {
            throw new McpOfflineException(
                    endpoint.address() + ": no route listens there, so no device can be connected");
        }
        int most = server.options().maxPayload() - McpFrame.SEQUENCED_PREFIX;
        if (body.length > most) {
            throw new IllegalArgumentException(
                    "body of " + body.length + " octets is above " + most + ": maxFrameLength="
                            + server.options().maxPayload() + " of the port, less " + McpFrame.SEQUENCED_PREFIX
                            + " octets in front of a body");
        }
        Long id = message.getHeader(McpConstants.DEVICE_ID, Long.class);
        long deviceId = id == null ? configuration.getDeviceId() : id;
        Long timeout = message.getHeader(McpConstants.PUSH_TIMEOUT, Long.class);
        Duration patience =
                Duration.ofMillis(timeout == null ? configuration.getRequestTimeout() : Math.max(1, timeout));
        Push.Patience queue = patience(message);
        if (target.kind() == PushTarget.Kind.DEVICE) {
            String clientId = String.valueOf(target.name());
            server.sessions()
                    .push(
                            clientId,
                            new Push(asked, deviceId, body, patience, queue, new One(exchange, callback, clientId)));
            return;
        }
        new Broadcast(
                        server.sessions().clients(target.name()),
                        configuration.getPushParallelism(),
                        (clientId, handler) -> server.sessions()
                                .push(clientId, new Push(asked, deviceId, body, patience, queue, handler)),
                        results -> accept(exchange, callback, results))
                .start();
    }

    private static void requirePushable(int command) {
        if (!McpCommand.isRoutable(command) || command == McpCommand.REPORT || command == McpCommand.LOG) {
            throw new IllegalArgumentException("command " + McpCommand.name(command)
                    + " is not one that a device takes: READ_STATUS, COMMAND or 0x20..0x6F");
        }
    }

    private Push.@Nullable Patience patience(Message message) {
        if (configuration.getOffline() != OfflineMode.queue) {
            return null;
        }
        String answerTo = configuration.getAnswerTo();
        return answerTo == null
                ? new Push.Patience("", Map.of())
                : new Push.Patience(answerTo, LateAnswerSender.kept(message.getHeaders()));
    }

    private PushTarget targetOf(Message message) {
        String text = message.getHeader(McpConstants.TARGET, String.class);
        if (text == null) {
            text = configuration.getTarget();
        }
        if (text == null) {
            throw new IllegalArgumentException("whom it goes to is not said: set the option target or the header "
                    + McpConstants.TARGET + " to device:ID, group:NAME or all");
        }
        return PushTarget.parse(text);
    }

    private void accept(Exchange exchange, AsyncCallback callback, List<Map<String, Object>> results) {
        int delivered = (int) results.stream()
                .filter(result -> "ok".equals(result.get("status")) || "queued".equals(result.get("status")))
                .count();
        Message message = exchange.getMessage();
        message.setHeader(McpConstants.DELIVERED, delivered);
        message.setHeader(McpConstants.FAILED, results.size() - delivered);
        message.setBody(results);
        RouteThreads.goOn(threads, callback);
    }

    private McpException exceptionOf(String clientId, PushFailure failure) {
        String message = endpoint.address() + ": device " + clientId + ": " + failure.text();
        McpError error = failure.error();
        return switch (failure.kind()) {
            case OFFLINE -> new McpOfflineException(message);
            case BUSY -> new McpBusyException(message);
            case TIMEOUT -> new McpTimeoutException(message, null);
            case LOST -> new McpConnectionException(message, null, true);
            case REFUSED ->
                error == null ? new McpException(message) : new McpErrorException(message, error.code(), error.text());
            case BAD_ANSWER -> new McpException(message);
        };
    }

    /** Ends the exchange of a request to one device. */
    private final class One implements Push.Handler {
        private final Exchange exchange;
        private final AsyncCallback callback;
        private final String clientId;

        One(Exchange exchange, AsyncCallback callback, String clientId) {
            this.exchange = exchange;
            this.callback = callback;
            this.clientId = clientId;
        }

        @Override
        public void answered(byte[] body) {
            if (exchange.getPattern().isOutCapable()) {
                exchange.getMessage().setBody(body);
            }
            end("ok");
        }

        @Override
        public void failed(PushFailure failure) {
            exchange.setException(exceptionOf(clientId, failure));
            RouteThreads.goOn(threads, callback);
        }

        @Override
        public void queued() {
            end("queued");
        }

        private void end(String status) {
            Message message = exchange.getMessage();
            message.setHeader(McpConstants.CLIENT_ID, clientId);
            message.setHeader(McpConstants.PUSH_STATUS, status);
            if (status.equals("queued") && exchange.getPattern().isOutCapable()) {
                message.setBody(McpFrame.EMPTY);
            }
            RouteThreads.goOn(threads, callback);
        }
    }
}
