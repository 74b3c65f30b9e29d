package io.camelmcp.component.modbus;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The fields of one JSON object, each checked for itself. Whether they fit together is {@link ModbusJsonReader}'s business. */
final class ModbusJsonFields {

    /** Fields with a number, and its range. */
    enum Field {
        unitId(0, 255),
        function(1, 127),
        address(0, 0xFFFF),
        quantity(1, 2000),
        andMask(0, 0xFFFF),
        orMask(0, 0xFFFF),
        readAddress(0, 0xFFFF),
        readQuantity(1, 125),
        exception(0, 255),
        subFunction(0, 0xFFFF),
        status(0, 0xFFFF),
        events(0, 0xFFFF),
        messages(0, 0xFFFF),
        id(0, 255),
        runIndicator(0, 255),
        file(1, 0xFFFF),
        record(0, 9999),
        code(0, 255),
        object(0, 255),
        conformity(0, 255),
        nextObject(0, 255);

        private static final Map<String, Field> BY_NAME =
                Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Field::name, Function.identity()));

        private final int min;
        private final int max;

        Field(int min, int max) {
            this.min = min;
            this.max = max;
        }
    }

    static final String VALUES = "values";
    static final String PDU = "pdu";
    static final String DATA = "data";
    static final String LOG = "log";
    static final String TEXT = "text";
    static final String VALUE = "value";
    static final String RECORDS = "records";
    static final String OBJECTS = "objects";
    static final String MORE_FOLLOWS = "moreFollows";

    private static final Set<String> TEXTS = Set.of(DATA, LOG, TEXT, VALUE);

    private static final int MAX_VALUES = 2000;
    private static final int MAX_PDU = 253;
    private static final int MAX_TEXT = 2 * MAX_PDU;
    private static final int MAX_PARTS = 126;
    private static final int SHOWN = 40;

    // names come from outside: they are not to stay in the table of the VM
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private final Map<Field, Integer> numbers = new EnumMap<>(Field.class);
    private int @Nullable [] values;
    private boolean logical;
    private byte @Nullable [] pdu;
    private final Map<String, String> texts = new TreeMap<>();
    private final Map<String, List<ModbusJsonFields>> parts = new TreeMap<>();
    private @Nullable Boolean moreFollows;

    private ModbusJsonFields() {}

    static ModbusJsonFields read(String json) {
        ModbusJsonFields fields = new ModbusJsonFields();
        try (JsonParser parser = JSON.createParser(json)) {
            parser.nextToken();
            fields.readObject(parser, true);
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("one JSON object is expected, behind it follows " + found(parser));
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "not JSON: " + e.getOriginalMessage() + " (column "
                            + e.getLocation().getColumnNr() + ")",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return fields;
    }

    @Nullable
    Integer get(Field field) {
        return numbers.get(field);
    }

    int require(Field field) {
        Integer value = numbers.get(field);
        if (value == null) {
            throw new IllegalArgumentException(field + " is missing");
        }
        return value;
    }

    byte @Nullable [] pdu() {
        return pdu;
    }

    boolean moreFollows() {
        Boolean found = moreFollows;
        if (found == null) {
            throw new IllegalArgumentException(MORE_FOLLOWS + " is missing");
        }
        return found;
    }

    String text(String name) {
        String found = texts.get(name);
        if (found == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return found;
    }

    /** Octets that are written as hexadecimal text. */
    byte[] octets(String name) {
        String hex = text(name);
        try {
            return HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + " " + shortened(hex) + " is not hexadecimal", e);
        }
    }

    /** The objects of an array, each with fields of its own. */
    List<ModbusJsonFields> parts(String name) {
        List<ModbusJsonFields> found = parts.get(name);
        if (found == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return found;
    }

    /** Values of registers, 0..65535. */
    int[] registers() {
        int[] found = requireValues();
        if (logical) {
            throw new IllegalArgumentException("values of registers are numbers, not true or false");
        }
        int[] registers = new int[found.length];
        for (int i = 0; i < found.length; i++) {
            checkValue(i, Integer.toString(found[i]), found[i] >= Short.MIN_VALUE && found[i] <= 0xFFFF);
            registers[i] = found[i] & 0xFFFF;
        }
        return registers;
    }

    boolean[] coils() {
        int[] found = requireValues();
        boolean[] coils = new boolean[found.length];
        for (int i = 0; i < found.length; i++) {
            if (found[i] != 0 && found[i] != 1) {
                throw new IllegalArgumentException("values[" + i + "] " + found[i] + " is not 0 or 1");
            }
            coils[i] = found[i] == 1;
        }
        return coils;
    }

    /** Fails for a field that the function does not have. */
    void allowOnly(int function, boolean valuesAllowed, Set<Field> allowed) {
        allowOnly(function, allowed, valuesAllowed ? Set.of(VALUES) : Set.of());
    }

    /** As above, with the names of fields that are no numbers. */
    void allowOnly(int function, Set<Field> allowed, Set<String> others) {
        for (Field field : numbers.keySet()) {
            if (!allowed.contains(field)) {
                throw superfluous(field.name(), function);
            }
        }
        Set<String> present = new TreeSet<>(texts.keySet());
        present.addAll(parts.keySet());
        if (values != null) {
            present.add(VALUES);
        }
        if (moreFollows != null) {
            present.add(MORE_FOLLOWS);
        }
        for (String name : present) {
            if (!others.contains(name)) {
                throw superfluous(name, function);
            }
        }
    }

    private static IllegalArgumentException superfluous(String field, int function) {
        return new IllegalArgumentException(field + " is not a field of function " + function + " here");
    }

    private int[] requireValues() {
        int[] found = values;
        if (found == null) {
            throw new IllegalArgumentException("values is missing");
        }
        return found;
    }

    private void readObject(JsonParser parser, boolean whole) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new IllegalArgumentException("a JSON object is expected, found " + found(parser));
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            readField(parser, parser.currentName(), whole);
        }
    }

    private void readField(JsonParser parser, String name, boolean whole) throws IOException {
        parser.nextToken();
        if (TEXTS.contains(name)) {
            refuseSecond(name, texts.put(name, readText(parser, name)) != null);
        } else if (whole && (name.equals(RECORDS) || name.equals(OBJECTS))) {
            refuseSecond(name, parts.put(name, readParts(parser, name)) != null);
        } else if (name.equals(MORE_FOLLOWS)) {
            refuseSecond(name, moreFollows != null);
            moreFollows = readLogical(parser);
        } else if (name.equals(VALUES)) {
            refuseSecond(name, values != null);
            values = readValues(parser);
        } else if (name.equals(PDU)) {
            refuseSecond(name, pdu != null);
            pdu = readPdu(parser);
        } else {
            Field field = Field.BY_NAME.get(name);
            if (field == null) {
                throw new IllegalArgumentException("field " + shortened(name) + " is unknown; known are "
                        + Arrays.toString(Field.values()) + ", " + VALUES + ", " + TEXTS + ", " + RECORDS + ", "
                        + OBJECTS
                        + ", " + MORE_FOLLOWS + " and " + PDU);
            }
            refuseSecond(name, numbers.put(field, readNumber(parser, field)) != null);
        }
    }

    private static void refuseSecond(String name, boolean isSecond) {
        if (isSecond) {
            throw new IllegalArgumentException(name + " is there twice");
        }
    }

    private static String readText(JsonParser parser, String name) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING || parser.getTextLength() > MAX_TEXT) {
            throw new IllegalArgumentException(
                    name + " " + found(parser) + " is not a text of at most " + MAX_TEXT + " characters");
        }
        return parser.getText();
    }

    private static boolean readLogical(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
            throw new IllegalArgumentException(MORE_FOLLOWS + " " + found(parser) + " is not true or false");
        }
        return token == JsonToken.VALUE_TRUE;
    }

    private static List<ModbusJsonFields> readParts(JsonParser parser, String name) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw new IllegalArgumentException(name + " " + found(parser) + " is not an array");
        }
        List<ModbusJsonFields> read = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (read.size() == MAX_PARTS) {
                throw new IllegalArgumentException(name + " has more than " + MAX_PARTS + " elements");
            }
            ModbusJsonFields part = new ModbusJsonFields();
            part.readObject(parser, false);
            read.add(part);
        }
        return read;
    }

    private static int readNumber(JsonParser parser, Field field) throws IOException {
        boolean isInt = isInt(parser);
        if (!isInt || parser.getIntValue() < field.min || parser.getIntValue() > field.max) {
            throw new IllegalArgumentException(
                    field + " " + found(parser) + " is not a number in " + field.min + ".." + field.max);
        }
        return parser.getIntValue();
    }

    private int[] readValues(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw new IllegalArgumentException("values " + found(parser) + " is not an array");
        }
        int[] read = new int[16];
        int count = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (count == MAX_VALUES) {
                throw new IllegalArgumentException("values has more than " + MAX_VALUES + " elements");
            }
            if (count == read.length) {
                read = Arrays.copyOf(read, 2 * count);
            }
            read[count] = readValue(parser, count);
            count++;
        }
        return Arrays.copyOf(read, count);
    }

    private int readValue(JsonParser parser, int index) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
            logical = true;
            return token == JsonToken.VALUE_TRUE ? 1 : 0;
        }
        checkValue(index, found(parser), isInt(parser));
        return parser.getIntValue();
    }

    private static void checkValue(int index, String value, boolean good) {
        if (!good) {
            throw new IllegalArgumentException("values[" + index + "] " + value + " is not a number in -32768..65535");
        }
    }

    private static byte[] readPdu(JsonParser parser) throws IOException {
        String hex = parser.currentToken() == JsonToken.VALUE_STRING ? parser.getText() : "";
        if (hex.isEmpty() || hex.length() > 2 * MAX_PDU) {
            throw new IllegalArgumentException(
                    "pdu " + found(parser) + " is not a text of 1.." + MAX_PDU + " octets in hexadecimal");
        }
        try {
            return HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("pdu " + shortened(hex) + " is not hexadecimal", e);
        }
    }

    private static boolean isInt(JsonParser parser) throws IOException {
        return parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() == JsonParser.NumberType.INT;
    }

    private static String found(JsonParser parser) throws IOException {
        return parser.currentToken() == null ? "nothing" : shortened(parser.getText());
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
