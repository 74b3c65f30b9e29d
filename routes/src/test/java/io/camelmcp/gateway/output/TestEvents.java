package io.camelmcp.gateway.output;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.camelmcp.gateway.events.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Events as the gateway makes them of what devices send. */
public final class TestEvents {

    /** When all of them were received. */
    public static final Instant RECEIVED = Instant.parse("2026-03-01T12:00:00.123Z");

    private TestEvents() {}

    public static Event event(String messageId) {
        return event(messageId, "{\"n\":1}");
    }

    public static Event event(String messageId, String body) {
        String json = "{\"messageId\":\"" + messageId + "\",\"clientId\":\"7\",\"deviceId\":7,\"protocol\":\"mcp\","
                + "\"command\":\"REPORT\",\"receivedAt\":\"" + RECEIVED
                + "\",\"remoteAddress\":\"10.0.0.9:4711\","
                + "\"body\":" + body + "}";
        return new Event(messageId, "7", "REPORT", RECEIVED.toEpochMilli(), json.getBytes(UTF_8));
    }

    /** An event with a trace id of 32 hexadecimal digits. */
    public static Event traced(String messageId, String traceId) {
        Event event = event(messageId);
        String json = new String(event.json(), UTF_8).replace("\"body\":", "\"traceId\":\"" + traceId + "\",\"body\":");
        return new Event(messageId, event.clientId(), event.command(), event.receivedAt(), json.getBytes(UTF_8));
    }

    /** Events {@code PREFIX-FROM} to {@code PREFIX-(TO - 1)}. */
    public static List<Event> events(String prefix, int from, int to) {
        List<Event> events = new ArrayList<>();
        for (int i = from; i < to; i++) {
            events.add(event(prefix + "-" + i));
        }
        return events;
    }

    public static List<String> ids(List<Event> events) {
        return events.stream().map(Event::messageId).toList();
    }
}
