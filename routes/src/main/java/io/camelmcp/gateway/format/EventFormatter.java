package io.camelmcp.gateway.format;

import io.camelmcp.component.McpConstants;
import io.camelmcp.gateway.trace.TraceIds;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Makes one JSON object on one line, in UTF-8, of what came from {@code mcp:}. In a YAML route:
 *
 * <pre>{@code
 * - process:
 *     ref: eventFormat
 * }</pre>
 *
 * <p>Fields in this order: {@code messageId}, {@code clientId}, {@code deviceId} (number), {@code protocol},
 * {@code command} (its name), {@code receivedAt} (ISO 8601, UTC, milliseconds), {@code remoteAddress}, {@code traceId}; one
 * whose header is missing is left out, but the last. Then the payload: {@code body} if it is exactly one JSON value (numbers keep all their digits),
 * else {@code bodyText} if it is valid UTF-8, else {@code bodyBase64}. A Modbus event has {@code unitId},
 * {@code function}, {@code address}, {@code quantity} and {@code values} instead.
 *
 * <p>The body becomes that line as {@code byte[]}, without a line feed; headers stay. Only in a {@code split} the message
 * id gets {@code #0}, {@code #1}, … behind it, since each part is an event of its own.
 */
public final class EventFormatter implements Processor {

    static final String MESSAGE_ID = McpConstants.MESSAGE_ID;
    static final String CLIENT_ID = McpConstants.CLIENT_ID;
    static final String DEVICE_ID = McpConstants.DEVICE_ID;
    static final String PROTOCOL = McpConstants.PROTOCOL;
    static final String COMMAND_NAME = McpConstants.COMMAND_NAME;
    static final String RECEIVED_AT = McpConstants.RECEIVED_AT;
    static final String REMOTE_ADDRESS = McpConstants.REMOTE_ADDRESS;

    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        long receivedAt = receivedAt(message);
        // before the message id of a part: all parts have the trace of the whole
        String traceId = TraceIds.of(exchange);
        String messageId = messageId(exchange);
        byte[] body = message.getBody(byte[].class);
        byte[] octets = body == null ? new byte[0] : body;
        byte[] line = line(message, messageId, traceId, receivedAt, octets);
        message.setBody(line);
        ContentHash.keep(exchange, line, octets);
    }

    /** When the message came, milliseconds since the epoch: what its header says, and from now on will say. */
    public static long receivedAt(Message message) {
        Long receivedAt = message.getHeader(RECEIVED_AT, Long.class);
        if (receivedAt == null) {
            receivedAt = System.currentTimeMillis();
            // the queue and the outputs must see the same time
            message.setHeader(RECEIVED_AT, receivedAt);
        }
        return receivedAt;
    }

    /**
     * The line of one event.
     *
     * @param message   whose headers say where it comes from
     * @param messageId of the event; null for none
     * @param octets    its payload
     */
    public static byte[] line(
            Message message, @Nullable String messageId, String traceId, long receivedAt, byte[] octets) {
        String protocol = text(message, PROTOCOL);
        OctetBuffer out = new OctetBuffer(320 + octets.length + octets.length / 2);
        out.append('{');
        put(out, "messageId", messageId);
        put(out, "clientId", text(message, CLIENT_ID));
        Long deviceId = message.getHeader(DEVICE_ID, Long.class);
        if (deviceId != null) {
            out.append("\"deviceId\":").append(deviceId.longValue()).append(',');
        }
        put(out, "protocol", protocol);
        put(out, "command", text(message, COMMAND_NAME));
        out.append("\"receivedAt\":\"");
        time(out, receivedAt);
        out.append("\",");
        put(out, "remoteAddress", text(message, REMOTE_ADDRESS));
        out.append("\"traceId\":\"").append(traceId).append("\",");
        if (protocol == null || !protocol.startsWith("modbus") || !ModbusFields.append(octets, out)) {
            payload(out, octets);
        }
        out.append('}');
        return out.toArray();
    }

    /** The id of the message; in a {@code split} with the number of the part behind it, which its header then has too. */
    public static @Nullable String messageId(Exchange exchange) {
        String id = text(exchange.getMessage(), MESSAGE_ID);
        Integer part = exchange.getProperty(ExchangePropertyKey.SPLIT_INDEX, Integer.class);
        if (id == null || part == null) {
            return id;
        }
        String ofPart = id + "#" + part;
        // the queue and the outputs must see the same id
        exchange.getMessage().setHeader(MESSAGE_ID, ofPart);
        return ofPart;
    }

    private static void payload(OctetBuffer out, byte[] octets) {
        if (!Utf8.isValid(octets)) {
            out.append("\"bodyBase64\":\"")
                    .append(Base64.getEncoder().encode(octets))
                    .append('"');
            return;
        }
        int mark = out.length();
        out.append("\"body\":");
        if (!JsonCompactor.append(octets, out)) {
            out.truncate(mark);
            out.append("\"bodyText\":\"").appendEscaped(octets).append('"');
        }
    }

    private static @Nullable String text(Message message, String header) {
        return message.getHeader(header, String.class);
    }

    private static void put(OctetBuffer out, String name, @Nullable String value) {
        if (value != null) {
            out.append('"').append(name).append("\":\"").appendEscaped(value).append("\",");
        }
    }

    private static void time(OctetBuffer out, long millis) {
        long seconds = Math.floorDiv(millis, 1000L);
        if (seconds < 0 || seconds > 253_402_300_799L) { // beyond the year 9999
            out.append(Instant.ofEpochMilli(millis).toString());
            return;
        }
        LocalDateTime t = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
        out.appendPadded(t.getYear(), 4).append('-');
        out.appendPadded(t.getMonthValue(), 2).append('-');
        out.appendPadded(t.getDayOfMonth(), 2).append('T');
        out.appendPadded(t.getHour(), 2).append(':');
        out.appendPadded(t.getMinute(), 2).append(':');
        out.appendPadded(t.getSecond(), 2).append('.');
        out.appendPadded((int) Math.floorMod(millis, 1000L), 3).append('Z');
    }
}
