package io.camelmcp.gateway.output.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelmcp.gateway.engines.OpenSearchEngine;
import io.camelmcp.gateway.events.Event;
import io.camelmcp.gateway.output.Output;
import io.camelmcp.gateway.output.RefusedEvent;
import io.camelmcp.gateway.output.SettingsOf;
import io.camelmcp.gateway.output.TestEvents;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against OpenSearch 2.19. */
class OpenSearchOutputTest {

    private final OpenSearchEngine engine = OpenSearchEngine.running();
    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void repeatsAreDoneAndNoEventIsThereTwice() throws Exception {
        try (Output output = open("repeats-{yyyy.MM.dd}")) {
            assertThat(output.write(TestEvents.events("r", 0, 1000))).isEmpty();
            assertThat(output.write(TestEvents.events("r", 500, 1500))).isEmpty();
        }

        JsonNode hits = search("repeats-2026.03.01", 1);
        assertThat(hits.path("total").path("value").asInt()).isEqualTo(1500);
        JsonNode document = hits.path("hits").get(0).path("_source");
        assertThat(document.path("@timestamp").asText()).isEqualTo("2026-03-01T12:00:00.123Z");
        assertThat(document.path("ecs.version").asText()).isEqualTo("8.11.0");
        assertThat(document.path("mcp.body").path("n").asInt()).isEqualTo(1);
    }

    @Test
    void eventThatDoesNotFitTheIndexIsRefusedWithTheReasonAndTheOthersAreThere() throws Exception {
        try (Output output = open("strict")) {
            output.write(List.of(TestEvents.event("s-0", "{\"t\":1}")));
            List<Event> events = new ArrayList<>(TestEvents.events("s", 1, 4));
            events.add(1, TestEvents.event("s-bad", "{\"t\":{\"an\":\"object\"}}"));
            events.add(TestEvents.event("s-" + "x".repeat(600), "{}"));

            List<RefusedEvent> refused = output.write(events);

            assertThat(refused).hasSize(2);
            assertThat(refused).anySatisfy(each -> {
                assertThat(each.event().messageId()).isEqualTo("s-bad");
                assertThat(each.reason())
                        .startsWith("400 mapper_parsing_exception: ")
                        .contains("mcp.body.t");
            });
            assertThat(refused).anySatisfy(each -> assertThat(each.reason()).contains("Validation Failed"));
        }
        assertThat(search("strict", 0).path("total").path("value").asInt()).isEqualTo(4);
    }

    @Test
    void engineThatComesBackGetsWhatItMissed() throws Exception {
        try (Output output = open("comes-back")) {
            output.write(TestEvents.events("b", 0, 10));
            put("/comes-back/_settings", "{\"index.blocks.write\":true}");
            assertThat(org.assertj.core.api.Assertions.catchThrowable(
                            () -> output.write(TestEvents.events("b", 5, 15))))
                    .hasMessageContaining("events not taken: 403");
            put("/comes-back/_settings", "{\"index.blocks.write\":false}");
            assertThat(output.write(TestEvents.events("b", 5, 15))).isEmpty();
        }
        assertThat(search("comes-back", 0).path("total").path("value").asInt()).isEqualTo(15);
    }

    private Output open(String index) {
        return SettingsOf.open(
                new OpenSearchOutputType(), "endpoint", engine.url(), "index", index, "itemRetries", "0");
    }

    private JsonNode search(String index, int size) throws Exception {
        send("POST", "/" + index + "/_refresh", "");
        return new ObjectMapper()
                .readTree(send("GET", "/" + index + "/_search?track_total_hits=true&size=" + size, ""))
                .path("hits");
    }

    private void put(String path, String body) throws Exception {
        send("PUT", path, body);
    }

    private String send(String method, String path, String body) throws Exception {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(URI.create(engine.url() + path))
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body, UTF_8))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }
}
