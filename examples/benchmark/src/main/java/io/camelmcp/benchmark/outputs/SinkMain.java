package io.camelmcp.benchmark.outputs;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.camelmcp.benchmark.process.CommandLoop;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.zip.GZIPInputStream;

/**
 * The process that takes events: confirms all that it gets, as Splunk ({@code /services/collector/event}) or as {@code /_bulk}.
 * What Splunk gets is counted when it is asked for, so that the counting takes nothing from what is measured.
 */
public final class SinkMain {

    private static final byte[] SUCCESS = "{\"text\":\"Success\",\"code\":0}".getBytes(StandardCharsets.US_ASCII);

    private static final long MOST_UNCOUNTED = 128L * 1024 * 1024;

    private final LongAdder counted = new LongAdder();
    private final Queue<byte[]> uncounted = new ConcurrentLinkedQueue<>();
    private final AtomicLong uncountedOctets = new AtomicLong();
    private final LongAdder octets = new LongAdder();

    private SinkMain() {}

    public static void main(String[] arguments) throws Exception {
        // or each answer waits 40 ms for an acknowledgement of the sender's system
        System.setProperty("sun.net.httpserver.nodelay", "true");
        SinkMain sink = new SinkMain();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newFixedThreadPool(2));
        server.createContext("/services/collector/event", exchange -> {
            sink.countLater(sink.body(exchange));
            answer(exchange, SUCCESS);
        });
        server.createContext("/_bulk", exchange -> {
            int items = lines(sink.body(exchange)) / 2;
            sink.counted.add(items);
            answer(exchange, bulk(items));
        });
        server.start();
        CommandLoop.run((command, words) -> switch (command) {
            case "port" -> server.getAddress().getPort();
            case "events" -> sink.events();
            case "octets" -> sink.octets.sumThenReset();
            default -> throw new IllegalArgumentException("unknown command " + command);
        });
        System.exit(0);
    }

    private void countLater(byte[] body) throws IOException {
        uncounted.add(body);
        if (uncountedOctets.addAndGet(body.length) > MOST_UNCOUNTED) {
            count();
        }
    }

    private void count() throws IOException {
        for (byte[] body = uncounted.poll(); body != null; body = uncounted.poll()) {
            uncountedOctets.addAndGet(-body.length);
            counted.add(lines(body));
        }
    }

    private long events() throws IOException {
        count();
        return counted.sumThenReset();
    }

    private byte[] body(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        octets.add(body.length);
        return body;
    }

    private static int lines(byte[] body) throws IOException {
        int lines = 0;
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            byte[] block = new byte[1 << 16];
            for (int length = in.read(block); length > 0; length = in.read(block)) {
                for (int i = 0; i < length; i++) {
                    lines += block[i] == '\n' ? 1 : 0;
                }
            }
        }
        return lines;
    }

    private static byte[] bulk(int items) {
        String item = "{\"create\":{\"status\":201}}";
        StringBuilder answer = new StringBuilder("{\"errors\":false,\"items\":[");
        for (int i = 0; i < items; i++) {
            answer.append(i == 0 ? "" : ",").append(item);
        }
        return answer.append("]}").toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static void answer(HttpExchange exchange, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
