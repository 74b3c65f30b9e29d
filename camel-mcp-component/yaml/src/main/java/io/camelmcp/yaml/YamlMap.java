package io.camelmcp.yaml;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A map of a YAML file. The getters without an alternative fail with a {@link YamlException} if the key is missing. */
public final class YamlMap {

    private final YamlValue place;
    private final Map<String, YamlValue> entries;

    YamlMap(YamlValue place, Map<String, YamlValue> entries) {
        this.place = place;
        this.entries = entries;
    }

    void allowOnly(Collection<String> known) {
        entries.forEach((key, value) -> {
            if (!known.contains(key)) {
                throw value.error("unknown key " + key + "; known are " + String.join(", ", known));
            }
        });
    }

    /** Line where it begins, from 1. */
    public int line() {
        return place.line();
    }

    /** An error about this map: {@code file:line: message}. */
    public YamlException error(String message) {
        return place.error(message);
    }

    /** Keys, as they stand in the file. */
    public Set<String> keys() {
        return entries.keySet();
    }

    public boolean has(String key) {
        return entries.containsKey(key);
    }

    /** {@code null} if the key is missing. */
    public @Nullable YamlValue find(String key) {
        return entries.get(key);
    }

    public YamlValue get(String key) {
        YamlValue value = entries.get(key);
        if (value == null) {
            throw error(key + " is missing; add it");
        }
        return value;
    }

    public String string(String key) {
        return get(key).asString();
    }

    public @Nullable String stringOr(String key, @Nullable String otherwise) {
        YamlValue value = find(key);
        return value == null ? otherwise : value.asString();
    }

    public int integer(String key, int least, int most) {
        return get(key).asInt(least, most);
    }

    public int integer(String key, int least, int most, int otherwise) {
        YamlValue value = find(key);
        return value == null ? otherwise : value.asInt(least, most);
    }

    public double number(String key, double otherwise) {
        YamlValue value = find(key);
        return value == null ? otherwise : value.asDouble();
    }

    public BigDecimal decimal(String key, BigDecimal otherwise) {
        YamlValue value = find(key);
        return value == null ? otherwise : value.asDecimal();
    }

    public boolean bool(String key, boolean otherwise) {
        YamlValue value = find(key);
        return value == null ? otherwise : value.asBoolean();
    }

    public @Nullable Duration durationOr(String key, @Nullable Duration otherwise) {
        YamlValue value = find(key);
        return value == null ? otherwise : value.asDuration();
    }

    /** A list; empty if the key is missing. */
    public List<YamlValue> list(String key) {
        YamlValue value = find(key);
        return value == null ? List.of() : value.asList();
    }

    /**
     * The map under a key.
     *
     * @param known the only keys that it may have; none at all for any
     */
    public YamlMap map(String key, String... known) {
        return get(key).asMap(known);
    }
}
