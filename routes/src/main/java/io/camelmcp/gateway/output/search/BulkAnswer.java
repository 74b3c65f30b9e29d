package io.camelmcp.gateway.output.search;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What the engine says of each item of a {@code _bulk} request. */
final class BulkAnswer {

    private static final JsonFactory JSON = new JsonFactory();
    private static final Pattern NO_FAULT_OF_AN_EVENT =
            Pattern.compile("pipeline with id|shards open|no write index is defined");

    /**
     * One item.
     *
     * @param status as of a request of its own
     * @param error  type and reason in one line; empty if it went well
     */
    record Item(int status, String error) {

        /** Written now, or before under the same id. */
        boolean isDone() {
            return (status >= 200 && status < 300) || status == 409;
        }

        /** Whether the fault is in the event; what is closed, missing, forbidden, full or busy is in the engine. */
        boolean isRefused() {
            return status >= 400
                    && status < 500
                    && status != 401
                    && status != 403
                    && status != 404
                    && status != 408
                    && status != 429
                    && !isOfTheEngine(error);
        }

        // what the engine answers with 400 too, though any event would get it
        private static boolean isOfTheEngine(String error) {
            return error.startsWith("index_closed_exception")
                    || error.startsWith("validation_exception")
                    || error.startsWith("invalid_index_name_exception")
                    || (error.startsWith("illegal_argument_exception")
                            && NO_FAULT_OF_AN_EVENT.matcher(error).find());
        }
    }

    private BulkAnswer() {}

    /** @throws IOException if that is no such answer */
    static List<Item> read(byte[] body) throws IOException {
        List<Item> items = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(body)) {
            require(parser.nextToken() == JsonToken.START_OBJECT);
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean isItems = parser.currentName().equals("items");
                JsonToken value = parser.nextToken();
                if (isItems && value == JsonToken.START_ARRAY) {
                    while (parser.nextToken() == JsonToken.START_OBJECT) {
                        parser.nextToken(); // the name of the action
                        require(parser.nextToken() == JsonToken.START_OBJECT);
                        items.add(item(parser));
                        require(parser.nextToken() == JsonToken.END_OBJECT);
                    }
                } else {
                    parser.skipChildren();
                }
            }
            require(parser.currentToken() == JsonToken.END_OBJECT);
        }
        return items;
    }

    private static Item item(JsonParser parser) throws IOException {
        int status = 0;
        String error = "";
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("status") && value == JsonToken.VALUE_NUMBER_INT) {
                status = parser.getIntValue();
            } else if (name.equals("error") && value == JsonToken.START_OBJECT) {
                error = error(parser);
            } else {
                parser.skipChildren();
            }
        }
        return new Item(status, error);
    }

    private static String error(JsonParser parser) throws IOException {
        StringBuilder line = new StringBuilder();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("caused_by") && value == JsonToken.START_OBJECT) {
                line.append(line.isEmpty() ? "" : ", caused by ").append(error(parser));
            } else if ((name.equals("type") || name.equals("reason")) && value == JsonToken.VALUE_STRING) {
                line.append(line.isEmpty() ? "" : ": ").append(parser.getText());
            } else {
                parser.skipChildren();
            }
        }
        return line.toString().replaceAll("\\s+", " ");
    }

    private static void require(boolean good) throws IOException {
        if (!good) {
            throw new IOException("not the answer to _bulk");
        }
    }
}
