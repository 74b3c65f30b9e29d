package io.camelmcp.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** An HTTP server of JSON that fails in turns; one request at a time. */
abstract class FailingServer<W extends Enum<W>> implements AutoCloseable {

    private final HttpServer server;
    private final FailingTurns<W> failures;

    /** @param path all that is below it */
    FailingServer(String path, Class<W> ways) throws IOException {
        failures = new FailingTurns<>(ways);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(path, this::handle);
    }

    /** Answers a request, or keeps it. */
    abstract void handle(HttpExchange exchange) throws IOException;

    /** Once what {@link #handle} needs is there. */
    final void start() {
        server.start();
    }

    final String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    final FailingTurns<W> failures() {
        return failures;
    }

    static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, octets.length);
        exchange.getResponseBody().write(octets);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
