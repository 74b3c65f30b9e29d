package io.camelmcp.gateway.output.search;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import io.camelmcp.gateway.config.ConfigurationException;
import io.camelmcp.gateway.output.Output;
import io.camelmcp.gateway.output.RefusedEvent;
import io.camelmcp.gateway.output.SettingsOf;
import io.camelmcp.gateway.output.TestEvents;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an engine may answer; see {@link OpenSearchOutputTest} for a real one. */
class SearchOutputTest {

    private static final String BULK = "/_bulk";
    private static final Pattern ID = Pattern.compile("\"_id\":\"([^\"]+)\"");

    @RegisterExtension
    static final WireMockExtension ENGINE = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
            .build();

    private Output output;

    @AfterEach
    void close() {
        if (output != null) {
            output.close();
        }
    }

    @Test
    void onlyWhatTheEngineIsTooBusyForIsSentAgain() throws Exception {
        sequence(
                okJson(items("201", "409", "429", "503", "400", "500")),
                okJson(items("201", "201", "429")),
                okJson(items("200")));
        open();

        List<RefusedEvent> refused = output.write(TestEvents.events("m", 0, 6));

        assertThat(refused).singleElement().satisfies(each -> {
            assertThat(each.event().messageId()).isEqualTo("m-4");
            assertThat(each.reason()).isEqualTo("400 t400: r400, caused by t: why");
        });
        assertThat(idsSent())
                .containsExactly(
                        List.of("m-0", "m-1", "m-2", "m-3", "m-4", "m-5"),
                        List.of("m-2", "m-3", "m-5"),
                        List.of("m-5"));
    }

