package io.camelmcp.gateway.output;

import io.camelmcp.gateway.config.ConfigurationException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is set for one output, checked against {@link OutputType#properties()}: each getter gives the value that was set,
 * else the default of the property. Names are those of {@link OutputProperty#name()}; asking for one that the type does
 * not have is a mistake of the programmer ({@link IllegalArgumentException}).
 */
public interface OutputSettings {

    /** The name of the output, e.g. {@code splunk}; also that of its queue and its route. */
    String output();

    /** Whether a value is set, the default not counted. */
    boolean isSet(String name);

    /** The value, or the default; null if there is neither. */
    @Nullable
    String find(String name);

    /** The value, or the default; empty if there is neither. */
    String text(String name);

    long number(String name);

    boolean flag(String name);

    Duration duration(String name);

    /** A file that is there; null if none is set. */
    @Nullable
    Path file(String name);

    /**
     * The line for a value that cannot work, e.g.
     * {@code OUTPUT_SPLUNK_ENDPOINT=https://h:1/x: has a path; give scheme, host and port only}. The value of a secret is
     * not shown.
     *
     * @param why what is wrong, and the way out
     */
    ConfigurationException bad(String name, String why);
}
