package io.camelmcp.gateway.config;

import io.camelmcp.gateway.broker.BrokerSettings;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.activemq.artemis.core.server.JournalType;
import org.jspecify.annotations.Nullable;

/**
 * What the operator configures: {@code conf/application.properties}, and above it the environment, where
 * {@code gateway.http.port} is {@code GATEWAY_HTTP_PORT}.
 *
 * @param mcpHost    address that devices connect to
 * @param mcpPort    its port, 0..65535; 0 is any free one
 * @param httpHost   address of the health page and of {@code /api}
 * @param httpPort   its port, 0..65535; 0 is any free one
 * @param apiToken   what whoever uses {@code /api} must show; null for none
 * @param sessions   the option {@code sessionStore} of the port for devices
 * @param data       directory of all that is kept
 * @param routes     folder of the route files
 * @param properties file that Camel reads too
 * @param broker     the queue
 */
public record GatewaySettings(
        String mcpHost,
        int mcpPort,
        String httpHost,
        int httpPort,
        @Nullable String apiToken,
        String sessions,
        Path data,
        Path routes,
        Path properties,
        BrokerSettings broker) {

    private static final long MIB = 1024 * 1024;

    /**
     * Reads and checks the settings.
     *
     * @param home        the folder that holds {@code conf/}
     * @param environment the variables of the process
     * @throws ConfigurationException if a value cannot work
     */
    public static GatewaySettings load(Path home, Map<String, String> environment) {
        Path file = home.resolve("conf/application.properties").toAbsolutePath().normalize();
        Source source = new Source(file, read(file), environment);
        Path data = source.uriPath("gateway.data", "data");
        BrokerSettings broker = new BrokerSettings(
                data.resolve("broker"),
                source.journal("gateway.queue.journal"),
                (int) source.number("gateway.queue.journal-files", 20, 2, 1_000),
                200_000,
                source.number("gateway.queue.memory-mb", 64, 1, 1_000_000) * MIB,
                source.number("gateway.queue.disk-mb", 8192, 1, 100_000_000) * MIB,
                source.number("gateway.queue.min-free-mb", 512, 1, 100_000_000) * MIB,
                (int) source.number("gateway.queue.duplicate-ids", 100_000, 0, 10_000_000));
        return new GatewaySettings(
                source.text("mcp.host", "127.0.0.1"),
                (int) source.number("mcp.port", 5020, 0, 65_535),
                source.text("gateway.http.host", "127.0.0.1"),
                (int) source.number("gateway.http.port", 8080, 0, 65_535),
                source.token("gateway.api.token"),
                source.sessionStore("mcp.session.store", data.resolve("sessions")),
                data,
                source.path("gateway.routes", home.resolve("conf/routes").toString()),
                file,
                broker);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "GatewaySettings[data=" + data + ", properties=" + properties + "]";
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

    private record Source(Path file, Properties properties, Map<String, String> environment) {

        String text(String key, String fallback) {
            String value = environment.get(AboveTheFile.variable(key));
            if (value == null || value.isBlank()) {
                value = properties.getProperty(key);
            }
            return value == null || value.isBlank() ? fallback : value.trim();
        }

        long number(String key, long fallback, long min, long max) {
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

        Path path(String key, String fallback) {
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
                        key,
                        "...",
                        "has characters that no bearer token can have; use A-Z a-z 0-9 . _ ~ + / - only",
                        null);
            }
            return token;
        }

        String sessionStore(String key, Path directory) {
            String value = text(key, "file:" + directory);
            boolean isFile = value.startsWith("file:") && value.length() > "file:".length();
            if (!isFile && !value.equals("memory") && !value.matches("#.+")) {
                throw bad(
                        key,
                        value,
                        "is neither memory, file:DIR, nor #name of a bean; without the setting it is file:" + directory,
                        null);
            }
            return value;
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

        private ConfigurationException bad(String key, String value, String why, @Nullable Throwable cause) {
            boolean inEnvironment =
                    !environment.getOrDefault(AboveTheFile.variable(key), "").isBlank();
            String line = (inEnvironment ? AboveTheFile.variable(key) : file + ": " + key) + "=" + value + ": " + why;
            return cause == null ? new ConfigurationException(line) : new ConfigurationException(line, cause);
        }
    }
}
