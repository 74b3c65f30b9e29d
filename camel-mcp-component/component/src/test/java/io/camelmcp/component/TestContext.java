package io.camelmcp.component;

import io.camelmcp.component.server.McpServer;
import io.camelmcp.component.server.ServerStatistics;
import java.net.InetSocketAddress;
import org.apache.camel.builder.LambdaRouteBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** A Camel context with routes, started on free ports. */
final class TestContext implements AutoCloseable {

    final DefaultCamelContext context;

    private TestContext(DefaultCamelContext context) {
        this.context = context;
    }

    static TestContext start(LambdaRouteBuilder routes) throws Exception {
        return start(new RouteBuilder() {
            @Override
            public void configure() throws Exception {
                routes.accept(this);
            }
        });
    }

    static TestContext start(RouteBuilder... routes) throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        context.disableJMX();
        context.getShutdownStrategy().setTimeout(10);
        for (RouteBuilder route : routes) {
            context.addRoutes(route);
        }
        try {
            context.start();
        } catch (Exception e) {
            context.close();
            throw e;
        }
        return new TestContext(context);
    }

    McpConsumer consumer() {
        return (McpConsumer) context.getRoutes().stream()
                .map(route -> route.getConsumer())
                .filter(McpConsumer.class::isInstance)
                .findFirst()
                .orElseThrow();
    }

    McpConsumer consumer(String routeId) {
        return (McpConsumer) context.getRoute(routeId).getConsumer();
    }

    McpServer server() {
        return consumer().server();
    }

    ServerStatistics statistics() {
        return server().statistics();
    }

    int port() {
        InetSocketAddress address = consumer().getBoundAddress();
        return address == null ? 0 : address.getPort();
    }

    PlainDevice device() throws Exception {
        return new PlainDevice(port());
    }

    @Override
    public void close() throws java.io.IOException {
        context.close();
    }
}
