package io.camelmcp.gateway.jsonl;

import java.nio.file.Path;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/**
 * Append events as JSON lines to one file a day.
 *
 * <p>{@code to("jsonl:/var/lib/gateway/events")} takes the batches of {@code events:} and appends each event to
 * {@code YYYY-MM-DD.jsonl}, the UTC day on which it was received. A batch is one write and one force to the disk for
 * each file; the exchange finishes after that. A line is always a whole JSON object: what a crash has left of a line
 * is cut off before the next one is written.
 */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "jsonl",
        title = "JSON lines",
        syntax = "jsonl:directory",
        producerOnly = true,
        category = {Category.FILE})
public class JsonlEndpoint extends DefaultEndpoint {

    @UriPath(description = "Directory of the files. It is created if missing.")
    @Metadata(required = true)
    private String directory = "";

    private final JsonlComponent component;

    public JsonlEndpoint(String uri, JsonlComponent component) {
        super(uri, component);
        this.component = component;
    }

    @Override
    public Producer createProducer() {
        return new JsonlProducer(this, Path.of(directory));
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("jsonl: only writes; use file: to read");
    }

    @Override
    public JsonlComponent getComponent() {
        return component;
    }

    public String getDirectory() {
        return directory;
    }

    public void setDirectory(String directory) {
        this.directory = directory;
    }
}
