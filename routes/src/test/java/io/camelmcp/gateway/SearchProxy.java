package io.camelmcp.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

/** Stands between an output and OpenSearch, and fails as an engine, a load balancer or a network may. */
final class SearchProxy extends FailingServer<SearchProxy.Failure> {

    private static final ObjectMapper JSON = new ObjectMapper();

    enum Failure {
        BUSY,
        TOO_MANY_REQUESTS,
        /** No answer, and the engine has seen nothing. */
        SILENT,
        /** No answer, and the engine has all of it. */
        ANSWER_LOST,
        /** 200 with a page of somebody else. */
        PAGE,
        /** The engine has all of it; of each three items one is said to be 429 and one 503. */
        SAID_IN_PART,
        /** The engine has the first half; the others are said to be 429, which is true. */
        DONE_IN_PART
    }

    private final URI engine;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicLong conflicts = new AtomicLong();
    // the sender has one request under way: at its next one it has given this one up
    private Optional<HttpExchange> unanswered = Optional.empty();

    /** @param engine e.g. {@code http://127.0.0.1:9200} */
    SearchProxy(String engine) throws IOException {
        super("/", Failure.class);
        this.engine = URI.create(engine);
        start();
    }

    /** Items that the engine has answered with 409: it had them already. */
    long conflicts() {
        return conflicts.get();
    }

    @Override
    void handle(HttpExchange exchange) throws IOException {
        unanswered.ifPresent(HttpExchange::close);
        unanswered = Optional.empty();
        byte[] items = new GZIPInputStream(exchange.getRequestBody()).readAllBytes();
        Optional<Failure> failure = failures().next();
        if (failure.isEmpty()) {
            pass(exchange, items);
            return;
        }
        switch (failure.get()) {
            case BUSY -> answer(exchange, 503, "{\"error\":\"busy\"}");
            case TOO_MANY_REQUESTS -> answer(exchange, 429, "{\"error\":\"too many requests\"}");
            case SILENT -> unanswered = Optional.of(exchange);
            case ANSWER_LOST -> {
                ask(exchange, items);
                unanswered = Optional.of(exchange);
            }
            case PAGE -> answer(exchange, 200, "<html>");
            case SAID_IN_PART -> sayInPart(exchange, items);
            case DONE_IN_PART -> doInPart(exchange, items);
        }
    }

    private void pass(HttpExchange exchange, byte[] items) throws IOException {
        HttpResponse<byte[]> answer = ask(exchange, items);
        answer(exchange, answer.statusCode(), new String(answer.body(), StandardCharsets.UTF_8));
    }

    private void sayInPart(HttpExchange exchange, byte[] items) throws IOException {
        ObjectNode answer = (ObjectNode) JSON.readTree(ask(exchange, items).body());
        ArrayNode results = (ArrayNode) answer.path("items");
        for (int i = 0; i < results.size(); i++) {
            switch (i % 3) {
                case 0 -> results.set(i, failed(429));
                case 1 -> results.set(i, failed(503));
                default -> {}
            }
        }
        answer(exchange, 200, answer.put("errors", true).toString());
    }

    private void doInPart(HttpExchange exchange, byte[] items) throws IOException {
        List<String> lines = new String(items, StandardCharsets.UTF_8).lines().toList();
        int count = lines.size() / 2; // an action and a document each
        int done = count / 2;
        ArrayNode results = JSON.createArrayNode();
        if (done > 0) {
            String half = String.join("\n", lines.subList(0, 2 * done)) + "\n";
            JsonNode answer = JSON.readTree(
                    ask(exchange, half.getBytes(StandardCharsets.UTF_8)).body());
            answer.path("items").forEach(results::add);
        }
        for (int i = done; i < count; i++) {
            results.add(failed(429));
        }
        ObjectNode answer = JSON.createObjectNode().put("errors", true);
        answer.set("items", results);
        answer(exchange, 200, answer.toString());
    }

    private static ObjectNode failed(int status) {
        ObjectNode item = JSON.createObjectNode();
        item.putObject("create")
                .put("status", status)
                .putObject("error")
                .put("type", "rejected_execution_exception")
                .put("reason", "the queue is full");
        return item;
    }

    private HttpResponse<byte[]> ask(HttpExchange exchange, byte[] items) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(engine.resolve(exchange.getRequestURI()))
                .header("Content-Type", exchange.getRequestHeaders().getFirst("Content-Type"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(items))
                .build();
        try {
            HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            for (JsonNode item : JSON.readTree(answer.body()).path("items")) {
                if (item.path("create").path("status").asInt() == 409) {
                    conflicts.incrementAndGet();
                }
            }
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the proxy is closed");
        }
    }
}
