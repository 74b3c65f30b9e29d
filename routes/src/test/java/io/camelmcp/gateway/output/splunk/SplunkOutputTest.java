package io.camelmcp.gateway.output.splunk;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.camelmcp.gateway.config.ConfigurationException;
import io.camelmcp.gateway.events.Event;
import io.camelmcp.gateway.output.RefusedEvent;
import io.camelmcp.gateway.output.SettingsOf;
import io.camelmcp.gateway.output.TestEvents;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplunkOutputTest {

    private static final String EVENTS = "/services/collector/event";
    private static final String SUCCESS = "{\"text\":\"Success\",\"code\":0}";

    @RegisterExtension
    static final WireMockExtension HEC = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
            .build();

    private SplunkOutput output;

    @AfterEach
    void close() {
        if (output != null) {
            output.close();
        }
    }

    @Test
    void batchIsOneCompressedRequestWithTimeHostAndIdOfEachEvent() throws Exception {
        answer(okJson(SUCCESS));
        open("index", "main", "sourcetype", "mcp", "channel", "6a5d2c1e-0b6f-4a7e-9a51-0d5c1f3e8b11");

        assertThat(output.write(TestEvents.events("m", 0, 1000))).isEmpty();

        HEC.verify(
                1,
                postRequestedFor(urlEqualTo(EVENTS))
                        .withHeader("Authorization", equalTo("Splunk s3cret"))
                        .withHeader("Content-Encoding", equalTo("gzip"))
                        .withHeader("X-Splunk-Request-Channel", equalTo("6a5d2c1e-0b6f-4a7e-9a51-0d5c1f3e8b11")));
        List<JsonNode> sent = sent(0);
        assertThat(sent).hasSize(1000);
        JsonNode first = sent.get(0);
        assertThat(first.path("time").decimalValue()).isEqualByComparingTo("1772366400.123");
        assertThat(first.path("host").asText()).isEqualTo("7");
        assertThat(first.path("index").asText()).isEqualTo("main");
        assertThat(first.path("sourcetype").asText()).isEqualTo("mcp");
        assertThat(first.path("source").asText()).isEqualTo("camel-mcp");
        assertThat(first.path("fields").path("event_id").asText()).isEqualTo("m-0");
        assertThat(first.path("event").path("id").asText()).isEqualTo("m-0");
        assertThat(first.path("event").path("body").path("n").asInt()).isEqualTo(1);
        assertThat(output.maybeRepeated()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            503 | {"text":"Server is busy","code":9}     | 503 {"text":"Server is busy","code":9}
            500 | oops                                   | 500 oops
            403 | {"text":"Invalid token","code":4}      | ; check the token
            401 | {"text":"Token is required","code":2}  | ; check the token
            400 | {"text":"Incorrect index","code":7,"invalid-event-number":0} | ; check the index, and that the token may write to it
            400 | {"text":"Data channel is missing","code":10} | set ack=true, or a channel
            400 | {"text":"ACK is disabled","code":14}   | ; set ack=false
            404 | not here                               | 404 not here
            200 | <html>login</html>                     | 200 <html>login</html>
            200 | {"text":"Success","code":0             | 200 {"text"
            200 | {"text":"odd","code":8}                | 200 {"text":"odd","code":8}
            302 | moved                                  | 302 moved
            """)
    void answerThatIsNoSuccessKeepsTheEventsAndNamesServerAndWayOut(int status, String body, String said) {
        answer(aResponse().withStatus(status).withBody(body).withHeader("Location", HEC.baseUrl() + "/elsewhere"));
        open();

        assertThatThrownBy(() -> output.write(TestEvents.events("m", 0, 3)))
                .isInstanceOf(IOException.class)
                .message()
                .startsWith("splunk: " + HEC.baseUrl() + ": " + status)
                .contains(said)
                .doesNotContain("s3cret", "\n");
        HEC.verify(0, postRequestedFor(urlPathEqualTo("/elsewhere")));
        assertThat(output.maybeRepeated()).isEqualTo(status < 400 ? 3 : 0);
    }

    @Test
    void eventThatTheCollectorNamesIsRefusedAndTheOthersAreSentAgain() throws Exception {
        sequence(
                aResponse()
                        .withStatus(400)
                        .withBody("{\"text\":\"Invalid data format\",\"code\":6,\"invalid-event-number\":2}"),
                okJson(SUCCESS));
        open();

        List<RefusedEvent> refused = output.write(TestEvents.events("m", 0, 5));

        assertThat(refused).singleElement().satisfies(each -> {
            assertThat(each.event().messageId()).isEqualTo("m-2");
            assertThat(each.reason()).startsWith("400 ").contains("Invalid data format");
        });
        assertThat(idsSent(1)).containsExactly("m-0", "m-1", "m-3", "m-4");
        assertThat(output.maybeRepeated()).isEqualTo(2);
    }

    @Test
    void eventThatTheCollectorDoesNotNameIsFoundByHalves() throws Exception {
        HEC.stubFor(post(EVENTS).willReturn(okJson(SUCCESS)));
        HEC.stubFor(post(EVENTS)
                .withRequestBody(com.github.tomakehurst.wiremock.client.WireMock.containing("\"event_id\":\"m-5\""))
                .willReturn(aResponse()
                        .withStatus(400)
                        .withBody("{\"text\":\"Event field cannot be blank\",\"code\":13}")));
        open("gzip", "false");

        List<RefusedEvent> refused = output.write(TestEvents.events("m", 0, 8));

        assertThat(refused.stream().map(each -> each.event().messageId())).containsExactly("m-5");
        assertThat(allAccepted()).containsExactlyInAnyOrder("m-0", "m-1", "m-2", "m-3", "m-4", "m-6", "m-7");
    }

    @Test
    void batchThatIsTooLargeIsSentInHalvesAndAnEventThatIsTooLargeIsRefused() throws Exception {
        answer(aResponse().withStatus(413).withBody("Request Entity Too Large"));
        open();

        assertThat(output.write(TestEvents.events("m", 0, 3))).hasSize(3).allMatch(each -> each.reason()
                .startsWith("413 "));
    }

    @Test
    void eventThatIsNoJsonIsRefusedAndTheOthersGo() throws Exception {
        answer(okJson(SUCCESS));
        open();
        List<Event> events = new ArrayList<>(TestEvents.events("m", 0, 2));
        events.add(1, new Event("bad", "", "", 0, "no json".getBytes(java.nio.charset.StandardCharsets.UTF_8)));

        assertThat(output.write(events)).singleElement().satisfies(each -> assertThat(each.reason())
                .startsWith("cannot be read as a JSON object"));
        assertThat(idsSent(0)).containsExactly("m-0", "m-1");
    }

    @Test
    void noAnswerInTimeKeepsTheEventsAndCountsThemAsRepeatsToBe() {
        answer(okJson(SUCCESS).withFixedDelay(5_000));
        open("timeout", "200ms");

        assertThatThrownBy(() -> output.write(TestEvents.events("m", 0, 3))).hasMessageContaining("no answer in time");
        assertThat(output.maybeRepeated()).isEqualTo(3);
    }

    @Test
    void connectionThatBreaksKeepsTheEvents() {
        answer(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));
        open();
        assertThatThrownBy(() -> output.write(TestEvents.events("m", 0, 3)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("splunk: " + HEC.baseUrl());
    }

    @Test
    void serverThatIsAwayIsNamedAndNothingIsCounted() {
        output = (SplunkOutput)
                SettingsOf.open(new SplunkOutputType(), "endpoint", "http://127.0.0.1:1", "token", "s3cret");
        assertThatThrownBy(() -> output.write(TestEvents.events("m", 0, 3)))
                .hasMessageStartingWith("splunk: http://127.0.0.1:1: ")
                .hasMessageContaining("refused");
        assertThat(output.maybeRepeated()).isZero();
    }

    @Test
    void withAckTheEventsAreDoneWhenTheIndexerSaysSo() throws Exception {
        answer(okJson("{\"text\":\"Success\",\"code\":0,\"ackId\":7}"));
        String acks = "/services/collector/ack";
        HEC.stubFor(post(urlPathEqualTo(acks))
                .inScenario("ack")
                .whenScenarioStateIs(Scenario.STARTED)
                .willReturn(okJson("{\"acks\":{\"7\":false}}"))
                .willSetStateTo("indexed"));
        HEC.stubFor(post(urlPathEqualTo(acks))
                .inScenario("ack")
                .whenScenarioStateIs("indexed")
                .willReturn(okJson("{\"acks\":{\"7\":true}}")));
        open("ack", "true", "ackInterval", "10ms");

        assertThat(output.write(TestEvents.events("m", 0, 2))).isEmpty();

        HEC.verify(2, postRequestedFor(urlPathEqualTo(acks)));
        String channel = HEC.getAllServeEvents().get(0).getRequest().getHeader("X-Splunk-Request-Channel");
        assertThat(channel).hasSize(36);
        assertThat(HEC.getAllServeEvents().get(0).getRequest().getUrl()).endsWith("?channel=" + channel);
    }

    @Test
    void questionThatGetsNoAnswerIsAskedAgainAndTheEventsAreNotSentTwice() throws Exception {
        answer(okJson("{\"text\":\"Success\",\"code\":0,\"ackId\":7}"));
        String acks = "/services/collector/ack";
        HEC.stubFor(post(urlPathEqualTo(acks))
                .inScenario("ack")
                .whenScenarioStateIs(Scenario.STARTED)
                .willReturn(aResponse().withStatus(503))
                .willSetStateTo("broken"));
        HEC.stubFor(post(urlPathEqualTo(acks))
                .inScenario("ack")
                .whenScenarioStateIs("broken")
                .willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER))
                .willSetStateTo("indexed"));
        HEC.stubFor(post(urlPathEqualTo(acks))
                .inScenario("ack")
                .whenScenarioStateIs("indexed")
                .willReturn(okJson("{\"acks\":{\"7\":true}}")));
        open("ack", "true", "ackInterval", "10ms");

        assertThat(output.write(TestEvents.events("m", 0, 2))).isEmpty();

        HEC.verify(1, postRequestedFor(urlEqualTo(EVENTS)));
        assertThat(output.maybeRepeated()).isZero();
    }

    @Test
    void questionThatIsRefusedIsNotAskedAgain() {
        answer(okJson("{\"text\":\"Success\",\"code\":0,\"ackId\":7}"));
        HEC.stubFor(post(urlPathEqualTo("/services/collector/ack"))
                .willReturn(aResponse().withStatus(400).withBody("no")));
        open("ack", "true", "ackInterval", "10ms");

        assertThatThrownBy(() -> output.write(TestEvents.events("m", 0, 2)))
                .hasMessageContaining("ackId 7; the last answer was 400 no");
        HEC.verify(1, postRequestedFor(urlPathEqualTo("/services/collector/ack")));
    }

    @Test
    void withoutAYesInTimeTheEventsAreKeptAndCounted() {
        answer(okJson("{\"text\":\"Success\",\"code\":0,\"ackId\":7}"));
        HEC.stubFor(post(urlPathEqualTo("/services/collector/ack")).willReturn(okJson("{\"acks\":{\"7\":false}}")));
        open("ack", "true", "ackInterval", "10ms", "ackTimeout", "100ms");

        assertThatThrownBy(() -> output.write(TestEvents.events("m", 0, 2)))
                .hasMessageContaining("the indexer has not acknowledged ackId 7 in time");
        assertThat(output.maybeRepeated()).isEqualTo(2);
    }

    @Test
    void successWithoutAckIdIsNoneWhenAcknowledgementsAreAskedFor() {
        answer(okJson(SUCCESS));
        open("ack", "true");
        assertThatThrownBy(() -> output.write(TestEvents.events("m", 0, 2))).hasMessageContaining("set ack=false");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            endpoint | http://h:1/services | output.splunk.endpoint=http://h:1/services: has a path; give scheme, host and port only
            endpoint | http://u:pw@h:1     | output.splunk.endpoint: has a user in it
            token    | two words           | output.splunk.token: has characters that no token can have
            channel  | 7                   | output.splunk.channel=7: is no GUID
            ca       | pom.xml             | output.splunk.ca=pom.xml: is for https
            """)
    void valuesThatCannotWorkEndTheStart(String name, String value, String problem) {
        List<String> settings = new ArrayList<>(List.of("endpoint", "http://h:1", "token", "t"));
        settings.addAll(List.of(name, value));
        assertThatThrownBy(() -> SettingsOf.open(new SplunkOutputType(), settings.toArray(String[]::new)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(problem)
                .hasMessageNotContaining("pw@");
    }

    private void open(String... more) {
        Stream<String> all = Stream.concat(Stream.of("endpoint", HEC.baseUrl(), "token", "s3cret"), Stream.of(more));
        output = (SplunkOutput) SettingsOf.open(new SplunkOutputType(), all.toArray(String[]::new));
    }

    private static void answer(ResponseDefinitionBuilder response) {
        HEC.stubFor(post(EVENTS).willReturn(response));
    }

    private static void sequence(ResponseDefinitionBuilder first, ResponseDefinitionBuilder then) {
        HEC.stubFor(post(EVENTS)
                .inScenario("s")
                .whenScenarioStateIs(Scenario.STARTED)
                .willReturn(first)
                .willSetStateTo("then"));
        HEC.stubFor(post(EVENTS).inScenario("s").whenScenarioStateIs("then").willReturn(then));
    }

    /** The events of the request that came so many before; the last one is 0 ... the first one is the greatest. */
    private static List<JsonNode> sent(int request) throws IOException {
        var events = HEC.getAllServeEvents();
        return objects(events.get(events.size() - 1 - request).getRequest().getBodyAsString());
    }

    private static List<String> idsSent(int request) throws IOException {
        return sent(request).stream()
                .map(each -> each.path("fields").path("event_id").asText())
                .toList();
    }

    private static List<String> allAccepted() throws IOException {
        List<String> ids = new ArrayList<>();
        for (var event : HEC.getAllServeEvents()) {
            if (event.getResponse().getStatus() == 200) {
                for (JsonNode each : objects(event.getRequest().getBodyAsString())) {
                    ids.add(each.path("fields").path("event_id").asText());
                }
            }
        }
        return ids;
    }

    private static List<JsonNode> objects(String body) throws IOException {
        ObjectMapper json = new ObjectMapper();
        try (MappingIterator<JsonNode> nodes = json.readerFor(JsonNode.class).readValues(body)) {
            return nodes.readAll();
        }
    }
}
