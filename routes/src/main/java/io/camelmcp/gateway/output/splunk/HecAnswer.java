package io.camelmcp.gateway.output.splunk;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.camelmcp.gateway.output.http.HttpAnswer;
import java.io.IOException;

/**
 * What the collector says of a batch.
 *
 * @param code    0 is success; -1 if it has said none
 * @param invalid number of the first event that it does not take, from 0; -1 if it names none
 * @param ackId   what to ask the indexer for; -1 if there is none
 */
record HecAnswer(int code, int invalid, long ackId) {

    private static final JsonFactory JSON = new JsonFactory();
    private static final HecAnswer NONE = new HecAnswer(-1, -1, -1);

    static HecAnswer read(HttpAnswer answer) {
        int code = -1;
        int invalid = -1;
        long ackId = -1;
        try (JsonParser parser = JSON.createParser(answer.body())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return NONE;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (value == JsonToken.VALUE_NUMBER_INT) {
                    switch (name) {
                        case "code" -> code = parser.getIntValue();
                        case "invalid-event-number" -> invalid = parser.getIntValue();
                        case "ackId" -> ackId = parser.getLongValue();
                        default -> {}
                    }
                } else {
                    parser.skipChildren();
                }
            }
            return parser.currentToken() == JsonToken.END_OBJECT ? new HecAnswer(code, invalid, ackId) : NONE;
        } catch (IOException e) {
            return NONE;
        }
    }

    /** Whether the answer to a question for acknowledgements says yes. */
    static boolean isAcknowledged(HttpAnswer answer, long ackId) {
        try (JsonParser parser = JSON.createParser(answer.body())) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.FIELD_NAME
                        && parser.currentName().equals(Long.toString(ackId))) {
                    return parser.nextToken() == JsonToken.VALUE_TRUE;
                }
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether an event is at fault: invalid format (6), no event (12), blank event (13), bad indexed fields (15). */
    boolean blamesAnEvent() {
        return code == 6 || code == 12 || code == 13 || code == 15;
    }

    /** What the operator has to look at; empty if that is not known. */
    String wayOut() {
        return switch (code) {
            case 1, 2, 3, 4 -> "; check the token";
            case 7 -> "; check the index, and that the token may write to it";
            case 10, 11 -> "; the token asks for acknowledgements: set ack=true, or a channel";
            case 14 -> "; set ack=false, or enable acknowledgements for the token";
            default -> "";
        };
    }
}
