package io.camelmcp.gateway.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The fields of a Modbus event, taken from the JSON text that {@code mcp:} gives for it. */
final class ModbusFields {

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final Set<String> NUMBERS = Set.of("unitId", "function", "address", "quantity");
    private static final String VALUES = "values";

    private ModbusFields() {}

    /** Appends the fields; if the octets are not such JSON it appends nothing and says false. */
    static boolean append(byte[] octets, OctetBuffer out) {
        int mark = out.length();
        // decoded here: from octets Jackson would also guess UTF-16 and UTF-32
        String text = new String(octets, StandardCharsets.UTF_8);
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() == JsonToken.START_OBJECT && fields(parser, out) && parser.nextToken() == null) {
                out.truncate(out.length() - 1);
                return true;
            }
        } catch (IOException e) {
            // not JSON: the caller takes it as text
        }
        out.truncate(mark);
        return false;
    }

    private static boolean fields(JsonParser parser, OctetBuffer out) throws IOException {
        Set<String> missing = new HashSet<>(List.of("unitId", "function"));
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            if (NUMBERS.contains(name) && token == JsonToken.VALUE_NUMBER_INT) {
                out.append('"')
                        .append(name)
                        .append("\":")
                        .append(parser.getText())
                        .append(',');
                missing.remove(name);
            } else if (name.equals(VALUES) && token == JsonToken.START_ARRAY) {
                if (!values(parser, out)) {
                    return false;
                }
            } else {
                return false;
            }
        }
        return missing.isEmpty();
    }

    private static boolean values(JsonParser parser, OctetBuffer out) throws IOException {
        out.append("\"values\":[");
        boolean first = true;
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (!first) {
                out.append(',');
            }
            first = false;
            switch (token) {
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> out.append(parser.getText());
                case VALUE_TRUE -> out.append('1');
                case VALUE_FALSE -> out.append('0');
                default -> {
                    return false;
                }
            }
        }
        out.append("],");
        return true;
    }
}
