package io.camelmcp.gateway;

import io.camelmcp.component.McpConsumer;
import java.net.InetSocketAddress;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.jspecify.annotations.Nullable;

/** The port that devices can connect to. */
final class BoundPort {

    private BoundPort() {}

    /** The address of the first {@code mcp:} consumer, or null if no route has one that is bound. */
    static @Nullable InetSocketAddress mcp(CamelContext context) {
        for (Route route : context.getRoutes()) {
            if (route.getConsumer() instanceof McpConsumer consumer) {
                return consumer.getBoundAddress();
            }
        }
        return null;
    }
}
