package io.camelmcp.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.util.Set;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRepository;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.EndpointServiceLocation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an operator sees of a consumer: its health, its address, its counters. */
@Timeout(60)
class ObservabilityTest {

    private static final int REPORT = 0x0C;
    private static final int LOGIN = 0x01;

    private final Gate gate = new Gate();

    private TestContext start() throws Exception {
        return TestContext.start(
                routes -> routes.from("mcp:127.0.0.1:0").routeId("in").process(gate));
    }

    @Test
    void consumerIsUpWithDetailsWhileThePortIsOpenAndDownWhileItIsNot() throws Exception {
        try (TestContext test = start();
                PlainDevice device = test.device()) {
            device.sendPlain(REPORT, "x").receive();
            HealthCheck check = new McpConsumerHealthCheck(test.consumer(), "in");

            HealthCheck.Result up = check.call();
            assertThat(up.getState()).isEqualTo(HealthCheck.State.UP);
            assertThat(up.getDetails())
                    .containsEntry("endpoint.uri", "mcp:127.0.0.1:0")
                    .containsEntry("connections", 1)
                    .containsEntry("requests", 1L)
                    .containsEntry("errors", 0L)
                    .containsEntry("inFlight", 0);
            assertThat(up.getDetails().get("address").toString()).endsWith(":" + test.port());

            test.context.getRouteController().suspendRoute("in");
            HealthCheck.Result down = check.call();
            assertThat(down.getState()).isEqualTo(HealthCheck.State.DOWN);
            assertThat(down.getMessage()).contains("mcp:127.0.0.1:0 is not bound");
        }
    }

