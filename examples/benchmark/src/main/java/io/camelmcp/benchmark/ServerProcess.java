package io.camelmcp.benchmark;

import io.camelmcp.benchmark.process.ChildProcess;
import io.camelmcp.benchmark.server.ServerInfo;
import io.camelmcp.benchmark.server.ServerMain;
import io.camelmcp.benchmark.server.ServerSample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A subject in its process. */
final class ServerProcess implements AutoCloseable {

    private final ChildProcess process;
    private final ServerInfo info;

    private ServerProcess(ChildProcess process, ServerInfo info) {
        this.process = process;
        this.info = info;
    }

    static ServerProcess start(String subject, RunOptions options, Path directory) throws IOException {
        ChildProcess process = ChildProcess.start(
                subject,
                ServerMain.class,
                options.serverJvmOptions(),
                List.of(
                        subject,
                        String.valueOf(options.loops),
                        options.mcpOptions,
                        directory.toString(),
                        RunOptions.routes().toString()));
        try {
            return new ServerProcess(process, process.ask(ServerInfo.class, "start"));
        } catch (IOException | RuntimeException e) {
            process.close();
            throw e;
        }
    }

    ServerInfo info() {
        return info;
    }

    ServerSample sample() throws IOException {
        return process.ask(ServerSample.class, "sample");
    }

    /** Events that its second output has delivered so far; {@code -1} if it has none. */
    long delivered() throws IOException {
        return process.ask(Long.class, "delivered");
    }

    /** Starts a flight recording, and forgets the one that runs. */
    void record() throws IOException {
        process.ask(Boolean.class, "record");
    }

    /** Ends the flight recording. */
    void dump(Path file) throws IOException {
        process.ask(Boolean.class, "dump", file.toAbsolutePath().toString());
    }

    @Override
    public void close() {
        process.close();
    }
}
