package io.camelmcp.gateway.output;

import io.camelmcp.gateway.config.ConfigurationException;
import io.camelmcp.gateway.config.SettingsSource;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.util.TimeUtils;
import org.jspecify.annotations.Nullable;

/** The values of one output, as they stand in the file and the environment. */
final class CheckedSettings implements OutputSettings {

    private final String output;
    private final SettingsSource source;
    private final Path data;
    private final Map<String, OutputProperty> properties = new LinkedHashMap<>();

    /** @param data directory of the gateway, for <code>{{gateway.data}}</code> in values */
    CheckedSettings(String output, OutputType type, SettingsSource source, Path data) {
        this.output = output;
        this.source = source;
        this.data = data;
        CommonProperties.with(type).forEach(property -> properties.put(property.name(), property));
    }

    /** @throws ConfigurationException for the first value that is missing or is not what it must be */
    void check(String first) {
        for (OutputProperty property : properties.values()) {
            String value = find(property.name());
            if (value != null) {
                check(property, value);
            } else if (property.required() || property.name().equals(first)) {
                throw source.bad(
                        key(property.name()),
                        "is missing, and the output " + output + " cannot do without; set it, or "
                                + key(CommonProperties.ENABLED) + "=false");
            }
        }
        if (duration(CommonProperties.RETRY_DELAY).compareTo(duration(CommonProperties.RETRY_MAX_DELAY)) > 0) {
            throw bad(
                    isSet(CommonProperties.RETRY_DELAY)
                            ? CommonProperties.RETRY_DELAY
                            : CommonProperties.RETRY_MAX_DELAY,
                    key(CommonProperties.RETRY_DELAY) + " is above " + key(CommonProperties.RETRY_MAX_DELAY) + "="
                            + text(CommonProperties.RETRY_MAX_DELAY) + "; correct one of them");
        }
    }

    private void check(OutputProperty property, String value) {
        String name = property.name();
        switch (property.kind()) {
            case TEXT, SECRET -> {}
            case NUMBER -> {
                if (!value.matches("-?\\d{1,18}") || outside(property, Long.parseLong(value))) {
                    throw bad(
                            name,
                            "is not a whole number in " + property.min() + ".." + property.max() + example(property));
                }
            }
            case DURATION -> {
                Duration duration = SettingsSource.duration(value);
                if (duration == null || outside(property, duration.toMillis())) {
                    throw bad(
                            name,
                            "is not a duration in " + property.min() + ".." + property.max()
                                    + " milliseconds; write e.g. 500ms, 1s, 5m");
                }
            }
            case FLAG -> {
                if (!value.equals("true") && !value.equals("false")) {
                    throw bad(name, "is neither true nor false");
                }
            }
            case URL -> {
                if (!isUrl(value)) {
                    throw bad(name, "is no URL; write http://HOST:PORT or https://HOST:PORT");
                }
            }
            case CHOICE -> {
                if (!property.choices().contains(value)) {
                    throw bad(name, "is none of " + String.join(", ", property.choices()));
                }
            }
            case FILE -> {
                Path path = path(value);
                if (path == null || !Files.isRegularFile(path) || !Files.isReadable(path)) {
                    throw bad(name, "there is no such file, or it cannot be read; correct the path");
                }
            }
        }
    }

    private static boolean outside(OutputProperty property, long value) {
        return value < property.min() || value > property.max();
    }

    private static String example(OutputProperty property) {
        return property.fallback() == null ? "" : "; e.g. " + property.fallback();
    }

    private static boolean isUrl(String value) {
        try {
            URI uri = URI.create(value);
            return uri.getHost() != null
                    && uri.getPort() != 0
                    && uri.getPort() <= 65_535
                    && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static @Nullable Path path(String value) {
        try {
            return Path.of(value).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /** What routes may use: all values but secrets; for an output that is off the defaults. */
    Map<String, String> placeholders(boolean on) {
        Map<String, String> values = new LinkedHashMap<>();
        properties.values().forEach(property -> {
            String value = on ? find(property.name()) : resolved(property.fallback());
            if (value != null && property.kind() != OutputProperty.Kind.SECRET) {
                values.put(key(property.name()), value);
            }
        });
        values.put(key("on"), Boolean.toString(on));
        return values;
    }

    String key(String name) {
        return "output." + output + "." + name;
    }

    @Override
    public String output() {
        return output;
    }

    @Override
    public boolean isSet(String name) {
        property(name);
        return source.find(key(name)) != null;
    }

    @Override
    public @Nullable String find(String name) {
        OutputProperty property = property(name);
        String value = source.find(key(name));
        return resolved(value == null ? property.fallback() : value);
    }

    private @Nullable String resolved(@Nullable String value) {
        return value == null ? null : value.replace("{{gateway.data}}", data.toString());
    }

    private OutputProperty property(String name) {
        OutputProperty property = properties.get(name);
        if (property == null) {
            throw new IllegalArgumentException("the output " + output + " has no property " + name);
        }
        return property;
    }

    @Override
    public String text(String name) {
        String value = find(name);
        return value == null ? "" : value;
    }

    private String value(String name) {
        String value = find(name);
        if (value == null) {
            throw new IllegalArgumentException(key(name) + " has neither a value nor a default");
        }
        return value;
    }

    @Override
    public long number(String name) {
        return Long.parseLong(value(name));
    }

    @Override
    public boolean flag(String name) {
        return Boolean.parseBoolean(text(name));
    }

    @Override
    public Duration duration(String name) {
        return Duration.ofMillis(TimeUtils.toMilliSeconds(value(name)));
    }

    @Override
    public @Nullable Path file(String name) {
        String value = find(name);
        return value == null ? null : path(value);
    }

    // somebody may have written a password into a URL
    private static boolean isSecret(OutputProperty property, String value) {
        return property.kind() == OutputProperty.Kind.SECRET
                || (property.kind() == OutputProperty.Kind.URL && value.contains("@"));
    }

    @Override
    public ConfigurationException bad(String name, String why) {
        String value = find(name);
        return value == null || isSecret(property(name), value)
                ? source.bad(key(name), why)
                : source.bad(key(name), value, why, null);
    }
}
