package io.camelmcp.gateway.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Asks through {@code POST /api/push} of a gateway (docs/push.md). */
final class HttpPusher implements Pusher {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int OK = 200;

    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpRequest request;

    HttpPusher(ScenarioOptions options) {
        long millis = options.patience().toMillis();
        String body = "{\"target\":\"group:" + options.group() + "\",\"command\":\"READ_STATUS\",\"timeoutMs\":"
                + Math.min(millis, Duration.ofMinutes(5).toMillis()) + "}";
        HttpRequest.Builder builder = HttpRequest.newBuilder(
                        URI.create("http://" + options.host() + ":" + options.httpPort() + "/api/push"))
                .timeout(options.patience().plusSeconds(10))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        if (options.apiToken() != null) {
            builder.header("Authorization", "Bearer " + options.apiToken());
        }
        request = builder.build();
    }

    @Override
    public PushCounts push() throws IOException, InterruptedException, ScenarioException {
        HttpResponse<String> response;
        try {
            response = client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new ScenarioException(request.uri() + " does not answer: " + e, e);
        }
        if (response.statusCode() != OK) {
            throw new ScenarioException(request.uri() + " answers " + response.statusCode() + ": " + response.body());
        }
        Map<String, Integer> statuses = new TreeMap<>();
        for (JsonNode device : JSON.readTree(response.body())) {
            statuses.merge(device.path("status").asText(), 1, Integer::sum);
        }
        return new PushCounts(statuses);
    }
}
