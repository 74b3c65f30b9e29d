package io.camelmcp.component;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.camelmcp.codec.McpFrame;
import io.camelmcp.codec.McpFrameEncoder;
import io.camelmcp.codec.modbus.ModbusRequest;
import io.camelmcp.codec.modbus.ModbusResponse;
import io.camelmcp.component.modbus.ModbusJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.camel.Converter;
import org.apache.camel.Exchange;
import org.apache.camel.spi.TypeConverterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Conversions of bodies. Octets that are not what they should be fail with a {@code TypeConversionException} that says why.
 *
 * <table>
 * <caption>Conversions</caption>
 * <tr><th>from</th><th>to</th><th>by</th></tr>
 * <tr><td>{@code byte[]}</td><td>{@code Map}</td><td>one JSON object, UTF-8, no name twice</td></tr>
 * <tr><td>{@code byte[]}</td><td>{@code JsonNode}</td><td>one JSON value, UTF-8, no name twice</td></tr>
 * <tr><td>{@code Map}, {@code JsonNode}</td><td>{@code byte[]}</td><td>JSON, UTF-8</td></tr>
 * <tr><td>{@link ModbusRequest}</td><td>{@code String}, {@code byte[]}</td>
 * <td>{@link ModbusJson}; the unit id is that of the header {@code CamelMcpUnitId}, and missing without</td></tr>
 * <tr><td>{@link ModbusResponse}</td><td>{@code String}</td><td>as above, without an address for reads</td></tr>
 * <tr><td>{@code String}, {@code byte[]}</td><td>{@link ModbusRequest}</td><td>{@link ModbusJson}; the unit id is left out</td></tr>
 * <tr><td>{@link TagMap}, {@link TagMap.TagArray}</td><td>{@code String}, {@code byte[]}, {@code InputStream}</td><td>JSON, UTF-8</td></tr>
 * <tr><td>{@link McpFrame}</td><td>{@code byte[]}</td><td>the octets of the frame</td></tr>
 * <tr><td>{@code byte[]}</td><td>{@link McpFrame}</td><td>the octets of exactly one frame, at most 65536 of payload</td></tr>
 * </table>
 *
 * <p>Converters are shared by all of a context, so the first three only serve where no other converter does: with {@code
 * camel-jackson} present, its own converters of {@code JsonNode} are the ones used.
 */
@Converter(generateLoader = true)
public final class McpTypeConverters {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private McpTypeConverters() {}

    /** JSON to and from octets; {@code null} for other types. */
    @Converter(fallback = true)
    public static @Nullable Object convertTo(
            Class<?> type, @Nullable Exchange exchange, Object value, TypeConverterRegistry registry)
            throws IOException {
        if (value instanceof byte[] octets) {
            if (type == Map.class) {
                return readObject(octets);
            }
            return type == JsonNode.class ? readValue(octets) : null;
        }
        boolean isJson = value instanceof Map || value instanceof JsonNode;
        return isJson && type == byte[].class ? JSON.writeValueAsBytes(value) : null;
    }

    private static Map<?, ?> readObject(byte[] octets) throws IOException {
        JsonNode json = readValue(octets);
        if (!json.isObject()) {
            throw new IllegalArgumentException("a JSON object is expected, found " + json.getNodeType());
        }
        return JSON.convertValue(json, Map.class);
    }

    private static JsonNode readValue(byte[] octets) throws IOException {
        JsonNode json = JSON.readTree(octets);
        if (json.isMissingNode()) {
            throw new IllegalArgumentException("JSON is expected, found " + octets.length + " octets without any");
        }
        return json;
    }

    @Converter
    public static String toText(ModbusRequest request, @Nullable Exchange exchange) {
        return ModbusJson.write(unitId(exchange), request);
    }

    @Converter
    public static byte[] toOctets(ModbusRequest request, @Nullable Exchange exchange) {
        return toText(request, exchange).getBytes(StandardCharsets.US_ASCII);
    }

    @Converter
    public static String toText(ModbusResponse response, @Nullable Exchange exchange) {
        return ModbusJson.write(unitId(exchange), null, response);
    }

    @Converter
    public static ModbusRequest toModbusRequest(String json) {
        return ModbusJson.readRequest(json).request();
    }

    @Converter
    public static ModbusRequest toModbusRequest(byte[] json) {
        return toModbusRequest(new String(json, StandardCharsets.UTF_8));
    }

    @Converter
    public static String toText(TagMap values) {
        return values.toString();
    }

    @Converter
    public static InputStream toStream(TagMap values) {
        return new ByteArrayInputStream(values.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Converter
    public static String toText(TagMap.TagArray values) {
        return values.toString();
    }

    @Converter
    public static byte[] toOctets(TagMap.TagArray values) {
        return values.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Converter
    public static InputStream toStream(TagMap.TagArray values) {
        return new ByteArrayInputStream(toOctets(values));
    }

    @Converter
    public static byte[] toOctets(McpFrame frame) {
        return McpFrameEncoder.encode(frame);
    }

    @Converter
    public static McpFrame toFrame(byte[] octets) {
        return McpDataFormatFrames.readOne(octets, McpFrame.DEFAULT_MAX_PAYLOAD);
    }

    private static @Nullable Integer unitId(@Nullable Exchange exchange) {
        return exchange == null ? null : exchange.getMessage().getHeader(McpConstants.UNIT_ID, Integer.class);
    }
}
