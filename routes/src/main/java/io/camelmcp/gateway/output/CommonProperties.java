package io.camelmcp.gateway.output;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What can be set for every output. Route files take these as placeholders, e.g. {@code {{output.splunk.batchSize}}}. */
public final class CommonProperties {

    /** Whether the output is on. */
    public static final String ENABLED = "enabled";

    static final String RETRY_DELAY = "retryDelay";
    static final String RETRY_MAX_DELAY = "retryMaxDelay";

    /** What kind of output it is. */
    public static final String TYPE = "type";

    private static final List<OutputProperty> ALL = List.of(
            new OutputProperty(
                    ENABLED,
                    OutputProperty.Kind.FLAG,
                    null,
                    false,
                    List.of(),
                    0,
                    0,
                    "`false` keeps the output off, whatever else is set."),
            OutputProperty.text(TYPE, "Kind of the output, for a second one of a kind under another name."),
            OutputProperty.number("batchSize", 1_000, 1, 10_000, "Most events of a batch."),
            OutputProperty.number(
                    "batchBytes", 1_048_576, 1_024, 67_108_864, "Octets of JSON from which on a batch is full."),
            OutputProperty.duration(
                    "batchWait", "1s", 0, 60_000, "How long a batch that is not full waits for more events."),
            OutputProperty.duration(
                    RETRY_DELAY,
                    "500ms",
                    1,
                    600_000,
                    "Delay before a batch that failed is tried again. Doubles with each failure; up to half of it is random."),
            OutputProperty.duration(
                    RETRY_MAX_DELAY, "30s", 1, 3_600_000, "Longest delay before a batch is tried again."),
            OutputProperty.number(
                    "breakerCalls",
                    10,
                    1,
                    1_000,
                    "Of so many batches in a row the circuit breaker counts those that failed."),
            OutputProperty.number(
                    "breakerFailures",
                    50,
                    1,
                    100,
                    "Per cent of failed batches from which on the circuit breaker opens."),
            OutputProperty.number(
                    "breakerSeconds", 10, 1, 3_600, "Seconds for which an open circuit breaker lets nothing through."));

    private CommonProperties() {}

    /** All properties of an output of this type: its own, then those that every output has. */
    public static List<OutputProperty> with(OutputType type) {
        Map<String, OutputProperty> byName = new LinkedHashMap<>();
        type.properties().forEach(property -> byName.put(property.name(), property));
        ALL.forEach(property -> byName.putIfAbsent(property.name(), property));
        return new ArrayList<>(byName.values());
    }

    /** Those that every output has, in the order of the reference. */
    public static List<OutputProperty> all() {
        return ALL;
    }
}
