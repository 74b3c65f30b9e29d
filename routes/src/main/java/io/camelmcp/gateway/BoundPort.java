package io.camelmcp.gateway;

import io.camelmcp.component.McpConsumer;
import io.camelmcp.component.McpDialInConsumer;
import io.camelmcp.component.McpEndpoint;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Route;

/** The ports that devices can connect to. */
final class BoundPort {

    private BoundPort() {}

    /** Whether devices connect to the port of this consumer. */
    static boolean isOpenedBy(Consumer consumer) {
        return consumer instanceof McpConsumer || consumer instanceof McpDialInConsumer;
    }

    /** The ports that take requests of devices, and requests to devices, as {@code mcp:host:port} like in their routes. */
    static Set<String> ofSessions(CamelContext context) {
        return all(context, consumer -> consumer instanceof McpConsumer);
    }

    /** All ports that devices can connect to, also those at which they wait to be asked. */
    static Set<String> all(CamelContext context) {
        return all(context, BoundPort::isOpenedBy);
    }

    private static Set<String> all(CamelContext context, Predicate<Consumer> isMeant) {
        Set<String> bound = new LinkedHashSet<>();
        for (Route route : context.getRoutes()) {
            Consumer consumer = route.getConsumer();
            if (isMeant.test(consumer) && consumer.getEndpoint() instanceof McpEndpoint endpoint && isBound(consumer)) {
                bound.add("mcp:" + endpoint.getHost() + ":" + endpoint.getPort());
            }
        }
        return bound;
    }

    private static boolean isBound(Consumer consumer) {
        return consumer instanceof McpConsumer port
                ? port.getBoundAddress() != null
                : consumer instanceof McpDialInConsumer devices && devices.getBoundAddress() != null;
    }
}
