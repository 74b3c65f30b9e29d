package io.camelmcp.gateway.output;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that can be set for an output: {@code output.splunk.batchSize}.
 *
 * @param name        what stands behind {@code output.NAME.}
 * @param kind        what a value must look like
 * @param fallback    the value when none is set; null for none
 * @param required    whether an output that is on cannot do without
 * @param choices     the values of a {@link Kind#CHOICE}
 * @param min         least value of a number, or of a duration in milliseconds
 * @param max         greatest value
 * @param description for the reference: one sentence, with the unit
 */
public record OutputProperty(
        String name,
        Kind kind,
        @Nullable String fallback,
        boolean required,
        List<String> choices,
        long min,
        long max,
        String description) {

    /** What a value must look like. */
    public enum Kind {
        TEXT,
        /** Never shown, in no message. */
        SECRET,
        /** A whole number. */
        NUMBER,
        /** A Camel duration: {@code 500}, {@code 1s}, {@code 5m}. */
        DURATION,
        /** {@code true} or {@code false}. */
        FLAG,
        /** {@code http://} or {@code https://} with a host. */
        URL,
        /** One of a list. */
        CHOICE,
        /** A file that can be read. */
        FILE
    }

    public static OutputProperty text(String name, String description) {
        return new OutputProperty(name, Kind.TEXT, null, false, List.of(), 0, 0, description);
    }

    public static OutputProperty secret(String name, String description) {
        return new OutputProperty(name, Kind.SECRET, null, false, List.of(), 0, 0, description);
    }

    public static OutputProperty url(String name, String description) {
        return new OutputProperty(name, Kind.URL, null, false, List.of(), 0, 0, description);
    }

    public static OutputProperty file(String name, String description) {
        return new OutputProperty(name, Kind.FILE, null, false, List.of(), 0, 0, description);
    }

    public static OutputProperty flag(String name, boolean fallback, String description) {
        return new OutputProperty(name, Kind.FLAG, Boolean.toString(fallback), false, List.of(), 0, 0, description);
    }

    public static OutputProperty number(String name, long fallback, long min, long max, String description) {
        return new OutputProperty(name, Kind.NUMBER, Long.toString(fallback), false, List.of(), min, max, description);
    }

    /** @param fallback as an operator would write it, e.g. {@code 1s} */
    public static OutputProperty duration(
            String name, String fallback, long minMillis, long maxMillis, String description) {
        return new OutputProperty(name, Kind.DURATION, fallback, false, List.of(), minMillis, maxMillis, description);
    }

    /** @param choices the first one is the default */
    public static OutputProperty choice(String name, List<String> choices, String description) {
        return new OutputProperty(name, Kind.CHOICE, choices.get(0), false, choices, 0, 0, description);
    }

    /** The same, and an output that is on cannot do without. */
    public OutputProperty require() {
        return new OutputProperty(name, kind, fallback, true, choices, min, max, description);
    }

    /** The same with a value for when none is set. */
    public OutputProperty orElse(String value) {
        return new OutputProperty(name, kind, value, required, choices, min, max, description);
    }
}
