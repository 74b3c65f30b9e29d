package io.camelmcp.component;

import io.camelmcp.component.client.ClientStatus;
import io.camelmcp.component.client.DeviceClient;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Whether the peer of producers is connected. A client that nobody has asked to connect yet is well. */
final class McpProducerHealthCheck extends AbstractHealthCheck {

    private final String address;
    private final DeviceClient client;

    McpProducerHealthCheck(String address, DeviceClient client) {
        super("camel", "producer:" + address + "/" + client.options().protocol().label());
        this.address = address;
        this.client = client;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        ClientStatus status = client.status();
        String lastError = status.lastError();
        builder.detail("endpoint.uri", address);
        builder.detail("connections", status.connections());
        builder.detail("connected", status.connected());
        builder.detail("attempts", status.attempts());
        builder.detail("outstanding", status.outstanding());
        builder.detail("lateAnswers", status.lateAnswers());
        if (lastError != null) {
            builder.detail("lastError", lastError);
        }
        if (status.dialed() && status.connected() == 0) {
            builder.message(address + " is not connected: " + (lastError == null ? "connecting" : lastError))
                    .down();
        } else {
            builder.up();
        }
    }

    /** It says whether work can be done, not whether the process lives. */
    @Override
    public boolean isLiveness() {
        return false;
    }
}
