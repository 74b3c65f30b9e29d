package io.camelmcp.gateway.output;

import io.camelmcp.gateway.events.Event;
import io.camelmcp.gateway.events.EventBatch;
import io.camelmcp.gateway.events.Refusals;
import java.io.IOException;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;

/** Writes on the caller's thread: from {@code events:} that is the output's own. */
final class OutputProducer extends DefaultProducer {

    private final OpenOutput output;

    OutputProducer(OutputEndpoint endpoint, OpenOutput output) {
        super(endpoint);
        this.output = output;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        List<RefusedEvent> refused = output.write(events(exchange));
        if (refused.isEmpty()) {
            return;
        }
        Refusals refusals = Refusals.of(exchange);
        if (refusals == null) { // nobody would put them aside
            RefusedEvent first = refused.get(0);
            throw new IOException(
                    "output:" + output.name() + ": " + first.event().messageId() + ": " + first.reason());
        }
        refused.forEach(each -> refusals.add(each.event(), each.reason()));
    }

    private List<Event> events(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        if (body instanceof EventBatch batch) {
            return batch;
        }
        if (body instanceof Event event) {
            return List.of(event);
        }
        throw new IllegalArgumentException("output:" + output.name()
                + ": takes what comes from events:, a batch or one event of it, not "
                + (body == null ? "an empty body" : body.getClass().getName()));
    }
}
