package io.camelmcp.component;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code from("mcp:…").to("jms:queue:x")}, however it is written, brings what devices send to a queue as it is. */
@Timeout(120)
class JmsRouteIT {

    private static final EmbeddedActiveMQ BROKER = new EmbeddedActiveMQ();

    private interface Routes {
        void addTo(DefaultCamelContext context) throws Exception;
    }

    @BeforeAll
    static void startBroker() throws Exception {
        BROKER.setConfiguration(new ConfigurationImpl()
                .setPersistenceEnabled(false)
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .addAcceptorConfiguration("vm", "vm://0"));
        BROKER.start();
    }

    @AfterAll
    static void stopBroker() throws Exception {
        BROKER.stop();
    }

    @Test
    void routeInYaml() throws Exception {
        assertThatTheQueueGetsWhatDevicesSend(
                context -> load(
                        context,
                        "routes.yaml",
                        """
                - from:
                    uri: mcp:127.0.0.1:0
                    steps:
                      - to: jms:queue:x
                """));
    }

    @Test
    void routeInXml() throws Exception {
        assertThatTheQueueGetsWhatDevicesSend(
                context -> load(
                        context,
                        "routes.xml",
                        """
                <routes xmlns="http://camel.apache.org/schema/xml-io">
                  <route>
                    <from uri="mcp:127.0.0.1:0"/>
                    <to uri="jms:queue:x"/>
                  </route>
                </routes>
                """));
    }

    @Test
    void routeInJava() throws Exception {
        assertThatTheQueueGetsWhatDevicesSend(context -> context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("mcp:127.0.0.1:0").to("jms:queue:x");
            }
        }));
    }

    private static void load(DefaultCamelContext context, String name, String text) throws Exception {
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString(name, text));
    }

    private static void assertThatTheQueueGetsWhatDevicesSend(Routes routes) throws Exception {
        byte[] binary = new byte[60_000];
        for (int i = 0; i < binary.length; i++) {
            binary[i] = (byte) i;
        }
        try (ActiveMQConnectionFactory connections = new ActiveMQConnectionFactory("vm://0");
                DefaultCamelContext context = new DefaultCamelContext()) {
            context.getRegistry().bind("connectionFactory", connections);
            routes.addTo(context);
            context.start();
            McpConsumer consumer = (McpConsumer) context.getRoutes().get(0).getConsumer();
            try (PlainDevice device = new PlainDevice(consumer.getBoundPort());
                    PlainDevice master = new PlainDevice(consumer.getBoundPort());
                    ConsumerTemplate queue = context.createConsumerTemplate()) {
                assertThat(device.sendPlain(0x0C, "{\"t\":21.5,\"name\":\"温度\"}")
                                .receive()
                                .command())
                        .isEqualTo(0x8C);
                assertThat(queue.receiveBody("jms:queue:x", 20_000, byte[].class))
                        .isEqualTo("{\"t\":21.5,\"name\":\"温度\"}".getBytes(StandardCharsets.UTF_8));

                assertThat(device.send(PlainDevice.sequenced(0x0C, 7, 1, binary))
                                .receive()
                                .command())
                        .isEqualTo(0x8C);
                assertThat(queue.receiveBody("jms:queue:x", 20_000, byte[].class))
                        .isEqualTo(binary);

                byte[] write = HexFormat.of().parseHex("0001000000" + "0b0110000a0002040001ffff");
                assertThat(master.send(write).receiveOctets(12))
                        .isEqualTo(HexFormat.of().parseHex("0001000000060110000a0002"));
                assertThat(queue.receiveBody("jms:queue:x", 20_000))
                        .isEqualTo("{\"unitId\":1,\"function\":16,\"address\":10,\"quantity\":2,\"values\":[1,65535]}");
            }
        }
    }
}
