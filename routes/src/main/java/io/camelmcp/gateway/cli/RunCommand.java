package io.camelmcp.gateway.cli;

import io.camelmcp.gateway.GatewayServer;
import io.camelmcp.gateway.config.GatewaySettings;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;

/** Runs the gateway until the process is told to stop. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Runs the gateway. Prints one line 'ready mcp=HOST:PORT http=HOST:PORT data=DIR' when it serves.",
        footer = {
            "",
            "Environment:",
            "  MCP_HOST, MCP_PORT                    where devices connect (127.0.0.1, 5020; port 0: any)",
            "  MCP_AUTH                              how devices prove who they are: none, token, mtls (none)",
            "  MCP_JWT_SECRET, MCP_JWKS_URL          key of their tokens; MCP_JWT_ISSUER, MCP_JWT_AUDIENCE what tokens must say",
            "  MCP_TLS_CERT, MCP_TLS_KEY             PEM files of the gateway; MCP_TLS_CLIENT_CA those who sign devices",
            "  GATEWAY_DATA                          what is kept (./data)",
            "  GATEWAY_ROUTES                        folder of the YAML route files",
            "  GATEWAY_HTTP_HOST, GATEWAY_HTTP_PORT  health at /observe/health (127.0.0.1, 8080; port 0: any)",
            "  GATEWAY_LOG_FORMAT                    lines of the log: json or text (json)",
            "  GATEWAY_API_TOKEN                     what whoever uses /api must show; without it /api is for this machine",
            "  MCP_SESSION_STORE                     file:DIR, or memory (file:GATEWAY_DATA/sessions)"
        })
public final class RunCommand implements Callable<Integer> {

    /** System property: the folder that holds {@code conf/}; the working directory if not set. */
    public static final String HOME = "gateway.home";

    @Override
    public Integer call() throws Exception {
        Path home = Path.of(System.getProperty(HOME, "."));
        GatewayServer server = Startup.start(GatewaySettings.load(home, System.getenv()), RunCommand::stop);
        System.out.println(server.readyLine());
        System.out.flush();
        new CountDownLatch(1).await();
        return 0;
    }

    private static void stop(GatewayServer server) {
        server.close();
        // a process ended by a signal that it has obeyed has done well
        Runtime.getRuntime().halt(0);
    }
}
