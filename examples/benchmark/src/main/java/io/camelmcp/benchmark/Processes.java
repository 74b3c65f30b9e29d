package io.camelmcp.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The processes of a run: the load, and one for each subject. */
final class Processes implements AutoCloseable {

    private final RunOptions options;
    private final ClientProcess client;
    private final Map<String, ServerProcess> servers = new LinkedHashMap<>();

    private Processes(RunOptions options) throws IOException {
        this.options = options;
        this.client = ClientProcess.start(options);
    }

    /** @param directory where each subject has a directory of its own */
    static Processes start(List<String> subjects, RunOptions options, Path directory) throws IOException {
        Processes processes = new Processes(options);
        try {
            for (String subject : subjects) {
                processes.servers.put(subject, ServerProcess.start(subject, options, directory.resolve(subject)));
            }
            // starting the recorder costs seconds of CPU, which belong into the warm-up
            processes.record();
            return processes;
        } catch (IOException | RuntimeException e) {
            processes.close();
            throw e;
        }
    }

    ClientProcess client() {
        return client;
    }

    ServerProcess server(String subject) {
        return Objects.requireNonNull(servers.get(subject));
    }

    /** Begins the flight recording anew, if one is wanted. */
    void record() throws IOException {
        if (options.jfr != null) {
            servers.values().iterator().next().record();
        }
    }

    /** Writes the flight recording, if one is wanted. */
    void dump() throws IOException {
        if (options.jfr != null) {
            servers.values().iterator().next().dump(options.jfr);
        }
    }

    @Override
    public void close() {
        client.close();
        servers.values().forEach(ServerProcess::close);
    }
}
