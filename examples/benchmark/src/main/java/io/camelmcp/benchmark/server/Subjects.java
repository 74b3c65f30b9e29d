package io.camelmcp.benchmark.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** The subjects by name. */
public final class Subjects {

    /** What every other subject of {@code frames} is compared to. */
    public static final String LIMIT = "netty";

    /** What {@code frames} measures unless told otherwise. */
    public static final List<String> FRAMES = List.of(LIMIT, "mcp-loop", "mcp-executor", "mcp-3step", "camel-netty");

    /** What {@code durable} measures unless told otherwise; the first one is the gateway as it is delivered. */
    public static final List<String> DURABLE = List.of("gateway", "gateway-splunk", "camel-jms");

    /** The first of {@link #DURABLE} with one more output. */
    public static final String WITH_ANOTHER_OUTPUT = "gateway-splunk";

    /** What every other subject of {@code modbus} is compared to. */
    public static final String MODBUS_LIMIT = "modbus-netty";

    /** What {@code modbus} measures unless told otherwise. */
    public static final List<String> MODBUS =
            List.of(MODBUS_LIMIT, "modbus-bank", "modbus-route", "digitalpetri", "j2mod");

    /** What {@code modbus} measures when told so. */
    private static final List<String> MORE_MODBUS = List.of("modbus-route-loop");

    private static final Map<String, Function<SubjectOptions, Subject>> BY_NAME = new LinkedHashMap<>();

    static {
        BY_NAME.put(LIMIT, BareNetty::mcp);
        BY_NAME.put("mcp-loop", o -> new McpSubject(o, "protocol=mcp&processing=eventLoop", McpSubject::emptyRoute));
        BY_NAME.put("mcp-executor", o -> new McpSubject(o, "protocol=mcp", McpSubject::emptyRoute));
        BY_NAME.put("mcp-3step", o -> new McpSubject(o, "protocol=mcp", McpSubject::threeSteps));
        BY_NAME.put(
                "mcp-3step-loop", o -> new McpSubject(o, "protocol=mcp&processing=eventLoop", McpSubject::threeSteps));
        BY_NAME.put("camel-netty", o -> new CamelNettySubject(o, true));
        BY_NAME.put("camel-netty-loop", o -> new CamelNettySubject(o, false));
        BY_NAME.put(MODBUS_LIMIT, BareNetty::modbus);
        BY_NAME.put("modbus-bank", o -> new McpSubject(o, "commands=MODBUS", McpSubject::emptyRoute));
        BY_NAME.put("modbus-route", o -> new McpSubject(o, "bank=none", McpSubject::registers));
        BY_NAME.put(
                "modbus-route-loop", o -> new McpSubject(o, "bank=none&processing=eventLoop", McpSubject::registers));
        BY_NAME.put("digitalpetri", o -> new DigitalpetriSubject());
        BY_NAME.put("j2mod", o -> new J2modSubject());
        BY_NAME.put("gateway", o -> new GatewaySubject(o, GatewaySubject::ownRoutes));
        BY_NAME.put(WITH_ANOTHER_OUTPUT, o -> new SplunkSubject(o));
        BY_NAME.put("camel-jms", o -> new GatewaySubject(o, GatewaySubject::jmsRoutes));
    }

    private Subjects() {}

    static Subject create(String name, SubjectOptions options) {
        Function<SubjectOptions, Subject> maker = BY_NAME.get(name);
        if (maker == null) {
            throw new IllegalArgumentException("subject " + name + " is none of " + names());
        }
        return maker.apply(options);
    }

    static List<String> names() {
        return new ArrayList<>(BY_NAME.keySet());
    }

    /** Subjects that {@code frames} can measure: those of MCP that keep nothing. */
    public static List<String> transientNames() {
        return BY_NAME.keySet().stream()
                .filter(name -> !DURABLE.contains(name) && !modbusNames().contains(name))
                .toList();
    }

    /** Subjects that {@code modbus} can measure. */
    public static List<String> modbusNames() {
        return Stream.concat(MODBUS.stream(), MORE_MODBUS.stream()).toList();
    }
}
