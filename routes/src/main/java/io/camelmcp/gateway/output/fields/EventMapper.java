package io.camelmcp.gateway.output.fields;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.camelmcp.gateway.events.Event;
import io.camelmcp.gateway.format.OctetBuffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes an event with the field names of another schema. Values that are taken as they are keep their very octets: the
 * event is read once, and nothing is made of it but the new object. For one thread.
 */
public final class EventMapper {

    private static final JsonFactory JSON = new JsonFactory();
    private static final String BODY = "body";
    private static final String BODY_FIELD = "body.";

    /** A row whose target has a number, so that no field is written twice. */
    private record Step(FieldTable.Kind kind, byte[] key, int target) {}

    private record Constant(byte[] member, int target) {}

    private final String prefix;
    private final Map<String, Step[]> steps = new HashMap<>();
    private final Map<String, Step[]> bodySteps = new HashMap<>();
    private final List<Constant> constants = new ArrayList<>();
    private final Map<String, Integer> targets = new HashMap<>();
    private final boolean[] written;

    public EventMapper(FieldTable table) {
        prefix = table.prefix();
        Map<String, List<Step>> bySource = new LinkedHashMap<>();
        for (FieldTable.Row row : table.rows()) {
            Step step = new Step(row.kind(), key(row.target()), number(row.target()));
            bySource.computeIfAbsent(row.source(), source -> new ArrayList<>()).add(step);
        }
        bySource.forEach((source, list) -> {
            Step[] array = list.toArray(Step[]::new);
            if (source.startsWith(BODY_FIELD)) {
                bodySteps.put(source.substring(BODY_FIELD.length()), array);
            } else {
                steps.put(source, array);
            }
        });
        table.constants().forEach((name, value) -> {
            OctetBuffer member = new OctetBuffer(64);
            member.append(key(name)).append('"').appendEscaped(value).append('"');
            constants.add(new Constant(member.toArray(), number(name)));
        });
        written = new boolean[targets.size()];
    }

    private int number(String target) {
        return targets.computeIfAbsent(target, name -> targets.size());
    }

    private static byte[] key(String name) {
        OctetBuffer key = new OctetBuffer(32);
        return key.append(",\"").appendEscaped(name).append("\":").toArray();
    }

    /**
     * Appends the event as one JSON object on one line.
     *
     * @throws IOException if it is not one JSON object; then nothing has been appended
     */
    public void append(Event event, OctetBuffer out) throws IOException {
        int mark = out.length();
        Arrays.fill(written, false);
        try (JsonParser parser = JSON.createParser(event.json())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("the event is not a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                field(parser, event.json(), out);
            }
            if (parser.nextToken() != null) {
                throw new IOException("there is more behind the JSON object");
            }
        } catch (IOException e) {
            out.truncate(mark);
            throw e;
        } catch (RuntimeException e) {
            // text that is not UTF-8 has no places that could be copied
            out.truncate(mark);
            throw new IOException("the event is not JSON in UTF-8", e);
        }
        // what a route of somebody else has left out of the line
        text(steps.get("receivedAt"), null, event.receivedAt(), out);
        text(steps.get("messageId"), event.messageId(), 0, out);
        text(steps.get("clientId"), event.clientId(), 0, out);
        text(steps.get("command"), event.command(), 0, out);
        for (Constant constant : constants) {
            if (!written[constant.target()]) {
                out.append(constant.member());
            }
        }
        if (out.length() == mark) {
            out.append('{');
        } else {
            out.octets()[mark] = '{'; // the comma before the first member
        }
        out.append('}');
    }

    /** Why an event cannot be appended, in one line without what stands in the event. */
    public static String problem(IOException e) {
        return "cannot be read as a JSON object"
                + (e instanceof JsonProcessingException json && json.getLocation() != null
                        ? " (octet " + json.getLocation().getByteOffset() + ")"
                        : "");
    }

    private void field(JsonParser parser, byte[] json, OctetBuffer out) throws IOException {
        String name = parser.currentName();
        JsonToken token = parser.nextToken();
        int from = (int) parser.currentTokenLocation().getByteOffset();
        // what is taken from the body stands before the body: it must be known to be valid before it is copied
        if (token == JsonToken.START_OBJECT && name.equals(BODY)) {
            bodyFields(parser, json, out);
        } else {
            parser.skipChildren();
            parser.finishToken();
        }
        int to = (int) parser.currentLocation().getByteOffset();
        Step[] known = steps.get(name);
        if (known != null) {
            for (Step step : known) {
                value(step, token, json, from, to, parser, out);
            }
            return;
        }
        Integer target = targets.get(prefix + name);
        if (target == null) {
            out.append(",\"").append(prefix).appendEscaped(name).append("\":").append(json, from, to - from);
        } else if (!written[target]) {
            written[target] = true;
            out.append(key(prefix + name)).append(json, from, to - from);
        }
    }

    private void bodyFields(JsonParser parser, byte[] json, OctetBuffer out) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            Step[] known = bodySteps.get(parser.currentName());
            JsonToken token = parser.nextToken();
            int from = known == null ? 0 : (int) parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            parser.finishToken();
            if (known != null) {
                int to = (int) parser.currentLocation().getByteOffset();
                for (Step step : known) {
                    value(step, token, json, from, to, parser, out);
                }
            }
        }
    }

    private void value(Step step, JsonToken token, byte[] json, int from, int to, JsonParser parser, OctetBuffer out)
            throws IOException {
        if (written[step.target()] || token == JsonToken.VALUE_NULL) {
            return;
        }
        boolean isText = token == JsonToken.VALUE_STRING;
        switch (step.kind()) {
            case COPY -> begin(step, out).append(json, from, to - from);
            case TEXT -> text(step, isText, json, from, to, out);
            case LOWER -> {
                String value = isText ? parser.getText() : new String(json, from, to - from, StandardCharsets.UTF_8);
                begin(step, out)
                        .append('"')
                        .appendEscaped(value.toLowerCase(Locale.ROOT))
                        .append('"');
            }
            case IP -> {
                String ip = isText ? Addresses.ip(parser.getText()) : null;
                if (ip != null) {
                    begin(step, out).append('"').append(ip).append('"');
                }
            }
            case PORT -> {
                String port = isText ? Addresses.port(parser.getText()) : null;
                if (port != null) {
                    begin(step, out).append(port);
                }
            }
            case OBJECT -> {
                if (token == JsonToken.START_OBJECT) {
                    begin(step, out).append(json, from, to - from);
                }
            }
            case OTHER -> {
                if (token != JsonToken.START_OBJECT) {
                    text(step, isText, json, from, to, out);
                }
            }
            case DROP -> {}
        }
    }

    private void text(Step step, boolean isText, byte[] json, int from, int to, OctetBuffer out) {
        begin(step, out);
        if (isText) {
            out.append(json, from, to - from);
        } else {
            out.append('"').appendEscaped(Arrays.copyOfRange(json, from, to)).append('"');
        }
    }

    private OctetBuffer begin(Step step, OctetBuffer out) {
        written[step.target()] = true;
        return out.append(step.key());
    }

    private void text(Step @Nullable [] known, @Nullable String text, long millis, OctetBuffer out) {
        if (known == null || (text != null && text.isEmpty())) {
            return;
        }
        for (Step step : known) {
            if (!written[step.target()] && step.kind() != FieldTable.Kind.DROP) {
                String value = text == null ? Instant.ofEpochMilli(millis).toString() : text;
                begin(step, out).append('"').appendEscaped(value).append('"');
            }
        }
    }
}
