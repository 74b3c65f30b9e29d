package io.camelmcp.benchmark.process;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Java process of the same class path. One line asks, one line of JSON answers; what it logs goes to our standard error.
 * It ends when its standard input does, hence also when this process dies.
 */
public final class ChildProcess implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;
    private final Process process;
    private final BufferedWriter in;
    private final BufferedReader out;

    private ChildProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        this.in = process.outputWriter(StandardCharsets.UTF_8);
        this.out = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * Starts a process.
     *
     * @param jvmOptions options of the JVM
     * @param arguments  of {@code main}
     */
    public static ChildProcess start(String name, Class<?> main, List<String> jvmOptions, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        command.addAll(jvmOptions);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        return new ChildProcess(name, builder.start());
    }

    /**
     * Asks and waits for the answer.
     *
     * @throws IOException if the process has ended, or says that it failed
     */
    public <T> T ask(Class<T> answer, String... words) throws IOException {
        in.write(String.join(" ", words));
        in.newLine();
        in.flush();
        String line = out.readLine();
        if (line == null) {
            throw new IOException(name + " has ended instead of answering: " + String.join(" ", words));
        }
        if (line.startsWith(CommandLoop.FAILED)) {
            throw new IOException(
                    name + ": " + String.join(" ", words) + ": " + line.substring(CommandLoop.FAILED.length()));
        }
        return JSON.readValue(line, answer);
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            // it has ended before, which is what we want
        }
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
