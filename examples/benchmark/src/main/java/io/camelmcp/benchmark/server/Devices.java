package io.camelmcp.benchmark.server;

import io.camelmcp.component.McpComponent;
import io.camelmcp.component.McpConsumer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** Devices that are polled, each on a port of its own, and one that takes connections and never answers. */
public final class Devices implements AutoCloseable {

    private final CamelContext context = new DefaultCamelContext();
    private final List<Integer> ports = new ArrayList<>();
    private final ServerSocket dead;

    /** Opens the ports, on the loopback address. */
    public Devices(int count) throws Exception {
        dead = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        context.disableJMX();
        context.addComponent("mcp", new McpComponent());
        // a component keeps host:0 for one server, so each device has a port that was free a moment ago
        for (int i = 0; i < count; i++) {
            ports.add(Registers.freePort());
        }
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                ports.forEach(port -> from("mcp:127.0.0.1:" + port + "?protocol=modbusTcp")
                        .routeId("device-" + port)
                        .process(exchange -> {}));
            }
        });
        context.start();
        ports.forEach(port -> Objects.requireNonNull(
                ((McpConsumer) context.getRoute("device-" + port).getConsumer()).getBoundAddress()));
    }

    public List<Integer> ports() {
        return ports;
    }

    public int deadPort() {
        return dead.getLocalPort();
    }

    @Override
    public void close() throws Exception {
        context.stop();
        dead.close();
    }
}
