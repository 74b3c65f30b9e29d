package io.camelmcp.component;

import io.camelmcp.component.client.ClientStatus;
import io.camelmcp.component.modbus.tags.TagPollerStatistics;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.jspecify.annotations.Nullable;

/** Whether the device that is polled is there, and has at least one of its tags. */
final class McpTagConsumerHealthCheck extends AbstractHealthCheck {

    private final McpTagConsumer consumer;

    McpTagConsumerHealthCheck(McpTagConsumer consumer, @Nullable String routeId) {
        super("camel", "consumer:" + routeId);
        this.consumer = consumer;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        ClientStatus status = consumer.status();
        String address = ((McpEndpoint) consumer.getEndpoint()).address();
        ClientHealth.report(builder, address, status, status != null);
        TagPollerStatistics polled = consumer.statistics();
        if (polled == null) {
            return;
        }
        builder.detail("polls", polled.polls());
        builder.detail("pollsSkipped", polled.skipped());
        builder.detail("tags", polled.tags());
        builder.detail("tagsBad", polled.bad());
        builder.detail("unitsSilent", polled.silent());
        boolean connected = status != null && status.connected() > 0;
        if (connected && polled.tags() > 0 && polled.bad() == polled.tags()) {
            builder.message(address + " is connected, and none of its " + polled.tags() + " tags can be read")
                    .down();
        }
    }
}
