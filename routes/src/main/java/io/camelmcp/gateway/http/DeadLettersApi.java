package io.camelmcp.gateway.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.camelmcp.gateway.broker.DeadLetter;
import io.camelmcp.gateway.broker.DeadLetters;
import io.camelmcp.gateway.broker.EmbeddedBroker;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What outputs could not take. {@code queue} and {@code messageId} in the query choose among them; to give back or to drop all,
 * {@code all=true} must be said.
 */
public final class DeadLettersApi {

    /** Dead letters of an answer, at most, and without {@code limit}. */
    static final int MAX_LIMIT = 10_000;

    static final int DEFAULT_LIMIT = 100;

    private static final Logger LOG = LoggerFactory.getLogger(DeadLettersApi.class);
    private static final JsonFactory JSON = new JsonFactory();

    private final CamelContext context;

    DeadLettersApi(CamelContext context) {
        this.context = context;
    }

    void list(RoutingContext request) {
        Integer limit = limit(request);
        if (limit == null) {
            HttpDoor.refuse(request, 400, "bad request", "limit is not a number in 1.." + MAX_LIMIT);
            return;
        }
        DeadLetters.Selection selection = selection(request);
        answer(request, () -> {
            DeadLetters letters = letters();
            return listing(letters.count(), letters.list(selection, limit));
        });
    }

    void replay(RoutingContext request) {
        change(request, selection -> {
            DeadLetters.Replay done = letters().replay(selection);
            LOG.info("event=dead-letters-replayed replayed={} homeless={}", done.replayed(), done.homeless());
            return replayed(done);
        });
    }

    void drop(RoutingContext request) {
        change(request, selection -> {
            int dropped = letters().drop(selection);
            LOG.info(
                    "event=dead-letters-dropped dropped={} queue={} messageId={}",
                    dropped,
                    selection.queue(),
                    selection.messageId());
            return dropped(dropped);
        });
    }

    private interface Change {
        String on(DeadLetters.Selection selection) throws Exception;
    }

    private void change(RoutingContext request, Change change) {
        DeadLetters.Selection selection = selection(request);
        if (selection.equals(DeadLetters.Selection.ALL)
                && !"true".equals(request.request().getParam("all"))) {
            HttpDoor.refuse(request, 400, "bad request", "say which: queue=, messageId=, or all=true");
            return;
        }
        answer(request, () -> change.on(selection));
    }

    private static void answer(RoutingContext request, Callable<String> json) {
        request.vertx()
                .executeBlocking(json, false)
                .onSuccess(text -> HttpDoor.json(request, 200, text))
                .onFailure(request::fail);
    }

    private static DeadLetters.Selection selection(RoutingContext request) {
        return new DeadLetters.Selection(
                request.request().getParam("queue"), request.request().getParam("messageId"));
    }

    private static @Nullable Integer limit(RoutingContext request) {
        String limit = request.request().getParam("limit");
        if (limit == null) {
            return DEFAULT_LIMIT;
        }
        return limit.matches("[1-9]\\d{0,4}") && Integer.parseInt(limit) <= MAX_LIMIT ? Integer.valueOf(limit) : null;
    }

    private DeadLetters letters() {
        EmbeddedBroker broker = context.getRegistry().lookupByNameAndType("broker", EmbeddedBroker.class);
        if (broker == null) {
            throw new IllegalStateException("no broker");
        }
        return broker.deadLetters();
    }

    /** {@code {"count":…,"more":…,"deadLetters":[{"queue":…,"reason":…,"messageId":…,"clientId":…,"receivedAt":…,"body":…}]}}. */
    public static String listing(long count, DeadLetters.Listing listing) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("count", count);
            json.writeBooleanField("more", listing.more());
            json.writeArrayFieldStart("deadLetters");
            for (DeadLetter letter : listing.letters()) {
                json.writeStartObject();
                json.writeStringField("queue", letter.queue());
                json.writeStringField("reason", letter.reason());
                json.writeStringField("messageId", letter.messageId());
                json.writeStringField("clientId", letter.clientId());
                json.writeStringField(
                        "receivedAt", Instant.ofEpochMilli(letter.receivedAt()).toString());
                json.writeStringField("body", letter.body());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.toString();
    }

    /** {@code {"dropped":…}}. */
    public static String dropped(int count) {
        return "{\"dropped\":" + count + "}";
    }

    /** {@code {"replayed":…,"homeless":{"mcp.events.old":2}}}. */
    public static String replayed(DeadLetters.Replay done) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("replayed", done.replayed());
            json.writeObjectFieldStart("homeless");
            for (Map.Entry<String, Integer> each : done.homeless().entrySet()) {
                json.writeNumberField(each.getKey(), each.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        return text.toString();
    }
}