    @ParameterizedTest
    @CsvSource({"429", "503", "500", "403", "401", "404"})
    void whatIsNotTheFaultOfAnEventKeepsTheBatchAfterAFewTries(String status) {
        answer(okJson(items("201", status)));
        sequence(okJson(items("201", status)), okJson(items(status)), okJson(items(status)));
        open("itemRetries", "1");

        assertThatThrownBy(() -> output.write(TestEvents.events("m", 0, 2)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("opensearch: " + ENGINE.baseUrl() + ": 1 of 1 events not taken: " + status
                        + " t" + status + ": r" + status);
        assertThat(idsSent()).containsExactly(List.of("m-0", "m-1"), List.of("m-1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            429 | {"error":"busy"}        | 429 {"error":"busy"}
            503 | away                    | 503 away
            401 | Unauthorized            | ; check user and password, or apiKey
            403 | Forbidden               | ; check user and password, or apiKey
            404 | nothing here            | ; check endpoint
            400 | The plain HTTP request was sent to HTTPS port | ; check endpoint
            302 | moved                   | 302 moved
            200 | <html>login</html>      | an answer that is not that of _bulk: 200 <html>login</html>
            200 | {"errors":false,"items":[{"create":{"status":201}} | an answer that is not that of _bulk
            200 | {"errors":false}        | 0 results for 3 events
            200 | {"errors":false,"items":[{"create":{"status":201}}]} | 1 results for 3 events
            200 | {"errors":false,"items":[{"create":{}},{"create":{}},{"create":{}}]} | 3 of 3 events not taken: 0
            """)
    void answerThatIsNoSuccessKeepsTheEvents(int status, String body, String said) {
        answer(aResponse().withStatus(status).withBody(body).withHeader("Location", ENGINE.baseUrl() + "/elsewhere"));
        open("itemRetries", "0", "user", "u", "password", "s3cret");

        assertThatThrownBy(() -> output.write(TestEvents.events("m", 0, 3)))
                .isInstanceOf(IOException.class)
                .message()
                .startsWith("opensearch: " + ENGINE.baseUrl() + ": ")
                .contains(said)
                .doesNotContain("s3cret", "\n");
        ENGINE.verify(0, postRequestedFor(urlPathEqualTo("/elsewhere")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            index_closed_exception       | closed
            validation_exception         | this action would add [2] shards, but this cluster has [1000]/[1000] maximum shards open;
            illegal_argument_exception   | pipeline with id [nope] does not exist
            invalid_index_name_exception | Invalid index name [A]
            """)
    void itemThatAnyEventWouldGetIsNoFaultOfTheEvent(String type, String reason) {
        String item =
                "{\"create\":{\"status\":400,\"error\":{\"type\":\"" + type + "\",\"reason\":\"" + reason + "\"}}}";
        answer(okJson("{\"errors\":true,\"items\":[" + item + "," + item + "]}"));
        open("itemRetries", "0");

        assertThatThrownBy(() -> output.write(TestEvents.events("m", 0, 2)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("2 of 2 events not taken: 400 " + type + ": " + reason);
    }

    @Test
    void requestWithAnIdThatIsTooLongIsHalvedUntilItsEventIsFound() throws Exception {
        ResponseDefinitionBuilder tooLong = aResponse()
                .withStatus(400)
                .withBody(
                        "{\"error\":{\"type\":\"action_request_validation_exception\",\"reason\":\"id is too long\"}}");
        sequence(tooLong, okJson(items("201")), tooLong);
        open();

        assertThat(output.write(TestEvents.events("m", 0, 2)))
                .singleElement()
                .satisfies(each -> assertThat(each.event().messageId()).isEqualTo("m-1"));
    }

    @Test
    void requestThatIsTooLargeIsSentInHalves() throws Exception {
        sequence(aResponse().withStatus(413), okJson(items("201", "201")), okJson(items("201", "201")));
        open();

        assertThat(output.write(TestEvents.events("m", 0, 4))).isEmpty();
        assertThat(idsSent())
                .containsExactly(List.of("m-0", "m-1", "m-2", "m-3"), List.of("m-0", "m-1"), List.of("m-2", "m-3"));
    }

    @Test
    void indexHasTheDayOfReceiptAndTheRequestSaysWhoSendsIt() throws Exception {
        answer(okJson(items("201")));
        open("apiKey", "a2V5", "index", "plant-{yyyy.MM}-x", "pipeline", "a b");

        output.write(TestEvents.events("m", 0, 1));

        ENGINE.verify(postRequestedFor(urlPathEqualTo(BULK))
                .withHeader("Authorization", equalTo("ApiKey a2V5"))
                .withHeader("Content-Encoding", equalTo("gzip"))
                .withHeader("Content-Type", equalTo("application/x-ndjson"))
                .withQueryParam("pipeline", equalTo("a b")));
        assertThat(bodies().get(0)).startsWith("{\"create\":{\"_index\":\"plant-2026.03-x\",\"_id\":\"m-0\"}}\n{");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            index    | Events            | output.elasticsearch.index=Events: no index can be called Events; small letters
            index    | a-{nope}          | output.elasticsearch.index=a-{nope}: {nope} is no pattern of a date
            index    | -a                | output.elasticsearch.index=-a: no index can be called -a
            user     | u                 | OUTPUT_ELASTICSEARCH_PASSWORD: is missing; user and password go together
            password | p                 | OUTPUT_ELASTICSEARCH_USER: is missing; user and password go together
            apiKey   | a b               | output.elasticsearch.apiKey: has characters that no key can have
            endpoint | http://h:1?x=1    | output.elasticsearch.endpoint=http://h:1?x=1: has a query
            """)
    void valuesThatCannotWorkEndTheStart(String name, String value, String problem) {
        List<String> settings = new ArrayList<>(List.of("endpoint", "http://h:1"));
        settings.addAll(List.of(name, value));
        assertThatThrownBy(() -> SettingsOf.open(new ElasticsearchOutputType(), settings.toArray(String[]::new)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(problem);
    }

    private void open(String... more) {
        Stream<String> all = Stream.concat(Stream.of("endpoint", ENGINE.baseUrl()), Stream.of(more));
        output = SettingsOf.open(new OpenSearchOutputType(), all.toArray(String[]::new));
    }

    private static String items(String... statuses) {
        return Stream.of(statuses)
                .map(status -> "{\"create\":{\"status\":" + status
                        + (Integer.parseInt(status) < 300
                                ? ""
                                : ",\"error\":{\"type\":\"t" + status + "\",\"reason\":\"r" + status
                                        + "\",\"caused_by\":{\"type\":\"t\",\"reason\":\"why\"}}")
                        + "}}")
                .collect(Collectors.joining(",", "{\"errors\":true,\"items\":[", "]}"));
    }

    private static void answer(ResponseDefinitionBuilder response) {
        ENGINE.stubFor(post(urlPathEqualTo(BULK)).willReturn(response));
    }

    private static void sequence(ResponseDefinitionBuilder... responses) {
        IntStream.range(0, responses.length)
                .forEach(i -> ENGINE.stubFor(post(urlPathEqualTo(BULK))
                        .inScenario("s")
                        .whenScenarioStateIs(i == 0 ? Scenario.STARTED : "s" + i)
                        .willReturn(responses[i])
                        .willSetStateTo("s" + (i + 1))));
    }

    private static List<String> bodies() {
        List<ServeEvent> events = new ArrayList<>(ENGINE.getAllServeEvents());
        java.util.Collections.reverse(events);
        return events.stream()
                .map(event -> event.getRequest().getBodyAsString())
                .toList();
    }

    private static List<List<String>> idsSent() {
        return bodies().stream()
                .map(body ->
                        ID.matcher(body).results().map(match -> match.group(1)).toList())
                .toList();
    }
}
