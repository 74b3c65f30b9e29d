package io.camelmcp.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

/** An HTTP Event Collector that keeps the ids of what it is given; while it fails it answers 503, and 200 with a body that is none. */
final class Collector implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Set<String> ids = ConcurrentHashMap.newKeySet();
    private final AtomicLong count = new AtomicLong();
    private final AtomicLong requests = new AtomicLong();
    private volatile boolean failing;

    Collector() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/services/collector", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void failing(boolean now) {
        failing = now;
    }

    Set<String> ids() {
        return ids;
    }

    /** Events, repeats included. */
    long count() {
        return count.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (InputStream body = new GZIPInputStream(exchange.getRequestBody());
                MappingIterator<JsonNode> events =
                        JSON.readerFor(JsonNode.class).readValues(body)) {
            boolean refuse = failing;
            while (events.hasNextValue()) {
                String id = events.nextValue().at("/fields/event_id").asText();
                if (!refuse) {
                    ids.add(id);
                    count.incrementAndGet();
                }
            }
            if (refuse) {
                boolean broken = requests.incrementAndGet() % 2 == 0;
                answer(exchange, broken ? 200 : 503, broken ? "<html>" : "{\"text\":\"Server is busy\",\"code\":9}");
            } else {
                answer(exchange, 200, "{\"text\":\"Success\",\"code\":0}");
            }
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
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
