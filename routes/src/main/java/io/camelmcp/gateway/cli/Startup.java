package io.camelmcp.gateway.cli;

import io.camelmcp.gateway.GatewayServer;
import io.camelmcp.gateway.config.GatewaySettings;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Starts the gateway so that it can be told to stop at any time, also while it starts. */
final class Startup {

    private Startup() {}

    /**
     * Starts the gateway of this process.
     *
     * @param stop what to do with it when the process is told to end
     */
    static GatewayServer start(GatewaySettings settings, Consumer<GatewayServer> stop) throws Exception {
        AtomicReference<GatewayServer> running = new AtomicReference<>();
        Thread hook = new Thread(() -> end(running.get(), stop), "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            GatewayServer server = GatewayServer.start(settings);
            running.set(server);
            return server;
        } catch (Exception e) {
            remove(hook); // it would hide the exit code of the failure
            throw e;
        }
    }

    private static void end(@Nullable GatewayServer server, Consumer<GatewayServer> stop) {
        if (server == null) {
            // nothing has been acknowledged yet, and a process ended by a signal that it has obeyed has done well
            Runtime.getRuntime().halt(0);
            return;
        }
        stop.accept(server);
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // it runs: the process has been told to end
        }
    }
}
