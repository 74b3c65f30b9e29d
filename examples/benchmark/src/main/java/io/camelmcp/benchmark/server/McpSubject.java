package io.camelmcp.benchmark.server;

import io.camelmcp.component.McpComponent;
import io.camelmcp.component.McpConstants;
import io.camelmcp.component.McpConsumer;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.Builder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;

/** A route that begins with {@code mcp:}. */
final class McpSubject implements Subject {

    private static final String ROUTE = "measured";

    private final SubjectOptions options;
    private final String processing;
    private final Consumer<RouteDefinition> steps;
    private final CamelContext context = new DefaultCamelContext();

    /**
     * A subject.
     *
     * @param processing value of the option of that name
     * @param steps      what the route does
     */
    McpSubject(SubjectOptions options, String processing, Consumer<RouteDefinition> steps) {
        this.options = options;
        this.processing = processing;
        this.steps = steps;
    }

    /** A route must have a step; this one does nothing. */
    static void emptyRoute(RouteDefinition route) {
        route.process(exchange -> {});
    }

    /** A header, a choice, a processor. */
    static void threeSteps(RouteDefinition route) {
        route.setHeader("site")
                .constant("north")
                .choice()
                .when()
                .simple("${header." + McpConstants.COMMAND_NAME + "} == 'REPORT'")
                .setHeader("priority", Builder.constant(1))
                .otherwise()
                .setHeader("priority", Builder.constant(9))
                .end()
                .process(exchange -> exchange.getMessage().setHeader("seen", Boolean.TRUE));
    }

    @Override
    public int start() throws Exception {
        context.disableJMX();
        McpComponent component = new McpComponent();
        component.setWorkerCount(options.loops());
        context.addComponent("mcp", component);
        String more = options.mcpOptions().isEmpty() ? "" : "&" + options.mcpOptions();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                steps.accept(from("mcp:127.0.0.1:0?protocol=mcp&processing=" + processing + more)
                        .routeId(ROUTE));
            }
        });
        context.start();
        McpConsumer consumer = (McpConsumer) context.getRoute(ROUTE).getConsumer();
        InetSocketAddress bound = Objects.requireNonNull(consumer.getBoundAddress(), "port is not open");
        return bound.getPort();
    }

    @Override
    public void close() {
        context.stop();
    }
}
