package io.camelmcp.benchmark.server;

import io.camelmcp.gateway.GatewayServer;
import io.camelmcp.gateway.config.GatewaySettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The whole gateway as an operator runs it, on an empty data directory, with one folder of route files or another. */
final class GatewaySubject implements Subject {

    private final SubjectOptions options;
    private final RouteFiles routeFiles;
    private @Nullable GatewayServer gateway;

    GatewaySubject(SubjectOptions options, RouteFiles routeFiles) {
        this.options = options;
        this.routeFiles = routeFiles;
    }

    /** Fills the folder that the gateway reads its routes from. */
    @FunctionalInterface
    interface RouteFiles {
        void write(SubjectOptions options, Path folder) throws IOException;
    }

    /** The gateway's own: into the durable queue, out of it to JSON lines. */
    static void ownRoutes(SubjectOptions options, Path folder) throws IOException {
        String ingest = Files.readString(options.routes().resolve("ingest.yaml"));
        Files.writeString(folder.resolve("ingest.yaml"), withMcpOptions(options, ingest));
        Files.copy(options.routes().resolve("to-file.yaml"), folder.resolve("to-file.yaml"));
    }

    /** What one would write without {@code events:} and {@code jsonl:}: {@code jms:} on the same broker, {@code file:}. */
    static void jmsRoutes(SubjectOptions options, Path folder) throws IOException {
        try (InputStream routes = GatewaySubject.class.getResourceAsStream("/camel-jms.yaml")) {
            String text = new String(Objects.requireNonNull(routes).readAllBytes(), StandardCharsets.UTF_8);
            Files.writeString(folder.resolve("camel-jms.yaml"), withMcpOptions(options, text));
        }
    }

    /** The first parameters of a file are those of {@code mcp:}. */
    private static String withMcpOptions(SubjectOptions options, String routes) {
        String more = Stream.of(options.mcpOptions().split("&", -1))
                .filter(option -> !option.isEmpty())
                .map(option -> "\n        " + option.replaceFirst("=", ": "))
                .collect(Collectors.joining());
        return routes.replaceFirst("parameters:", "parameters:" + more);
    }

    @Override
    public int start() throws Exception {
        return start(Map.of());
    }

    /** @param settings of the environment, besides those that a gateway needs here */
    int start(Map<String, String> settings) throws Exception {
        Path conf = Files.createDirectories(options.directory().resolve("conf"));
        Files.writeString(
                conf.resolve("application.properties"), "camel.component.mcp.worker-count=" + options.loops() + "\n");
        routeFiles.write(options, Files.createDirectory(conf.resolve("routes")));
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("MCP_PORT", "0");
        // one file for the whole run: its lines are counted
        environment.put("OUTPUT_FILE_FILEBYTES", Long.toString(1L << 50));
        environment.put("GATEWAY_HTTP_PORT", "0");
        environment.put("GATEWAY_DATA", options.directory().resolve("data").toString());
        GatewayServer started = GatewayServer.start(GatewaySettings.load(options.directory(), environment));
        gateway = started;
        return started.mcpPort();
    }

    @Override
    public void close() {
        GatewayServer running = gateway;
        if (running != null) {
            running.close();
        }
    }
}
