package io.camelmcp.component;

import io.camelmcp.component.server.McpServer;
import io.camelmcp.component.server.ServerStatistics;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.jspecify.annotations.Nullable;

/** Whether the port of a consumer is open, and how much is going on there. */
final class McpConsumerHealthCheck extends AbstractHealthCheck {

    private final McpConsumer consumer;

    McpConsumerHealthCheck(McpConsumer consumer, @Nullable String routeId) {
        super("camel", "consumer:" + routeId);
        this.consumer = consumer;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        McpEndpoint endpoint = (McpEndpoint) consumer.getEndpoint();
        builder.detail("endpoint.uri", endpoint.address());
        McpServer server = consumer.server();
        if (server == null || !server.isBound()) {
            builder.message(endpoint.address() + " is not bound").down();
            return;
        }
        ServerStatistics statistics = server.statistics();
        builder.detail("address", String.valueOf(server.boundAddress()));
        builder.detail("connections", statistics.open());
        builder.detail("inFlight", server.inFlight());
        builder.detail("requests", statistics.requests());
        builder.detail("errors", statistics.errors());
        builder.up();
    }
}
