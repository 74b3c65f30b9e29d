package io.camelmcp.gateway.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.camel.util.TimeUtils;
import org.jspecify.annotations.Nullable;

/** Values by their keys: the environment above the file. */
public record SettingsSource(Path file, Properties properties, Map<String, String> environment) {

    public static SettingsSource of(Path file, Map<String, String> environment) {
        return new SettingsSource(file, read(file), environment);
    }

    private static Properties read(Path file) {
        Properties properties = new Properties();
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                properties.load(reader);
            } catch (IOException | IllegalArgumentException e) {
                throw new ConfigurationException(
                        file + ": cannot be read (" + e.getMessage() + "); correct the file", e);
            }
        }
        return properties;
    }

    /** The value of a key, or the fallback. */
    public String text(String key, String fallback) {
        String value = find(key);
        return value == null ? fallback : value;
    }

    /** The value of a key, {@code null} if there is none or it is blank. */
    public @Nullable String find(String key) {
        String value = environment.get(AboveTheFile.variable(key));
        if (value == null || value.isBlank()) {
            value = properties.getProperty(key);
        }
        return value == null || value.isBlank() ? null : value.trim();
    }

    /** The keys of the file that begin so and have a value. */
    public Set<String> keys(String prefix) {
        return properties.stringPropertyNames().stream()
                .filter(key ->
                        key.startsWith(prefix) && !properties.getProperty(key).isBlank())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The variables of the environment that begin so and have a value. */
    public Set<String> variables(String prefix) {
        return environment.entrySet().stream()
                .filter(entry ->
                        entry.getKey().startsWith(prefix) && !entry.getValue().isBlank())
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** {@code true} or {@code false}. */
    public boolean flag(String key, boolean fallback) {
        String value = find(key);
        if (value != null && !value.equals("true") && !value.equals("false")) {
            throw bad(key, value, "is neither true nor false", null);
        }
        return value == null ? fallback : value.equals("true");
    }

    /** What Camel takes for a duration, {@code 500}, {@code 10s}, {@code 5m}, {@code 1h}; null if it is none. */
    public static @Nullable Duration duration(String value) {
        try {
            return Duration.ofMillis(TimeUtils.toMilliSeconds(value));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) { // the latter for a word without digits
            return null;
        }
    }

    /** Whether the file has the key with nothing behind it: Camel would give routes an empty value. */
    boolean isEmptyLine(String key) {
        return find(key) == null && properties.getProperty(key) != null;
    }

    /** A whole number in a range. */
    public long number(String key, long fallback, long min, long max) {
        String value = text(key, Long.toString(fallback));
        try {
            long number = Long.parseLong(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw bad(key, value, "is not a number in " + min + ".." + max + "; e.g. " + fallback, null);
    }

    /** @throws ConfigurationException if the value is no path */
    public Path path(String key, String fallback) {
        String value = text(key, fallback);
        try {
            return Path.of(value).toAbsolutePath().normalize();
        } catch (IllegalArgumentException e) {
            throw bad(key, value, "is not a path; correct it", e);
        }
    }

    // routes put it into endpoint URIs, where Camel takes these for something else: events would go elsewhere
    Path uriPath(String key, String fallback) {
        Path path = path(key, fallback);
        if (path.toString().matches(".*[%?#+&{}].*")) {
            throw bad(
                    key,
                    text(key, fallback),
                    "has one of % ? # + & { } in " + path + ", which routes cannot use; choose another directory",
                    null);
        }
        return path;
    }

    // whatever a client can put behind "Bearer " (RFC 6750, 2.1)
    @Nullable
    String token(String key) {
        String token = text(key, "");
        if (token.isEmpty()) {
            return null;
        }
        if (!token.matches("[A-Za-z0-9._~+/-]+=*")) {
            throw bad(
                    key, "...", "has characters that no bearer token can have; use A-Z a-z 0-9 . _ ~ + / - only", null);
        }
        return token;
    }

    PortSetting sessionStore(String key, Path directory) {
        String value = text(key, "file:" + directory);
        boolean isFile = value.startsWith("file:") && value.length() > "file:".length();
        if (!isFile && !value.equals("memory") && !value.matches("#.+")) {
            throw bad(
                    key,
                    value,
                    "is neither memory, file:DIR, nor #name of a bean; without the setting it is file:" + directory,
                    null);
        }
        return new PortSetting("sessionStore", where(key), value);
    }

    JournalType journal(String key) {
        String value = text(key, "NIO");
        for (JournalType type : new JournalType[] {JournalType.NIO, JournalType.ASYNCIO}) {
            if (type.name().equalsIgnoreCase(value)) {
                return type;
            }
        }
        throw bad(key, value, "is neither NIO nor ASYNCIO; NIO works everywhere", null);
    }

    /** The line for a value that cannot work: what the operator calls it, the value, and why with the way out. */
    public ConfigurationException bad(String key, String value, String why, @Nullable Throwable cause) {
        String line = where(key) + "=" + value + ": " + why;
        return cause == null ? new ConfigurationException(line) : new ConfigurationException(line, cause);
    }

    /** The line for a value that is secret, or missing. */
    public ConfigurationException bad(String key, String why) {
        return new ConfigurationException(where(key) + ": " + why);
    }

    /** What the operator calls it: the variable, or the line of the file. */
    public String where(String key) {
        String variable = AboveTheFile.variable(key);
        boolean inEnvironment = !environment.getOrDefault(variable, "").isBlank();
        return inEnvironment || properties.getProperty(key) == null ? variable : file + ": " + key;
    }

    /** Without the values, which may be secret. */
    @Override
    public String toString() {
        return "SettingsSource[" + file + "]";
    }
}
