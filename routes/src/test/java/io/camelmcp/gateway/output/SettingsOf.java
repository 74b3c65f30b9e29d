package io.camelmcp.gateway.output;

import io.camelmcp.gateway.config.ConfigurationException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.util.TimeUtils;

/** Settings of an output for tests of its type. */
public final class SettingsOf implements OutputSettings {

    private final OutputType type;
    private final Map<String, String> values;

    private SettingsOf(OutputType type, Map<String, String> values) {
        this.type = type;
        this.values = values;
    }

    /** Opens an output. @param keysAndValues name, value, name, value ... */
    public static Output open(OutputType type, String... keysAndValues) {
        return type.open(of(type, keysAndValues));
    }

    public static SettingsOf of(OutputType type, String... keysAndValues) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        SettingsOf settings = new SettingsOf(type, values);
        values.keySet().forEach(settings::property);
        return settings;
    }

    private OutputProperty property(String name) {
        return type.properties().stream()
                .filter(property -> property.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(type.name() + " has no property " + name));
    }

    @Override
    public String output() {
        return type.name();
    }

    @Override
    public boolean isSet(String name) {
        property(name);
        return values.containsKey(name);
    }

    @Override
    public String find(String name) {
        return values.getOrDefault(name, property(name).fallback());
    }

    @Override
    public String text(String name) {
        String value = find(name);
        return value == null ? "" : value;
    }

    @Override
    public long number(String name) {
        return Long.parseLong(find(name));
    }

    @Override
    public boolean flag(String name) {
        return Boolean.parseBoolean(find(name));
    }

    @Override
    public Duration duration(String name) {
        return Duration.ofMillis(TimeUtils.toMilliSeconds(find(name)));
    }

    @Override
    public Path file(String name) {
        return find(name) == null ? null : Path.of(find(name));
    }

    @Override
    public ConfigurationException bad(String name, String why) {
        boolean hidden = find(name) == null || property(name).kind() == OutputProperty.Kind.SECRET;
        return new ConfigurationException(
                "output." + output() + "." + name + (hidden ? "" : "=" + find(name)) + ": " + why);
    }
}
