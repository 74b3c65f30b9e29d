package io.camelmcp.component.session;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.camelmcp.component.session.auth.Names;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Reads and writes the JSON objects of LOGIN, one field at a time: nothing is kept of what has no place in them. */
final class LoginJson {

    /** Gives one field its value; the parser stands at it. {@code null} is passed over before, as if the field were absent. */
    interface Field {
        /** Whether the field has a place; if not, it is passed over. */
        boolean read(String name, JsonParser value) throws IOException, LoginFormatException;
    }

    /** Writes the fields of an object. */
    interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    // the frame bounds the whole; the limits here bound what one field can make the parser do
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(16)
                    .maxNumberLength(32)
                    .maxNameLength(256)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private LoginJson() {}

    static void read(byte[] body, Field field) throws LoginFormatException {
        try (JsonParser json = JSON.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new LoginFormatException("LOGIN is not a JSON object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (value == JsonToken.VALUE_NULL) {
                    continue;
                }
                if (!field.read(name, json)) {
                    json.skipChildren();
                }
            }
            if (json.nextToken() != null) {
                throw new LoginFormatException("LOGIN has something after its JSON object");
            }
        } catch (JsonProcessingException e) {
            // without the parser's words, which may quote the token
            throw new LoginFormatException("LOGIN is not well-formed JSON at octet "
                    + (e.getLocation() == null ? 0 : e.getLocation().getByteOffset()) + " of " + body.length);
        } catch (IOException e) {
            throw new LoginFormatException("LOGIN is not well-formed JSON", e);
        }
    }

    static byte[] write(Fields fields) {
        try (ByteArrayBuilder octets = new ByteArrayBuilder(256)) {
            try (JsonGenerator json = JSON.createGenerator(octets, JsonEncoding.UTF8)) {
                json.writeStartObject();
                fields.write(json);
                json.writeEndObject();
            }
            return octets.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(String name, JsonParser value) throws IOException, LoginFormatException {
        if (!value.hasToken(JsonToken.VALUE_STRING)) {
            throw wrongType(name, value, "a string");
        }
        return value.getText();
    }

    static boolean flag(String name, JsonParser value) throws IOException, LoginFormatException {
        if (!value.currentToken().isBoolean()) {
            throw wrongType(name, value, "true or false");
        }
        return value.getBooleanValue();
    }

    /** A whole number in a range. */
    static long number(String name, JsonParser value, long min, long max) throws IOException, LoginFormatException {
        if (!value.hasToken(JsonToken.VALUE_NUMBER_INT)) {
            throw wrongType(name, value, "a whole number");
        }
        long number =
                value.getNumberType() == JsonParser.NumberType.BIG_INTEGER ? Long.MAX_VALUE : value.getLongValue();
        if (number < min || number > max) {
            throw new LoginFormatException(name + "=" + value.getText() + " is not in " + min + ".." + max);
        }
        return number;
    }

    static List<String> texts(String name, JsonParser value, int most) throws IOException, LoginFormatException {
        if (!value.hasToken(JsonToken.START_ARRAY)) {
            throw wrongType(name, value, "an array of strings");
        }
        List<String> texts = new ArrayList<>();
        while (value.nextToken() != JsonToken.END_ARRAY) {
            if (texts.size() == most) {
                throw new LoginFormatException(name + " has more than " + most + " elements");
            }
            texts.add(text(name + "[" + texts.size() + "]", value));
        }
        return texts;
    }

    private static LoginFormatException wrongType(String name, JsonParser value, String expected) throws IOException {
        String shown =
                switch (value.currentToken()) {
                    case START_OBJECT -> "an object";
                    case START_ARRAY -> "an array";
                    // of a secret not even what is wrong with it
                    default -> name.equals("token") ? "something else" : Names.shown(value.getText());
                };
        return new LoginFormatException(name + " is " + shown + ", not " + expected);
    }
}
