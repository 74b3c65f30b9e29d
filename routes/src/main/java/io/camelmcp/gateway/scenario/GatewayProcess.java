package io.camelmcp.gateway.scenario;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The gateway as an operator runs it, {@code gateway run}, in a process of its own that can be stopped and killed. */
final class GatewayProcess implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("ready mcp=[^ ]+:(\\d+) http=.*");
    private static final long END_SECONDS = 60;

    private final Process process;
    private final int port;

    private GatewayProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts one, and returns when it serves.
     *
     * @param port 0 for a free one
     * @param data what it keeps
     * @param log  where its log is added
     * @throws ScenarioException if it does not serve; the log says why
     */
    static GatewayProcess start(Path home, int port, String secret, Path data, Path log)
            throws IOException, ScenarioException {
        ProcessBuilder builder =
                OwnServer.java(List.of("-Dgateway.home=" + home), "io.camelmcp.gateway.Gateway", "run");
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("GATEWAY_") || name.startsWith("MCP_"));
        environment.put("MCP_PORT", Integer.toString(port));
        environment.put("MCP_AUTH", "token");
        environment.put(ServerMain.SECRET, secret);
        environment.put("GATEWAY_HTTP_PORT", "0");
        environment.put("GATEWAY_DATA", data.toString());
        Process started = builder.redirectError(Redirect.appendTo(log.toFile())).start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher ready = READY.matcher(line);
            if (ready.matches()) {
                return new GatewayProcess(started, Integer.parseInt(ready.group(1)));
            }
        }
        started.destroyForcibly();
        throw new ScenarioException("the gateway has not started: " + lastLine(log));
    }

    private static String lastLine(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return lines.isEmpty() ? "it has said nothing" : lines.get(lines.size() - 1);
    }

    int port() {
        return port;
    }

    /** Ends it as an operator does, and waits for that. */
    void terminate() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
            kill();
        }
    }

    /** Ends it as a power cut would, and waits for that. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
