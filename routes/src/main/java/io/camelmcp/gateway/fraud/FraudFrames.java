package io.camelmcp.gateway.fraud;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelmcp.gateway.events.Event;
import io.camelmcp.gateway.events.EventBatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Takes the transactions out of what devices have sent: a body that is an object with an account, each such object of an array, each
 * line of a LOG that is one. All else is passed over.
 */
final class FraudFrames extends FraudStep {

    private static final ObjectMapper JSON = new ObjectMapper();

    FraudFrames(FraudService service) {
        super(service);
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        List<Incoming> found = new ArrayList<>();
        for (Event event : exchange.getMessage().getMandatoryBody(EventBatch.class)) {
            if (!event.command().equals(FraudService.COMMAND)) {
                find(event, found);
            }
        }
        if (!found.isEmpty()) {
            service.process(found, sender(exchange));
        }
    }

    private void find(Event event, List<Incoming> found) {
        JsonNode whole;
        try {
            whole = JSON.readTree(event.json());
        } catch (IOException e) {
            return; // a route of somebody's own has sent something else
        }
        JsonNode body = whole.path("body");
        if (body.isObject()) {
            add(event, body, event.messageId(), found);
        }
        for (int i = 0; body.isArray() && i < body.size(); i++) {
            add(event, body.get(i), event.messageId() + "#" + i, found);
        }
        JsonNode text = whole.path("bodyText");
        if (text.isTextual() && event.command().equals("LOG")) {
            String[] lines = text.textValue().split("\n", -1);
            for (int i = 0; i < lines.length; i++) {
                JsonNode line = object(lines[i].getBytes(UTF_8));
                if (line != null) {
                    add(event, line, event.messageId() + "#" + i, found);
                }
            }
        }
    }

    private void add(Event event, JsonNode object, String source, List<Incoming> found) {
        if (object.isObject() && service.fields().isTransaction(object)) {
            found.add(new Incoming(object, source, event.clientId(), event.receivedAt(), event.traceId()));
        }
    }

    /** One JSON object; null if the octets are something else. */
    static @Nullable JsonNode object(byte[] octets) {
        int at = 0;
        while (at < octets.length && octets[at] <= ' ') {
            at++;
        }
        if (at == octets.length || octets[at] != '{') {
            return null;
        }
        try {
            JsonNode read = JSON.readTree(octets);
            return read.isObject() ? read : null;
        } catch (JsonProcessingException e) {
            return null;
        } catch (IOException e) {
            throw new IllegalStateException(e); // octets do not fail
        }
    }
}
