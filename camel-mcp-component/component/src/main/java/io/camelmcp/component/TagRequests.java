package io.camelmcp.component;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.camelmcp.codec.modbus.ModbusExceptionResponse;
import io.camelmcp.component.client.ClientFailure;
import io.camelmcp.component.modbus.ModbusRequestException;
import io.camelmcp.component.modbus.tags.TagPoint;
import io.camelmcp.component.modbus.tags.TagWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * A message as a request for tags.
 *
 * <table>
 * <caption>Bodies</caption>
 * <tr><th>body</th><th>request</th></tr>
 * <tr><td>{@code Map}, JSON object</td><td>write these values by their names; a value may be a map with a {@code value}, as a poll
 * gives it</td></tr>
 * <tr><td>list or array of names, JSON array, text {@code a,b}</td><td>read these</td></tr>
 * <tr><td>none, empty text</td><td>read all</td></tr>
 * </table>
 */
final class TagRequests {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** What to write, or else what to read. */
    record Request(@Nullable Map<String, Object> write, List<TagPoint> read) {}

    private TagRequests() {}

    /** @throws IllegalArgumentException if the body is none of the above, or names a tag that does not exist */
    static Request of(Message message, Map<String, TagPoint> points) {
        Object body = message.getBody();
        if (body instanceof JsonNode node) {
            body = JSON.convertValue(node, Object.class);
        } else if (body != null && !isOfItself(body)) {
            body = parse(message.getBody(String.class));
        }
        if (body == null) {
            return new Request(null, List.copyOf(points.values()));
        }
        if (body instanceof Map<?, ?> map) {
            return new Request(values(map), List.of());
        }
        if (body instanceof Object[] array) {
            body = Arrays.asList(array);
        }
        if (body instanceof Collection<?> names) {
            return new Request(null, named(names, points));
        }
        throw new IllegalArgumentException("a body of " + body.getClass().getName()
                + " is neither a map of values to write nor a list of names to read");
    }

    private static boolean isOfItself(Object body) {
        return body instanceof Map || body instanceof Collection || body instanceof Object[];
    }

    private static @Nullable Object parse(@Nullable String text) {
        String trimmed = text == null ? "" : text.trim();
        if (trimmed.isEmpty()) {
            return null;
        }
        if (trimmed.startsWith("{") || trimmed.startsWith("[")) {
            try {
                return JSON.readValue(trimmed, Object.class);
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException("body is no JSON: " + e.getOriginalMessage(), e);
            }
        }
        return Arrays.asList(trimmed.split("\\s*,\\s*", -1));
    }

    private static Map<String, Object> values(Map<?, ?> map) {
        if (map.isEmpty()) {
            throw new IllegalArgumentException("the body is an empty map: there is nothing to write");
        }
        Map<String, Object> values = new LinkedHashMap<>();
        map.forEach((name, value) -> {
            Object plain = value instanceof Map<?, ?> entry && entry.containsKey("value") ? entry.get("value") : value;
            if (plain == null) {
                throw new IllegalArgumentException(
                        "tag " + name + " has no value to write; remove it. Nothing was written");
            }
            values.put(String.valueOf(name), plain);
        });
        return values;
    }

    private static List<TagPoint> named(Collection<?> names, Map<String, TagPoint> points) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException(
                    "the body is an empty list: there is nothing to read; without a body all is read");
        }
        Set<TagPoint> read = new LinkedHashSet<>();
        List<String> unknown = new ArrayList<>();
        for (Object name : names) {
            TagPoint point = points.get(String.valueOf(name));
            if (point == null) {
                unknown.add(String.valueOf(name));
            } else {
                read.add(point);
            }
        }
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("no tag has the name " + String.join(", ", unknown));
        }
        return List.copyOf(read);
    }

    /** Why a write has failed, and how far it came. */
    static Exception failure(McpEndpoint endpoint, TagWriter.Result result) {
        String progress = "; failed: " + String.join(", ", result.failed()) + "; written before: "
                + none(result.written().keySet()) + "; not tried: " + none(result.left());
        ModbusExceptionResponse refusal = result.refusal();
        if (refusal == null) {
            return failure(endpoint, result.failure(), progress);
        }
        return ProducerFailures.of(endpoint, result.unitId(), refusal, progress);
    }

    static Exception failure(McpEndpoint endpoint, @Nullable ModbusRequestException failure, String progress) {
        if (failure != null && failure.getCause() instanceof ClientFailure cause) {
            return ProducerFailures.of(endpoint, cause, progress);
        }
        if (failure != null && failure.getCause() instanceof IllegalArgumentException) {
            return new IllegalArgumentException(endpoint.address() + ": " + failure.getMessage() + progress, failure);
        }
        String message = failure == null ? "no answer" : failure.getMessage();
        return new McpConnectionException(endpoint.address() + ": " + message + progress, failure, false);
    }

    private static String none(Collection<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }
}
