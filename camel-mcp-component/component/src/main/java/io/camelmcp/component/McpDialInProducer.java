package io.camelmcp.component;

import io.camelmcp.component.client.ClientFailure;
import io.camelmcp.component.client.ModbusCall;
import io.camelmcp.component.client.dialin.DialIn;
import io.camelmcp.component.client.dialin.DialedDevice;
import io.camelmcp.component.modbus.tags.TagPoint;
import io.camelmcp.component.modbus.tags.TagPollerOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.support.DefaultAsyncProducer;
import org.jspecify.annotations.Nullable;

/**
 * Asks Modbus devices that have dialled in at a port of this context:
 * {@code to("mcp:0.0.0.0:5021?mode=server&role=master&target=device:GW-7")}. Bodies are those of {@link ModbusRequests}, with
 * {@code tags} those of {@link TagRequests}. An exchange fails with {@link McpOfflineException} when the device is not connected,
 * else as those of {@link McpProducer} do.
 */
@ManagedResource(description = "Managed mcp dial-in producer")
public class McpDialInProducer extends DefaultAsyncProducer {

    private record Asked(DialedDevice device, TagExchange tags) {}

    private final McpEndpoint endpoint;
    private final McpConfiguration configuration;
    private final Map<String, Asked> asked = new ConcurrentHashMap<>();
    private List<TagPoint> points = List.of();
    private @Nullable TagPollerOptions tagOptions;
    private volatile @Nullable ExecutorService threads;

    public McpDialInProducer(McpEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        this.configuration = endpoint.getConfiguration();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        for (String option : DialInSettings.OPTIONS) {
            if (endpoint.explicitOptions().contains(option)) {
                throw new IllegalArgumentException(endpoint.address() + ": " + option
                        + " is for the consumer that devices dial in at; remove it from a producer");
            }
        }
        if (configuration.getTarget() != null) {
            deviceIn(configuration.getTarget());
        }
        if (configuration.getRequestTimeout() < 1) {
            throw new IllegalArgumentException(
                    endpoint.address() + ": requestTimeout=" + configuration.getRequestTimeout() + " is below 1 ms");
        }
        if (TagOptions.isSet(endpoint)) {
            TagOptions.refusePolling(endpoint);
            points = TagOptions.points(endpoint);
            tagOptions = TagOptions.poller(endpoint);
        }
        threads = RouteThreads.newProducerPool(endpoint, this);
    }

    @Override
    protected void doStop() throws Exception {
        ExecutorService pool = threads;
        threads = null;
        asked.clear();
        RouteThreads.stop(endpoint, pool);
        super.doStop();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            send(exchange, callback);
            return false;
        } catch (ClientFailure failure) {
            exchange.setException(ProducerFailures.of(endpoint, failure));
        } catch (Exception e) {
            exchange.setException(e);
        }
        callback.done(true);
        return true;
    }

    private void send(Exchange exchange, AsyncCallback callback) throws McpException, ClientFailure {
        Message message = exchange.getMessage();
        DialedDevice device = deviceOf(message);
        message.setHeader(McpConstants.CLIENT_ID, device.id());
        TagPollerOptions options = tagOptions;
        if (options != null) {
            tagsOf(device, options).process(exchange, () -> RouteThreads.goOn(threads, callback));
            return;
        }
        ModbusCall call = ModbusRequests.of(exchange, configuration.getUnitId());
        Long timeout = message.getHeader(McpConstants.PUSH_TIMEOUT, Long.class);
        Duration patience =
                Duration.ofMillis(timeout == null ? configuration.getRequestTimeout() : Math.max(1, timeout));
        device.line()
                .send(
                        call,
                        patience,
                        ProducerAnswer.of(endpoint, exchange, call, () -> RouteThreads.goOn(threads, callback)));
    }

    /** One for all messages to a device: it keeps their writes apart, and knows what the device lacks. */
    private TagExchange tagsOf(DialedDevice device, TagPollerOptions options) {
        Asked present = asked.get(device.id());
        if (present != null && present.device == device) {
            return present.tags;
        }
        asked.values().removeIf(other -> !other.device.line().isOpen());
        return asked.compute(
                        device.id(),
                        (id, other) -> other != null && other.device == device
                                ? other
                                : new Asked(
                                        device,
                                        new TagExchange(
                                                endpoint,
                                                points,
                                                options,
                                                device.line(),
                                                device.line().executor())))
                .tags;
    }

    private DialedDevice deviceOf(Message message) throws McpOfflineException {
        String target = message.getHeader(McpConstants.TARGET, String.class);
        String id = deviceIn(target == null ? configuration.getTarget() : target);
        DialIn port = endpoint.getComponent().servers().findDialIn(endpoint.address());
        if (port == null) {
            throw new McpOfflineException(
                    endpoint.address() + ": no route with role=master listens there, so no device can have dialled in");
        }
        DialedDevice device = port.device(id);
        if (device == null) {
            throw new McpOfflineException(endpoint.address() + ": device " + id + " is not connected");
        }
        return device;
    }

    private String deviceIn(@Nullable String target) {
        if (target == null) {
            throw new IllegalArgumentException(endpoint.address()
                    + ": whom it goes to is not said: set the option target or the header " + McpConstants.TARGET
                    + " to device:ID");
        }
        PushTarget parsed = PushTarget.parse(target);
        String id = parsed.name();
        if (parsed.kind() != PushTarget.Kind.DEVICE || id == null) {
            throw new IllegalArgumentException(endpoint.address() + ": target=" + target
                    + ": one Modbus device is asked at a time; use device:ID");
        }
        return id;
    }
}
