package io.camelmcp.gateway.fraud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.camelmcp.gateway.GatewayServer;
import io.camelmcp.gateway.config.GatewaySettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** examples/fraud, as its README has it. */
@Timeout(120)
class FraudExampleTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path home;

    private String all(String directory) throws IOException {
        StringBuilder text = new StringBuilder();
        Path path = home.resolve("data").resolve(directory);
        if (Files.isDirectory(path)) {
            try (Stream<Path> files = Files.list(path)) {
                for (Path file : files.sorted().toList()) {
                    text.append(Files.readString(file));
                }
            }
        }
        return text.toString();
    }

    /** As {@code mv} does it: the terminal never sees half a file. */
    private void put(String terminal, String name, String json) throws IOException {
        Path file = Files.writeString(home.resolve(name), json);
        Files.move(
                file,
                Files.createDirectories(home.resolve("data/inbox").resolve(terminal))
                        .resolve(name));
    }

    @Test
    void readmeIsTrue() throws Exception {
        Path routes = Files.createDirectories(home.resolve("routes"));
        Files.copy(Path.of("../examples/fraud/route.yaml"), routes.resolve("route.yaml"));
        Map<String, String> environment = Map.of(
                "FRAUD_REDIS", "none",
                "MCP_PORT", "0",
                "GATEWAY_HTTP_PORT", "0",
                "GATEWAY_ROUTES", routes.toString(),
                "GATEWAY_DATA", home.resolve("data").toString(),
                "GATEWAY_QUEUE_MIN_FREE_MB", "1");
        try (GatewayServer server = GatewayServer.start(GatewaySettings.load(home, environment))) {
            put("berlin", "1.json", "{\"account\":\"A-1\",\"region\":\"DE\",\"transactionId\":\"1\",\"amount\":20}");
            await().atMost(SOON).until(() -> all("fraud/audit").contains("\"decision\":\"first\""));
            put("paris", "2.json", "{\"account\":\"A-1\",\"region\":\"FR\",\"transactionId\":\"2\",\"amount\":900}");
            await().atMost(SOON).until(() -> all("events").contains("\"command\":\"FRAUD_ALERT\""));
            assertThat(all("events").lines()).hasSize(3);

            put("paris", "3.json", "{\"account\":\"A-2\",\"region\":\"FR\",\"transactionId\":\"3\"}");
            Path refused = home.resolve("data/inbox/paris/.refused/3.json");
            await().atMost(SOON).until(() -> Files.exists(refused));

            var answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(
                                            URI.create("http://127.0.0.1:" + server.httpPort() + "/api/fraud/unfreeze"))
                                    .POST(
                                            BodyPublishers.ofString(
                                                    "{\"account\":\"A-1\",\"clientId\":\"paris\",\"by\":\"amira\",\"reason\":\"the customer travels\"}"))
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(answer.body()).isEqualTo("{\"unfrozen\":true}");
            Files.move(refused, home.resolve("data/inbox/paris/3.json"));
            await().atMost(SOON).until(() -> all("fraud/audit").contains("\"account\":\"A-2\""));
        }
        assertThat(AuditCheck.of(home.resolve("data/fraud/audit"), null).problem())
                .isNull();
    }
}
