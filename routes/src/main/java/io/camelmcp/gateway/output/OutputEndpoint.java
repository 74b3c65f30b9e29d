package io.camelmcp.gateway.output;

import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/**
 * Write events to a target that is set up by {@code output.NAME.*}.
 *
 * <p>{@code to("output:splunk")} takes the batches of {@code events:} and finishes when the target has confirmed them.
 * Events that the target will never take go to the dead letters, the others are done. If the target is away or asks to
 * come again, the exchange fails and {@code events:} brings the batch again.
 */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "output",
        title = "Output",
        syntax = "output:name",
        producerOnly = true,
        category = {Category.MESSAGING})
public class OutputEndpoint extends DefaultEndpoint {

    @UriPath(description = "Name of the output, as in output.NAME.endpoint.")
    @Metadata(required = true)
    private String name = "";

    private final OpenOutput output;

    OutputEndpoint(String uri, OutputComponent component, OpenOutput output) {
        super(uri, component);
        this.output = output;
    }

    @Override
    public Producer createProducer() {
        return new OutputProducer(this, output);
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("output:" + name + ": only writes");
    }

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }
}
