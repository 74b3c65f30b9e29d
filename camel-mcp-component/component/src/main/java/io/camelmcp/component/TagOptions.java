package io.camelmcp.component;

import io.camelmcp.component.modbus.tags.Tag;
import io.camelmcp.component.modbus.tags.TagFile;
import io.camelmcp.component.modbus.tags.TagList;
import io.camelmcp.component.modbus.tags.TagPoint;
import io.camelmcp.component.modbus.tags.TagPollerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/** What the options of an endpoint say about tags. */
final class TagOptions {

    /** Below the 20 s of other requests: the other units of a line wait as long for one that is silent. */
    private static final long POLL_TIMEOUT = 3_000;

    private static final Set<String> WITH_TAGS =
            Set.of("period", "maxGap", "maxQuantity", "reportMode", "tagBody", "byteOrder");
    private static final Set<String> OF_POLLING = Set.of("period", "reportMode");
    private static final String BEAN = "bean:";

    private TagOptions() {}

    /**
     * Whether an endpoint has tags.
     *
     * @throws IllegalArgumentException if it has none, and options that are about them
     */
    static boolean isSet(McpEndpoint endpoint) {
        if (endpoint.getConfiguration().getTags() != null) {
            return true;
        }
        for (String option : endpoint.explicitOptions()) {
            if (WITH_TAGS.contains(option)) {
                throw new IllegalArgumentException(endpoint.address() + ": " + option
                        + " is for tags; set tags=file:tags.yaml, or remove " + option);
            }
        }
        return false;
    }

    /** @throws IllegalArgumentException if the endpoint does not say which Modbus it speaks, or listens */
    static void requireClient(McpEndpoint endpoint) {
        McpConfiguration options = endpoint.getConfiguration();
        if (options.getMode() == McpMode.server) {
            throw new IllegalArgumentException(endpoint.address()
                    + ": tags are read from a device that is connected to; remove mode=server, or set role=master for devices"
                    + " that dial in");
        }
        McpProtocol protocol = options.getProtocol();
        if (protocol != McpProtocol.modbusTcp && protocol != McpProtocol.modbusRtu) {
            throw new IllegalArgumentException(
                    endpoint.address() + ": tags need protocol=modbusTcp or protocol=modbusRtu"
                            + (protocol == null ? "; set one" : ", not " + protocol));
        }
        if (SharedClients.logsIn(options)) {
            throw new IllegalArgumentException(
                    endpoint.address() + ": Modbus has no login; remove clientId, token and login");
        }
    }

    /** @throws IllegalArgumentException if options of polling are set, for a producer */
    static void refusePolling(McpEndpoint endpoint) {
        for (String option : endpoint.explicitOptions()) {
            if (OF_POLLING.contains(option)) {
                throw new IllegalArgumentException(endpoint.address() + ": " + option
                        + " is for a consumer, which polls; remove it from a producer");
            }
        }
    }

    /**
     * The tags of an endpoint.
     *
     * @throws IllegalArgumentException if there are none, or one cannot be used; says which and where
     */
    static List<TagPoint> points(McpEndpoint endpoint) {
        McpConfiguration options = endpoint.getConfiguration();
        long period = options.getPeriod();
        if (period < Tag.MIN_PERIOD.toMillis()) {
            throw new IllegalArgumentException(
                    endpoint.address() + ": period=" + period + " is below " + Tag.MIN_PERIOD.toMillis() + " ms");
        }
        int unitId = options.getUnitId();
        if (unitId < 0 || unitId > 255) {
            throw new IllegalArgumentException(endpoint.address() + ": unitId=" + unitId + " is not in 0..255");
        }
        return list(endpoint).resolve(unitId, options.getByteOrder(), period);
    }

    /** @throws IllegalArgumentException if a tag is of unit 0 of a line with RTU, where nobody answers */
    static void refuseBroadcast(McpEndpoint endpoint, List<TagPoint> points) {
        if (endpoint.getConfiguration().getProtocol() != McpProtocol.modbusRtu) {
            return;
        }
        for (TagPoint point : points) {
            if (point.unitId() == 0) {
                throw new IllegalArgumentException(endpoint.address() + ": tag " + point.name()
                        + ": unit 0 is a broadcast on modbusRtu, which nobody answers; set unitId");
            }
        }
    }

    private static TagList list(McpEndpoint endpoint) {
        String option = String.valueOf(endpoint.getConfiguration().getTags());
        if (option.startsWith("#")) {
            return bean(endpoint, option);
        }
        if (option.startsWith("file:") || option.startsWith("classpath:")) {
            String name = option.substring(option.indexOf(':') + 1);
            return OptionFiles.read(
                    endpoint.getCamelContext(),
                    endpoint.address(),
                    "tags",
                    option,
                    (file, text) -> TagFile.read(name, text));
        }
        throw new IllegalArgumentException(
                endpoint.address() + ": tags=" + option
                        + " is not possible; use file:tags.yaml, classpath:tags.yaml, or #bean:name of a TagList in the registry");
    }

    private static TagList bean(McpEndpoint endpoint, String option) {
        String name = option.substring(1);
        name = name.startsWith(BEAN) ? name.substring(BEAN.length()) : name;
        CamelContext context = endpoint.getCamelContext();
        Object bean = context.getRegistry().lookupByName(name);
        TagList list;
        try {
            list = listOf(bean instanceof Supplier<?> supplier ? supplier.get() : bean);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(endpoint.address() + ": tags=" + option + ": " + e.getMessage(), e);
        }
        if (list == null) {
            throw new IllegalArgumentException(endpoint.address() + ": tags=" + option
                    + (bean == null
                            ? ": the registry has no bean " + name + "; bind one"
                            : ": a bean of " + bean.getClass().getName() + " is no TagList")
                    + ", a TagList, a list of Tag, or a Supplier of one");
        }
        return list;
    }

    private static @Nullable TagList listOf(@Nullable Object bean) {
        if (bean instanceof TagList list) {
            return list;
        }
        if (!(bean instanceof List<?> items)) {
            return null;
        }
        List<Tag> tags = new ArrayList<>();
        for (Object item : items) {
            if (!(item instanceof Tag tag)) {
                return null;
            }
            tags.add(tag);
        }
        return new TagList(tags);
    }

    /** @throws IllegalArgumentException if an option is out of its range */
    static TagPollerOptions poller(McpEndpoint endpoint) {
        McpConfiguration options = endpoint.getConfiguration();
        boolean saysWindow = endpoint.explicitOptions().contains("window");
        boolean one = options.getProtocol() == McpProtocol.modbusRtu || !saysWindow;
        boolean saysTimeout = endpoint.explicitOptions().contains("requestTimeout")
                || options.getRequestTimeout() != McpConfiguration.DEFAULT_REQUEST_TIMEOUT;
        try {
            return new TagPollerOptions(
                    endpoint.address(),
                    Duration.ofMillis(saysTimeout ? options.getRequestTimeout() : POLL_TIMEOUT),
                    one ? 1 : options.getWindow(),
                    options.getMaxGap(),
                    options.getMaxQuantity(),
                    options.getReportMode() == ReportMode.changes);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(endpoint.address() + ": " + e.getMessage(), e);
        }
    }
}
