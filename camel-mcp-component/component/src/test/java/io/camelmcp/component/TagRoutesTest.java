package io.camelmcp.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.ghgande.j2mod.modbus.procimg.SimpleDigitalOut;
import com.ghgande.j2mod.modbus.procimg.SimpleInputRegister;
import com.ghgande.j2mod.modbus.procimg.SimpleProcessImage;
import com.ghgande.j2mod.modbus.procimg.SimpleRegister;
import com.ghgande.j2mod.modbus.slave.ModbusSlave;
import com.ghgande.j2mod.modbus.slave.ModbusSlaveFactory;
import io.camelmcp.component.modbus.tags.Tag;
import io.camelmcp.component.modbus.tags.TagArea;
import io.camelmcp.component.modbus.tags.TagList;
import io.camelmcp.component.modbus.tags.TagReport;
import io.camelmcp.component.modbus.tags.TagType;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Polling and writing by names through routes, against j2mod's server and ours. */
@Timeout(120)
class TagRoutesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String TAGS =
            """
            tags:
              - {name: level, area: input, address: 0, type: int16, scale: 0.1, unit: m}
              - {name: total, area: holding, address: 0, type: uint32, byteOrder: CDAB, writable: true}
              - {name: setpoint, area: holding, address: 2, type: float32, writable: true}
              - {name: pump, area: coils, address: 1, writable: true}
              - {name: auto, area: holding, address: 4, bit: 3, writable: true}
              - {name: absent, area: holding, address: 500, type: uint16, writable: true}
            """;

    @TempDir
    Path directory;

    private final List<AutoCloseable> closeables = new ArrayList<>();
    private final List<Exchange> received = new CopyOnWriteArrayList<>();
    private SimpleProcessImage image = new SimpleProcessImage(1);

    @AfterEach
    void close() throws Exception {
        for (int i = closeables.size() - 1; i >= 0; i--) {
            closeables.get(i).close();
        }
    }

    private String tags(String text) throws Exception {
        return "file:" + Files.writeString(directory.resolve("tags.yaml"), text);
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private int j2mod(boolean rtu) throws Exception {
        return j2mod(freePort(), rtu);
    }

    private int j2mod(int port, boolean rtu) throws Exception {
        image = new SimpleProcessImage(1);
        for (int i = 0; i < 10; i++) {
            image.addRegister(new SimpleRegister(i == 0 ? 1 : 0));
            image.addInputRegister(new SimpleInputRegister(215));
            image.addDigitalOut(new SimpleDigitalOut(i == 1));
        }
        ModbusSlave slave = ModbusSlaveFactory.createTCPSlave(InetAddress.getByName("127.0.0.1"), port, 2, rtu);
        slave.addProcessImage(1, image);
        slave.open();
        closeables.add(() -> ModbusSlaveFactory.close(slave));
        return port;
    }

    private DefaultCamelContext context() {
        DefaultCamelContext context = new DefaultCamelContext();
        context.disableJMX();
        context.getShutdownStrategy().setTimeout(10);
        context.getRegistry().bind("keep", (org.apache.camel.Processor) exchange -> received.add(exchange.copy()));
        closeables.add(context);
        return context;
    }

    private DefaultCamelContext yaml(String text) throws Exception {
        DefaultCamelContext context = context();
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("routes.yaml", text));
        context.start();
        return context;
    }

    private DefaultCamelContext poll(int port, String more) throws Exception {
        DefaultCamelContext context = context();
        context.addRoutes(new org.apache.camel.builder.RouteBuilder() {
            @Override
            public void configure() {
                from("mcp:127.0.0.1:" + port + "?protocol=modbusTcp&" + more)
                        .routeId("poll")
                        .process("keep");
            }
        });
        context.start();
        return context;
    }

    private Exchange next() {
        int before = received.size();
        await().atMost(PATIENCE).until(() -> received.size() > before);
        return received.get(received.size() - 1);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> value(Exchange exchange, String name) {
        return (Map<String, Object>) exchange.getMessage().getBody(Map.class).get(name);
    }

    @Test
    void yamlRoutePollsADeviceOfJ2modIntoAMap() throws Exception {
        for (boolean rtu : new boolean[] {false, true}) {
            int port = j2mod(rtu);
            DefaultCamelContext context = yaml(
                    """
                    - route:
                        id: poll
                        from:
                          uri: mcp
                          parameters:
                            host: 127.0.0.1
                            port: %d
                            protocol: %s
                            tags: %s
                            period: 100
                          steps:
                            - process:
                                ref: keep
                    """
                            .formatted(port, rtu ? "modbusRtu" : "modbusTcp", tags(TAGS)));
            Exchange exchange = next();

            assertThat(value(exchange, "level"))
                    .containsEntry("value", 21.5)
                    .containsEntry("quality", "good")
                    .containsEntry("unit", "m")
                    .containsKey("time");
            assertThat(value(exchange, "total")).containsEntry("value", 1L);
            assertThat(value(exchange, "pump")).containsEntry("value", true);
            assertThat(value(exchange, "absent"))
                    .containsEntry("value", null)
                    .containsEntry("quality", "bad")
                    .containsEntry("reason", "ILLEGAL_DATA_ADDRESS");
            assertThat(exchange.getMessage().getHeaders())
                    .containsEntry(McpConstants.TAGS, 6)
                    .containsEntry(McpConstants.TAGS_BAD, 1)
                    .containsEntry(McpConstants.PERIOD, 100L)
                    .containsEntry(McpConstants.REMOTE_ADDRESS, "127.0.0.1:" + port)
                    .containsEntry(McpConstants.PROTOCOL, rtu ? "modbusRtu" : "modbusTcp");
            context.close();
            received.clear();
        }
    }

    @Test
    void bodyIsJsonAsTextOctetsAndStream() throws Exception {
        DefaultCamelContext context = poll(j2mod(false), "period=100&tags=" + tags(TAGS));
        Exchange exchange = next();

        JsonNode json = new ObjectMapper().readTree(exchange.getMessage().getBody(String.class));
        assertThat(json.at("/level/value").decimalValue()).isEqualByComparingTo("21.5");
        assertThat(json.at("/absent/value").isNull()).isTrue();
        assertThat(json.at("/level/time").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
        assertThat(exchange.getMessage().getBody(byte[].class))
                .isEqualTo(json.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(exchange.getMessage().getBody(InputStream.class)).hasContent(json.toString());
        assertThat(context.getStatus().isStarted()).isTrue();
    }

    @Test
    void bodyMayBeAListOrText() throws Exception {
        int port = j2mod(false);
        poll(port, "period=100&tagBody=list&tags=" + tags(TAGS));
        Exchange list = next();
        assertThat((List<?>) list.getMessage().getBody()).hasSize(6).first().satisfies(first -> assertThat(
                        (Map<?, ?>) first)
                .extracting(m -> m.get("name"), m -> m.get("value"))
                .containsExactly("level", 21.5));
        assertThat(list.getMessage().getBody(String.class)).startsWith("[{\"name\":\"level\",\"value\":21.5,");
        assertThat(list.getMessage().getBody(byte[].class)).startsWith('[', '{');
        assertThat(list.getMessage().getBody(InputStream.class)).isNotEmpty();

        received.clear();
        close();
        closeables.clear();
        poll(j2mod(port, false), "period=100&tagBody=json&tags=" + tags(TAGS));
        assertThat(next().getMessage().getBody())
                .isInstanceOf(String.class)
                .asString()
                .startsWith("{\"level\":{");
    }

    @Test
    void changesReachTheRouteOnce() throws Exception {
        poll(j2mod(false), "period=50&reportMode=changes&tags=" + tags(TAGS));
        await().atMost(PATIENCE).until(() -> !received.isEmpty());
        await().during(Duration.ofMillis(300)).atMost(PATIENCE).until(() -> received.size() == 1);

        image.setInputRegister(0, new SimpleInputRegister(300));

        await().atMost(PATIENCE).until(() -> received.size() == 2);
        assertThat(received.get(1).getMessage().getBody(Map.class)).containsOnlyKeys("level");
        assertThat(value(received.get(1), "level")).containsEntry("value", 30.0);
    }

    @Test
    void producerWritesByNameAndReadsByName() throws Exception {
        int port = j2mod(false);
        DefaultCamelContext context = context();
        context.start();
        ProducerTemplate template = context.createProducerTemplate();
        String uri = "mcp:127.0.0.1:" + port + "?protocol=modbusTcp&tags=" + tags(TAGS);

        Map<?, ?> written = template.requestBody(
                uri, "{\"setpoint\": 21.5, \"total\": 70000, \"pump\": false, \"auto\": true}", Map.class);

        assertThat(written).isEqualTo(Map.of("setpoint", 21.5, "total", 70_000L, "pump", false, "auto", true));
        assertThat(image.getRegister(0).getValue()).isEqualTo(4464);
        assertThat(image.getRegister(1).getValue()).isEqualTo(1);
        assertThat(image.getRegister(4).getValue()).isEqualTo(8);
        assertThat(image.getDigitalOut(1).isSet()).isFalse();
        assertThat(template.requestBody(uri, List.of("setpoint", "absent"), String.class))
                .startsWith("{\"setpoint\":{\"value\":21.5,\"quality\":\"good\"")
                .contains("\"absent\":{\"value\":null,\"quality\":\"bad\"");
        assertThat(template.requestBody(uri, "[\"total\"]", Map.class)).containsOnlyKeys("total");
        assertThat(template.requestBody(uri, "total, pump", Map.class)).containsOnlyKeys("total", "pump");
        assertThat(template.requestBody(uri, new String[] {"total"}, Map.class)).containsOnlyKeys("total");
        assertThat(template.requestBody(uri, "", Map.class)).hasSize(6);
        assertThat(template.requestBody(uri, new ObjectMapper().readTree("{\"total\":{\"value\":5}}"), Map.class))
                .isEqualTo(Map.of("total", 5L));
        assertThat(template.requestBody(uri, Map.of("total", 6), String.class)).isEqualTo("{\"total\":6}");
    }

    @Test
    void writeThatFailsNamesWhatWasWrittenAndWhatWasNot() throws Exception {
        DefaultCamelContext context = context();
        context.start();
        ProducerTemplate template = context.createProducerTemplate();
        String uri = "mcp:127.0.0.1:" + j2mod(false) + "?protocol=modbusTcp&tags=" + tags(TAGS);
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("total", 1);
        values.put("absent", 2);
        values.put("pump", true);

        assertThatThrownBy(() -> template.requestBody(uri, values))
                .isInstanceOf(CamelExecutionException.class)
                .cause()
                .isInstanceOf(McpModbusException.class)
                .hasMessageEndingWith(
                        "unit 1 answered WRITE_SINGLE_REGISTER with exception 02 ILLEGAL_DATA_ADDRESS; failed:"
                                + " absent; written before: total; not tried: pump");
        assertThatThrownBy(() -> template.requestBody(uri, Map.of("level", 1)))
                .cause()
                .hasMessageContaining("not writable: level; nothing was written");
        assertThatThrownBy(() -> template.requestBody(uri, Map.of()))
                .cause()
                .hasMessageContaining("there is nothing to write");
        assertThatThrownBy(() -> template.requestBody(uri, List.of("absent")))
                .cause()
                .isInstanceOf(McpModbusException.class)
                .hasMessageEndingWith("unit 1 answered READ_HOLDING_REGISTERS with exception 02 ILLEGAL_DATA_ADDRESS;"
                        + " nothing could be read");
        assertThatThrownBy(() -> template.requestBody(uri, List.of("x")))
                .cause()
                .hasMessageContaining("no tag has the name x");
        assertThatThrownBy(() -> template.requestBody(uri, List.of()))
                .cause()
                .hasMessageContaining("there is nothing to read");
        assertThatThrownBy(() -> template.requestBody(uri, "{\"total\": 1"))
                .cause()
                .hasMessageContaining("body is no JSON");
        Map<String, Object> nothing = new LinkedHashMap<>();
        nothing.put("total", null);
        assertThatThrownBy(() -> template.requestBody(uri, nothing))
                .cause()
                .hasMessageContaining("tag total has no value to write");
    }

    @Test
    void exchangeFailsWhenTheDeviceCannotBeReached() throws Exception {
        DefaultCamelContext context = context();
        context.start();
        ProducerTemplate template = context.createProducerTemplate();
        String uri = "mcp:127.0.0.1:" + freePort() + "?protocol=modbusTcp&connectTimeout=500&requestTimeout=1000&tags="
                + tags(TAGS);

        assertThatThrownBy(() -> template.requestBody(uri, Map.of("total", 1)))
                .cause()
                .isInstanceOf(McpException.class)
                .hasMessageContaining("failed: total; written before: none");
        assertThatThrownBy(() -> template.requestBody(uri, List.of("total")))
                .cause()
                .isInstanceOf(McpException.class);
    }

    @Test
    void ourOwnServerIsPolledAndWrittenByOneConnection() throws Exception {
        try (TestContext server =
                TestContext.start(r -> r.from("mcp:127.0.0.1:0").process(e -> {}))) {
            DefaultCamelContext context = poll(server.port(), "period=50&tags=" + tags(TAGS));
            ProducerTemplate template = context.createProducerTemplate();
            template.requestBody(
                    "mcp:127.0.0.1:" + server.port() + "?protocol=modbusTcp&tags=" + tags(TAGS),
                    Map.of("setpoint", -0.1, "auto", true));

            await().atMost(PATIENCE).untilAsserted(() -> {
                Exchange exchange = next();
                assertThat(value(exchange, "setpoint")).containsEntry("value", -0.1);
                assertThat(value(exchange, "auto")).containsEntry("value", true);
            });
            assertThat(server.statistics().open()).isEqualTo(1);
        }
    }

    @Test
    void deviceThatGoesAndComesBackIsToldByQualityAndHealth() throws Exception {
        int port = j2mod(false);
        DefaultCamelContext context = poll(port, "period=100&reconnectDelay=100&requestTimeout=500&tags=" + tags(TAGS));
        McpTagConsumer consumer = (McpTagConsumer) context.getRoute("poll").getConsumer();
        next();
        assertThat(new McpTagConsumerHealthCheck(consumer, "poll").call().getState())
                .isEqualTo(HealthCheck.State.UP);
        assertThat(consumer.isConnected()).isTrue();
        assertThat(consumer.getTags()).isEqualTo(6);
        await().atMost(PATIENCE).until(() -> consumer.getBadTags() == 1 && consumer.getPolls() > 1);

        closeables.remove(0).close();
        // while it closes j2mod may still answer, with an exception
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(value(next(), "level"))
                .containsEntry("quality", "bad")
                .containsEntry("reason", "not reachable"));
        assertThat(new McpTagConsumerHealthCheck(consumer, "poll").call().getState())
                .isEqualTo(HealthCheck.State.DOWN);

        j2mod(port, false);
        await().atMost(PATIENCE)
                .until(() -> "good".equals(value(next(), "level").get("quality")));
    }

    @Test
    void suspendedRouteAsksNothingUntilItIsResumedAndAStoppedOneComesBack() throws Exception {
        DefaultCamelContext context = poll(j2mod(false), "period=50&tags=" + tags(TAGS));
        next();
        context.getRouteController().suspendRoute("poll");
        McpTagConsumer consumer = (McpTagConsumer) context.getRoute("poll").getConsumer();
        await().atMost(PATIENCE).until(() -> consumer.getPendingExchangesSize() == 0);
        long polls = consumer.getPolls();
        await().during(Duration.ofMillis(300)).atMost(PATIENCE).until(() -> consumer.getPolls() - polls <= 1);

        context.getRouteController().resumeRoute("poll");
        next();
        context.getRouteController().stopRoute("poll");
        assertThat(new McpTagConsumerHealthCheck(consumer, "poll").call().getState())
                .isEqualTo(HealthCheck.State.DOWN);
        context.getRouteController().startRoute("poll");

        next();
    }

    @Test
    void routeThatIsSlowMakesPollsSkipAndOneThatFailsIsHandled() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        DefaultCamelContext context = context();
        String uri = "mcp:127.0.0.1:" + j2mod(false) + "?protocol=modbusTcp&period=50&tags=" + tags(TAGS);
        context.addRoutes(new org.apache.camel.builder.RouteBuilder() {
            @Override
            public void configure() {
                from(uri)
                        .routeId("poll")
                        .process("keep")
                        .process(e -> gate.await())
                        .throwException(new IllegalStateException("no"));
            }
        });
        context.start();
        McpTagConsumer consumer = (McpTagConsumer) context.getRoute("poll").getConsumer();
        await().atMost(PATIENCE).until(() -> consumer.getSkippedPolls() >= 3);
        assertThat(received).hasSize(1);
        assertThat(consumer.getPendingExchangesSize()).isEqualTo(1);

        gate.countDown();

        await().atMost(PATIENCE).until(() -> received.size() >= 3);
    }

    @Test
    void reportEndsAlsoWhenTheRouteThrowsInsteadOfFailing() throws Exception {
        DefaultCamelContext context = context();
        context.start();
        McpEndpoint endpoint = context.getEndpoint("mcp:127.0.0.1:1?protocol=modbusTcp", McpEndpoint.class);
        TagRoute route = new TagRoute(
                new McpTagConsumer(endpoint, new AsyncProcessorSupport() {
                    @Override
                    public boolean process(Exchange exchange, AsyncCallback callback) {
                        throw new IllegalStateException("on purpose");
                    }
                }),
                TagBody.map,
                Map.of(),
                null);
        List<Boolean> ends = new ArrayList<>();

        route.accept(new TagReport(1000, 0, List.of(), 0), ends::add);

        assertThat(ends).containsExactly(false);
        assertThat(route.pending()).isZero();
    }

    @Test
    void asManyReportsAsMaxThreadsMayBlock() throws Exception {
        int most = Runtime.getRuntime().availableProcessors() + 2;
        StringBuilder file = new StringBuilder("tags:\n");
        for (int i = 0; i < most; i++) {
            file.append(
                    "  - {name: t%d, area: holding, address: 0, type: uint16, period: %dms}\n".formatted(i, 50 + i));
        }
        String uri = "mcp:127.0.0.1:" + j2mod(false) + "?protocol=modbusTcp&maxThreads=" + most + "&tags="
                + tags(file.toString());
        CountDownLatch gate = new CountDownLatch(1);
        AtomicInteger blocked = new AtomicInteger();
        DefaultCamelContext context = context();
        context.addRoutes(new org.apache.camel.builder.RouteBuilder() {
            @Override
            public void configure() {
                from(uri).process(e -> {
                    blocked.incrementAndGet();
                    gate.await();
                });
            }
        });
        context.start();
        try {
            await().atMost(PATIENCE).until(() -> blocked.get() == most);
        } finally {
            gate.countDown();
        }
    }

    @Test
    void requestThatCannotBeSentFailsAsSuchAndNotAsALostConnection() throws Exception {
        DefaultCamelContext context = context();
        context.start();
        ProducerTemplate template = context.createProducerTemplate();
        String uri = "mcp:127.0.0.1:1?protocol=modbusRtu&unitId=0&tags=" + tags(TAGS);

        assertThatThrownBy(() -> template.requestBody(uri, "level"))
                .cause()
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unit id 0 is a broadcast on modbusRtu");
    }

    @Test
    void tagsMayBeABean() throws Exception {
        Tag level = Tag.builder("level", TagArea.INPUT, 0, TagType.INT16).build();
        Supplier<List<Tag>> supplier = () -> List.of(level);
        int port = j2mod(false);
        DefaultCamelContext context = context();
        context.getRegistry().bind("list", TagList.of(level));
        context.getRegistry().bind("supplier", supplier);
        context.getRegistry().bind("text", "x");
        context.start();
        ProducerTemplate template = context.createProducerTemplate();
        String uri = "mcp:127.0.0.1:" + port + "?protocol=modbusTcp&tags=";

        assertThat(template.requestBody(uri + "#bean:list", "level", Map.class)).containsOnlyKeys("level");
        assertThat(template.requestBody(uri + "#supplier", "level", Map.class)).containsOnlyKeys("level");
        assertThatThrownBy(() -> template.requestBody(uri + "#bean:none", "level"))
                .hasStackTraceContaining("the registry has no bean none; bind one");
        assertThatThrownBy(() -> template.requestBody(uri + "#text", "level"))
                .hasStackTraceContaining("a bean of java.lang.String is no TagList");
        assertThatThrownBy(() -> template.requestBody(uri + "tags.yaml", "level"))
                .hasStackTraceContaining("tags=tags.yaml is not possible; use file:tags.yaml");
    }

    @Test
    void optionsThatCannotBeHonouredFailAtStart() throws Exception {
        String file = tags(TAGS);
        assertStartFails("protocol=mcp&tags=" + file, "tags need protocol=modbusTcp or protocol=modbusRtu, not mcp");
        assertStartFails("tags=" + file, "tags need protocol=modbusTcp or protocol=modbusRtu; set one");
        assertStartFails("mode=server&protocol=modbusTcp&tags=" + file, "remove mode=server, or set role=master");
        assertStartFails(
                "protocol=modbusTcp&period=500", "period is for tags; set tags=file:tags.yaml, or remove period");
        assertStartFails("protocol=modbusTcp&period=5&tags=" + file, "period=5 is below 10 ms");
        assertStartFails("protocol=modbusTcp&unitId=256&tags=" + file, "unitId=256 is not in 0..255");
        assertStartFails("protocol=modbusTcp&maxGap=-1&tags=" + file, "maxGap=-1 is not in 0..2000");
        assertStartFails(
                "protocol=modbusTcp&bank=none&tags=" + file, "bank means nothing to a consumer that polls tags");
        assertStartFails("protocol=modbusTcp&commands=REPORT&tags=" + file, "commands means nothing to a consumer");
        assertStartFails("protocol=modbusTcp&clientId=a&tags=" + file, "Modbus has no login");
        assertStartFails("protocol=modbusRtu&unitId=0&tags=" + file, "unit 0 is a broadcast on modbusRtu");
        assertStartFails("protocol=modbusTcp&maxQuantity=1&tags=" + file, "takes 2 registers, more than maxQuantity=1");
        assertStartFails("protocol=modbusTcp&tags=file:none.yaml", "none.yaml");
        assertStartFails("protocol=modbusTcp&tags=" + tags("tags:\n  - {name: a}\n"), "tags.yaml:2: area is missing");

        DefaultCamelContext context = context();
        context.start();
        ProducerTemplate template = context.createProducerTemplate();
        String uri = "mcp:127.0.0.1:1?protocol=modbusTcp&tags=" + tags(TAGS);
        assertThatThrownBy(() -> template.requestBody(uri + "&reportMode=changes", "level"))
                .hasStackTraceContaining("reportMode is for a consumer, which polls; remove it from a producer");
        assertThatThrownBy(() -> template.requestBody(uri + "&deviceId=5", "level"))
                .hasStackTraceContaining("deviceId means nothing to a producer with tags");
    }

    private void assertStartFails(String options, String message) throws Exception {
        DefaultCamelContext context = context();
        context.addRoutes(new org.apache.camel.builder.RouteBuilder() {
            @Override
            public void configure() {
                from("mcp:127.0.0.1:1?" + options).process("keep");
            }
        });
        assertThatThrownBy(context::start).hasStackTraceContaining(message);
    }
}