    @Test
    void camelFindsTheHealthCheckOfTheConsumer() throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        try (context) {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("mcp:127.0.0.1:0").routeId("in").process(gate);
                }
            });
            HealthCheckRepository consumers =
                    HealthCheckHelper.getHealthCheckRepository(context, "consumers", HealthCheckRepository.class);
            assertThat(consumers).isNotNull();
            consumers.setEnabled(true);
            context.start();

            assertThat(HealthCheckHelper.invoke(context)).anySatisfy(result -> {
                assertThat(result.getCheck().getId()).contains("in");
                assertThat(result.getState()).isEqualTo(HealthCheck.State.UP);
                assertThat(result.getDetails()).containsKey("address");
            });
        }
    }

    @Test
    void endpointTellsWhereItsServiceIs() throws Exception {
        try (TestContext test = start()) {
            EndpointServiceLocation location =
                    (EndpointServiceLocation) test.context.getEndpoint("mcp:plc.example:502?maxConnections=3");

            assertThat(location.getServiceUrl()).isEqualTo("tcp://plc.example:502");
            assertThat(location.getServiceProtocol()).isEqualTo("mcp");
        }
    }

    @Test
    void countersAreReadOverJmx() throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("mcp:127.0.0.1:0").process(gate);
            }
        });
        context.start();
        int port = ((McpConsumer) context.getRoutes().get(0).getConsumer()).getBoundPort();
        try (context;
                PlainDevice device = new PlainDevice(port)) {
            device.sendPlain(REPORT, "x").receive();
            device.sendPlain(0x70, "refused").receive();

            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            Set<ObjectName> names = server.queryNames(
                    new ObjectName("org.apache.camel:context=" + context.getManagementName()
                            + ",type=consumers,name=McpConsumer*"),
                    null);
            assertThat(names).hasSize(1);
            ObjectName consumer = names.iterator().next();
            assertThat(server.getAttribute(consumer, "BoundPort")).isEqualTo(port);
            assertThat(server.getAttribute(consumer, "OpenConnections")).isEqualTo(1);
            assertThat(server.getAttribute(consumer, "Requests")).isEqualTo(2L);
            assertThat(server.getAttribute(consumer, "Answers")).isEqualTo(1L);
            assertThat(server.getAttribute(consumer, "Errors")).isEqualTo(1L);
            assertThat(server.getAttribute(consumer, "InFlight")).isEqualTo(0);
        }
    }

    @Test
    void consumerThatIsNotStartedHasNoPortAndNoCounters() throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        try (context) {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("mcp:127.0.0.1:0").routeId("in").autoStartup(false).process(gate);
                }
            });
            context.start();
            McpConsumer consumer = (McpConsumer) context.getRoute("in").getConsumer();

            assertThat(consumer.getBoundAddress()).isNull();
            assertThat(consumer.getBoundPort()).isZero();
            assertThat(consumer.getOpenConnections()).isZero();
            assertThat(consumer.getRequests() + consumer.getAnswers() + consumer.getErrors() + consumer.getInFlight())
                    .isZero();
            assertThat(consumer.getPendingExchangesSize()).isZero();
            assertThat(consumer.isHostedService()).isTrue();

            context.getRouteController().startRoute("in");
            assertThat(consumer.getBoundPort()).isPositive();
        }
    }

    @Test
    void devicesAreListedAndDisconnectedOverJmx() throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("mcp:127.0.0.1:0").process(gate);
            }
        });
        context.start();
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName directory = new ObjectName(
                "org.apache.camel:context=" + context.getManagementName() + ",type=services,name=McpDirectory");
        int port = ((McpConsumer) context.getRoutes().get(0).getConsumer()).getBoundPort();
        String[] text = {String.class.getName()};
        try (context;
                PlainDevice device = new PlainDevice(port);
                PlainDevice other = new PlainDevice(port)) {
            device.sendSequenced(LOGIN, 1, "{\"clientId\":\"c\",\"groups\":[\"b\",\"a\"]}")
                    .receive();
            device.sendSequenced(REPORT, 1, "x").receive();
            other.sendSequenced(LOGIN, 1, "{\"clientId\":\"d\"}").receive();
            other.close();
            await().until(() ->
                    server.getAttribute(directory, "DetachedDevices").equals(1));

            assertThat(server.getAttribute(directory, "Devices")).isEqualTo(2);
            TabularData table = (TabularData) server.invoke(directory, "devices", null, null);
            assertThat(table.values()).hasSize(2);
            CompositeData row = (CompositeData) server.invoke(directory, "device", new Object[] {"c"}, text);
            assertThat(row.getAll(
                            new String[] {"clientId", "state", "groups", "protocol", "epoch", "received", "queued"}))
                    .containsExactly("c", "OPEN", "a,b", "mcp", 1L, 1L, 0);
            assertThat(row.get("sessionId").toString())
                    .as("whoever has it whole may resume the session")
                    .hasSize(9)
                    .endsWith("...");
            assertThat(server.invoke(directory, "device", new Object[] {"nobody"}, text))
                    .isNull();

            assertThat(row.get("frozenUntil")).isEqualTo("");
            server.invoke(directory, "freeze", new Object[] {"c", 5, "why\nnot"}, new String[] {
                String.class.getName(), int.class.getName(), String.class.getName()
            });
            assertThat(device.sendSequenced(REPORT, 2, "x").receive().errorCode())
                    .isEqualTo(6);
            assertThat(server.getAttribute(directory, "FrozenClients")).isEqualTo(1);
            assertThat((String[]) server.invoke(directory, "frozen", null, null))
                    .singleElement()
                    .asString()
                    .startsWith("c until=")
                    .endsWith(" reason=\"why not\"");
            CompositeData cold = (CompositeData) server.invoke(directory, "device", new Object[] {"c"}, text);
            assertThat(cold.get("frozenUntil").toString()).endsWith("Z");
            assertThat(server.invoke(directory, "unfreeze", new Object[] {"c"}, text))
                    .isEqualTo(true);
            assertThat(device.sendSequenced(REPORT, 2, "x").receive().command()).isEqualTo(REPORT | 0x80);

            assertThat(server.invoke(directory, "disconnect", new Object[] {"c"}, text))
                    .isEqualTo(true);
            assertThat(server.invoke(directory, "disconnect", new Object[] {"nobody"}, text))
                    .isEqualTo(false);
            assertThat(device.isClosedByPeer()).isTrue();
        }
        assertThat(server.isRegistered(directory))
                .as("it goes with its context")
                .isFalse();
    }

    @Test
    void directoryIsNotInJmxWhenThatIsOff() throws Exception {
        try (TestContext test = start()) {
            ObjectName directory = new ObjectName("org.apache.camel:context=" + test.context.getManagementName()
                    + ",type=services,name=McpDirectory");
            assertThat(ManagementFactory.getPlatformMBeanServer().isRegistered(directory))
                    .isFalse();
            assertThat(test.context.getStatus().isStarted()).isTrue();
        }
    }
}
