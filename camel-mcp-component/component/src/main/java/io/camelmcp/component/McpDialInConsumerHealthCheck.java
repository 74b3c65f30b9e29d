package io.camelmcp.component;

import java.net.InetSocketAddress;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.jspecify.annotations.Nullable;

/** Whether the port that devices dial in at is open, and how those that have come are. */
final class McpDialInConsumerHealthCheck extends AbstractHealthCheck {

    private final McpDialInConsumer consumer;

    McpDialInConsumerHealthCheck(McpDialInConsumer consumer, @Nullable String routeId) {
        super("camel", "consumer:" + routeId);
        this.consumer = consumer;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        String uri = ((McpEndpoint) consumer.getEndpoint()).address();
        builder.detail("endpoint.uri", uri);
        InetSocketAddress address = consumer.getBoundAddress();
        if (address == null) {
            builder.message(uri + " is not bound").down();
            return;
        }
        builder.detail("address", address.toString());
        builder.detail("devices", consumer.getDevices());
        builder.detail("polls", consumer.getPolls());
        builder.detail("pollsSkipped", consumer.getSkippedPolls());
        builder.detail("tags", consumer.getTags());
        builder.detail("tagsBad", consumer.getBadTags());
        builder.detail("lateAnswers", consumer.getLateAnswers());
        builder.up();
    }
}
