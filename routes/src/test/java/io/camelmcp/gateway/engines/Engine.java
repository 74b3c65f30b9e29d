package io.camelmcp.gateway.engines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A real server that outputs write to, on a free port of 127.0.0.1 with its data below the directory for temporary
 * files. Each kind has one for all tests of the JVM, {@code XEngine.running()}; at the end it is stopped and its data
 * deleted.
 *
 * <p>For an outage {@link #stop()} it and {@link #start()} it again: same port, same data. What a test writes to is named
 * by that test ({@link #unique}), because the server is not emptied in between.
 */
public abstract class Engine {

    private static int names;

    private final Path directory;
    private boolean running;

    Engine(String kind) {
        try {
            directory = Files.createTempDirectory("engine-" + kind + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::remove, "stop-" + kind));
    }

    /** A name that no other test of this JVM has: letters, digits and underlines, in lower case. */
    public static synchronized String unique(String prefix) {
        return prefix + "_" + ++names;
    }

    /** Starts it, unless it runs. It answers when this returns. */
    public final synchronized void start() throws Exception {
        if (!running) {
            launch();
            running = true;
        }
    }

    /** Stops it, unless it is stopped. Its port refuses connections when this returns. */
    public final synchronized void stop() throws Exception {
        if (running) {
            running = false;
            halt();
        }
    }

    abstract void launch() throws Exception;

    abstract void halt() throws Exception;

    final Path directory() {
        return directory;
    }

    /** Ports that are free now, all different. */
    static int[] freePorts(int count) {
        ServerSocket[] sockets = new ServerSocket[count];
        try {
            for (int i = 0; i < count; i++) {
                sockets[i] = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            }
            int[] ports = new int[count];
            for (int i = 0; i < count; i++) {
                ports[i] = sockets[i].getLocalPort();
                sockets[i].close();
            }
            return ports;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static <E extends Engine> E running(E engine) {
        try {
            engine.start();
            return engine;
        } catch (Exception e) {
            throw new IllegalStateException(engine.getClass().getSimpleName() + " does not start", e);
        }
    }

    private void remove() {
        try {
            stop();
            List<Path> files;
            try (Stream<Path> tree = Files.walk(directory)) {
                files = tree.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (Exception e) {
            System.err.println("engine=" + directory + " state=not-removed reason=" + e);
        }
    }
}
