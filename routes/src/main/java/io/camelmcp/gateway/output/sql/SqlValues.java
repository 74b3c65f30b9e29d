package io.camelmcp.gateway.output.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.camelmcp.gateway.events.Event;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads out of an event what columns hold. */
final class SqlValues {

    private static final JsonFactory JSON = new JsonFactory();

    private SqlValues() {}

    /** The values of those fields that the event has. What is no JSON object has only what is known beside it. */
    static Map<SqlField, String> of(Event event, Set<SqlField> fields) {
        Map<SqlField, String> values = new EnumMap<>(SqlField.class);
        if (needsReading(fields)) {
            read(event.json(), fields, values);
        }
        put(values, SqlField.MESSAGE_ID, event.messageId());
        put(values, SqlField.CLIENT_ID, event.clientId());
        put(values, SqlField.COMMAND, event.command());
        values.put(SqlField.EVENT, new String(event.json(), UTF_8));
        return values;
    }

    private static void put(Map<SqlField, String> values, SqlField field, String value) {
        if (!value.isEmpty()) {
            values.put(field, value);
        }
    }

    private static boolean needsReading(Set<SqlField> fields) {
        return fields.stream().anyMatch(field -> switch (field) {
            case DEVICE_ID, PROTOCOL, REMOTE_ADDRESS, TRACE_ID, BODY, BODY_TEXT -> true;
            default -> false;
        });
    }

    private static void read(byte[] json, Set<SqlField> fields, Map<SqlField, String> values) {
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                SqlField field = SqlField.of(parser.currentName());
                JsonToken value = parser.nextToken();
                if (field == null || !fields.contains(field)) {
                    parser.skipChildren();
                    continue;
                }
                String text = field == SqlField.BODY ? raw(parser, json) : scalar(parser, value, field);
                if (text != null) {
                    values.put(field, text);
                }
            }
        } catch (IOException | IndexOutOfBoundsException e) {
            // what has been read stands; the column of the whole event tells the rest
        }
    }

    private static String raw(JsonParser parser, byte[] json) throws IOException {
        int from = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        int to = (int) parser.currentLocation().getByteOffset();
        return new String(json, from, to - from, UTF_8);
    }

    private static @Nullable String scalar(JsonParser parser, JsonToken value, SqlField field) throws IOException {
        if (value.isStructStart()) {
            parser.skipChildren();
            return null;
        }
        if (field == SqlField.DEVICE_ID
                && (value != JsonToken.VALUE_NUMBER_INT
                        || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER)) {
            return null;
        }
        return value == JsonToken.VALUE_NULL ? null : parser.getText();
    }
}
