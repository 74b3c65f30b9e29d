package io.camelmcp.gateway.events;

import io.camelmcp.gateway.broker.EmbeddedBroker;
import io.camelmcp.gateway.broker.QueueDepth;
import io.camelmcp.gateway.health.ShownOnlyCheck;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.resilience4j.ResilienceProcessor;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Whether an output takes its events. Neither readiness nor liveness: while one output fails its events wait in the
 * queue, and the gateway goes on to serve the devices.
 */
final class EventsHealthCheck extends ShownOnlyCheck {

    private final CamelContext context;
    private final @Nullable String routeId;
    private final EventsConsumer consumer;
    private final EmbeddedBroker broker;
    private @Nullable HealthCheckRegistry registry;

    private EventsHealthCheck(
            CamelContext context, EventsConsumer consumer, EmbeddedBroker broker, @Nullable String routeId) {
        super("events-" + (routeId == null ? consumer.queue() : routeId));
        this.context = context;
        this.routeId = routeId;
        this.consumer = consumer;
        this.broker = broker;
    }

    static EventsHealthCheck register(
            CamelContext context, EventsConsumer consumer, EmbeddedBroker broker, @Nullable String routeId) {
        EventsHealthCheck check = new EventsHealthCheck(context, consumer, broker, routeId);
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

    /** State of the first circuit breaker of the route; null if it has none. */
    private @Nullable String breaker() {
        Route route = routeId == null ? null : context.getRoute(routeId);
        return route == null
                ? null
                : route.filter("*").stream()
                        .filter(ResilienceProcessor.class::isInstance)
                        .map(processor -> ((ResilienceProcessor) processor).getCircuitBreakerState())
                        .findFirst()
                        .orElse(null);
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.detail("queue", consumer.queue());
        QueueDepth depth = broker.queue(consumer.queue());
        if (depth != null) {
            builder.detail("waitingMessages", depth.messages());
            builder.detail("waitingOctets", depth.octets());
        }
        String breaker = breaker();
        if (breaker != null) {
            builder.detail("breaker", breaker);
        }
        String error = consumer.lastError();
        if (error == null && depth != null) {
            builder.up();
        } else {
            builder.message(error == null ? "the broker is stopped" : error).down();
        }
    }
}
