package io.camelmcp.gateway.events;

import io.camelmcp.gateway.broker.EmbeddedBroker;
import io.camelmcp.gateway.broker.QueueDepth;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.jspecify.annotations.Nullable;

/**
 * Whether an output takes its events. Neither readiness nor liveness: while one output fails its events wait in the
 * queue, and the gateway goes on to serve the devices.
 */
final class EventsHealthCheck extends AbstractHealthCheck {

    private final EventsConsumer consumer;
    private final EmbeddedBroker broker;
    private @Nullable HealthCheckRegistry registry;

    private EventsHealthCheck(EventsConsumer consumer, EmbeddedBroker broker, @Nullable String routeId) {
        super("gateway", "events-" + (routeId == null ? consumer.queue() : routeId));
        this.consumer = consumer;
        this.broker = broker;
    }

    static EventsHealthCheck register(
            CamelContext context, EventsConsumer consumer, EmbeddedBroker broker, @Nullable String routeId) {
        EventsHealthCheck check = new EventsHealthCheck(consumer, broker, routeId);
        // not the repository of consumers: what fails there makes the whole gateway unready
        check.registry = HealthCheckRegistry.get(context);
        if (check.registry != null) {
            check.registry.register(check);
        }
        return check;
    }

    void unregister() {
        if (registry != null) {
            registry.unregister(this);
        }
    }

    @Override
    public boolean isReadiness() {
        return false;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.detail("queue", consumer.queue());
        QueueDepth depth = broker.queue(consumer.queue());
        if (depth != null) {
            builder.detail("waitingMessages", depth.messages());
            builder.detail("waitingOctets", depth.octets());
        }
        String error = consumer.lastError();
        if (error == null && depth != null) {
            builder.up();
        } else {
            builder.message(error == null ? "the broker is stopped" : error).down();
        }
    }
}
