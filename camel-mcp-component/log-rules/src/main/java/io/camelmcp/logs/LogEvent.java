package io.camelmcp.logs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a line says. Made lazily: whoever asks for the type alone pays for no other text. As JSON, and as a map with the same keys:
 *
 * <pre>{@code
 * {"event_type":"ssh.login-failed","timestamp":"2026-11-23T04:02:52.000Z","severity":"warning",
 *  "message":"Failed password for root","rule":"ssh.login-failed","fields":{"user":"root","sourceIp":"10.1.2.3"}}
 * }</pre>
 *
 * <p>A line that no rule knows has {@code "event_type":"unknown"}, its text in {@code message} and {@code raw}, and neither
 * {@code rule} nor {@code fields}. {@code "truncated":true} says that something was too long and is missing,
 * {@code "stopped":"NAME"} that a rule was stopped at this line. Not for several threads at once.
 */
public final class LogEvent {

    /** Type of a line that no rule knows. */
    public static final String UNKNOWN = "unknown";

    private static final JsonFactory JSON = new JsonFactory();

    private final LogRecord record;
    private final String line;
    private final @Nullable Rule rule;
    // start and end of each group of the rule
    private final int[] offsets;
    private final long timestamp;
    private final @Nullable String stopped;
    private @Nullable Map<String, Object> fields;

    LogEvent(
            LogRecord record,
            String line,
            @Nullable Rule rule,
            int[] offsets,
            long timestamp,
            @Nullable String stopped) {
        this.record = record;
        this.line = line;
        this.rule = rule;
        this.offsets = offsets;
        this.timestamp = timestamp;
        this.stopped = stopped;
    }

    /** Type of the event: what the rule says, or {@link #UNKNOWN}. */
    public String type() {
        return rule == null ? UNKNOWN : rule.type;
    }

    /** Name of the rule that knows the line; {@code null} if none does. */
    public @Nullable String rule() {
        return rule == null ? null : rule.name;
    }

    public boolean isKnown() {
        return rule != null;
    }

    /** Milliseconds since the epoch: what the line says, or when it came if it says nothing that can be read. */
    public long timestampMillis() {
        return timestamp;
    }

    /** {@link #timestampMillis()} as an instant. */
    public Instant timestamp() {
        return Instant.ofEpochMilli(timestamp);
    }

    public Severity severity() {
        if (rule == null) {
            return Severity.INFO;
        }
        String text = rule.severityGroup < 0 ? null : group(rule.severityGroup);
        return text == null ? rule.severity.otherwise() : rule.severity.of(text);
    }

    /** The group {@code message} of the rule; the whole line if there is none. */
    public String message() {
        String message = rule == null || rule.messageGroup < 0 ? null : group(rule.messageGroup);
        return message == null ? line : message;
    }

    /** The line as it came, with those that belong to it. */
    public String raw() {
        return record.more().isEmpty() ? line : line + "\n" + record.more();
    }

    /** Whether something was too long, and was cut. */
    public boolean isTruncated() {
        return record.isCut();
    }

    /** Name of a rule that was stopped at this line because it cost too much; {@code null} if none was. */
    public @Nullable String stopped() {
        return stopped;
    }

    /**
     * The groups of the rule but {@code time} and {@code message}, those that have matched, as their types say: String, Integer,
     * Long, Double or Boolean. A stack trace is {@code stackTrace}, with its {@code exception}; other lines that belong to the
     * first are {@code continuation}.
     */
    public Map<String, Object> fields() {
        Map<String, Object> known = fields;
        if (known == null) {
            known = Collections.unmodifiableMap(readFields());
            fields = known;
        }
        return known;
    }

    private Map<String, Object> readFields() {
        Map<String, Object> all = new LinkedHashMap<>();
        if (rule != null) {
            for (int i = 0; i < rule.groups.size(); i++) {
                Object value = value(rule, i);
                if (value != null) {
                    all.put(rule.groups.get(i).name(), value);
                }
            }
            all.putAll(rule.added);
            for (int i = 0; i < rule.groups.size(); i++) {
                FieldType type = rule.groups.get(i).type();
                String text = type.isMany() ? group(i) : null;
                if (text != null) {
                    String delimiter = rule.delimiterGroup < 0 ? null : group(rule.delimiterGroup);
                    type.putAll(text, delimiter == null ? "" : delimiter, rule.types, all);
                }
            }
        }
        if (!record.more().isEmpty()) {
            putMore(all);
        }
        return all;
    }

    private void putMore(Map<String, Object> all) {
        String more = record.more();
        int end = more.indexOf('\n');
        String exception = LogRecords.exception(end < 0 ? more : more.substring(0, end));
        if (exception.isEmpty()) {
            exception = LogRecords.exception(line);
        }
        if (!exception.isEmpty()) {
            all.putIfAbsent("exception", exception);
        }
        boolean trace = more.startsWith("\tat ") || more.contains("\n\tat ") || more.contains("    at ");
        all.put(trace ? "stackTrace" : "continuation", more);
    }

