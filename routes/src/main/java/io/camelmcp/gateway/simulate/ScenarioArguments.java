package io.camelmcp.gateway.simulate;

import io.camelmcp.gateway.scenario.Scenario;
import io.camelmcp.gateway.scenario.ScenarioOptions;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options of {@code simulate} that belong to {@code --scenario}. */
final class ScenarioArguments {

    private static final String HOME = "gateway.home";
    private static final int DEFAULT_CONCURRENCY = 500;

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            converter = ScenarioConverter.class,
            description =
                    "Measures instead: idle (memory of a session), login-storm, broadcast (one request to all), or"
                            + " restart (clients of ours while a gateway is stopped and killed). Without --port it starts a server"
                            + " of its own with -Xmx512m. It takes --host, --port, --devices, --threads, --json, --request-timeout,"
                            + " and those below. Devices: 10000, restart 2000.")
    @Nullable
    Scenario scenario;

    @Option(names = "--rounds", paramLabel = "N", description = "Scenario: how often (login-storm 5, broadcast 10).")
    @Nullable
    Integer rounds;

    @Option(
            names = "--hold",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Scenario idle: how long devices idle (5s); restart: how long they report between (10s).")
    @Nullable
    Duration hold;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            description = "Scenario: connections and logins under way at once (500).")
    @Nullable
    Integer concurrency;

    @Option(
            names = "--jwt-secret",
            paramLabel = "SECRET",
            defaultValue = "${env:MCP_JWT_SECRET}",
            description = "Scenario: key (HS256) of the tokens that devices log in with; better in MCP_JWT_SECRET.")
    @Nullable
    String jwtSecret;

    @Option(names = "--token", paramLabel = "TOKEN", description = "Scenario: what all devices log in with instead.")
    @Nullable
    String token;

    @Option(
            names = "--client-prefix",
            paramLabel = "TEXT",
            description = "Scenario: devices are called TEXT1, TEXT2, ... (load-).")
    @Nullable
    String prefix;

    @Option(
            names = "--store",
            paramLabel = "memory|file",
            description = "Scenario: where a server of its own keeps sessions (memory).")
    @Nullable
    String store;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            description = "Scenario broadcast with --port: HTTP door of the gateway; GATEWAY_API_TOKEN is its token.")
    @Nullable
    Integer httpPort;

    /** @throws IllegalArgumentException naming the value that is out of range, or does not go with the others */
    ScenarioOptions options(
            Scenario chosen,
            String host,
            @Nullable Integer port,
            @Nullable Integer devices,
            int threads,
            Duration patience) {
        Duration defaultHold = Duration.ofSeconds(chosen == Scenario.RESTART ? 10 : 5);
        return new ScenarioOptions(
                chosen,
                host,
                port == null ? 0 : port,
                devices == null ? chosen.devices() : devices,
                threads,
                or(concurrency, DEFAULT_CONCURRENCY),
                or(rounds, chosen.rounds()),
                or(hold, defaultHold),
                patience,
                or(prefix, "load-"),
                token != null || jwtSecret != null && jwtSecret.isEmpty() ? null : jwtSecret,
                token,
                or(httpPort, 0),
                System.getenv("GATEWAY_API_TOKEN"),
                or(store, "memory"),
                Path.of(System.getProperty(HOME, ".")).toAbsolutePath());
    }

    private static <T> T or(@Nullable T given, T otherwise) {
        return given == null ? otherwise : given;
    }

    /** Names of {@link Scenario}. */
    static final class ScenarioConverter implements ITypeConverter<Scenario> {
        @Override
        public Scenario convert(String text) {
            try {
                return Scenario.of(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
