package io.camelmcp.component;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.TypeConverter;
import org.jspecify.annotations.Nullable;

/** The values in a body that answers a read, in whatever of the usual forms a route leaves them. */
final class ModbusAnswerValues {

    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build()
            .reader();
    private static final int SHOWN = 40;
    private static final int ANY = -1;

    private final Supplier<String> what;
    private final List<?> values;

    private ModbusAnswerValues(Supplier<String> what, List<?> values) {
        this.what = what;
        this.values = values;
    }

    /**
     * Finds the values.
     *
     * @param what what the values are for, asked only when there is a failure, which begins with it
     * @throws IllegalArgumentException if the body holds no values, or not {@code quantity} of them
     */
    static ModbusAnswerValues of(Supplier<String> what, @Nullable Object body, int quantity, TypeConverter converter) {
        List<?> values = list(what, body, quantity, converter);
        if (values.size() != quantity) {
            throw new IllegalArgumentException(
                    what.get() + ": " + quantity + " values are expected, found " + values.size());
        }
        return new ModbusAnswerValues(what, values);
    }

    /**
     * Finds the values, however many they are.
     *
     * @throws IllegalArgumentException if the body holds none
     */
    static ModbusAnswerValues of(Supplier<String> what, @Nullable Object body, TypeConverter converter) {
        return new ModbusAnswerValues(what, list(what, body, ANY, converter));
    }

    int size() {
        return values.size();
    }

    /** As registers, 0..65535 each. */
    int[] registers() {
        int[] registers = new int[values.size()];
        for (int i = 0; i < registers.length; i++) {
            registers[i] = register(i, values.get(i));
        }
        return registers;
    }

    /** As coils or discrete inputs. */
    boolean[] bits() {
        boolean[] bits = new boolean[values.size()];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = bit(i, values.get(i));
        }
        return bits;
    }

    static String typeOf(@Nullable Object value) {
        return value == null ? "nothing" : value.getClass().getName();
    }

    private static List<?> list(Supplier<String> what, @Nullable Object body, int quantity, TypeConverter converter) {
        if (body instanceof Number || body instanceof Boolean) {
            return List.of(body);
        }
        if (body instanceof Collection<?> collection) {
            return new ArrayList<>(collection);
        }
        if (body instanceof int[] numbers) {
            List<Integer> values = new ArrayList<>(numbers.length);
            for (int number : numbers) {
                values.add(number);
            }
            return values;
        }
        if (body != null && body.getClass().isArray()) {
            return elements(body);
        }
        if (body instanceof JsonNode json) {
            return elements(json);
        }
        String text = body == null ? null : converter.tryConvertTo(String.class, body);
        if (text == null || text.isBlank()) {
            throw new IllegalArgumentException(what.get() + ": " + (quantity == ANY ? "" : quantity + " ")
                    + "values are expected, found " + (text == null ? typeOf(body) : "no text"));
        }
        return elements(what, text.trim());
    }

    private static List<?> elements(Supplier<String> what, String text) {
        if (!text.startsWith("[")) {
            return Arrays.asList(text.split(",", -1));
        }
        try {
            return elements(JSON.readTree(text));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(what.get() + ": not a JSON array: " + e.getOriginalMessage(), e);
        }
    }

    private static List<?> elements(JsonNode json) {
        if (!json.isArray()) {
            return List.of(json);
        }
        List<JsonNode> elements = new ArrayList<>(json.size());
        json.forEach(elements::add);
        return elements;
    }

    private static List<?> elements(Object array) {
        int length = Array.getLength(array);
        List<@Nullable Object> elements = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            elements.add(Array.get(array, i));
        }
        return elements;
    }

    private int register(int index, @Nullable Object value) {
        if (value instanceof Integer plain && isRegister(plain)) {
            return plain & 0xFFFF;
        }
        String text = text(value);
        try {
            int number = new BigDecimal(text).intValueExact();
            if (!(value instanceof Boolean) && isRegister(number)) {
                return number & 0xFFFF;
            }
        } catch (ArithmeticException | NumberFormatException e) {
            // told below, together with numbers out of range
        }
        throw bad(index, text, "a whole number in -32768..65535");
    }

    private static boolean isRegister(int number) {
        return number >= Short.MIN_VALUE && number <= 0xFFFF;
    }

    private boolean bit(int index, @Nullable Object value) {
        String text = text(value);
        return switch (text) {
            case "1", "true" -> true;
            case "0", "false" -> false;
            default -> throw bad(index, text, "0, 1, true or false");
        };
    }

    private IllegalArgumentException bad(int index, String text, String expected) {
        return new IllegalArgumentException(what.get() + ": value " + index + ", "
                + (text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…") + ", is not " + expected);
    }

    private static String text(@Nullable Object value) {
        if (value instanceof JsonNode json && json.isValueNode()) {
            return json.asText();
        }
        return String.valueOf(value).trim();
    }
}