    // null if the group is no field, or has not matched, or is not of its type
    private @Nullable Object value(Rule known, int i) {
        FieldType type = known.groups.get(i).type();
        if (offsets[2 * i] < 0 || i == known.timeGroup || i == known.messageGroup || type.isMany()) {
            return null;
        }
        return type.convert(line.substring(offsets[2 * i], offsets[2 * i + 1]));
    }

    private @Nullable String group(int position) {
        int start = offsets[2 * position];
        return start < 0 ? null : line.substring(start, offsets[2 * position + 1]);
    }

    /** The keys of the JSON object; {@code fields} is a map, {@code truncated} a Boolean, all others are text. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("event_type", type());
        map.put("timestamp", isoTime(timestamp));
        map.put("severity", severity().text());
        map.put("message", message());
        if (rule != null) {
            map.put("rule", rule.name);
            map.put("fields", fields());
        } else {
            map.put("raw", raw());
        }
        if (isTruncated()) {
            map.put("truncated", true);
        }
        if (stopped != null) {
            map.put("stopped", stopped);
        }
        return map;
    }

    /** One JSON object on one line, in UTF-8. */
    public byte[] toJson() {
        return toJson(false);
    }

    /**
     * One JSON object on one line, in UTF-8.
     *
     * @param withRaw whether it has {@code raw} also if a rule knows the line
     */
    public byte[] toJson(boolean withRaw) {
        ByteArrayBuilder octets = new ByteArrayBuilder(JSON._getBufferRecycler(), 1_000);
        try (JsonGenerator json = JSON.createGenerator(octets)) {
            writeTo(json, withRaw);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
        return octets.getClearAndRelease();
    }

    private void writeTo(JsonGenerator json, boolean withRaw) throws IOException {
        json.writeStartObject();
        json.writeStringField("event_type", type());
        json.writeStringField("timestamp", isoTime(timestamp));
        json.writeStringField("severity", severity().text());
        json.writeStringField("message", message());
        if (rule == null || withRaw) {
            json.writeStringField("raw", raw());
        }
        if (rule != null) {
            json.writeStringField("rule", rule.name);
            json.writeObjectFieldStart("fields");
            if (fields == null && !rule.hasMany && record.more().isEmpty()) {
                writeGroups(json, rule);
                writeAll(json, rule.added);
            } else {
                writeAll(json, fields());
            }
            json.writeEndObject();
        }
        if (isTruncated()) {
            json.writeBooleanField("truncated", true);
        }
        if (stopped != null) {
            json.writeStringField("stopped", stopped);
        }
        json.writeEndObject();
    }

    // what fields() would hold, without making it
    private void writeGroups(JsonGenerator json, Rule known) throws IOException {
        for (int i = 0; i < known.groups.size(); i++) {
            Object value = value(known, i);
            if (value != null) {
                json.writeFieldName(known.groups.get(i).key());
                writeValue(json, value);
            }
        }
    }

    private static void writeAll(JsonGenerator json, Map<String, Object> fields) throws IOException {
        for (Map.Entry<String, Object> field : fields.entrySet()) {
            json.writeFieldName(field.getKey());
            writeValue(json, field.getValue());
        }
    }

    private static void writeValue(JsonGenerator json, Object value) throws IOException {
        if (value instanceof String text) {
            json.writeString(text);
        } else if (value instanceof Integer number) {
            json.writeNumber(number);
        } else if (value instanceof Long number) {
            json.writeNumber(number);
        } else if (value instanceof Double number) {
            json.writeNumber(number);
        } else {
            json.writeBoolean((Boolean) value);
        }
    }

    private static String isoTime(long millis) {
        long seconds = Math.floorDiv(millis, 1_000L);
        if (seconds < 0 || seconds > 253_402_300_799L) { // beyond the year 9999
            return Instant.ofEpochMilli(millis).toString();
        }
        LocalDateTime t = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
        char[] text = "0000-00-00T00:00:00.000Z".toCharArray();
        digits(text, 4, t.getYear());
        digits(text, 7, t.getMonthValue());
        digits(text, 10, t.getDayOfMonth());
        digits(text, 13, t.getHour());
        digits(text, 16, t.getMinute());
        digits(text, 19, t.getSecond());
        digits(text, 23, (int) Math.floorMod(millis, 1_000L));
        return new String(text);
    }

    private static void digits(char[] text, int end, int number) {
        int at = end - 1;
        for (int rest = number; rest > 0; rest /= 10) {
            text[at--] = (char) ('0' + rest % 10);
        }
    }

    @Override
    public String toString() {
        return "LogEvent[" + type() + ", " + severity().text() + "]";
    }
}
