package io.camelmcp.component;

import io.camelmcp.component.client.ClientStatus;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.jspecify.annotations.Nullable;

/** Whether the peer of a consumer that connects is there. */
final class McpClientConsumerHealthCheck extends AbstractHealthCheck {

    private final McpClientConsumer consumer;

    McpClientConsumerHealthCheck(McpClientConsumer consumer, @Nullable String routeId) {
        super("camel", "consumer:" + routeId);
        this.consumer = consumer;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        ClientStatus status = consumer.status();
        ClientHealth.report(builder, ((McpEndpoint) consumer.getEndpoint()).address(), status, status != null);
    }
}
