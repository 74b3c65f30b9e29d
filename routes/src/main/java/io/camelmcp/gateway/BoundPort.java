package io.camelmcp.gateway;

import io.camelmcp.component.McpConsumer;
import io.camelmcp.component.McpEndpoint;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;

/** The ports that devices can connect to. */
final class BoundPort {

    private BoundPort() {}

    /** The addresses that {@code mcp:} consumers have bound, by {@code mcp:host:port} as routes say it. */
    static Map<String, InetSocketAddress> all(CamelContext context) {
        Map<String, InetSocketAddress> bound = new LinkedHashMap<>();
        for (Route route : context.getRoutes()) {
            if (route.getConsumer() instanceof McpConsumer consumer
                    && consumer.getEndpoint() instanceof McpEndpoint endpoint) {
                InetSocketAddress address = consumer.getBoundAddress();
                if (address != null) {
                    bound.put("mcp:" + endpoint.getHost() + ":" + endpoint.getPort(), address);
                }
            }
        }
        return bound;
    }
}
