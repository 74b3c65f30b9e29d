package io.camelmcp.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.EndpointUriFactory;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The endpoint as tools and the other ways of writing routes see it. */
@Timeout(60)
class EndpointUriTest {

    @Test
    void uriIsBuiltFromItsParts() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.start();
            EndpointUriFactory factory = context.getCamelContextExtension().getEndpointUriFactory("mcp");
            assertThat(factory).isNotNull();
            Map<String, Object> parts = new HashMap<>(Map.of("host", "0.0.0.0", "port", 502, "commands", "REPORT"));

            assertThat(factory.isEnabled("mcp")).isTrue();
            assertThat(factory.buildUri("mcp", parts)).isEqualTo("mcp:0.0.0.0:502?commands=REPORT");
            assertThat(factory.isLenientProperties()).isFalse();
            assertThat(factory.propertyNames()).contains("commands", "ordering", "sslContextParameters");
            assertThatThrownBy(() -> factory.buildUri("mcp", new HashMap<>(Map.of("host", "0.0.0.0"))))
                    .hasMessageContaining("port");
        }
    }

    @Test
    void yamlGivesOptionsAsParameters() throws Exception {
        Gate gate = new Gate();
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.getRegistry().bind("gate", gate);
            Resource yaml = ResourceHelper.fromString(
                    "routes.yaml",
                    """
                    - route:
                        id: reports
                        from:
                          uri: mcp
                          parameters:
                            host: 127.0.0.1
                            port: 0
                            commands: REPORT
                            exchangePattern: InOut
                          steps:
                            - process:
                                ref: gate
                            - setBody:
                                constant: from yaml
                    """);
            PluginHelper.getRoutesLoader(context).loadRoutes(yaml);
            context.start();
            McpConsumer consumer = (McpConsumer) context.getRoute("reports").getConsumer();
            try (PlainDevice device = new PlainDevice(consumer.getBoundPort())) {
                assertThat(device.sendPlain(0x0C, "x").receive().text()).isEqualTo("from yaml");
                assertThat(device.sendPlain(0x0D, "x").receive().errorCode()).isEqualTo(3);
            }
            assertThat(gate.finished()).containsExactly("x");
        }
    }

    @Test
    void configurationOfTheComponentIsWhereEndpointsBegin() throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            McpComponent component = new McpComponent(context);
            McpConfiguration configuration = new McpConfiguration();
            configuration.setMaxConnections(7);
            component.setConfiguration(configuration);
            context.addComponent("mcp", component);
            context.start();

            McpEndpoint endpoint = (McpEndpoint) context.getEndpoint("mcp:127.0.0.1:0?maxFrameLength=100");
            assertThat(endpoint.getConfiguration().getMaxConnections()).isEqualTo(7);
            assertThat(endpoint.getConfiguration().getMaxFrameLength()).isEqualTo(100);
            assertThat(configuration.getMaxFrameLength()).as("not touched").isEqualTo(65_536);
            assertThat(endpoint.getHost()).isEqualTo("127.0.0.1");
            assertThat(endpoint.isSingleton()).isTrue();
        }
    }
}
