package io.camelmcp.gateway.scenario;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own ({@link ServerMain}), so that its memory and time are not those of the devices. */
final class OwnServer implements Pusher, AutoCloseable {

    /** Options of its JVM: the heap that the goal names, and the collector of {@code bin/gateway}. */
    static final List<String> JVM = List.of("-Xmx512m", "-XX:+UseParallelGC");

    /** Environment variable with more of them, to look inside. */
    private static final String OPTIONS = "SCENARIO_JAVA_OPTS";

    /** Standard output is for answers. */
    private static final List<String> QUIET = List.of("-Xlog:disable", "-Xlog:all=error:stderr");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long END_SECONDS = 20;

    private final Process process;
    private final PrintStream questions;
    private final BufferedReader answers;
    private final int port;

    private OwnServer(Process process) throws IOException, ScenarioException {
        this.process = process;
        this.questions = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.port = Integer.parseInt(answer());
    }

    /**
     * Starts one on a free port of the loopback address.
     *
     * @param secret    key of the tokens
     * @param directory for the sessions, if it is to keep them in a file
     */
    static OwnServer start(ScenarioOptions options, String secret, Path directory)
            throws IOException, ScenarioException {
        String store = options.store().equals("file") ? "file:" + directory : options.store();
        ProcessBuilder builder = java(
                List.of(),
                ServerMain.class.getName(),
                store,
                Long.toString(options.patience().toMillis()));
        builder.environment().put(ServerMain.SECRET, secret);
        return new OwnServer(builder.redirectError(Redirect.INHERIT).start());
    }

    /** A process with the class path of this one. */
    static ProcessBuilder java(List<String> properties, String mainClass, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        command.addAll(QUIET);
        String more = System.getenv(OPTIONS);
        if (more != null && !more.isBlank()) {
            command.addAll(List.of(more.trim().split(" +")));
        }
        command.addAll(properties);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        command.addAll(Arrays.asList(arguments));
        return new ProcessBuilder(command);
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    ServerMemory memory() throws IOException, ScenarioException {
        return JSON.readValue(ask("memory"), ServerMemory.class);
    }

    /** Time of all its threads so far, collector and compiler included. */
    long cpuNanos() throws IOException, ScenarioException {
        return Long.parseLong(ask("cpu"));
    }

    @Override
    public PushCounts push() throws IOException, ScenarioException {
        return JSON.readValue(ask("push"), PushCounts.class);
    }

    private String ask(String word) throws IOException, ScenarioException {
        questions.println(word);
        return answer();
    }

    private String answer() throws IOException, ScenarioException {
        String line = answers.readLine();
        if (line == null) {
            throw new ScenarioException("the server of this scenario has ended; what it said is above");
        }
        return line;
    }

    @Override
    public void close() {
        questions.close();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
