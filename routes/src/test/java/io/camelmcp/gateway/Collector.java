package io.camelmcp.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** An HTTP Event Collector that keeps the ids of what it is given, repeats included. */
final class Collector extends FailingServer<Collector.Failure> {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SUCCESS = "{\"text\":\"Success\",\"code\":0}";

    enum Failure {
        BUSY,
        /** No answer, and the events are not kept. */
        SILENT,
        /** 200 with a page of somebody else. */
        PAGE,
        /** The events are kept; the answer comes when nobody waits for it any more. */
        LATE,
        /** The events are kept; half of the answer comes. */
        HALF_AN_ANSWER
    }

    private final List<String> kept = new ArrayList<>();
    // the sender has one request under way: at its next one it has given these up
    private Optional<HttpExchange> silent = Optional.empty();
    private Optional<HttpExchange> late = Optional.empty();

    Collector() throws IOException {
        super("/services/collector", Failure.class);
        start();
    }

    /** Ids of all events that it has kept, in their order, repeats included. */
    List<String> ids() {
        synchronized (kept) {
            return List.copyOf(kept);
        }
    }

    @Override
    void handle(HttpExchange exchange) throws IOException {
        endWhatWasGivenUp();
        List<String> ids = read(exchange);
        Optional<Failure> failure = failures().next();
        if (failure.isEmpty()) {
            keep(ids);
            answer(exchange, 200, SUCCESS);
            return;
        }
        switch (failure.get()) {
            case BUSY -> answer(exchange, 503, "{\"text\":\"Server is busy\",\"code\":9}");
            case SILENT -> silent = Optional.of(exchange);
            case PAGE -> answer(exchange, 200, "<html>");
            case LATE -> {
                keep(ids);
                late = Optional.of(exchange);
            }
            case HALF_AN_ANSWER -> {
                keep(ids);
                answer(exchange, 200, SUCCESS.substring(0, SUCCESS.length() / 2));
            }
        }
    }

    private void endWhatWasGivenUp() {
        silent.ifPresent(HttpExchange::close);
        silent = Optional.empty();
        late.ifPresent(exchange -> {
            try {
                answer(exchange, 200, SUCCESS);
            } catch (IOException e) {
                exchange.close(); // nobody is there, as was meant
            }
        });
        late = Optional.empty();
    }

    private static List<String> read(HttpExchange exchange) throws IOException {
        List<String> ids = new ArrayList<>();
        try (InputStream body = new GZIPInputStream(exchange.getRequestBody());
                MappingIterator<JsonNode> events =
                        JSON.readerFor(JsonNode.class).readValues(body)) {
            while (events.hasNextValue()) {
                ids.add(events.nextValue().at("/fields/event_id").asText());
            }
        }
        return ids;
    }

    private void keep(List<String> ids) {
        synchronized (kept) {
            kept.addAll(ids);
        }
    }
}
