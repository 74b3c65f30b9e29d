package io.camelmcp.gateway.broker;

import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Whether the queue takes events: the broker runs, and there is room on the disk and in
 * each address. Shows what waits in each queue. */
public final class BrokerHealthCheck extends AbstractHealthCheck {

    private final EmbeddedBroker broker;

    public BrokerHealthCheck(EmbeddedBroker broker) {
        super("gateway", "queue");
        this.broker = broker;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        for (QueueDepth queue : broker.queues()) {
            builder.detail(queue.queue() + ".waitingMessages", queue.messages());
            builder.detail(queue.queue() + ".waitingOctets", queue.octets());
            builder.detail(queue.queue() + ".readers", queue.consumers());
            if (queue.isUnread()) {
                builder.detail(queue.queue() + ".warning", "nobody reads it: " + queue.waiting());
            }
        }
        String refusal = broker.refusal();
        if (refusal == null) {
            refusal = String.join("; ", broker.fullAddresses());
        }
        if (refusal.isEmpty()) {
            builder.up();
        } else {
            builder.message(refusal).down();
        }
    }
}
