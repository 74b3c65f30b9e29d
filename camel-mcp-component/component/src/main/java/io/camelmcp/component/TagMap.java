package io.camelmcp.component;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelmcp.component.modbus.tags.TagQuality;
import io.camelmcp.component.modbus.tags.TagValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Values of tags by their names, ready for JSON, which is also its text:
 * {@code {"level":{"value":21.5,"quality":"good","time":"2026-11-23T15:43:02.123Z","unit":"m"}}}.
 *
 * <table>
 * <caption>Each value</caption>
 * <tr><td>{@code value}</td><td>Boolean, Integer, Long, BigInteger, Double or String; {@code null} if the quality is bad</td></tr>
 * <tr><td>{@code quality}</td><td>{@code good}, {@code stale} or {@code bad}</td></tr>
 * <tr><td>{@code time}</td><td>when the answer with this value came; if the quality is bad, when that was found out</td></tr>
 * <tr><td>{@code unit}</td><td>unit of measure, if the tag has one</td></tr>
 * <tr><td>{@code age}</td><td>of a stale value, in milliseconds</td></tr>
 * <tr><td>{@code reason}</td><td>why the quality is not good</td></tr>
 * </table>
 */
public final class TagMap extends LinkedHashMap<String, Object> {

    private static final long serialVersionUID = 1L;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The values in a list, each with its {@code name} first; its text is JSON too. */
    public static final class TagArray extends ArrayList<Map<String, Object>> {
        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            return json(this);
        }
    }

    /** Values as tags have them, by name. */
    static TagMap of(List<TagValue> values, long nowMillis) {
        TagMap map = new TagMap();
        Times times = new Times();
        for (TagValue value : values) {
            map.put(value.name(), put(value, nowMillis, times, new LinkedHashMap<>(8)));
        }
        return map;
    }

    static TagArray listOf(List<TagValue> values, long nowMillis) {
        TagArray list = new TagArray();
        Times times = new Times();
        for (TagValue value : values) {
            Map<String, Object> entry = new LinkedHashMap<>(8);
            entry.put("name", value.name());
            list.add(put(value, nowMillis, times, entry));
        }
        return list;
    }

    private static Map<String, Object> put(TagValue value, long nowMillis, Times times, Map<String, Object> entry) {
        entry.put("value", value.value());
        entry.put("quality", value.quality().label());
        entry.put("time", times.text(value.timeMillis()));
        String unit = value.point().tag().unit();
        if (unit != null) {
            entry.put("unit", unit);
        }
        if (value.quality() == TagQuality.STALE) {
            entry.put("age", nowMillis - value.timeMillis());
        }
        if (value.reason() != null) {
            entry.put("reason", value.reason());
        }
        return entry;
    }

    /** Times as text. All values of a block have come at once, and to write the time is dear. */
    private static final class Times {

        private long lastMillis;
        private String last = Instant.EPOCH.toString();

        String text(long millis) {
            if (millis != lastMillis) {
                lastMillis = millis;
                last = Instant.ofEpochMilli(millis).toString();
            }
            return last;
        }
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("values of tags cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** JSON. */
    @Override
    public String toString() {
        return json(this);
    }
}
