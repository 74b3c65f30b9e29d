package io.camelmcp.benchmark.server;

import io.camelmcp.component.McpComponent;
import io.camelmcp.component.McpConstants;
import io.camelmcp.component.McpConsumer;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.Message;
import org.apache.camel.builder.Builder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;

/** A route that begins with {@code mcp:}. */
final class McpSubject implements Subject {

    private static final String ROUTE = "measured";

    private final SubjectOptions options;
    private final String uriOptions;
    private final Consumer<RouteDefinition> steps;
    private final CamelContext context = new DefaultCamelContext();

    /**
     * A subject.
     *
     * @param uriOptions what stands behind the question mark
     * @param steps      what the route does
     */
    McpSubject(SubjectOptions options, String uriOptions, Consumer<RouteDefinition> steps) {
        this.options = options;
        this.uriOptions = uriOptions;
        this.steps = steps;
    }

    /** A route must have a step; this one does nothing. */
    static void emptyRoute(RouteDefinition route) {
        route.process(exchange -> {});
    }

    /** Answers a read of Modbus, as a route does that stands in the place of the bank. */
    static void registers(RouteDefinition route) {
        int[] registers = new int[Registers.COUNT];
        route.process(exchange -> {
            Message message = exchange.getMessage();
            int address = message.getHeader(McpConstants.ADDRESS, int.class);
            int quantity = message.getHeader(McpConstants.QUANTITY, int.class);
            message.setBody(Arrays.copyOfRange(registers, address, address + quantity));
        });
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
                steps.accept(from("mcp:127.0.0.1:0?" + uriOptions + more).routeId(ROUTE));
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
