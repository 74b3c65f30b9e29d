package io.camelmcp.gateway.jsonl;

import io.camelmcp.gateway.events.Event;
import io.camelmcp.gateway.events.EventBatch;
import io.camelmcp.gateway.events.EventsConstants;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;
import org.jspecify.annotations.Nullable;

/** Writes on the caller's thread: from {@code events:} that is the output's own. */
final class JsonlProducer extends DefaultProducer {

    private final JsonlEndpoint endpoint;
    private final Path directory;
    private @Nullable JsonlWriter writer;

    JsonlProducer(JsonlEndpoint endpoint, Path directory) {
        super(endpoint);
        this.endpoint = endpoint;
        this.directory = directory;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        writer = endpoint.getComponent().acquire(directory);
    }

    @Override
    protected void doStop() throws Exception {
        JsonlWriter open = writer;
        if (open != null) {
            writer = null;
            endpoint.getComponent().release(open);
        }
        super.doStop();
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        Objects.requireNonNull(writer).append(events(exchange));
    }

    private static List<Event> events(Exchange exchange) throws Exception {
        Object body = exchange.getMessage().getBody();
        if (body instanceof EventBatch batch) {
            return batch;
        }
        if (body instanceof Event event) {
            return List.of(event);
        }
        byte[] json = exchange.getMessage().getMandatoryBody(byte[].class);
        Long receivedAt = exchange.getMessage().getHeader(EventsConstants.RECEIVED_AT, Long.class);
        return List.of(new Event("", "", "", receivedAt == null ? System.currentTimeMillis() : receivedAt, json));
    }
}
