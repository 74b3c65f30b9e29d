package io.camelmcp.gateway.output;

import java.util.List;

/** A kind of target: what can be set, and how an output is made of it. */
public interface OutputType {

    /** As operators write it, e.g. {@code splunk} in {@code output.splunk.endpoint}. */
    String name();

    /** What can be set, in the order of the reference. The output is on when the first one is set. */
    List<OutputProperty> properties();

    /**
     * Makes the output. The target need not be there: what cannot be reached is told by {@link Output#write}.
     *
     * @throws io.camelmcp.gateway.config.ConfigurationException if the values cannot work together; see
     *     {@link OutputSettings#bad}
     */
    Output open(OutputSettings settings);
}
