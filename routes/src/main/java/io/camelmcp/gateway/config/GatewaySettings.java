package io.camelmcp.gateway.config;

import io.camelmcp.gateway.broker.BrokerSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
 * @param sessions   where sessions of devices are kept
 * @param data       directory of all that is kept
 * @param routes     folder of the route files
 * @param properties file that Camel reads too
 * @param broker     the queue
 * @param security   how devices prove who they are, and TLS
 * @param source     where it stands; {@code output.*} is read from there by the outputs
 */
public record GatewaySettings(
        String mcpHost,
        int mcpPort,
        String httpHost,
        int httpPort,
        @Nullable String apiToken,
        PortSetting sessions,
        Path data,
        Path routes,
        Path properties,
        BrokerSettings broker,
        DeviceSecurity security,
        SettingsSource source) {

    private static final long MIB = 1024 * 1024;

    /**
     * Reads and checks the settings.
     *
     * @param home        the folder that holds {@code conf/}
     * @param environment the variables of the process
     * @throws ConfigurationException if a value cannot work
     */
    public static GatewaySettings load(Path home, Map<String, String> environment) {
        Path file = file(home);
        SettingsSource source = SettingsSource.of(file, environment);
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
                broker,
                DeviceSecurity.load(source),
                source);
    }

    /** Where the properties stand. */
    public static Path file(Path home) {
        return home.resolve("conf/application.properties").toAbsolutePath().normalize();
    }

    /** What every port for devices has, unless its route says otherwise. */
    public List<PortSetting> ofPorts() {
        return Stream.concat(Stream.of(sessions), security.settings().stream()).toList();
    }

    /** The directory of sessions, if it is part of the data directory. */
    public @Nullable Path ownSessions() {
        String store = sessions.value().toString();
        if (!store.startsWith("file:")) {
            return null;
        }
        Path directory =
                Path.of(store.substring("file:".length())).toAbsolutePath().normalize();
        return directory.startsWith(data) && !directory.equals(data) ? directory : null;
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "GatewaySettings[data=" + data + ", properties=" + properties + "]";
    }
}
