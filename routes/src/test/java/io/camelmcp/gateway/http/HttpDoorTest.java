package io.camelmcp.gateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.camelmcp.component.McpBusyException;
import io.camelmcp.component.McpConnectionException;
import io.camelmcp.component.McpConstants;
import io.camelmcp.component.McpErrorException;
import io.camelmcp.component.McpException;
import io.camelmcp.component.McpOfflineException;
import io.camelmcp.component.McpTimeoutException;
import io.camelmcp.component.session.directory.DeviceDirectory;
import io.camelmcp.component.session.directory.DeviceInfo;
import io.camelmcp.component.session.directory.Freeze;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.apache.camel.support.AsyncProcessorSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpDoorTest {

    // HTTP/2 would put them all on one connection, which allows 100 at a time
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Devices directory = new Devices();
    private final CompletableFuture<Void> release = new CompletableFuture<>();

    private String[] ports = {"direct:fleet"};
    private Main main;
    private HttpDoor door;
    private int port;

    @AfterEach
    void stop() throws Exception {
        release.complete(null);
        if (main != null) {
            door.close();
            main.stop();
        }
    }

    @Test
    void devicesAreListedWithAShortenedSessionId() throws Exception {
        start("127.0.0.1", null);
        directory.add("C2", null);
        directory.add("C1", 12.34567);

        HttpResponse<String> answer = get("/api/devices");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        String rest =
                "\"state\":\"OPEN\",\"groups\":[\"a\",\"b\"],\"remoteAddress\":\"10.0.0.1:4711\",\"protocol\":\"mcp\","
                        + "\"since\":\"2026-01-01T00:00:00Z\",\"lastFrame\":\"2026-01-01T00:00:01.500Z\",\"rttMillis\":%s,\"epoch\":3,"
                        + "\"received\":10,\"duplicates\":1,\"pushed\":2,\"queued\":0,\"frozen\":%s}";
        assertThat(answer.body())
                .isEqualTo("[{\"clientId\":\"C1\",\"sessionId\":\"SESSIO...\","
                        + String.format(
                                rest,
                                "12.346",
                                "{\"since\":\"1970-01-01T00:00:00Z\",\"until\":\"1970-01-01T00:00:05Z\",\"reason\":\"fraud\"}")
                        + ",{\"clientId\":\"C2\",\"sessionId\":\"SESSIO...\"," + String.format(rest, "null", "null")
                        + "]");
    }

    @Test
    void deviceCanBeDisconnectedOnce() throws Exception {
        start("127.0.0.1", null);
        directory.add("plant:7", null);

        assertThat(send(request("/api/devices/plant:7").DELETE()).statusCode()).isEqualTo(204);
        assertThat(send(request("/api/devices/plant:7").DELETE()).statusCode()).isEqualTo(404);
        assertThat(get("/api/devices").body()).isEqualTo("[]");
    }

    @Test
    void answerOfADeviceIsJsonTextOrBase64AsItIs() throws Exception {
        start("127.0.0.1", null);

        assertThat(
                        push(
                                "{\"target\":\"device:echo\",\"command\":\"COMMAND\",\"body\":{ \"v\": 1.10 },\"timeoutMs\":5000}"))
                .isEqualTo("200 {\"status\":\"ok\",\"clientId\":\"echo\",\"body\":{\"v\":1.10}}");
        assertThat(
                        push(
                                "{\"target\":\"device:echo\",\"command\":\"0x42\",\"bodyText\":\"say \\\"hi\\\"\",\"id\":\"7\"}"))
                .isEqualTo(
                        "200 {\"status\":\"ok\",\"id\":\"7\",\"clientId\":\"echo\",\"bodyText\":\"say \\\"hi\\\"\"}");
        assertThat(push("{\"target\":\"device:echo\",\"command\":66,\"bodyBase64\":\"/wA=\"}"))
                .isEqualTo("200 {\"status\":\"ok\",\"clientId\":\"echo\",\"bodyBase64\":\"/wA=\"}");
        assertThat(push("{\"target\":\"device:echo\",\"command\":\"READ_STATUS\"}"))
                .isEqualTo("200 {\"status\":\"ok\",\"clientId\":\"echo\"}");
    }

    @Test
    void commandAndTimeoutReachTheProducer() throws Exception {
        start("127.0.0.1", null);

        assertThat(push("{\"target\":\"device:headers\",\"command\":\"COMMAND\",\"timeoutMs\":1234}"))
                .endsWith("\"bodyText\":\"11 1234 InOut\"}");
        assertThat(push("{\"target\":\"device:headers\",\"command\":\"READ_STATUS\"}"))
                .endsWith("\"bodyText\":\"10 null InOut\"}");
    }

    @Test
    void eachWayToFailHasAStatusOfItsOwn() throws Exception {
        start("127.0.0.1", null);

        assertThat(pushTo("device:off"))
                .isEqualTo("404 {\"status\":\"offline\",\"clientId\":\"off\",\"text\":\"not connected\"}");
        assertThat(pushTo("device:slow"))
                .isEqualTo("504 {\"status\":\"timeout\",\"clientId\":\"slow\",\"text\":\"no answer\"}");
        assertThat(pushTo("device:no"))
                .isEqualTo("502 {\"status\":\"refused\",\"clientId\":\"no\",\"code\":6,\"text\":\"frozen\"}");
        assertThat(pushTo("device:busy"))
                .isEqualTo("503 {\"status\":\"busy\",\"clientId\":\"busy\",\"text\":\"later\"}");
        assertThat(pushTo("device:lost"))
                .isEqualTo("502 {\"status\":\"lost\",\"clientId\":\"lost\",\"text\":\"it may have been done\"}");
        assertThat(pushTo("device:large"))
                .isEqualTo("400 {\"status\":\"bad request\",\"clientId\":\"large\",\"text\":\"above maxFrameLength\"}");
        assertThat(pushTo("device:strange"))
                .isEqualTo(
                        "502 {\"status\":\"failed\",\"clientId\":\"strange\",\"text\":\"it answered 0x91; it may have been done\"}");
        assertThat(pushTo("device:bug"))
                .startsWith("500 {\"status\":\"failed\"")
                .doesNotContain("secret");
        assertThat(pushTo("device:later")).isEqualTo("202 {\"status\":\"queued\",\"clientId\":\"later\"}");
    }

    @Test
    void manyDevicesAnswerWithAList() throws Exception {
        start("127.0.0.1", null);

        assertThat(pushTo("group:pumps"))
                .isEqualTo("200 [{\"status\":\"ok\",\"clientId\":\"A\",\"body\":[1]},"
                        + "{\"status\":\"refused\",\"clientId\":\"B\",\"code\":9,\"text\":\"failed\"},"
                        + "{\"status\":\"offline\",\"clientId\":\"C\"}]");
        assertThat(pushTo("all")).startsWith("200 [");
    }

    @Test
    void deviceIsLookedForAtAllPortsAndAGroupIsThatOfAll() throws Exception {
        ports = new String[] {"direct:nobody", "direct:fleet", "direct:fleet"};
        start("127.0.0.1", null);

        assertThat(pushTo("device:echo")).isEqualTo("200 {\"status\":\"ok\",\"clientId\":\"echo\"}");
        assertThat(pushTo("device:off")).startsWith("404 ");
        assertThat(pushTo("group:pumps")).startsWith("200 [").satisfies(answers -> assertThat(
                        answers.split("\"clientId\":\"A\"", -1))
                .hasSize(3));
    }

    @Test
    void groupThatNoPortCanHaveIsOffline() throws Exception {
        ports = new String[] {"direct:nobody", "direct:nobody"};
        start("127.0.0.1", null);

        assertThat(pushTo("group:pumps")).startsWith("404 {\"status\":\"offline\"");
    }

    @Test
    void bodyIsTakenAsItIsWhateverItsContentType() throws Exception {
        start("127.0.0.1", null);
        String large = "x".repeat(2048);

        assertThat(form("{\"target\":\"device:echo\",\"command\":\"COMMAND\",\"bodyText\":\"" + large + "\"}"))
                .isEqualTo("200 {\"status\":\"ok\",\"clientId\":\"echo\",\"bodyText\":\"" + large + "\"}");
        assertThat(form("x=%zz")).startsWith("400 {\"status\":\"bad request\",\"text\":\"not JSON: ");
    }

    @Test
    void whatIsNotThereIsSaidInJsonToo() throws Exception {
        start("127.0.0.1", null);

        assertThat(answer(get("/api/device")))
                .startsWith("404 {\"status\":\"not found\",\"text\":\"GET /api/openapi.json");
        assertThat(answer(get("/api/push"))).isEqualTo("405 {\"status\":\"not allowed\",\"text\":\"use POST\"}");
        assertThat(send(request("/api/devices").DELETE()).headers().firstValue("Allow"))
                .hasValue("GET");
        assertThat(answer(get("/api/devices/C1"))).startsWith("405 ");
    }

    @Test
    void badRequestSaysWhatIsWrong() throws Exception {
        start("127.0.0.1", null);

        assertThat(push("{\"target\"")).startsWith("400 {\"status\":\"bad request\",\"text\":\"not JSON: ");
        assertThat(push("")).startsWith("400 {\"status\":\"bad request\",\"text\":\"not a JSON object");
        assertThat(push("{\"target\":\"device:C1\",\"command\":\"LOGIN\"}"))
                .isEqualTo(
                        "400 {\"status\":\"bad request\",\"text\":\"command LOGIN cannot be sent; use READ_STATUS, COMMAND,"
                                + " or 0x20..0x6F\"}");
    }

    @Test
    void requestThatIsTooLargeIsRefused() throws Exception {
        start("127.0.0.1", null);
        String large = "{\"target\":\"device:echo\",\"command\":\"COMMAND\",\"bodyText\":\""
                + "x".repeat(HttpDoor.MAX_BODY) + "\"}";

        assertThat(push(large))
                .isEqualTo("413 {\"status\":\"too large\",\"text\":\"the request has more than 262144 octets\"}");
    }

    @Test
    void deviceThatDoesNotAnswerHoldsUpNobody() throws Exception {
        start("127.0.0.1", null);
        List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            waiting.add(client.sendAsync(
                    request("/api/push").POST(body("device:never")).build(), HttpResponse.BodyHandlers.ofString()));
        }

        assertThat(pushTo("device:echo")).startsWith("200 ");

        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        release.complete(null);
        for (CompletableFuture<HttpResponse<String>> answer : waiting) {
            assertThat(answer.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void moreRequestsThanThereArePlacesAreRefused() throws Exception {
        start("127.0.0.1", null);
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i <= PushApi.MOST_UNDER_WAY; i++) {
            answers.add(client.sendAsync(
                    request("/api/push").POST(body("device:never")).build(), HttpResponse.BodyHandlers.ofString()));
        }
        HttpResponse<?> refused = (HttpResponse<?>) CompletableFuture.anyOf(answers.toArray(CompletableFuture[]::new))
                .get(30, TimeUnit.SECONDS);

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
        release.complete(null);
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
        assertThat(pushTo("device:echo")).startsWith("200 ");
    }

    @Test
    void withATokenWhoeverDoesNotShowItIsRefused() throws Exception {
        start("127.0.0.1", "s3cret");

        HttpResponse<String> without = get("/api/devices");
        assertThat(without.statusCode()).isEqualTo(401);
        assertThat(without.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"gateway\"");
        assertThat(without.body()).doesNotContain("s3cret");
        for (String wrong : List.of("Bearer s3cre", "Bearer s3cret1", "Bearer ", "Basic s3cret", "s3cret")) {
            assertThat(send(request("/api/push").header("Authorization", wrong).POST(body("device:echo")))
                            .statusCode())
                    .as(wrong)
                    .isEqualTo(401);
        }
        assertThat(send(request("/api/devices").header("Authorization", "Bearer s3cret"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(send(request("/api/devices").header("Authorization", "bearer s3cret"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(get("/observe/health").statusCode()).isEqualTo(200);
    }

    @Test
    void beyondLoopbackItIsClosedWithoutAToken() throws Exception {
        start("0.0.0.0", null);

        assertThat(get("/api/devices").statusCode()).isEqualTo(403);
        assertThat(push("{}")).startsWith("403 ").contains("GATEWAY_API_TOKEN", "GATEWAY_HTTP_HOST");
        assertThat(get("/observe/health").statusCode()).isEqualTo(200);
    }

    @Test
    void beyondLoopbackItIsOpenWithTheToken() throws Exception {
        start("0.0.0.0", "s3cret");

        assertThat(get("/api/devices").statusCode()).isEqualTo(401);
        assertThat(send(request("/api/devices").header("Authorization", "Bearer s3cret"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(raw("gateway.example", "Authorization: Bearer s3cret")).contains(" 200 ");
    }

    @Test
    void webPagesOfOtherOriginsAreRefused() throws Exception {
        start("127.0.0.1", null);

        for (String origin : List.of("http://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1", "%")) {
            assertThat(send(request("/api/push").header("Origin", origin).POST(body("device:echo")))
                            .statusCode())
                    .as(origin)
                    .isEqualTo(403);
        }
        assertThat(send(request("/api/devices").header("Origin", "http://127.0.0.1:" + port))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void nameThatSomeoneElseHasPointedHereIsRefused() throws Exception {
        start("127.0.0.1", null);

        assertThat(raw("evil.example:" + port, "X: y")).contains(" 403 ");
        assertThat(raw("127.0.0.1.evil.example", "X: y")).contains(" 403 ");
        assertThat(raw("localhost:" + port, "X: y")).contains(" 200 ");
        assertThat(raw("[::1]:" + port, "X: y")).contains(" 200 ");
    }

    private void start(String host, String token) throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        main = new Main();
        main.addOverrideProperty("camel.management.enabled", "true");
        main.addOverrideProperty("camel.management.host", host);
        main.addOverrideProperty("camel.management.port", Integer.toString(port));
        main.addOverrideProperty("camel.management.health-check-enabled", "true");
        main.addOverrideProperty("camel.management.health-path", "/observe/health");
        main.bind("mcpDirectory", directory);
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:nobody")
                        .errorHandler(noErrorHandler())
                        .process(exchange -> exchange.setException(new McpOfflineException("not connected")));
                from("direct:fleet").errorHandler(noErrorHandler()).process(new Fleet(release));
            }
        });
        main.start();
        door = HttpDoor.open(main.getCamelContext(), host, port, token, () -> List.of(ports));
    }

    private String pushTo(String target) throws Exception {
        return answer(send(request("/api/push").POST(body(target))));
    }

    private String push(String json) throws Exception {
        return answer(send(request("/api/push").POST(HttpRequest.BodyPublishers.ofString(json))));
    }

    private String form(String body) throws Exception {
        return answer(send(request("/api/push")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body))));
    }

    private static HttpRequest.BodyPublisher body(String target) {
        return HttpRequest.BodyPublishers.ofString("{\"target\":\"" + target + "\",\"command\":\"COMMAND\"}");
    }

    private static String answer(HttpResponse<String> response) {
        return response.statusCode() + " " + response.body();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The status line for a request with this Host, which the JDK's client does not let one choose. */
    private String raw(String host, String header) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            String request =
                    "GET /api/devices HTTP/1.1\r\nHost: " + host + "\r\n" + header + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(UTF_8));
            return new String(new DataInputStream(socket.getInputStream()).readAllBytes(), UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
        }
    }

    /** Stands for the devices behind {@code mcp:…?mode=server}; what one does is its name. */
    private static final class Fleet extends AsyncProcessorSupport {
        private final CompletableFuture<Void> release;

        Fleet(CompletableFuture<Void> release) {
            this.release = release;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            String target = exchange.getMessage().getHeader(McpConstants.TARGET, String.class);
            if (target.equals("device:never")) {
                release.thenRun(() -> callback.done(false));
                return false;
            }
            switch (target) {
                case "device:echo" -> {}
                case "device:headers" ->
                    exchange.getMessage()
                            .setBody((exchange.getMessage().getHeader(McpConstants.COMMAND) + " "
                                            + exchange.getMessage().getHeader(McpConstants.PUSH_TIMEOUT) + " "
                                            + exchange.getPattern())
                                    .getBytes(UTF_8));
                case "device:off" -> exchange.setException(new McpOfflineException("not connected"));
                case "device:slow" -> exchange.setException(new McpTimeoutException("no answer", null));
                case "device:no" -> exchange.setException(new McpErrorException("refused", 6, "frozen"));
                case "device:busy" -> exchange.setException(new McpBusyException("later"));
                case "device:lost" ->
                    exchange.setException(new McpConnectionException("it may have been done", null, true));
                case "device:large" -> exchange.setException(new IllegalArgumentException("above maxFrameLength"));
                case "device:later" -> exchange.getMessage().setHeader(McpConstants.PUSH_STATUS, "queued");
                case "device:strange" -> exchange.setException(new McpException("it answered 0x91"));
                case "device:bug" -> exchange.setException(new IllegalStateException("secret"));
                default ->
                    exchange.getMessage()
                            .setBody(List.of(
                                    Map.of("clientId", "A", "status", "ok", "body", "[1]".getBytes(UTF_8)),
                                    Map.of("clientId", "B", "status", "refused", "code", 9, "text", "failed"),
                                    Map.of("clientId", "C", "status", "offline")));
            }
            callback.done(true);
            return true;
        }
    }

    private static final class Devices implements DeviceDirectory {
        private final Map<String, DeviceInfo> devices = new ConcurrentHashMap<>();

        void add(String clientId, Double rttMillis) {
            Instant since = Instant.parse("2026-01-01T00:00:00Z");
            devices.put(
                    clientId,
                    new DeviceInfo(
                            clientId,
                            "SESSIONSESSIONSESSION0",
                            "OPEN",
                            Set.of("b", "a"),
                            "10.0.0.1:4711",
                            "mcp",
                            since,
                            since.plusMillis(1_500),
                            rttMillis,
                            3,
                            10,
                            1,
                            2,
                            0,
                            rttMillis == null
                                    ? null
                                    : new Freeze(clientId, Instant.EPOCH, Instant.ofEpochSecond(5), "fraud")));
        }

        @Override
        public List<DeviceInfo> devices() {
            return devices.values().stream()
                    .sorted(Comparator.comparing(DeviceInfo::clientId))
                    .toList();
        }

        @Override
        public Optional<DeviceInfo> device(String clientId) {
            return Optional.ofNullable(devices.get(clientId));
        }

        @Override
        public boolean disconnect(String clientId) {
            return devices.remove(clientId) != null;
        }
    }
}
