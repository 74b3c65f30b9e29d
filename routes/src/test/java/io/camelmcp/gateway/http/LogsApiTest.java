package io.camelmcp.gateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camelmcp.gateway.events.RecentEvents;
import io.camelmcp.logs.RuleLibrary;
import io.camelmcp.logs.camel.LogRulesFormat;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LogsApiTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SSH = "Nov 23 04:02:52 gate sshd[7]: Invalid user admin from 203.0.113.9 port 4242";
    private static final String RULE =
            "rules:\n  - name: pump\n    pattern: '^pump (?<n>\\d+)'\n    fields: {n: int}\n    tests:\n"
                    + "      - line: pump 7\n        expect: {fields: {n: 7}}\n";

    @TempDir
    Path rules;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Main main = new Main();
    private RuleLibrary library;
    private HttpDoor door;
    private int port;

    @BeforeEach
    void start() throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        library = RuleLibrary.open(rules, true, rule -> {});
        main.addOverrideProperty("camel.management.enabled", "true");
        main.addOverrideProperty("camel.management.host", "127.0.0.1");
        main.addOverrideProperty("camel.management.port", Integer.toString(port));
        main.addOverrideProperty("camel.management.health-check-enabled", "true");
        main.bind("logRules", new LogRulesFormat(library));
        main.bind(RecentEvents.BEAN, new RecentEvents());
        main.start();
        door = HttpDoor.open(main.getCamelContext(), "127.0.0.1", port, null, List::of);
    }

    @AfterEach
    void stop() throws Exception {
        door.close();
        main.stop();
    }

    private String send(String method, String path, String body) throws Exception {
        return send(method, path, body.getBytes(UTF_8));
    }

    private String send(String method, String path, byte[] body) throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Content-Type", "application/x-www-form-urlencoded") // what curl says
                        .method(method, BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }

    private JsonNode json(String answer) throws IOException {
        assertThat(answer).startsWith("200 ");
        return JSON.readTree(answer.substring(4));
    }

    @Test
    void linesArePostedAndEventsComeBack() throws Exception {
        JsonNode events = json(send("POST", "/api/logs/parse", SSH + "\nwho knows"));

        assertThat(events).hasSize(2);
        assertThat(events.get(0).path("event_type").asText()).isEqualTo("ssh.invalid-user");
        assertThat(events.get(0).path("fields").path("sourcePort").intValue()).isEqualTo(4242);
        assertThat(events.get(1).path("event_type").asText()).isEqualTo("unknown");
    }

    @Test
    void requestThatIsTooLargeOrNoTextIsRefused() throws Exception {
        assertThat(send("POST", "/api/logs/parse", "x".repeat(HttpDoor.MAX_BODY + 1)))
                .isEqualTo("413 {\"status\":\"too large\",\"text\":\"the request has more than 262144 octets\"}");
        assertThat(send("POST", "/api/logs/parse", "x\n".repeat(LogsApi.MAX_LINES + 1)))
                .isEqualTo(
                        "413 {\"status\":\"too large\",\"text\":\"the request has more than 10000 lines; send fewer\"}");
        assertThat(send("POST", "/api/logs/parse", new byte[] {(byte) 0xff}))
                .isEqualTo("400 {\"status\":\"bad request\",\"text\":\"the request is not text in UTF-8\"}");
        assertThat(send("POST", "/api/logs/parse", ""))
                .isEqualTo("400 {\"status\":\"bad request\",\"text\":\"the request has no body\"}");
        assertThat(send("GET", "/api/logs/parse", "")).startsWith("405 ");
    }

    @Test
    void rulesThatArePutAreInForceAndInTheFolder() throws Exception {
        assertThat(send("PUT", "/api/rules?file=plant.yaml", RULE))
                .isEqualTo("200 {\"file\":\"plant.yaml\",\"rules\":1}");

        assertThat(json(send("POST", "/api/logs/parse", "pump 8"))
                        .get(0)
                        .path("fields")
                        .path("n")
                        .intValue())
                .isEqualTo(8);
        assertThat(rules.resolve("plant.yaml")).hasContent(RULE);
        assertThat(send("GET", "/api/rules?file=plant.yaml", "")).isEqualTo("200 " + RULE);
        JsonNode listed = json(send("GET", "/api/rules", ""));
        assertThat(listed.path("folder").asText()).isEqualTo(rules.toString());
        assertThat(listed.path("rules").get(0).path("name").asText()).isEqualTo("pump");
        assertThat(listed.path("rules").get(0).path("matched").intValue()).isEqualTo(1);
        assertThat(listed.path("rules").get(0).path("literals").get(0).asText()).isEqualTo("pump ");
        assertThat(send("PUT", "/api/rules", "rules: []")).isEqualTo("200 {\"file\":\"api.yaml\",\"rules\":0}");
    }

    @Test
    void badRulesAreRefusedWithTheirLineAndChangeNothing() throws Exception {
        send("PUT", "/api/rules?file=plant.yaml", RULE);

        assertThat(send("PUT", "/api/rules?file=plant.yaml", RULE.replace("n: 7", "n: 8")))
                .isEqualTo("400 {\"status\":\"bad request\",\"text\":\"plant.yaml:7: test of rule pump: fields.n is 7,"
                        + " expected 8\"}");
        assertThat(send("PUT", "/api/rules?file=..%2Fa.yaml", RULE))
                .startsWith("400 ")
                .contains("is no name");
        assertThat(send("GET", "/api/rules?file=other.yaml", "")).startsWith("404 ");

        assertThat(rules.resolve("plant.yaml")).hasContent(RULE);
        assertThat(json(send("POST", "/api/logs/parse", "pump 8"))
                        .get(0)
                        .path("event_type")
                        .asText())
                .isEqualTo("pump");
    }

    @Test
    void folderThatCannotBeWrittenIsSaid() throws Exception {
        Files.delete(rules);
        Files.writeString(rules, "a file");

        assertThat(send("PUT", "/api/rules", RULE)).startsWith("500 ").contains("cannot be written to " + rules);
        Files.delete(rules);
    }

    @Test
    void rulesAreTestedWithoutBeingTaken() throws Exception {
        assertThat(send("POST", "/api/rules/test", RULE)).isEqualTo("200 {\"ok\":true,\"rules\":1,\"events\":[]}");
        assertThat(send("POST", "/api/rules/test", RULE.replace("n: 7", "n: 8")))
                .isEqualTo(
                        "200 {\"ok\":false,\"problem\":\"test.yaml:7: test of rule pump: fields.n is 7, expected 8\"}");
        JsonNode both = json(send(
                "POST",
                "/api/rules/test",
                JSON.createObjectNode()
                        .put("rules", RULE)
                        .set("lines", JSON.createArrayNode().add("pump 9").add("x"))
                        .toString()));
        assertThat(both.path("events").get(0).path("fields").path("n").intValue())
                .isEqualTo(9);
        assertThat(both.path("events").get(1).path("event_type").asText()).isEqualTo("unknown");
        assertThat(json(send("POST", "/api/rules/test", "{\"lines\":[\"pump 9\"]}"))
                        .path("events")
                        .get(0)
                        .path("event_type")
                        .asText())
                .isEqualTo("unknown");
        assertThat(rules).isEmptyDirectory();

        assertThat(send("POST", "/api/rules/test", "{\"lines\":[7]}"))
                .startsWith("400 ")
                .contains("lines must be texts");
        assertThat(send("POST", "/api/rules/test", "{\"rule\":\"x\"}"))
                .startsWith("400 ")
                .contains("rule is no field");
        assertThat(send("POST", "/api/rules/test", "{\"rules\":{}}"))
                .startsWith("400 ")
                .contains("rules must be the text");
        assertThat(send("POST", "/api/rules/test", "{")).startsWith("400 ").contains("not JSON");
    }

    @Test
    void hostileRuleCostsABoundedTime() throws Exception {
        String hostile = "rules: [{name: a, pattern: '(x+x+)+y', tests: [{line: '" + "x".repeat(8_000) + "'}]}]";

        assertThat(send("POST", "/api/rules/test", hostile))
                .startsWith("200 {\"ok\":false,\"problem\":\"test.yaml:1: ");
    }

    @Test
    void limitOfEventsIsChecked() throws Exception {
        assertThat(send("GET", "/api/events", "")).isEqualTo("200 []");
        for (String limit : List.of("0", "1001", "x", "-1", "99999999999")) {
            assertThat(send("GET", "/api/events?limit=" + limit, ""))
                    .isEqualTo("400 {\"status\":\"bad request\",\"text\":\"limit is not a number in 1..1000\"}");
        }
    }

    @Test
    void documentNamesExactlyThePathsAndMethodsThatAreServed() throws Exception {
        Router router = VertxPlatformHttpRouter.lookup(
                main.getCamelContext(), VertxPlatformHttpRouter.getRouterNameFromPort(port));
        Set<String> served = new TreeSet<>();
        for (Route route : router.getRoutes()) {
            if (route.getPath() != null && route.getPath().startsWith("/api/") && route.methods() != null) {
                for (HttpMethod method : route.methods()) {
                    served.add(method.name().toLowerCase(Locale.ROOT) + " "
                            + route.getPath().replaceAll(":(\\w+)", "{$1}"));
                }
            }
        }
        Set<String> documented = new TreeSet<>();
        JsonNode document = json(send("GET", "/api/openapi.json", ""));
        document.path("paths").fields().forEachRemaining(path -> path.getValue()
                .fieldNames()
                .forEachRemaining(method -> documented.add(method + " " + path.getKey())));

        assertThat(documented).isEqualTo(served);
    }

    @Test
    void documentIsValidOpenApi() throws Exception {
        SwaggerParseResult read = new OpenAPIV3Parser()
                .readContents(send("GET", "/api/openapi.json", "").substring(4));

        assertThat(read.getMessages()).isEmpty();
        assertThat(read.getOpenAPI().getPaths()).hasSizeGreaterThan(10);
    }
}
