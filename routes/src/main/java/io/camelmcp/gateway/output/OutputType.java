package io.camelmcp.gateway.output;

import java.util.List;

/**
 * A kind of target: what can be set, and how an output is made of it. Found by {@link java.util.ServiceLoader}, so the
 * class stands in {@code META-INF/services/io.camelmcp.gateway.output.OutputType}.
 */
public interface OutputType {

    /** As operators write it, e.g. {@code splunk} in {@code output.splunk.endpoint}. */
    String name();

    /**
     * What can be set, in the order of the reference, beside {@link CommonProperties}; one that has the name of such a
     * property stands in its place, e.g. for another default. The first one is what an output cannot do without.
     */
    List<OutputProperty> properties();

    /** Whether there is an output of this type, with the name of the type, before anything is set for it. */
    default boolean onByDefault() {
        return false;
    }

    /**
     * Makes the output. The target need not be there: what cannot be reached is told by {@link Output#write}.
     *
     * @throws io.camelmcp.gateway.config.ConfigurationException if the values cannot work together; see
     *     {@link OutputSettings#bad}
     */
    Output open(OutputSettings settings);
}
