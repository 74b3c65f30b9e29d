package io.camelmcp.benchmark;

import io.camelmcp.benchmark.client.ClientMain;
import io.camelmcp.benchmark.client.ClientSample;
import io.camelmcp.benchmark.process.ChildProcess;
import java.io.IOException;
import java.util.List;

/** The process that plays the devices. */
final class ClientProcess implements AutoCloseable {

    private final ChildProcess process;

    private ClientProcess(ChildProcess process) {
        this.process = process;
    }

    static ClientProcess start(RunOptions options) throws IOException {
        return new ClientProcess(ChildProcess.start(
                "load",
                ClientMain.class,
                List.of("-Xms256m", "-Xmx256m"),
                List.of(String.valueOf(options.clientLoops))));
    }

    /**
     * Connects and begins to send.
     *
     * @param protocol {@code mcp} or {@code modbus}
     */
    void open(String protocol, int port, int connections, int window, boolean timed) throws IOException {
        process.ask(
                Boolean.class,
                "open",
                String.valueOf(port),
                String.valueOf(connections),
                String.valueOf(window),
                String.valueOf(timed),
                protocol);
    }

    ClientSample sample() throws IOException {
        return process.ask(ClientSample.class, "sample");
    }

    /** Waits for the answers that are due, disconnects, and gives the counts since {@link #open}. */
    ClientSample finish() throws IOException {
        return process.ask(ClientSample.class, "close");
    }

    @Override
    public void close() {
        process.close();
    }
}
