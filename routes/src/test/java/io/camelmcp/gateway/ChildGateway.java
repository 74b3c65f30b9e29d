package io.camelmcp.gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A gateway in a process of its own, as an operator starts it. */
public final class ChildGateway implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("ready mcp=([^ ]+):(\\d+) http=([^ ]+):(\\d+) data=(.+)");

    private final Process process;
    private final Path errors;
    private final CompletableFuture<String> firstLine = new CompletableFuture<>();
    private final List<String> output = new ArrayList<>();
    private final Thread reader;

    private ChildGateway(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        this.reader = new Thread(() -> read(process.getInputStream()), "child-output");
        reader.start();
    }

    /** Starts {@code gateway run} on ports 0 with these variables above them. */
    public static ChildGateway start(Path home, Map<String, String> environment) throws IOException {
        Path errors = Files.createTempFile(home, "stderr", ".log");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                "-Dgateway.home=" + home,
                // above that of the tests; a format other than the default names its files itself
                environment.containsKey("GATEWAY_LOG_FORMAT")
                        ? "-Dx=y"
                        : "-Dlog4j2.configurationFile=classpath:log4j2.properties",
                "-cp",
                System.getProperty("java.class.path"),
                "io.camelmcp.gateway.Gateway",
                "run");
        Map<String, String> variables = builder.environment();
        variables.keySet().removeIf(name -> name.startsWith("GATEWAY_") || name.startsWith("MCP_"));
        variables.put("MCP_PORT", "0");
        variables.put("GATEWAY_HTTP_PORT", "0");
        variables.put("GATEWAY_DATA", home.resolve("data").toString());
        variables.putAll(environment);
        return new ChildGateway(builder.redirectError(errors.toFile()).start(), errors);
    }

    /** Waits for the ready line. */
    public Matcher awaitReady() throws Exception {
        Matcher matcher = READY.matcher(firstLine.get(60, TimeUnit.SECONDS));
        if (!matcher.matches()) {
            throw new IllegalStateException("no ready line but: " + matcher + "; " + errors());
        }
        return matcher;
    }

    public int mcpPort() throws Exception {
        return Integer.parseInt(awaitReady().group(2));
    }

    public int httpPort() throws Exception {
        return Integer.parseInt(awaitReady().group(4));
    }

    /** Asks it to stop, as a service manager does, and returns the exit code. */
    public int terminate() throws InterruptedException {
        process.destroy(); // SIGTERM
        return exitCode();
    }

    /** Kills it as a power cut would. */
    public void kill() throws InterruptedException {
        process.destroyForcibly(); // SIGKILL
        exitCode();
    }

    public int exitCode() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("still running; " + errors() + "\n" + threads());
        }
        reader.join();
        return process.exitValue();
    }

    /** What the process is doing, or why that cannot be told. */
    private String threads() throws InterruptedException {
        try {
            Process jcmd = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            Long.toString(process.pid()),
                            "Thread.print")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            jcmd.waitFor();
            return said;
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** All that it wrote to standard output; complete after its end. */
    public List<String> output() {
        synchronized (output) {
            return List.copyOf(output);
        }
    }

    public String errors() {
        try {
            return Files.readString(errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void read(InputStream stream) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (output) {
                    output.add(line);
                }
                firstLine.complete(line);
            }
        } catch (IOException e) {
            // killed
        }
        firstLine.complete("");
    }
}
