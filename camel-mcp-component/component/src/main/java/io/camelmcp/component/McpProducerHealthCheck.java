package io.camelmcp.component;

import io.camelmcp.component.client.ClientOptions;
import io.camelmcp.component.client.ClientStatus;
import io.camelmcp.component.client.SessionOptions;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Whether the peer of producers is connected. A client that nobody has asked to connect yet is well. */
final class McpProducerHealthCheck extends AbstractHealthCheck {

    private final String address;
    private final Supplier<ClientStatus> client;

    McpProducerHealthCheck(String address, ClientOptions options, Supplier<ClientStatus> client) {
        super("camel", "producer:" + address + "/" + name(options));
        this.address = address;
        this.client = client;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        ClientStatus status = client.get();
        ClientHealth.report(builder, address, status, status.dialed());
    }

    private static String name(ClientOptions options) {
        SessionOptions session = options.session();
        return options.protocol().label()
                + (session == null || session.clientId() == null ? "" : "/" + session.clientId());
    }

    /** It says whether work can be done, not whether the process lives. */
    @Override
    public boolean isLiveness() {
        return false;
    }
}
